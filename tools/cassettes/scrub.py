"""Takes out of a recording who made it and where."""

import importlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

vcr: Any = importlib.import_module("vcr")  # untyped

HOST = "https://smartcat.ai"  # what every recorded address says
NOBODY = "00000000-0000-0000-0000-000000000000"
HOOK = "https://hooks.example.com/ci-l10n"  # stands for every callback's address
SOMETHING = "0123456789abcdef01234567_7"  # stands for every document or project that a callback told of
MASK = "***"
MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

# Fields of answers that name people or accounts, in lower case.
PERSONAL = frozenset(
    {
        "accountid",
        "createdbyuserid",
        "createdbyuseremail",
        "organizationid",
        "interinstallationaccountid",
        "vendoraccountid",
        "clientid",
        "managers",
        "executives",
        "vendors",
    }
)
KEPT_HEADERS = frozenset(
    {"content-type", "content-length", "content-disposition", "location", "retry-after", "allow"}
)
_USER = re.compile(rb'((?:[\w-]+:)?last-modified-user=)(?:"[^"]*"|\'[^\']*\')')  # in exported XLIFF


class Scrubber:
    """
    The two hooks of a recorder, and a last look at what was recorded.

    ``host`` is where it is recorded from, without a slash at the end; ``secrets`` may stand nowhere in a recording.
    """

    def __init__(self, host: str, secrets: Sequence[str]) -> None:
        self._host = host
        self._secrets = [secret for secret in secrets if secret]

    def request(self, request: Any) -> Any:
        request.uri = request.uri.replace(self._host, HOST)
        kept = {name: value for name, value in request.headers.items() if name.lower() == "content-type"}
        request.headers = {name: re.sub("boundary=.*", "boundary=b", _text(kept[name])) for name in kept}
        request.body = None  # what we send is tested elsewhere; its boundary differs every time
        return request

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        headers: Mapping[str, list[str]] = response["headers"]
        kept = {
            name: [self._clean(value.encode()).decode() for value in values]
            for name, values in headers.items()
            if name.lower() in KEPT_HEADERS
        }
        body = self._body(response["body"]["string"], kept)
        for name in kept:
            if name.lower() == "content-length":
                kept[name] = [str(len(body))]
        return {**response, "headers": kept, "body": {"string": body}}

    def _body(self, body: bytes, headers: Mapping[str, list[str]]) -> bytes:
        values = [(name.lower(), value) for name, found in headers.items() for value in found]
        kinds = " ".join(value.lower() for name, value in values if name == "content-type")
        is_file = any(name == "content-disposition" for name, _ in values)
        if body.startswith(b"PK\x03\x04"):
            return self._archive(body)
        if body and not is_file and ("json" in kinds or "text/" in kinds):
            with suppress(ValueError):  # plain text stays what it is
                body = json.dumps(without_people(json.loads(body)), ensure_ascii=False).encode()
        return self._clean(body)

    def _archive(self, body: bytes) -> bytes:
        """The ZIP as it came, or made anew when a member named somebody."""
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        cleaned = {name: self._clean(content) for name, content in members.items()}
        if cleaned == members:
            return body
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in cleaned.items():
                archive.writestr(name, content)
        return made.getvalue()

    def _clean(self, content: bytes) -> bytes:
        content = content.replace(self._host.encode(), HOST.encode())
        for secret in self._secrets:
            content = content.replace(secret.encode(), NOBODY.encode() if len(secret) == 36 else b"scrubbed")
        content = _USER.sub(rb'\1"Person"', content)
        try:
            return MAIL.sub("nobody", content.decode()).encode()
        except UnicodeDecodeError:
            return content

    def check(self, folder: Path) -> None:
        """Refuse recordings that still hold a secret or an address of mail, also inside archives."""
        for path in folder.iterdir():
            for piece in pieces(path):
                if any(secret.encode() in piece for secret in self._secrets) or _has_mail(piece):
                    raise SystemExit(f"error: {path.name} would hold a secret; nothing was written")


def _has_mail(piece: bytes) -> bool:
    return MAIL.search(piece.decode("utf-8", "replace")) is not None and not piece.startswith(b"PK\x03\x04")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def without_people(value: Any, *, is_account: bool = True) -> Any:
    """An answer without people, accounts and callbacks; only a whole answer can be an account."""
    if isinstance(value, list):
        return [without_people(each, is_account=False) for each in value]
    if not isinstance(value, dict):
        return value
    names = {name.casefold() for name in value}
    if is_account and "ispersonal" in names:
        about = {"id": NOBODY, "name": "Account", "description": "About the account"}
        value = {name: about.get(name.casefold(), below) for name, below in value.items()}
    if names & {"additionalheaders", "sourceids"}:
        return _without_receiver(value)
    return {
        name: _nobody(below) if name.casefold() in PERSONAL else without_people(below, is_account=False)
        for name, below in value.items()
    }


def _without_receiver(callback: Mapping[str, Any]) -> dict[str, Any]:
    """A callback, or a delivery that failed: its address, its headers and what the receiver said are private."""
    said = {"url": HOOK, "reason": "reason", "content": "content"}
    found = {name: said.get(name.casefold(), below) for name, below in callback.items()}
    for name in found:
        if name.casefold() == "additionalheaders":
            found[name] = [
                {key: MASK if key.casefold() == "value" else text for key, text in header.items()}
                for header in found[name] or []
            ]
        elif name.casefold() == "sourceids":
            found[name] = [SOMETHING for _ in found[name] or []]
    return found


def _nobody(value: object) -> object:
    if isinstance(value, list):
        return []
    return NOBODY if isinstance(value, str) else None


def pieces(path: Path) -> Iterator[bytes]:
    """A recording's bytes, those of the answers in it, and those of archives' members."""
    content = path.read_bytes()
    yield content
    for recorded in vcr.serializers.yamlserializer.deserialize(content.decode())["interactions"]:
        body = recorded["response"]["body"]["string"]
        body = body.encode() if isinstance(body, str) else body
        yield body
        if body.startswith(b"PK\x03\x04"):
            with tempfile.TemporaryFile() as file:
                file.write(body)
                with zipfile.ZipFile(file) as archive:
                    yield from (archive.read(name) for name in archive.namelist())


def make_recorder(scrubber: Scrubber | None, folder: Path, mode: str) -> Any:
    """Requests are the same when method and address are; cassettes play in order."""
    return vcr.VCR(
        cassette_library_dir=str(folder),
        record_mode=mode,
        match_on=["method", "scheme", "host", "port", "path", "query"],
        before_record_request=scrubber.request if scrubber else None,
        before_record_response=scrubber.response if scrubber else None,
        decode_compressed_response=True,
    )

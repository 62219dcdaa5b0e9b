"""Takes out of a recording who made it and where."""

import importlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

vcr: Any = importlib.import_module("vcr")  # untyped

MASK = "***"
MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

KEPT_HEADERS = frozenset(
    {"content-type", "content-length", "content-disposition", "location", "retry-after", "allow"}
)
_USER = re.compile(rb'((?:[\w-]+:)?last-modified-user=)(?:"[^"]*"|\'[^\']*\')')  # in exported XLIFF


class Scrubber:
    """
    The two hooks of a recorder, and a last look at what was recorded.

    ``renamed`` is written differently wherever it stands, addresses too; ``secrets`` may stand nowhere in a recording,
    and have something that stands for them. ``tidy`` takes people and tokens out of a JSON answer.
    """

    def __init__(
        self, renamed: Mapping[str, str], secrets: Mapping[str, str], tidy: Callable[[Any], Any]
    ) -> None:
        self._renamed = renamed
        self._secrets = secrets
        self._tidy = tidy

    def request(self, request: Any) -> Any:
        for name, other in self._renamed.items():
            request.uri = request.uri.replace(name, other)
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
                body = json.dumps(self._tidy(json.loads(body)), ensure_ascii=False).encode()
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
        for found, other in (*self._renamed.items(), *self._secrets.items()):
            content = content.replace(found.encode(), other.encode())
        content = _USER.sub(rb'\1"Person"', content)
        try:
            return MAIL.sub("nobody", content.decode()).encode()
        except UnicodeDecodeError:
            return content

    def check(self, folder: Path) -> None:
        """Refuse recordings that still hold a secret or an address of mail, also inside archives."""
        hidden = [*self._secrets, *(found for found, other in self._renamed.items() if found != other)]
        for path in folder.iterdir():
            for piece in pieces(path):
                if any(secret.encode() in piece for secret in hidden) or _has_mail(piece):
                    raise SystemExit(f"error: {path.name} would hold a secret; nothing was written")


def _has_mail(piece: bytes) -> bool:
    return MAIL.search(piece.decode("utf-8", "replace")) is not None and not piece.startswith(b"PK\x03\x04")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


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

#!/usr/bin/env python3
"""
Record what Smartcat answers to a whole run, for tests that replay it without a server.

    python tools/record_cassettes.py [FOLDER]

With SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY set, the live service is asked (SMARTCAT_URL or --server choose which):
a project is created, used and deleted, nothing else is touched, and a few words are billed. Without them the sandbox
stands in. Credentials, account and user ids, names and mail addresses are replaced before anything is written, and
a cassette in which a secret is still found is not written at all.
"""

import argparse
import base64
import importlib
import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
vcr: Any = importlib.import_module("vcr")  # untyped

from ci_l10n.clock import SystemClock  # noqa: E402
from ci_l10n.config.model import SmartcatSettings  # noqa: E402
from ci_l10n.errors import L10nError, RemoteError  # noqa: E402
from ci_l10n.redact import Redactor  # noqa: E402
from ci_l10n.tms.base import Export, Import, Project  # noqa: E402
from ci_l10n.tms.smartcat.making import SERVERS, Access, make_client, make_smartcat  # noqa: E402

FOLDER = ROOT / "tests" / "cassettes" / "smartcat"
HOST = "https://smartcat.ai"  # what every recorded address says
SOURCES = {
    "web/en/app.json": b'{\n  "greeting": "Hello {name}",\n  "farewell": "Goodbye"\n}\n',
    "docs/gr\u00f6\u00dfe.html": b"<p>How large is it?</p>\n",
}
CHANGED = b'{\n  "greeting": "Hello {name}",\n  "farewell": "See you"\n}\n'
LOCALES = {"en": "en", "de": "de", "fr": "fr"}

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
NOBODY = "00000000-0000-0000-0000-000000000000"


class Scrubber:
    """Takes out of a recording who made it and where."""

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
        kept = {name: values for name, values in headers.items() if name.lower() in KEPT_HEADERS}
        body = self._body(response["body"]["string"], kept)
        for name in kept:
            if name.lower() == "content-length":
                kept[name] = [str(len(body))]
        return {**response, "headers": kept, "body": {"string": body}}

    def _body(self, body: bytes, headers: Mapping[str, list[str]]) -> bytes:
        kinds = "".join(
            value for name, values in headers.items() if name.lower() == "content-type" for value in values
        )
        is_file = any(name.lower() == "content-disposition" for name in headers)
        if body and "json" in kinds and not is_file:
            return json.dumps(_without_people(json.loads(body)), ensure_ascii=False).encode()
        return body

    def check(self, folder: Path) -> None:
        """Refuse recordings that still hold a secret, also inside archives."""
        for path in folder.iterdir():
            for secret in self._secrets:
                if any(secret.encode() in piece for piece in _pieces(path)):
                    raise SystemExit(f"error: {path.name} would hold a secret; nothing was written")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _without_people(value: Any, *, is_account: bool = True) -> Any:
    if isinstance(value, list):
        return [_without_people(each, is_account=False) for each in value]
    if not isinstance(value, dict):
        return value
    if is_account and any(name.casefold() == "ispersonal" for name in value):
        value = {**value, "id": NOBODY, "name": "Account"}
    return {
        name: _nobody(below) if name.casefold() in PERSONAL else _without_people(below, is_account=False)
        for name, below in value.items()
    }


def _nobody(value: object) -> object:
    if isinstance(value, list):
        return []
    return NOBODY if isinstance(value, str) else None


def _pieces(path: Path) -> Iterator[bytes]:
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


def settings_of(project: str) -> SmartcatSettings:
    return SmartcatSettings(project=project, server="eu", mode="current", stage=None)


def imports() -> list[Import]:
    return [Import(path, path, ("de", "fr"), None, partial(SOURCES.__getitem__, path)) for path in SOURCES]


def changed() -> Import:
    return Import("web/en/app.json", "web/en/app.json", ("de", "fr"), None, lambda: CHANGED)


def record(access: Access, server: str, recorder: Any, wait: float) -> None:
    """One project from its creation to its end, a cassette for each part."""
    clock, redactor = SystemClock(), Redactor()
    client, _ = make_client(access, server, clock, redactor)
    with recorder.use_cassette("account.yaml"):
        client.account()
    with recorder.use_cassette("create.yaml"):
        project_id = client.create_project("ci-l10n cassettes", "en", ["de"]).id
    try:
        platform = make_smartcat(settings_of(project_id), access, LOCALES, clock, redactor).platform
        with recorder.use_cassette("push.yaml"):
            platform.fetch_project()
            platform.add_locale("fr")
            list(platform.send_new(imports()))
        project = _settled(platform.fetch_project, clock, wait)
        with recorder.use_cassette("pull.yaml"):
            project = platform.fetch_project()
            _ = [_said(export) for export in platform.export(project.files)]
            _ = [_said(export) for export in platform.export(project.files, sources=True)]
        with recorder.use_cassette("change.yaml"):
            app = next(file for file in project.files if file.name == "web/en/app.json")
            platform.send_changed(app, changed())
            platform.rename(app, "web/en/main.json")
            platform.fetch_project()
        with recorder.use_cassette("refusals.yaml"):
            _refusals(client, project_id)
        with recorder.use_cassette("delete.yaml"):
            platform.delete(platform.fetch_project().files)
            platform.fetch_project()
    finally:
        client.delete_project(project_id)


def _refusals(client: Any, project_id: str) -> None:
    """What errors look like; the calls are those the tests repeat."""
    for call in refused_calls(client, project_id):
        try:
            call()
        except RemoteError:
            continue


def refused_calls(client: Any, project_id: str) -> list[Any]:
    return [
        lambda: client.project(NOBODY),
        lambda: client.document("0123456789abcdef01234567_7"),
        lambda: client.add_language(project_id, "xx-nowhere"),
        lambda: client.fetch_export(NOBODY),
    ]


def _settled(read: Any, clock: SystemClock, wait: float) -> Project:
    """Wait for the files to be taken apart (and, in the sandbox, translated)."""
    until = clock.monotonic() + wait
    while True:
        project: Project = read()
        if all(file.condition != "preparing" and (file.is_complete or wait > 60) for file in project.files):
            return project
        if clock.monotonic() > until:
            raise SystemExit("error: Smartcat did not take the files apart in time")
        time.sleep(1)


def _said(export: Export) -> bool:
    if export.content is None:
        sys.stderr.write(f"note: {export.file.name} in {export.file.locale}: {export.problem}\n")
    return export.content is not None


@contextmanager
def _access(server: str) -> Iterator[tuple[Access, str, float]]:
    account, key = os.environ.get("SMARTCAT_ACCOUNT_ID", ""), os.environ.get("SMARTCAT_API_KEY", "")
    if account and key:
        url = os.environ.get("SMARTCAT_URL", "")
        yield Access(account, key, url), url.rstrip("/") or SERVERS[server], 600
        return
    from ci_l10n.sandbox.server import Sandbox

    with Sandbox(seed=1) as sandbox:
        told = sandbox.announcement
        access = Access(told["smartcat_account_id"], told["smartcat_api_key"], told["smartcat"])
        yield access, told["smartcat"], 20


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Record cassettes of Smartcat's answers.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--server", choices=sorted(SERVERS), default="eu")
    options = parser.parse_args(argv)
    with ExitStack() as stack:
        access, host, wait = stack.enter_context(_access(options.server))
        made = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        basic = base64.b64encode(f"{access.account_id}:{access.api_key}".encode()).decode()
        scrubber = Scrubber(host, [access.account_id, access.api_key, basic])
        try:
            record(access, options.server, make_recorder(scrubber, made, "all"), wait)
        except L10nError as error:
            sys.stderr.write(f"error: {error.message}\n  hint: {error.hint}\n")
            return error.exit_code
        scrubber.check(made)
        options.folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            (options.folder / path.name).write_bytes(path.read_bytes())
            print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

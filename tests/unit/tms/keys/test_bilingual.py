"""Keys as bilingual XLIFF: made from exports, taken back as imports."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from ci_l10n.errors import ContentError, RemoteError
from ci_l10n.formats.bilingual import parse_bilingual
from ci_l10n.net.http import Request, Response
from ci_l10n.tms.base import Export, RemoteFile, Stage
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.keys.bilingual import KeyBilingual
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.tms.samples import PROJECT

LOCALES = {"en": "en", "de": "de", "pt": "pt-BR"}
TABLES = {
    "en.json": {"home.title": "Hello & <b>you</b>", "ok": "All\r\nright", "odd": "bell \x07"},
    "de.json": {"home.title": "Hallo & <b>du</b>"},
    "pt-BR.json": {},
}


def remote(locale: str, code: str) -> RemoteFile:
    return RemoteFile(
        id=f"web--en.json:{code}",
        group="web--en.json",
        name="web/en.json",
        external_id="web/en.json",
        locale=locale,
        condition="ready",
        reason="",
        is_complete=False,
        words=4,
        stages=(Stage(0.0, 0),),
        fingerprint="",
    )


GERMAN, PORTUGUESE = remote("de", "de"), remote("pt", "pt-BR")


def make(tables: Mapping[str, Any] = TABLES, result: str = "completed") -> tuple[KeyBilingual, FakeTransport]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, table in tables.items():
            archive.writestr(name, json.dumps(table))

    def respond(request: Request) -> Answer:
        if "import-result" in request.url:
            return answer({"status": result})
        if "document/export" in request.url:
            return Response(200, {"content-type": "application/zip"}, buffer.getvalue())
        return answer("some-id")

    transport = FakeTransport(respond=respond)
    client = SmartcatClient(transport, "https://smartcat.ai", "account", "key")
    return KeyBilingual(client, PROJECT, LOCALES, FakeClock()), transport


def exported(bilingual: KeyBilingual) -> list[Export]:
    return list(bilingual.export_xliff([GERMAN, PORTUGUESE]))


def test_a_collection_is_exported_with_its_source_in_one_task() -> None:
    bilingual, transport = make()
    german, portuguese = exported(bilingual)
    assert transport.calls == [f"POST v2/project/{PROJECT}/export", "GET v1/document/export/some-id"]
    query = dict(transport.requests[0].query)
    assert (query["languages"], query["include-default-language"]) == ("de,pt-BR", "true")
    assert (query["format"], query["completion-state"]) == ("json", "draft")
    assert german.content is not None
    file = parse_bilingual(german.content, "x.xliff")
    assert (file.original, file.source_language, file.target_language) == (GERMAN.id, "en", "de")
    assert {s.id: (s.source, s.target) for s in file.segments.values()} == {
        "home.title": ("Hello & <b>you</b>", "Hallo & <b>du</b>"),
        "ok": ("All\r\nright", ""),
    }
    assert portuguese.content is not None
    assert {s.target for s in parse_bilingual(portuguese.content, "x").segments.values()} == {""}


@pytest.mark.parametrize(
    ("tables", "problems"),
    [
        ({**TABLES, "de.json": ["no table"]}, ["no table of keys", ""]),
        ({"en.json": {"a": "b"}, "de.json": {}}, ["", "has no pt-BR"]),
        ({"de.json": {}, "pt-BR.json": {}}, ["has no en", "has no en"]),
    ],
)
def test_a_broken_table_costs_the_files_made_of_it(tables: Mapping[str, Any], problems: list[str]) -> None:
    bilingual, _ = make(tables)
    for export, problem in zip(exported(bilingual), problems, strict=True):
        assert (export.content is None) is bool(problem)
        assert problem in export.problem


@pytest.mark.parametrize(
    ("confirm", "overwrite", "state", "switch"),
    [
        (False, False, "draft", "skip-conflicting-values"),
        (True, True, "intermediate", "overwrite-conflicting-values"),
    ],
)
def test_translations_are_imported_by_key(confirm: bool, overwrite: bool, state: str, switch: str) -> None:
    bilingual, transport = make()
    content = exported(bilingual)[0].content or b""
    bilingual.import_xliff(GERMAN, lambda: content, confirm=confirm, overwrite=overwrite)
    request = transport.requests[2]
    assert dict(request.query) == {
        "collection": "web--en.json",
        "language": "de",
        "format": "json",
        "completion-state": state,
        switch: "true",
    }
    assert json.loads(request.parts[0].content()) == {"home.title": "Hallo & <b>du</b>"}
    assert transport.calls[3] == "GET v1/project/import-result/some-id"


def test_a_failed_import_is_told() -> None:
    bilingual, _ = make(result="failed")
    content = exported(bilingual)[0].content or b""
    with pytest.raises(RemoteError, match="could not import"):
        bilingual.import_xliff(GERMAN, lambda: content, confirm=False, overwrite=False)


def test_nobody_waits_for_an_import_without_a_timeout() -> None:
    bilingual, transport = make(result="pending")
    content = exported(bilingual)[0].content or b""
    bilingual.import_xliff(GERMAN, lambda: content, confirm=False, overwrite=False, timeout=0)
    assert len(transport.calls) == 3
    with pytest.raises(RemoteError, match=r"did not finish .* in 5 seconds"):
        bilingual.import_xliff(GERMAN, lambda: content, confirm=False, overwrite=False, timeout=5)


def test_what_is_no_xliff_is_never_sent() -> None:
    bilingual, transport = make()
    with pytest.raises(ContentError):
        bilingual.import_xliff(GERMAN, lambda: b"<html/>", confirm=False, overwrite=False)
    assert transport.calls == []

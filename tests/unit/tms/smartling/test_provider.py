"""Sending, renaming, deleting and fetching files, and what becomes of it when the network fails."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import Export, Import, RemoteFile
from tests.unit.tms.smartling.service import (
    PROJECT,
    Client,
    Said,
    Service,
    connected,
    envelope,
    listing,
    modified,
    project,
    refusal,
    status,
)

READ = "GET /projects-api/v2/projects/abc123def"
UPLOAD, SOURCE, STATUS = "POST /file", "GET /file", "GET /file/status"
ONE, MANY = "GET /locales/de-DE/file", "POST /files/zip"
TEXT = b'{"open": "Open"}\n'
LOST = Said(b"<html><title>502 Bad Gateway</title></html>", 502)
UNKNOWN = Said(refusal("VALIDATION_ERROR", "file.not.found", "The file could not be found"), 404)
LOCKED = Said(refusal("RESOURCE_LOCKED", "resource.locked", "being processed"), 423)
TAKEN = Said(envelope({"overWritten": False, "stringCount": 1, "wordCount": 1}))
NOTHING = Said(envelope(None))


@pytest.fixture
def service() -> Service:
    made = Service()
    made.on(READ, project("de-DE", "fr"))
    made.on("GET /files/list", listing("a.json", "b.json"))
    made.on(STATUS, status("a.json", 1, {"de-DE": 1, "fr": 1}))
    made.on("GET /file/last-modified", modified(de_DE="2026-01-01T10:00:00Z"))
    made.on(UPLOAD, TAKEN)
    return made


def item(name: str = "a.json", content: bytes = TEXT, directives: Mapping[str, str] | None = None) -> Import:
    return Import(name, name, ("de", "fr"), "json", lambda: content, directives or {})


def send(client: Client, *items: Import) -> list[RemoteFile]:
    return [file for files in client.smartling.platform.send_new(items) for file in files]


def files_of(client: Client, *uris: str) -> list[RemoteFile]:
    client.smartling.platform.concentrate(uris, [])
    return [file for file in client.smartling.platform.fetch_project().files if file.group in uris]


def zipped(members: Mapping[str, bytes]) -> Said:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Said(held.getvalue())


def form_of(client: Client, at: int = -1) -> list[tuple[str, str]]:
    """Names and texts of a form, in order."""
    body = client.service.seen[at].body
    boundary = body.partition(b"\r\n")[0]
    parts = [part for part in body.split(boundary) if b"name=" in part]
    return [
        (
            part.split(b'name="')[1].partition(b'"')[0].decode(),
            part.partition(b"\r\n\r\n")[2].strip(b"\r\n").decode(),
        )
        for part in parts
    ]


# Sending


def test_an_upload_says_uri_type_and_directives_and_the_file_comes_last(service: Service) -> None:
    client = connected(service, SmartlingSettings(PROJECT, "PUBLISHED", namespace="texts of {path}"))
    files = send(client, item(directives={"placeholder_format": "C"}))
    form = form_of(client)
    assert form == [
        ("fileUri", "a.json"),
        ("fileType", "json"),
        ("smartling.placeholder_format", "C"),
        ("smartling.namespace", "texts of a.json"),
        ("file", TEXT.decode().strip()),
    ]
    assert [(file.id, file.condition) for file in files] == [
        ("a.json\x1fde-DE", "preparing"),
        ("a.json\x1ffr", "preparing"),
    ]


@pytest.mark.parametrize("code", ["ACCEPTED", "SUCCESS"])
def test_an_upload_that_goes_on_for_a_while_is_waited_for(service: Service, code: str) -> None:
    service.on(UPLOAD, Said(envelope({"message": "Counts are not available right now."}, code), 202))
    empty = status("a.json", 0, {"de-DE": 0, "fr": 0})
    service.on(STATUS, LOCKED, empty, status("a.json", 1, {"de-DE": 1, "fr": 1}))
    service.on("GET /files/list", listing())
    client = connected(service)
    client.smartling.platform.fetch_project()
    send(client, item())
    seen = [
        {(f.condition, f.is_complete) for f in client.smartling.platform.fetch_project().files}
        for _ in range(3)
    ]
    assert seen == [{("preparing", False)}, {("preparing", False)}, {("ready", True)}]


def test_an_upload_whose_answer_got_lost_is_looked_at_before_it_is_repeated(service: Service) -> None:
    service.on(UPLOAD, LOST, TAKEN)
    service.on(SOURCE, Said(TEXT))
    client = connected(service)
    send(client, item())
    assert service.calls[-2:] == [UPLOAD, SOURCE]
    service.on(UPLOAD, LOST, TAKEN)
    service.on(SOURCE, UNKNOWN)
    send(client, item())
    assert service.calls[-3:] == [UPLOAD, SOURCE, UPLOAD]
    service.on(UPLOAD, LOST)
    service.on(SOURCE, Said(b"an older version"))
    with pytest.raises(RemoteError) as caught:
        send(client, item())
    assert caught.value.maybe_applied
    assert service.calls[-6:] == [UPLOAD, SOURCE] * 3


def test_a_locked_file_and_too_many_requests_are_waited_out_with_a_ceiling(service: Service) -> None:
    busy = Said(refusal("MAX_OPERATIONS_LIMIT_EXCEEDED", "too.many.requests", "limit of 10"), 429)
    service.on(UPLOAD, LOCKED, busy, LOCKED, TAKEN)
    client = connected(service)
    send(client, item())
    assert 3.5 <= sum(client.clock.slept) <= 7
    service.on(UPLOAD, LOCKED)
    with pytest.raises(RemoteError, match="being processed") as caught:
        send(client, item())
    assert max(client.clock.slept) <= 60
    assert caught.value.code == "platform-locked"


def test_what_smartling_refuses_is_refused_with_its_words(service: Service) -> None:
    said = "There was a problem loading your file. No source strings found"
    service.on(UPLOAD, Said(refusal("VALIDATION_ERROR", "parse.error", said), 400))
    client = connected(service)
    with pytest.raises(RemoteError, match="No source strings found") as caught:
        send(client, item())
    assert (caught.value.status, caught.value.maybe_applied) == (400, False)


@pytest.mark.parametrize(
    ("name", "format_name", "content", "message"),
    [
        ("a.json", "json", b" " * 20, "no empty files"),
        ("a.json", "json", b"x" * (10 * 1024 * 1024 + 1), "takes 10 MB of json files"),
        ("a.bin", None, b"x", "no file type for a.bin"),
    ],
)
def test_what_smartling_would_not_take_costs_no_request(
    service: Service, name: str, format_name: str | None, content: bytes, message: str
) -> None:
    client = connected(service)
    with pytest.raises(RemoteError, match=message) as caught:
        send(client, Import(name, name, ("de",), format_name, lambda: content))
    assert caught.value.status == 400
    assert service.calls == []


# Renaming and deleting


def test_a_renamed_file_has_other_ids_and_is_known_under_them(service: Service) -> None:
    service.on("POST /file/rename", NOTHING)
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    renamed = client.smartling.platform.rename(file, "c.json")
    form = form_of(client)
    at = len(service.calls)
    again = client.smartling.platform.fetch_project().files
    assert form == [("fileUri", "a.json"), ("newFileUri", "c.json")]
    assert [each.id for each in renamed] == ["c.json\x1fde-DE", "c.json\x1ffr"]
    assert {each.group for each in again} == {"c.json"}
    assert service.calls[at:] == []


def test_a_rename_whose_answer_got_lost_is_done_when_the_new_name_is_there(service: Service) -> None:
    service.on("POST /file/rename", LOST)
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    client.smartling.platform.rename(file, "c.json")
    assert service.calls[-2:] == ["POST /file/rename", STATUS]
    service.on(STATUS, UNKNOWN)
    with pytest.raises(RemoteError):
        client.smartling.platform.rename(file, "d.json")


def test_deleting_takes_one_request_for_all_locales_and_a_file_that_is_gone_is_fine(service: Service) -> None:
    service.on("POST /file/delete", NOTHING, UNKNOWN)
    client = connected(service)
    files = files_of(client, "a.json", "b.json")
    at = len(service.calls)
    client.smartling.platform.delete(files)
    assert service.calls[at:] == ["POST /file/delete"] * 2
    assert client.smartling.platform.fetch_project().files == ()


# Fetching


def export(client: Client, files: list[RemoteFile]) -> list[Export]:
    return list(client.smartling.platform.export(files))


def test_one_file_is_downloaded_by_itself_with_the_retrieval_always_said(service: Service) -> None:
    service.on(ONE, Said(b'{"open": "Auf"}'))
    for state, retrieval in (("PUBLISHED", "published"), ("POST_TRANSLATION", "pending")):
        client = connected(service, SmartlingSettings(PROJECT, state))  # type: ignore[arg-type]
        (file, _) = files_of(client, "a.json")
        assert [each.content for each in export(client, [file])] == [b'{"open": "Auf"}']
        query = client.queries("/locales/de-DE/file")[-1]
        assert query == {
            "fileUri": ["a.json"],
            "retrievalType": [retrieval],
            "includeOriginalStrings": ["false"],
        }


def test_many_files_come_in_one_archive(service: Service) -> None:
    members = {
        f"{locale}/{name}.json": f"{locale} {name}".encode() for locale in ("de-DE", "fr") for name in "ab"
    }
    service.on(MANY, zipped(members))
    client = connected(service)
    files = files_of(client, "a.json", "b.json")
    found = export(client, files)
    assert {(each.file.group, each.file.locale): each.content for each in found} == {
        ("a.json", "de"): b"de-DE a",
        ("a.json", "fr"): b"fr a",
        ("b.json", "de"): b"de-DE b",
        ("b.json", "fr"): b"fr b",
    }
    assert service.calls.count(MANY) == 1


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Said(b"  \n"), "an empty file"),
        (Said(b"<!DOCTYPE html><html><title>Please log in</title></html>"), "an HTML page"),
        (Said(envelope(None, "GENERAL_ERROR")), "an answer of its API instead of the file: GENERAL_ERROR"),
        (Said(refusal("VALIDATION_ERROR", None, "no")), "an answer of its API instead of the file: no"),
        (UNKNOWN, "could not be found"),
        (LOCKED, "being processed"),
    ],
)
def test_what_is_no_file_is_a_problem_and_never_bytes(service: Service, said: Said, problem: str) -> None:
    service.on(ONE, said)
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    (found,) = export(client, [file])
    assert found.content is None
    assert problem in found.problem
    assert found.hint


def test_a_file_whose_texts_look_like_an_answer_is_a_file(service: Service) -> None:
    content = b'{"response": {"code": "Enter your code", "thanks": "Thanks"}}'
    service.on(ONE, Said(content))
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    assert export(client, [file])[0].content == content


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Said(b""), "an empty archive (status 200, request request-"),
        (Said(b"", 204), "an empty archive (status 204"),
        (
            Said(b"<html><title>Please log in</title></html>"),
            "HTML page came instead of the archive: Please log in",
        ),
        (Said(refusal("VALIDATION_ERROR", "x", None)), "sent no archive: x"),
        (Said(zipped({"de-DE/a.json": b"x" * 500}).body[:-30]), "the archive from Smartling is broken"),
        (
            zipped({"../../etc/passwd": b"x", "es/a.json": b"y"}),
            "archive has no de-DE/a.json; it holds ../../etc",
        ),
        (zipped({"de-DE/a.json": b"", "fr/a.json": b""}), "an empty file"),
    ],
)
def test_what_is_no_archive_of_these_files_is_a_problem(service: Service, said: Said, problem: str) -> None:
    service.on(MANY, said)
    client = connected(service)
    found = export(client, files_of(client, "a.json"))
    assert [each.content for each in found] == [None, None]
    assert problem in found[0].problem


def test_a_file_that_cannot_be_had_does_not_cost_the_others_theirs(service: Service) -> None:
    service.on(MANY, UNKNOWN)
    service.on(ONE, Said(b'{"open": "Auf"}'))
    service.on("GET /locales/fr/file", UNKNOWN)
    client = connected(service)
    found = export(client, files_of(client, "a.json"))
    assert [each.content for each in found] == [b'{"open": "Auf"}', None]


def test_a_server_that_fails_twice_in_a_row_ends_the_fetching(service: Service) -> None:
    service.on(ONE, LOST)
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    with pytest.raises(RemoteError, match="Bad Gateway"):
        export(client, [file])


def test_sources_are_read_once_for_all_locales(service: Service) -> None:
    service.on(SOURCE, Said(TEXT))
    client = connected(service)
    files = files_of(client, "a.json")
    found = list(client.smartling.platform.export(files, sources=True))
    assert [(each.file.locale, each.content) for each in found] == [("de", TEXT), ("fr", TEXT)]
    assert service.calls.count(SOURCE) == 1


def test_a_file_without_any_translation_is_asked_for_with_the_source_text(service: Service) -> None:
    service.on(STATUS, status("a.json", 1, {"de-DE": 0, "fr": 0}))
    service.on(ONE, Said(TEXT))
    client = connected(service)
    (file, _) = files_of(client, "a.json")
    assert export(client, [file])[0].content == TEXT
    assert client.queries("/locales/de-DE/file")[-1]["includeOriginalStrings"] == ["true"]

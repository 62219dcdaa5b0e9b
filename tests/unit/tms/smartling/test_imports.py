"""Importing translations by key: what is sent, how answers are read, and what happens when one gets lost."""

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import ImportResult, RemoteFile
from ci_l10n.tms.smartling.imports import parse_result
from tests.unit.tms.smartling.service import (
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

IMPORT, PENDING = "POST /locales/de-DE/file/import", "GET /locales/de-DE/file"
TEXT = b'{"open": "Auf %s", "empty": ""}\n'
DONE = Said(envelope({"wordCount": 2, "stringCount": 1, "translationImportErrors": []}))
LOST = Said(b"", 502)


@pytest.fixture
def service() -> Service:
    made = Service()
    made.on("GET /projects-api/v2/projects/abc123def", project("de-DE", "fr"))
    made.on("GET /files/list", listing("a.json"))
    made.on("GET /file/status", status("a.json", 1, {"de-DE": 0, "fr": 0}))
    made.on("GET /file/last-modified", modified())
    made.on(IMPORT, DONE)
    return made


def send(
    client: Client, content: bytes = TEXT, *, overwrite: bool = False, published: bool = True
) -> ImportResult:
    file: RemoteFile = client.smartling.platform.fetch_project().files[0]
    return client.smartling.key_import.import_translations(
        file,
        "json",
        lambda: content,
        overwrite=overwrite,
        published=published,
        directives={"placeholder_format_custom": "%x"},
    )


def sent_fields(client: Client) -> dict[str, str]:
    body = client.service.seen[-1].body
    parts = [part for part in body.split(body.partition(b"\r\n")[0]) if b"name=" in part]
    return {
        part.split(b'name="')[1].partition(b'"')[0].decode(): part.partition(b"\r\n\r\n")[2]
        .strip(b"\r\n")
        .decode()
        for part in parts
    }


def test_fields_come_in_the_documented_order_with_directives_repeated(service: Service) -> None:
    client = connected(service)
    assert send(client) == ImportResult(1, 2, ())
    assert list(sent_fields(client).items())[:5] == [
        ("fileUri", "a.json"),
        ("fileType", "json"),
        ("translationState", "PUBLISHED"),
        ("overwrite", "false"),
        ("smartling.placeholder_format_custom", "%x"),
    ]
    assert list(sent_fields(client))[-1] == "file"
    send(client, overwrite=True, published=False)
    assert sent_fields(client)["translationState"] == "POST_TRANSLATION"
    assert sent_fields(client)["overwrite"] == "true"


def test_errors_of_both_generations_are_read() -> None:
    found = parse_result(
        {
            "wordCount": "174",
            "stringCount": "11",
            "translationImportErrors": [
                {
                    "contentFileId": 7,
                    "importKey": "ios string11",
                    "stringHashcode": "ab",
                    "messages": ["Mismatched placeholders"],
                },
                {"fileUri": "a", "importKey": "x", "stringHashcode": None, "messages": ["Key not found"]},
                {"fileUri": "a", "importKey": None, "stringHashcode": "", "messages": None},
                "a plain text",
            ],
        }
    )
    assert (found.words, found.strings) == (174, 11)
    assert [(each.key, each.hash, each.messages) for each in found.problems] == [
        ("ios string11", "ab", ("Mismatched placeholders",)),
        ("x", None, ("Key not found",)),
        ("", None, ()),
        ("", None, ("a plain text",)),
    ]
    assert all(each.hint for each in found.problems)


def test_a_lost_answer_is_looked_into_before_the_import_is_repeated(service: Service) -> None:
    client = connected(service)
    service.on(IMPORT, LOST, DONE)
    service.on(PENDING, Said(b'{"open": "Auf %1$s", "empty": ""}'))  # all of it is there, spelled their way
    assert send(client) == ImportResult(1, 0, ())
    assert service.calls.count(IMPORT) == 1
    service.on(IMPORT, LOST, DONE)
    service.on(PENDING, Said(b'{"open": "", "empty": ""}'))
    assert send(client) == ImportResult(1, 2, ())
    assert service.calls[-3:] == [IMPORT, PENDING, IMPORT]
    service.on(IMPORT, LOST, DONE)
    service.on(
        PENDING, Said(b'{"n_one": "a", "n_many": "", "n_other": "b"}')
    )  # with a form that was not sent
    assert send(client, b'{"n_one": "a", "n_other": "b"}') == ImportResult(2, 0, ())


def test_a_server_that_never_answers_leaves_it_open(service: Service) -> None:
    client = connected(service)
    service.on(IMPORT, LOST)
    service.on(PENDING, Said(b"<html><title>Sign in</title></html>"))
    with pytest.raises(RemoteError) as caught:
        send(client)
    assert caught.value.maybe_applied
    assert service.calls.count(IMPORT) == 3


def test_a_refusal_is_not_repeated(service: Service) -> None:
    client = connected(service)
    service.on(IMPORT, Said(refusal("VALIDATION_ERROR", "file.not.found", "no such file"), 400))
    with pytest.raises(RemoteError, match="no such file") as caught:
        send(client)
    assert caught.value.status == 400
    assert service.calls.count(IMPORT) == 1


def test_what_is_too_large_costs_no_request(service: Service) -> None:
    client = connected(service)
    with pytest.raises(RemoteError, match="over 10 MB") as caught:
        send(client, b"x" * (10 * 1024 * 1024 + 1))
    assert caught.value.status == 413
    assert IMPORT not in service.calls

"""The calls of key projects: what is asked, and what is understood of the answers."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.http import Request
from ci_l10n.net.transport import RequestsTransport
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.keys.calls import ExportOptions, ImportOptions, Keys, Resource, parse_import_result
from tests.unit.net.fakes import Answer, FakeTransport, answer
from tests.unit.net.server import reply, serving
from tests.unit.tms.samples import PROJECT

IMPORT_ID = "7a0c6a3e-54a5-4d3f-9f0c-0f0f2f6b6a01"
FILE = Resource("en.json", lambda: b'{"a": "b"}')


def make(*answers: Answer, respond: Callable[[Request], Answer] | None = None) -> tuple[Keys, FakeTransport]:
    transport = FakeTransport(answers, respond)
    return Keys(SmartcatClient(transport, "https://smartcat.ai", "account", "key")), transport


def test_an_import_is_multipart_with_hyphenated_options_in_the_query() -> None:
    with serving(reply(f'"{IMPORT_ID}"'.encode(), Content_Type="application/json")) as server:
        keys = Keys(SmartcatClient(RequestsTransport(), server.url, "account", "key"))
        options = ImportOptions(
            language="en",
            collection="app",
            target_languages=("de", "pt-BR"),
            format="structured-json",
            path_separator=".",
            completion_state="final",
            labels=("web", "v2"),
            on_conflict="overwrite",
            auto_file_labels=True,
            delete_missing_keys=True,
        )
        assert keys.import_files(PROJECT, [FILE, Resource("b.json", lambda: b"{}")], options) == IMPORT_ID
    (seen,) = server.seen
    url = urlsplit(seen.path)
    assert (seen.method, url.path) == ("POST", f"/api/integration/v2/project/{PROJECT}/import")
    assert dict(parse_qsl(url.query)) == {
        "collection": "app",
        "language": "en",
        "target-languages": "de,pt-BR",
        "format": "structured-json",
        "path-separator": ".",
        "completion-state": "final",
        "labels": "web,v2",
        "overwrite-conflicting-values": "true",
        "auto-file-labels": "true",
        "delete-missing-keys": "true",
    }
    assert seen.headers["content-type"].startswith("multipart/form-data")
    assert seen.body.count(b'name="files"') == 2
    assert b'filename="en.json"' in seen.body
    assert b'{"a": "b"}' in seen.body


def test_switches_that_are_off_are_not_sent() -> None:
    keys, transport = make(answer(IMPORT_ID), answer(IMPORT_ID))
    keys.import_files(PROJECT, [FILE], ImportOptions(language="de", on_conflict="skip"))
    keys.request_export(PROJECT, ExportOptions())
    assert transport.requests[0].query == [
        ("collection", "main"),
        ("language", "de"),
        ("skip-conflicting-values", "true"),
    ]
    assert transport.requests[1].query == []
    assert transport.requests[1].json is None


@pytest.mark.parametrize("body", [b'"%s"', b"%s", b'\xef\xbb\xbf"%s"\r\n'])
def test_ids_are_read_with_and_without_quotes(body: bytes) -> None:
    keys, _ = make(answer(body.replace(b"%s", IMPORT_ID.encode())))
    assert keys.import_files(PROJECT, [FILE], ImportOptions("en")) == IMPORT_ID


@pytest.mark.parametrize("body", [b"", b"{}", b"<html><title>Sign in</title></html>", b'"not an id"'])
def test_what_is_no_id_is_not_the_api(body: bytes) -> None:
    keys, _ = make(answer(body))
    with pytest.raises(RemoteError) as caught:
        keys.request_export(PROJECT, ExportOptions())
    assert "SMARTCAT_URL" in caught.value.hint


@pytest.mark.parametrize("status", [404, 405, 409])
def test_refusals_of_the_project_ask_whether_it_is_a_key_project(status: int) -> None:
    keys, _ = make(answer(status=status))
    with pytest.raises(RemoteError, match=PROJECT) as caught:
        keys.import_files(PROJECT, [FILE], ImportOptions("en"))
    assert "software localization" in caught.value.hint


def test_no_right_to_the_feature_is_a_matter_of_rights() -> None:
    keys, _ = make(answer(status=403))
    with pytest.raises(AuthError) as caught:
        keys.import_files(PROJECT, [FILE], ImportOptions("en"))
    assert "software localization" in caught.value.hint


def test_an_export_names_what_is_wanted_and_how_it_is_laid_out() -> None:
    keys, transport = make(answer(IMPORT_ID))
    options = ExportOptions(
        collections=("app", "main"),
        languages=("de", "fr"),
        format="structured-json",
        path_separator="/",
        completion_state="intermediate",
        incomplete="skip",
        path_template="{LANGUAGE}.json",
        include_default_language=True,
        zip=True,
        modified_since="2024-01-31T10:00:00Z",
        labels=("web",),
        indent="    ",
        keys=("title",),
    )
    assert keys.request_export(PROJECT, options) == IMPORT_ID
    (request,) = transport.requests
    assert transport.calls == [f"POST v2/project/{PROJECT}/export"]
    assert dict(request.query) == {
        "collections": "app,main",
        "languages": "de,fr",
        "format": "structured-json",
        "path-separator": "/",
        "completion-state": "intermediate",
        "output-file-path-template": "{LANGUAGE}.json",
        "modified-since": "2024-01-31T10:00:00Z",
        "labels": "web",
        "indent": "    ",
        "skip-incomplete-keys": "true",
        "include-default-language": "true",
        "zip": "true",
    }
    assert request.json == {"keys": ["title"]}


@pytest.mark.parametrize(
    ("incomplete", "switch"),
    [("fallback", "fallback-to-default-language"), ("blank", "export-incomplete-as-blank")],
)
def test_what_becomes_of_incomplete_keys_is_one_switch(incomplete: str, switch: str) -> None:
    options = ExportOptions(incomplete="fallback" if incomplete == "fallback" else "blank")
    assert options.query() == [(switch, "true")]


def test_an_import_result_is_read_in_any_letter_case() -> None:
    data = {
        "Status": "Completed",
        "FailedFileNames": ["x.json", None],
        "KeysCreated": 3,
        "keysUpdated": "2",
        "keysDeleted": None,
        "ConflictingKeyValues": {"Title": ["a", "b"], "odd": None},
    }
    keys, transport = make(answer(data))
    result = keys.import_result(IMPORT_ID)
    assert transport.calls == [f"GET v1/project/import-result/{IMPORT_ID}"]
    assert (result.status, result.is_over, result.failed_files) == ("completed", True, ("x.json",))
    assert (result.created, result.updated, result.deleted) == (3, 2, 0)
    assert result.conflicts == {"Title": ("a", "b")}


@pytest.mark.parametrize(
    ("status", "is_over"),
    [("pending", False), ("InProgress", False), ("queued", False), ("completed", True), ("Failed", True)],
)
def test_an_import_is_over_when_the_service_says_so(status: str, is_over: bool) -> None:
    assert parse_import_result({"status": status}).is_over is is_over


def test_an_export_that_is_not_ready_is_none() -> None:
    keys, _ = make(answer(status=204), answer(b"{}"))
    assert keys.fetch_export(IMPORT_ID) is None
    response = keys.fetch_export(IMPORT_ID)
    assert response is not None
    assert json.loads(response.body) == {}

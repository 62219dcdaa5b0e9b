"""What is made of Smartling's answers that are none."""

import json

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.formats.registry import NAMES
from ci_l10n.net.http import Response
from ci_l10n.tms.shapes import ShapeError
from ci_l10n.tms.smartling import types, wire
from ci_l10n.tms.smartling.errors import SmartlingError, error_from, message_of, not_the_api


def answer(errors: object, status: int = 400, code: str = "VALIDATION_ERROR") -> Response:
    body = json.dumps({"response": {"code": code, "errors": errors}}).encode()
    return Response(status, {"content-type": "application/json", "x-sl-requestid": "r-1"}, body)


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ([{"key": "a", "message": "one", "details": None}, {"key": None, "message": "two"}], "one; two"),
        ({"key": None, "message": "File locked: job_7.po", "details": None}, "File locked: job_7.po"),
        ([{"key": "parse.error", "message": None}], "parse.error"),
        (
            [{"key": None, "message": "bad", "details": {"field": "jobName", "x": None}}],
            "bad (field: jobName)",
        ),
        ([{"key": None, "message": "bad", "details": "fileUri"}], "bad (fileUri)"),
        (None, "VALIDATION_ERROR"),
        ([], "VALIDATION_ERROR"),
        (["text"], "VALIDATION_ERROR"),
        ([{"key": None, "message": "a\x1b[2Jb\nc"}], "a [2Jb c"),
    ],
)
def test_messages_are_found_in_all_shapes_of_errors(errors: object, message: str) -> None:
    assert message_of(answer(errors)) == message


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[1]", b'{"response": 3}', b"\xff", b'{"response": {"errors": {}}}']
)
def test_other_bodies_have_no_message_and_break_nothing(body: bytes) -> None:
    error = error_from(Response(500, {}, body), "list the files")
    assert isinstance(error, RemoteError)
    assert "no reason given (status 500)" in error.message
    with pytest.raises(ShapeError):
        wire.data_of(body) if body != b'{"response": {"errors": {}}}' else wire.data_of(b"{}")


@pytest.mark.parametrize(
    "item",
    [
        {"key": "parse.error", "message": "There was a problem loading your file."},
        {"key": None, "message": "No source strings found; Check your configuration"},
    ],
)
def test_a_file_that_smartling_cannot_read_is_a_matter_of_format_and_directives(item: object) -> None:
    assert "directives" in error_from(answer([item]), "upload a.csv").hint


def test_the_request_id_stays_in_the_message() -> None:
    assert "(status 400, request r-1)" in error_from(answer([{"message": "no"}]), "rename a").message


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "platform-not-found"),
        (413, "platform-refuses-size"),
        (429, "platform-rate-limit"),
        (503, "platform-trouble"),
    ],
)
def test_codes_follow_the_status(status: int, code: str) -> None:
    error = error_from(answer([], status), "x")
    assert error.code == code
    assert error.hint


@pytest.mark.parametrize(
    ("errors", "status", "is_unknown"),
    [
        ([{"key": "file.not.found", "message": "x"}], 400, True),
        ([{"key": None, "message": "The file could not be found"}], 400, True),
        (None, 404, True),
        ([{"key": "parse.error", "message": "x"}], 400, False),
    ],
)
def test_an_unknown_file_is_known_by_status_key_or_words(
    errors: object, status: int, is_unknown: bool
) -> None:
    error = error_from(answer(errors, status), "x")
    assert isinstance(error, SmartlingError)
    assert error.is_unknown_file == is_unknown


def test_redirects_and_pages_point_to_the_address_of_the_server() -> None:
    moved = error_from(Response(302, {"location": "https://elsewhere"}, b""), "x")
    page = not_the_api(Response(200, {}, b"<html><title>Sign in</title>"), "x")
    for error in (moved, page):
        assert error.code == "platform-not-the-api"
        assert "SMARTLING_URL" in error.hint
    assert "(Sign in)" in page.message


def test_counts_may_be_texts_and_locales_without_a_word_on_it_are_enabled() -> None:
    project = wire.parse_project(
        {
            "projectId": "p",
            "sourceLocaleId": "en",
            "targetLocales": [{"localeId": "de"}, {"localeId": "fr", "enabled": False}],
        }
    )
    assert [each.is_enabled for each in project.locales] == [True, False]
    assert wire.parse_uploaded({"stringCount": "12"}) == wire.Uploaded(12, is_counted=True)
    assert wire.parse_uploaded({"message": "later"}) == wire.Uploaded(0, is_counted=False)
    assert wire.parse_uploaded(None) == wire.Uploaded(0, is_counted=False)


@pytest.mark.parametrize(
    ("path", "format_name", "type_name"),
    [
        ("values/strings.xml", "android", "android"),
        ("de.properties", "properties", "javaProperties"),
        ("app_en.arb", "json", "arb"),
        ("docs/a.MD", None, "markdown"),
        ("a.ts", None, "qt"),
        ("a.bin", None, None),
        ("a.docx", "xml", "xml"),
    ],
)
def test_types_follow_the_format_and_for_documents_the_extension(
    path: str, format_name: str | None, type_name: str | None
) -> None:
    assert types.type_of(path, format_name) == type_name


@pytest.mark.parametrize(
    "listing",
    [{}, {"items": {}}, {"items": "none"}, {"items": [{"fileUri": 7}]}, {"items": [{"fileUri": None}]}],
)
def test_a_list_of_files_that_is_none_does_not_look_like_an_empty_project(listing: object) -> None:
    """Every file would be sent, and billed, again."""
    with pytest.raises(ShapeError):
        wire.parse_listing(listing)
    assert wire.parse_listing({"items": [], "totalCount": "0"}) == wire.Listing(0, ())


def test_every_format_has_a_type() -> None:
    assert all(types.type_of("a.x", name) for name in NAMES)


def test_old_property_files_say_their_encoding() -> None:
    assert types.charset_of("javaProperties", "ü=ü".encode("latin-1")) == "ISO-8859-1"
    assert types.charset_of("javaProperties", "ü=ü".encode()) == ""
    assert types.charset_of("javaProperties", "ü=ü".encode("utf-16")) == ""
    assert types.charset_of("ios", "ü".encode("latin-1")) == ""


def test_documents_may_be_larger_than_texts() -> None:
    content = b"x" * (15 * types.MB)
    assert types.refusal("a.docx", None, content) is None
    assert types.refusal("a.html", None, content) is not None
    assert types.refusal("a/" * 300 + "b.json", "json", b"{}") is not None

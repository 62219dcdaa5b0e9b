import json

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.http import Response
from ci_l10n.tms.smartcat.errors import error_from, message_of, not_the_api
from tests.unit.net.fakes import answer

HTML = b"<!DOCTYPE html><html><head><title>502 Bad\n Gateway</title></head><body>nginx</body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (json.dumps("ProjectNotFound\r\nProject was not found."), "Project was not found."),
        (json.dumps("ProjectNotFound\\r\\nProject was not found."), "Project was not found."),
        (json.dumps("Only a heading"), "Only a heading"),
        (json.dumps("Heading\r\n"), "Heading"),
        ('{"Message":"Bad request."}', "Bad request."),
        (
            '{"type":"t","title":"Not Found","status":404,"detail":"No such document.","instance":null}',
            "No such document.",
        ),
        ('{"type":"t","title":"Not Found","status":404}', "Not Found"),
        ('{"message":"Quota","details":"","correlationId":"c"}', "Quota"),
        ('{"type":"sender","code":"x","message":"Limit","requestId":"r","statusCode":"400"}', "Limit"),
        ('{"errors":{"name":["is required"]}}', "name: ['is required']"),
        ("", ""),
        ("plain text", "plain text"),
        (HTML.decode(), "502 Bad Gateway"),
        ("{}", ""),
        ("[1]", ""),
        ("null", ""),
    ],
)
def test_every_shape_of_error_body_gives_its_message(body: str, expected: str) -> None:
    assert message_of(Response(400, {}, body.encode())) == expected


def test_messages_are_short_and_without_control_characters() -> None:
    message = message_of(Response(400, {}, b"a\x1b[31mred\n::error::x\x00" + b"y" * 10_000))
    assert message.startswith("a [31mred ::error::x ")
    assert len(message) == 500
    assert message.isprintable()


def test_bytes_that_are_no_text_do_not_break_the_message() -> None:
    assert message_of(Response(400, {}, b"\xff\xfe\x00\x01"))


def test_wrong_credentials_name_the_secrets_and_the_region() -> None:
    error = error_from(answer(status=401), "read the account")
    assert isinstance(error, AuthError)
    for word in ("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY", "platform.smartcat.server", "Secrets"):
        assert word in error.hint


def test_missing_rights_mention_personal_accounts() -> None:
    error = error_from(answer({"detail": "Not yours."}, status=403), "upload a.json")
    assert isinstance(error, AuthError)
    assert "Not yours." in error.message
    assert "personal" in error.hint


@pytest.mark.parametrize("status", [400, 402, 404, 405, 409, 413, 418, 422, 429, 500, 502, 503])
def test_every_other_status_is_a_remote_error_with_message_status_and_next_step(status: int) -> None:
    error = error_from(answer({"detail": "Because."}, status=status), "upload a.json")
    assert isinstance(error, RemoteError)
    assert error.status == status
    assert error.message == f"Smartcat: cannot upload a.json: Because. (status {status})"
    assert error.hint


def test_redirects_are_not_the_api() -> None:
    error = error_from(answer(status=302, location="https://login.example.test"), "read the account")
    assert isinstance(error, RemoteError)
    assert "SMARTCAT_URL" in error.hint


def test_a_better_hint_wins() -> None:
    assert error_from(answer(status=404), "x", {404: "do this"}).hint == "do this"


def test_an_html_page_with_status_200_is_not_the_api() -> None:
    error = not_the_api(Response(200, {"content-type": "text/html"}, HTML), "read the account")
    assert "HTML page (502 Bad Gateway)" in error.message
    assert "SMARTCAT_URL" in error.hint

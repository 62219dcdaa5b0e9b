import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request
from ci_l10n.net.log import Logged
from ci_l10n.redact import Redactor
from tests.unit.net.fakes import FakeClock, FakeTransport, answer


def test_the_log_keeps_the_last_requests_and_counts_all() -> None:
    transport = FakeTransport([answer(b"abc")] * 7)
    log = Logged(transport, Redactor(), FakeClock(), keep=3)
    for number in range(7):
        log.send(Request("GET", f"https://example.test/{number}"))
    assert log.count == 7
    assert [entry.path for entry in log.last] == ["/4", "/5", "/6"]
    assert str(log.last[-1]) == "GET /6 200 0 ms 3 bytes"


def test_the_log_holds_no_secret_body_header_or_query() -> None:
    redactor = Redactor()
    redactor.add("pathsecret")
    log = Logged(FakeTransport([answer(b"answersecret")]), redactor, FakeClock())
    log.send(
        Request(
            "POST",
            "https://user:urlsecret@example.test/a/pathsecret/b?x=querysecret",
            [("key", "querysecret")],
            {"Authorization": "Basic headersecret"},
            parts=[Part("file", lambda: b"bodysecret", "filesecret")],
        )
    )
    assert "secret" not in repr(log.last)
    assert log.last[0].path == "/a/***/b"


def test_requests_without_an_answer_are_logged_too() -> None:
    log = Logged(FakeTransport([RemoteError("reset")]), Redactor(), FakeClock())
    with pytest.raises(RemoteError):
        log.send(Request("GET", "https://example.test/a"))
    assert log.count == 1
    assert str(log.last[0]) == "GET /a no answer 0 ms 0 bytes"

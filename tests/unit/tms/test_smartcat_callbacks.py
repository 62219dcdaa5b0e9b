import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.tms.smartcat.callbacks import Callback, Callbacks, Header
from ci_l10n.tms.smartcat.calls import Calls
from tests.unit.net.fakes import Answer, FakeTransport, answer


def make(*answers: Answer) -> tuple[Callbacks, FakeTransport]:
    transport = FakeTransport(answers)
    return Callbacks(Calls(transport, "https://smartcat.ai", "a", "k")), transport


@pytest.mark.parametrize("status", [200, 202, 204])
def test_setting_is_one_request_with_all_headers(status: int) -> None:
    callbacks, transport = make(answer(status=status))
    callbacks.set(Callback("https://example.org/hook", (Header("X-Token", "secret"),)))
    assert transport.calls == ["POST v1/callback"]
    assert transport.requests[0].json == {
        "url": "https://example.org/hook",
        "additionalHeaders": [{"name": "X-Token", "value": "secret"}],
    }


@pytest.mark.parametrize(
    "nothing", [answer(status=404), answer(status=204), answer(b"null"), answer({"url": ""})]
)
def test_nothing_configured_is_an_answer(nothing: Answer) -> None:
    assert make(nothing)[0].show() is None


def test_keys_are_read_in_any_case() -> None:
    shown = make(answer({"Url": "https://a", "AdditionalHeaders": [{"Name": "N", "Value": "v"}]}))[0].show()
    assert shown == Callback("https://a", (Header("N", "v"),))
    assert "'v'" not in repr(shown)


@pytest.mark.parametrize("page", [answer(b""), answer(b"<html></html>"), answer([])])
def test_what_is_no_answer_is_not_taken_for_no_callback(page: Answer) -> None:
    with pytest.raises(RemoteError, match="read the callback"):
        make(page)[0].show()


def test_a_page_is_not_taken_for_success() -> None:
    with pytest.raises(RemoteError, match="HTML"):
        make(answer(b"<html></html>"))[0].set(Callback("https://a"))


def test_deleting_what_is_not_there_is_fine() -> None:
    callbacks, transport = make(answer(status=404), answer(status=204))
    callbacks.delete()
    callbacks.delete()
    assert transport.calls == ["DELETE v1/callback"] * 2


def test_errors_come_newest_first_and_not_more_than_asked_for() -> None:
    old = {
        "created": "2024-01-01T10:00:00.1234567Z",
        "url": "https://a/document/status",
        "sourceIds": ["k_7"],
    }
    new = {
        "Created": "2024-01-02T10:00:00Z",
        "url": "https://a",
        "reason": "Timeout",
        "code": 504,
        "content": "x",
    }
    callbacks, transport = make(answer([old, new]), answer([old, new]))
    first, second = callbacks.last_errors()
    assert (first.code, first.reason, first.content, first.sources) == (504, "Timeout", "x", ())
    assert (second.code, second.reason, second.sources) == (None, "", ("k_7",))
    assert callbacks.last_errors(1) == (first,)
    assert [request.query for request in transport.requests] == [[("limit", "100")], [("limit", "1")]]


def test_a_refused_address_says_what_the_platform_said() -> None:
    with pytest.raises(RemoteError, match="Invalid URI") as caught:
        make(answer({"detail": "Invalid URI"}, status=400))[0].set(Callback("https://a"))
    assert "reach" in caught.value.hint


@pytest.mark.parametrize(
    ("code", "read"), [(500, 500), ("-1", -1), ("--5", None), ("9" * 5000, None), ("x", None)]
)
def test_a_code_that_is_no_status_does_not_hide_the_error(code: object, read: int | None) -> None:
    (error,) = make(answer([{"reason": "refused", "code": code}]))[0].last_errors()
    assert (error.reason, error.code) == ("refused", read)

import pytest

from ci_l10n.commands.callback_options import check_url, read_headers
from ci_l10n.errors import ConfigError


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hook",
        "https://example.org:8443/hook?id=1&eventType=",
        "http://127.0.0.1:8080/",
        "http://localhost",
        "http://[::1]:9/x",
    ],
)
def test_an_address_that_can_be_notified_is_taken(url: str) -> None:
    assert check_url(url) == []


def test_an_address_without_encryption_is_warned_about() -> None:
    (finding,) = check_url("http://example.org/hook")
    assert "without encryption" in finding.message


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "scheme"),
        ("example.org/hook", "scheme"),
        ("ftp://example.org", "scheme 'ftp'"),
        ("https://", "names no host"),
        ("https:///hook", "names no host"),
        ("https://u:pw@example.org", "user or password"),
        ("https://example.org/#a", "fragment"),
        ("https://example.org/#", "fragment"),
        ("https://example.org/a b", "character"),
        ("https://example.org/\r\nX: y", "character"),
        ("https://exämple.org/", "character"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1", "not an address"),
    ],
)
def test_an_address_that_cannot_is_refused(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        check_url(url)
    assert caught.value.hint
    assert "pw" not in caught.value.message


def test_headers_are_read_from_flags_and_environment() -> None:
    given = read_headers(["X-A=b=c"], ["Authorization=TOKEN"], {"TOKEN": "Bearer s3cret"})
    assert given == [("X-A", "b=c"), ("Authorization", "Bearer s3cret")]


@pytest.mark.parametrize(
    ("flags", "variables", "message"),
    [
        (["=v"], [], "not NAME=VALUE"),
        ([" =v"], [], "not NAME=VALUE"),
        (["X-A"], [], "not NAME=VALUE"),
        (["X A=v3ry"], [], "no name of a header"),
        (["X-Ä=v3ry"], [], "no name of a header"),
        (["X-A="], [], "empty"),
        (["X-A=v3ry\r\nX-B: c"], [], "line end"),
        (["X-A=v3ryö"], [], "cannot carry"),
        (["X-A= v3ry"], [], "cannot carry"),
        (["Host=v3ry"], [], "HTTP itself"),
        (["X-A=v3ry", "x-a=v3ry"], [], "twice"),
        ([], ["X-A=MISSING"], "no variable 'MISSING'"),
        ([], ["X-A=EMPTY"], "empty"),
        ([], ["X-A=LINE"], "line end"),
        ([], ["X-A"], "not NAME=VARIABLE"),
    ],
)
def test_headers_that_http_cannot_carry_are_refused(
    flags: list[str], variables: list[str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read_headers(flags, variables, {"EMPTY": "", "LINE": "v3ry\n"})
    assert "v3ry" not in caught.value.message + caught.value.hint

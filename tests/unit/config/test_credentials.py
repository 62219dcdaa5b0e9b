import pytest

from ci_l10n.config.credentials import smartcat_credentials, smartling_credentials
from ci_l10n.errors import AuthError, ConfigError

ENV = {"SMARTCAT_ACCOUNT_ID": "acc", "SMARTCAT_API_KEY": "1_secret"}


def test_credentials_come_from_the_given_environment() -> None:
    found = smartcat_credentials(ENV)
    assert (found.account_id, found.api_key, found.url) == ("acc", "1_secret", None)


def test_line_breaks_around_pasted_values_do_not_matter() -> None:
    found = smartcat_credentials({name: f" {value}\n" for name, value in ENV.items()} | {"SMARTCAT_URL": ""})
    assert (found.account_id, found.api_key, found.url) == ("acc", "1_secret", None)


def test_key_is_not_shown_when_credentials_are_printed() -> None:
    assert "1_secret" not in repr(smartcat_credentials(ENV))


@pytest.mark.parametrize("name", list(ENV))
def test_missing_variable_is_named_with_the_places_to_set_it(name: str) -> None:
    with pytest.raises(AuthError) as caught:
        smartcat_credentials({**ENV, name: "  "})
    assert caught.value.message == f"{name} is not set"
    assert f"`{name.lower()}: ${{{{ secrets.{name} }}}}`" in caught.value.hint
    assert "repository's secrets" in caught.value.hint
    assert f"masked CI/CD variable {name}" in caught.value.hint


def test_both_missing_variables_are_named_at_once() -> None:
    with pytest.raises(AuthError, match="SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY are not set"):
        smartcat_credentials({})


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMARTCAT_API_KEY", "a\nb"), ("SMARTCAT_API_KEY", "kéy"), ("SMARTCAT_ACCOUNT_ID", "a:b")],
)
def test_values_that_would_break_the_header_are_refused_without_being_shown(name: str, value: str) -> None:
    with pytest.raises(AuthError) as caught:
        smartcat_credentials({**ENV, name: value})
    assert name in caught.value.message
    assert value not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://smartcat.com/", "https://smartcat.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:1/x/", "http://localhost:1/x"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("HTTPS://Example.com", "HTTPS://Example.com"),
    ],
)
def test_usable_urls_are_taken(url: str, result: str) -> None:
    assert smartcat_credentials({**ENV, "SMARTCAT_URL": url}).url == result


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://smartcat.com", "only loopback hosts may be http"),
        ("http://127.0.0.1.evil.example", "only loopback"),
        ("http://localhost.evil.example", "only loopback"),
        ("http://0.0.0.0", "only loopback"),
        ("ftp://smartcat.com", "not an http or https URL"),
        ("smartcat.com", "not an http or https URL"),
        ("https://", "not an http or https URL"),
        ("https://u:pass@smartcat.com", "has a user name"),
        ("http://localhost@evil.example", "has a user name"),
        ("https://smartcat.com?x=1", "a query or a fragment"),
        ("https://smartcat.com/#", "a query or a fragment"),
        ("https://smart cat.com", "has blanks"),
        ("https://a\\b", "not an http or https URL"),
        ("https://a:port", "is not a URL"),
        ("https://[1", "is not a URL"),
    ],
)
def test_unusable_urls_are_refused_without_being_shown(url: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        smartcat_credentials({**ENV, "SMARTCAT_URL": url})
    assert caught.value.message.startswith("SMARTCAT_URL ")
    assert message in caught.value.message
    assert url not in caught.value.message


SMARTLING = {"SMARTLING_USER_IDENTIFIER": "user", "SMARTLING_USER_SECRET": "s3cret-value"}


def test_smartling_has_credentials_of_its_own() -> None:
    found = smartling_credentials({**SMARTLING, "SMARTLING_URL": "http://127.0.0.1:8080/"})
    assert (found.user_identifier, found.user_secret, found.url) == (
        "user",
        "s3cret-value",
        "http://127.0.0.1:8080",
    )
    assert "s3cret-value" not in repr(found)


@pytest.mark.parametrize("name", list(SMARTLING))
def test_what_smartling_misses_is_named_as_the_input_of_the_action_too(name: str) -> None:
    with pytest.raises(AuthError, match=f"{name} is not set") as caught:
        smartling_credentials({**SMARTLING, name: ""})
    assert f"`{name.lower()}: ${{{{ secrets.{name} }}}}`" in caught.value.hint
    with pytest.raises(AuthError, match=f"{name} has characters"):
        smartling_credentials({**SMARTLING, name: "two words"})


def test_smartlings_credentials_do_not_go_anywhere_in_the_clear() -> None:
    with pytest.raises(ConfigError, match="SMARTLING_URL is http"):
        smartling_credentials({**SMARTLING, "SMARTLING_URL": "http://api.smartling.com"})

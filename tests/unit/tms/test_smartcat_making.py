import pytest

from ci_l10n.config.model import KeyProject
from ci_l10n.errors import AuthError, ConfigError, RemoteError
from ci_l10n.redact import Redactor
from ci_l10n.tms.smartcat.keys.bilingual import KeyBilingual
from ci_l10n.tms.smartcat.keys.platform import KeysPlatform
from ci_l10n.tms.smartcat.making import Access, checked_url, make_smartcat
from tests.unit.net.fakes import FakeClock, FakeTransport, answer
from tests.unit.tms.samples import PROJECT, project, settings

ACCESS = Access("account-uuid", "1_secretkey")
LOCALES = {"en": "en", "de": "de"}


def test_every_attempt_is_logged_and_limited_in_rate() -> None:
    clock = FakeClock()
    transport = FakeTransport([answer(status=503), answer(status=429), answer(project())])
    made = make_smartcat(settings(), ACCESS, LOCALES, clock, Redactor(), transport=transport)
    assert made.platform.fetch_project().id == PROJECT
    assert [entry.status for entry in made.log.last] == [503, 429, 200]
    assert made.log.count == 3
    assert sum(clock.slept) >= 2 / 3.9


def test_secrets_are_known_to_the_redactor() -> None:
    redactor = Redactor()
    transport = FakeTransport([answer(project())])
    made = make_smartcat(settings(), ACCESS, LOCALES, FakeClock(), redactor, transport=transport)
    made.platform.fetch_project()
    header = transport.requests[0].headers["Authorization"]
    assert redactor.clean(f"{header} 1_secretkey account-uuid") == "Basic *** *** ***"
    assert "secret" not in repr(ACCESS)


def test_the_kind_of_project_chooses_the_platform() -> None:
    keys = settings(project=KeyProject(PROJECT))
    made = make_smartcat(keys, ACCESS, LOCALES, FakeClock(), Redactor(), transport=FakeTransport())
    assert isinstance(made.platform, KeysPlatform)
    assert isinstance(made.bilingual, KeyBilingual)
    assert made.platform.account == f"smartcat.ai, key project {PROJECT}"


@pytest.mark.parametrize(
    ("server", "host"), [("eu", "smartcat.ai"), ("us", "us.smartcat.ai"), ("ea", "ea.smartcat.ai")]
)
def test_the_server_is_chosen_by_the_settings(server: str, host: str) -> None:
    made = make_smartcat(
        settings(server=server), ACCESS, LOCALES, FakeClock(), Redactor(), transport=FakeTransport()
    )
    assert made.platform.account == f"{host}, project {PROJECT}"


@pytest.mark.parametrize(
    ("access", "named"),
    [
        (Access("", "key"), "SMARTCAT_ACCOUNT_ID not set"),
        (Access("account", " "), "SMARTCAT_API_KEY not set"),
        (Access("", ""), "SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY not set"),
    ],
)
def test_missing_credentials_are_named(access: Access, named: str) -> None:
    with pytest.raises(AuthError, match=named) as caught:
        make_smartcat(settings(), access, LOCALES, FakeClock(), Redactor())
    assert "Settings" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://proxy.example.test/smartcat/", "https://proxy.example.test/smartcat"),
        (" https://smartcat.com/api/integration/v1/ ", "https://smartcat.com"),
        ("http://localhost:1/api/integration", "http://localhost:1"),
    ],
)
def test_addresses_are_taken_with_or_without_the_path_of_the_api(url: str, expected: str) -> None:
    assert checked_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "smartcat.ai",
        "ftp://smartcat.ai",
        "http://smartcat.ai",
        "https://user:password@smartcat.ai",
        "https://",
        "file:///etc",
    ],
)
def test_addresses_that_credentials_must_not_go_to_are_refused(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked_url(url)
    assert "https://smartcat.ai" in caught.value.hint
    assert "password@" not in caught.value.message


def test_an_outage_ends_after_some_attempts() -> None:
    clock = FakeClock()
    transport = FakeTransport(respond=lambda _: RemoteError("refused"))
    made = make_smartcat(settings(), ACCESS, LOCALES, clock, Redactor(), transport=transport)
    with pytest.raises(RemoteError, match="refused"):
        made.platform.fetch_project()
    assert len(transport.requests) == 6
    assert sum(clock.slept) < 120

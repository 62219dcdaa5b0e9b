"""The rate card and the profile: how they are read, and what is told of mistakes."""

import pytest

from ci_l10n.config.load import parse_config
from ci_l10n.config.model import Rates, SmartcatSettings
from tests.unit.config.places import WHOLE, check_problem


def rates_of(line: str) -> Rates | None:
    return parse_config((WHOLE + line).encode(), "l10n.yml").rates


def test_prices_are_read_by_band_and_locale() -> None:
    rates = rates_of("rates: {currency: EUR, new: 0.10, match_100: 0, locales: {de: {new: 1}}}\n")
    assert rates == Rates("EUR", {"new": 0.1, "match_100": 0.0}, {"de": {"new": 1.0}})
    assert (rates.price("new", "de"), rates.price("new", "pt-BR")) == (1.0, 0.1)
    assert (rates.price("match_100", "de"), rates.price("perfect", "de")) == (0.0, 1.0)


def test_without_rates_there_are_none() -> None:
    assert rates_of("") is None


@pytest.mark.parametrize(
    ("line", "key", "message", "hint"),
    [
        ("{currency: EUR, new: 1, §match_99: 1}", "rates", "unknown key 'match_99'", "did you mean"),
        ("{currency: EUR, new: 1, §contextMatch_101: 1}", "rates", "unknown key", "context_match_101"),
        ("{currency: §euro, new: 1}", "rates.currency", "must be a currency code", ""),
        ("{currency: EUR, new: §-1}", "rates.new", "must be a price per word", ""),
        ("{currency: EUR, new: §10%}", "rates.new", "must be a price per word such as 0.12, not a text", ""),
        ("§{currency: EUR}", "rates", "'new' is missing", "add `new: 0.12`"),
        ("§{new: 1}", "rates", "'currency' is missing", "add `currency: EUR`"),
        ("{currency: EUR, new: 1, locales: {§it: {new: 1}}}", "rates.locales", "'it' is not one of target_locales", "add it"),
        ("{currency: EUR, new: 1, locales: {de: {§neww: 1}}}", "rates.locales.de", "unknown key", "did you mean 'new'?"),
    ],
)  # fmt: skip
def test_a_bad_price_is_told_at_its_place(line: str, key: str, message: str, hint: str) -> None:
    check_problem(f"{WHOLE}rates: {line}\n", key, message, hint)


def test_a_profile_belongs_to_smartcat() -> None:
    text = WHOLE.replace("{project:", "{profile: abc-1, project:")
    platform = parse_config(text.encode(), "l10n.yml").platform
    assert isinstance(platform, SmartcatSettings)
    assert platform.profile == "abc-1"

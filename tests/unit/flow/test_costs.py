import pytest

from ci_l10n.config.model import Rates
from ci_l10n.flow.costs import counted_once, estimate
from ci_l10n.tms.base import Band, LocaleStatistics

RATES = Rates("EUR", {"new": 0.1, "repetitions": 0.02, "match_100": 0.01}, {"ja": {"new": 0.14}})


def bands(**words: int) -> tuple[Band, ...]:
    return tuple(Band(name, count, None) for name, count in words.items())


def test_every_band_costs_its_own_price_and_what_has_none_that_of_new_words() -> None:
    given = LocaleStatistics("de", bands(new=100, repetitions=50, match_100=10, match_50_74=5), 165)
    assert estimate(given, RATES).cost == pytest.approx(100 * 0.1 + 50 * 0.02 + 10 * 0.01 + 5 * 0.1)


def test_a_locale_may_have_prices_of_its_own() -> None:
    given = LocaleStatistics("ja", bands(new=100, repetitions=50, match_50_74=10), 160)
    result = estimate(given, RATES)
    assert result.cost == pytest.approx(100 * 0.14 + 50 * 0.02 + 10 * 0.14)
    assert result.currency == "EUR"


def test_words_that_the_platform_bills_count_where_it_says_so() -> None:
    given = LocaleStatistics("de", (Band("new", 100, 80.5), Band("repetitions", 50, 0.0)), 150)
    result = estimate(given, RATES)
    assert result.cost == 8.05
    assert result.words == 150


def test_without_a_rate_card_there_is_no_cost() -> None:
    given = LocaleStatistics("de", bands(new=100), 100)
    assert (estimate(given, None).cost, estimate(given, None).currency) == (None, "")


@pytest.mark.parametrize(
    ("given", "words", "counted"),
    [
        (
            bands(new=10, repetitions=5, cross_file_repeated=5),
            20,
            ["new", "repetitions", "cross_file_repeated"],
        ),
        (bands(new=10, repetitions=5, cross_file_repeated=5), 15, ["new", "repetitions"]),
        (
            bands(new=10, match_100=5, perfect=5, cross_file_repeated=1),
            16,
            ["new", "match_100", "cross_file_repeated"],
        ),
        (bands(new=10, match_100=5, perfect=5, cross_file_repeated=1), 15, ["new", "match_100"]),
        (bands(new=10, odd=9), 15, ["new", "odd"]),
    ],
)
def test_words_that_stand_in_two_bands_are_paid_once(
    given: tuple[Band, ...], words: int, counted: list[str]
) -> None:
    assert [band.name for band in counted_once(given, words)] == counted

"""What translating costs by a rate card: an estimate from the words of each band. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ci_l10n.config.model import Rates
from ci_l10n.model import Locale
from ci_l10n.tms.base import Band, LocaleStatistics

_PARTS = ("cross_file_repeated", "perfect")
"""Bands whose words some servers count again in another one: repetitions, and full matches."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Words and cost of one locale; ``cost`` is None without a rate card."""

    locale: Locale
    bands: tuple[Band, ...]
    words: int
    cost: float | None  # in ``currency``, for all words
    currency: str


def estimate(statistics: LocaleStatistics, rates: Rates | None) -> Estimate:
    """The cost of ``statistics``: the words that are billed, else all words of each band, times the band's price."""
    if rates is None:
        return Estimate(statistics.locale, statistics.bands, statistics.words, None, "")
    cost = sum(
        (band.words if band.billed is None else band.billed) * rates.price(band.name, statistics.locale)
        for band in counted_once(statistics.bands, statistics.words)
    )
    return Estimate(statistics.locale, statistics.bands, statistics.words, round(cost, 2), rates.currency)


def counted_once(bands: Sequence[Band], words: int) -> list[Band]:
    """
    ``bands`` without those whose words are in others as well.

    When all together are more than ``words``, those bands are left out that make the rest come out exactly.
    """
    if sum(band.words for band in bands) > words:
        for count in range(1, len(_PARTS) + 1):
            for left_out in combinations(_PARTS, count):
                rest = [band for band in bands if band.name not in left_out]
                if sum(band.words for band in rest) == words:
                    return rest
    return list(bands)

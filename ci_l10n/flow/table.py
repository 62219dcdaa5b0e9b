"""Progress and statistics as tables of plain text, for terminals and logs. Pure."""

import re
from collections.abc import Iterator, Sequence

from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import Report

_NOTHING = "the platform has none of the configured files yet; `ci-l10n sync` sends them"
_NUMBERS = re.compile(r"[0-9./% ]+( [A-Z]{3})?")  # 120.50 EUR, 100 % / 40 %


def status_lines(report: Report) -> list[str]:
    """
    One line per file and locale: progress, at each stage where there are several, words, and whether it may be delivered.

    Then held strings, words by match and costs per locale.
    """
    if not report.progress:
        return [*(report.notes or (_NOTHING,)), *unsent_lines(report)]
    return [
        *aligned(_progress_rows(report.progress)),
        *(f"{row.locale}: {row.held} strings held back" for row in report.rows() if row.held),
        *_statistics_lines(report.statistics),
        *unsent_lines(report),
        *report.notes,
    ]


def _progress_rows(progress: Sequence[Progress]) -> Iterator[tuple[str, ...]]:
    has_stages = any(len(item.stages) > 1 for item in progress)
    yield ("locale", "done", *(("stages",) if has_stages else ()), "words", "state", "file")
    for item in sorted(progress, key=lambda p: (p.locale, p.source)):
        stages = " / ".join(f"{stage.progress:.0f} %" for stage in item.stages)
        shown = (stages,) if has_stages else ()
        yield (item.locale, f"{item.percent:.0f} %", *shown, str(item.words), state_of(item), item.source)


def state_of(item: Progress) -> str:
    """Complete, far enough to be delivered, or neither."""
    if item.is_complete:
        return "complete"
    return "ready" if item.is_due else "in progress"


def _statistics_lines(statistics: Sequence[Estimate]) -> Iterator[str]:
    """What the platform counted, and what all of it costs."""
    if not statistics:
        return
    yield ""
    yield from band_lines(statistics)
    if total := total_cost(statistics):
        yield f"estimated cost by the rate card: {total}"


def unsent_lines(report: Report) -> list[str]:
    """What the repository has and the platform has not, per locale."""
    if not report.unsent:
        return []
    total = total_cost(report.unsent)
    cost = f", about {total} by the rate card" if total else ""
    return ["", f"not sent yet{cost}; `ci-l10n plan` tells more:", *band_lines(report.unsent)]


def band_lines(
    statistics: Sequence[Estimate], *, has_bands: bool = True, has_costs: bool = True
) -> list[str]:
    """A table of locales with those bands that have words; with costs where there is a rate card."""
    names = dict.fromkeys(band.name for each in statistics for band in each.bands if band.words and has_bands)
    has_cost = has_costs and any(each.cost is not None for each in statistics)
    return list(aligned(_band_rows(statistics, tuple(names), has_cost=has_cost)))


def total_cost(statistics: Sequence[Estimate]) -> str:
    """Of all locales, such as `12.50 EUR`; "" without a rate card."""
    if all(each.cost is None for each in statistics):
        return ""
    return f"{sum(each.cost or 0.0 for each in statistics):.2f} {statistics[0].currency}"


def _band_rows(
    statistics: Sequence[Estimate], names: Sequence[str], *, has_cost: bool
) -> Iterator[tuple[str, ...]]:
    yield ("locale", "words", *names, *(("cost",) if has_cost else ()))
    for each in sorted(statistics, key=lambda s: s.locale):
        words = {band.name: band.words for band in each.bands}
        counts = (str(words.get(name, 0)) for name in names)
        cost = "" if each.cost is None else f"{each.cost:.2f} {each.currency}"
        yield (each.locale, str(each.words), *counts, *((cost,) if has_cost else ()))


def aligned(rows: Iterator[tuple[str, ...]], *, is_open: bool = False) -> Iterator[str]:
    """Columns as wide as their widest cell; numbers stand at the right. ``is_open``: something follows in each line."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    numbers = [_NUMBERS.fullmatch(column[-1]) is not None for column in zip(*table, strict=True)]
    for row in table:
        cells = (
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, numbers, strict=True)
        )
        line = "  ".join(cells)
        yield line if is_open else line.rstrip()

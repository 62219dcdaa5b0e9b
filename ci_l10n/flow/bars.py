"""Progress per locale as bars, for terminals that are wide enough. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import LocaleRow, Report

NARROWEST = 60  # columns of a terminal that bars are drawn in
_WIDEST = 30  # characters of a bar
_SHORTEST = 6


class Blocks(NamedTuple):
    """What a bar is made of."""

    full: str
    empty: str


BLOCKS = Blocks("█", "░")
ASCII = Blocks("#", ".")


def bar_lines(report: Report, columns: int, blocks: Blocks = BLOCKS) -> list[str]:
    """
    One line per locale, with a bar for each stage of the workflow; nothing where ``columns`` are too few.

    Files count by their words; one that has fewer stages than others counts at the missing ones as it does in all.
    """
    rows = report.rows()
    if columns < NARROWEST or not report.progress:
        return []
    stages = max(1, *(len(item.stages) for item in report.progress))
    texts = [_told(row) for row in rows]
    names = max(len(row.locale) for row in rows)
    room = columns - names - 2 - max(map(len, texts))
    width = min(_WIDEST, room // stages - len(" 100 %  "))
    if width < _SHORTEST:
        return []
    return [
        f"{row.locale:<{names}}  " + "".join(_bars(report.progress, row, stages, width, blocks)) + text
        for row, text in zip(rows, texts, strict=True)
    ]


def _bars(
    progress: Sequence[Progress], row: LocaleRow, stages: int, width: int, blocks: Blocks
) -> Iterator[str]:
    for stage in range(stages):
        percent = _percent([item for item in progress if item.locale == row.locale], stage)
        full = int(width * percent / 100)
        yield f"{blocks.full * full}{blocks.empty * (width - full)} {int(percent):>3} %  "


def _percent(progress: Sequence[Progress], stage: int) -> float:
    """Of the words at a stage, 0 to 100, never 100 before everything is done; files without stages have one."""
    words = sum(item.words for item in progress)
    done = sum(
        item.words * (item.stages[stage].progress if stage < len(item.stages) else item.percent)
        for item in progress
    )
    if not words:
        return 100.0 if all(item.is_complete for item in progress) else 0.0
    return min(100.0, done / words)


def _told(row: LocaleRow) -> str:
    held = f", {row.held} held" if row.held else ""
    return f"{row.words} words{held}"

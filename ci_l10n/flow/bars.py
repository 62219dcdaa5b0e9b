"""Progress per locale as bars. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import LocaleRow, Report

_WIDEST = 30  # characters of a bar
_SHORTEST = 6


class Blocks(NamedTuple):
    """What a terminal can show: of a bar, and in place of what there is no room for."""

    full: str
    empty: str
    more: str


BLOCKS = Blocks("█", "░", "…")
ASCII = Blocks("#", ".", "...")


def bar_lines(report: Report, columns: int, blocks: Blocks = BLOCKS) -> list[str]:
    """
    One line per locale, with a bar for each stage of the workflow; there is a heading where there are several.

    Files count by their words; one that has fewer stages than others counts at the missing ones as it does in all.
    Where ``columns`` are too few for bars there are the numbers alone.
    """
    rows = report.rows()
    if not report.progress:
        return []
    stages = count_stages(report.progress)
    texts = [_told(report.progress, row) for row in rows]
    names = max(len(row.locale) for row in rows)
    room = columns - names - 2 - max(map(len, texts))
    width = min(_WIDEST, room // stages - len(" 100 %  "))
    bars = _Bars(report.progress, stages, width if width >= _SHORTEST else 0, blocks)
    heads = [" " * (names + 2) + bars.head()] if stages > 1 and bars.width else []
    lines = (f"{row.locale:<{names}}  {bars.of(row)}{text}" for row, text in zip(rows, texts, strict=True))
    return [*heads, *lines]


class _Bars(NamedTuple):
    progress: Sequence[Progress]
    stages: int
    width: int  # characters of each; 0: numbers without bars
    blocks: Blocks

    def head(self) -> str:
        cell = self.width + len(" 100 %  ")
        names = (f"stage {number}" for number in range(1, self.stages + 1))
        return "".join(f"{name:<{cell}}" for name in names).rstrip()

    def of(self, row: LocaleRow) -> str:
        return "".join(self._cells([item for item in self.progress if item.locale == row.locale]))

    def _cells(self, progress: Sequence[Progress]) -> Iterator[str]:
        for stage in range(self.stages):
            percent = stage_percent(progress, stage)
            full = int(self.width * percent / 100)
            bar = self.blocks.full * full + self.blocks.empty * (self.width - full)
            yield f"{bar}{' ' if bar else ''}{int(percent):>3} %  "


def count_stages(progress: Sequence[Progress]) -> int:
    """Of the workflow; at least one."""
    return max((len(item.stages) for item in progress), default=0) or 1


def stage_percent(progress: Sequence[Progress], stage: int) -> float:
    """Of the words at a stage, 0 to 100, never 100 before everything is done; files without stages have one."""
    words = sum(item.words for item in progress)
    done = sum(
        item.words * (item.stages[stage].progress if stage < len(item.stages) else item.percent)
        for item in progress
    )
    if not words:
        return 100.0 if all(item.is_complete for item in progress) else 0.0
    return min(100.0, done / words)


def _told(progress: Sequence[Progress], row: LocaleRow) -> str:
    """What stands behind the bars."""
    files = [item for item in progress if item.locale == row.locale]
    open_ = sum(1 for item in files if not item.is_complete)
    left = f", {open_} of {len(files)} files open" if open_ else ""
    held = f", {row.held} held" if row.held else ""
    return f"{row.words} words{left}{held}"

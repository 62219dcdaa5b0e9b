"""Progress for a person at a terminal: what there is at a glance, in lines that fit. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence

from ci_l10n.flow.bars import Blocks, bar_lines
from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import Report
from ci_l10n.flow.table import aligned, band_lines, state_of, status_lines, total_cost, unsent_lines

MOST_FILES = 20  # that are listed; --json has all of them
_LEAST = 16  # columns of a path


def board_lines(report: Report, columns: int, blocks: Blocks) -> list[str]:
    """Bars per locale, the files that are not complete, words by match and costs; each line in ``columns``."""
    if not report.progress:
        return status_lines(report)
    return [
        *(cut(line, columns, blocks) for line in bar_lines(report, columns, blocks)),
        *_file_lines(report.progress, columns, blocks),
        *_band_lines(report.statistics, columns),
        *unsent_lines(report),
        *report.notes,
    ]


def _file_lines(progress: Sequence[Progress], columns: int, blocks: Blocks) -> Iterator[str]:
    """All files where they are few, else those that are not complete, the least translated first."""
    few = len(progress) <= MOST_FILES
    left = sorted(progress, key=lambda p: (p.locale, p.source) if few else (p.percent, p.source, p.locale))
    left = [item for item in left if few or not item.is_complete]
    if not left:
        return
    rows: list[tuple[str, ...]] = [("locale", "done", "words", "state")]
    rows += [
        (item.locale, f"{item.percent:.0f} %", str(item.words), state_of(item)) for item in left[:MOST_FILES]
    ]
    yield ""
    table = list(aligned(iter(rows), is_open=True))
    if columns - len(table[0]) < _LEAST:
        table = list(aligned((row[:2] for row in rows), is_open=True))
    room = max(_LEAST, columns - len(table[0]) - 2)
    paths = ["file", *(_end(item.source, room, blocks) for item in left[:MOST_FILES])]
    yield from (f"{line}  {path}" for line, path in zip(table, paths, strict=True))
    if len(left) > MOST_FILES:
        yield f"{blocks.more} and {len(left) - MOST_FILES} more; --json lists all of them"


def _band_lines(statistics: Sequence[Estimate], columns: int) -> Iterator[str]:
    """Words and costs alone where there is no room for the bands."""
    if not statistics:
        return
    yield ""
    lines = band_lines(statistics)
    yield from lines if max(map(len, lines)) <= columns else band_lines(statistics, has_bands=False)
    if total := total_cost(statistics):
        yield f"estimated cost by the rate card: {total}"


def cut(text: str, columns: int, blocks: Blocks) -> str:
    """
    As much of ``text`` as fits into ``columns`` of a terminal, where characters of East Asia take two.

    >>> cut("abcdef", 5, Blocks("#", ".", "...")), cut("日本語", 6, Blocks("#", ".", "..."))
    ('ab...', '日本語')
    """
    if width_of(text) <= columns:
        return text
    room = columns - len(blocks.more)
    while width_of(text) > room:
        text = text[:-1]
    return text + blocks.more


def _end(path: str, columns: int, blocks: Blocks) -> str:
    """The end of ``path``, which tells more about a file than its beginning."""
    if width_of(path) <= columns:
        return path
    while width_of(path) > columns - len(blocks.more):
        path = path[1:]
    return blocks.more + path


def width_of(text: str) -> int:
    """Columns that ``text`` takes on a terminal."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

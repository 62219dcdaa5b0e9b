"""Rows and cells of a CSV text, by their places; and the rows that hold texts."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple, NoReturn, TypeAlias

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.csv.columns import Field, Plan
from ci_l10n.formats.csv.dialect import Dialect, Source, cell_pattern, row_pattern
from ci_l10n.formats.csv.settings import MOST_COLUMNS, fold
from ci_l10n.model import Finding, Locale, Unit

Place: TypeAlias = tuple[int, int, int, int, int]
"""Of a text: where its row begins, its cell begins and ends (-1: the row is too short), the next row; its field."""

_PLACE = Struct("5i")
pack = _PLACE.pack


def unpack(packed: bytes) -> Place:
    """The place of a unit; packed it takes a quarter of the memory, and a file may have hundreds of thousands."""
    begin, start, end, after, field = _PLACE.unpack(packed)
    return begin, start, end, after, field


class Row(NamedTuple):
    """A row, in characters: the cells as they are spelled, and where the next row begins."""

    start: int
    cells: tuple[tuple[int, int], ...]
    after: int

    @property
    def end(self) -> int:
        """Before the line end."""
        return self.cells[-1][1]


class Table:
    """The rows of a text from ``start`` on."""

    def __init__(self, source: Source, dialect: Dialect, start: int, path: str) -> None:
        self.text, self.dialect, self.start, self.path = source.text, dialect, start, path
        self._cell = cell_pattern(dialect.separator, dialect.quote)
        self._ends: list[int] | None = None  # of lines, once somebody asks

    def row(self, start: int) -> Row:
        """The row at ``start``; raises `ContentError` when a quote is never closed."""
        text, separator = self.text, self.dialect.separator
        cells = []
        position, size, match_cell = start, len(text), self._cell.match
        while True:
            match = match_cell(text, position)
            if match is None:
                self._fail_open(position)
            end = match.end()
            cells.append((position, end))
            if not text.startswith(separator, end):
                break
            position = end + len(separator)
        after = end
        if end < size:
            after += 2 if text.startswith("\r\n", end) else 1
        return Row(start, tuple(cells), after)

    def rows(self, start: int) -> Iterator[Row]:
        position, size = start, len(self.text)
        while position < size:
            row = self.row(position)
            yield row
            position = row.after

    def first(self) -> Row | None:
        """The first row; raises `ContentError` when it is wider than any sheet."""
        if self.start >= len(self.text):
            return None
        row = self.row(self.start)
        if len(row.cells) > MOST_COLUMNS:
            raise ContentError(
                f"the first row has {len(row.cells)} columns, more than the {MOST_COLUMNS} of a spreadsheet",
                hint="check the separator; the directive field_separator names another",
                location=Location(self.path, self.line(self.start)),
            )
        return row

    def newline(self) -> str:
        """The line end of the first row that has one; empty where there is none."""
        if self.start >= len(self.text):
            return ""
        row = self.row(self.start)
        return self.text[row.end : row.after]

    def raw(self, row: Row, column: int) -> str:
        """The cell as it is spelled; empty where the row is too short."""
        if column >= len(row.cells):
            return ""
        start, end = row.cells[column]
        return self.text[start:end]

    def cell(self, row: Row, column: int) -> str:
        return self.dialect.unquote(self.raw(row, column))

    def is_comment(self, row: Row) -> bool:
        """A row of nothing but `# ...`; the format has no comments, but people have."""
        return len(row.cells) == 1 and self.raw(row, 0).lstrip(" \t").startswith("#")

    def line(self, position: int) -> int:
        if self._ends is None:
            self._ends = [match.start() for match in re.finditer("\r\n?|\n", self.text)]
        return bisect_left(self._ends, position) + 1

    def _fail_open(self, position: int) -> NoReturn:
        before = self.text[:position]
        column = position - max(before.rfind("\n"), before.rfind("\r"))
        raise ContentError(
            f"the quote {self.dialect.quote} is never closed",
            hint=f"close the cell that begins here, or double a {self.dialect.quote} that belongs to its text",
            location=Location(self.path, self.line(position), column),
        )


class Reader:
    """
    Makes units of the rows.

    ``blank`` are the keys whose row is there and whose cell says nothing; ``shadowed`` earlier rows of keys that
    occur again, by key.
    """

    def __init__(self, table: Table, plan: Plan, locale: Locale, *, absent: str) -> None:
        self.table, self.plan, self.locale = table, plan, locale
        # In a table of several texts per row, a cell spelled like this is one without a translation.
        self.absent = absent if plan.shared else None
        self.units: dict[str, Unit] = {}
        self.blank: dict[str, Place] = {}
        self.shadowed: dict[str, list[Place]] = {}
        self.findings: list[Finding] = []
        self._newline = "\n" if "\n" in table.text or "\r" not in table.text else "\r"
        self._line, self._counted = 1, 0

    def read(self, start: int) -> None:
        settings, fields = self.plan.settings, self.plan.fields
        plain = len(fields) == 1 and len(fields[0].keys) == 1 and not self.plan.is_lacking
        if plain and settings.language < 0 and not settings.comments and not settings.limits:
            self._read_plain(start, fields[0])
            return
        language = ""
        for row in self.table.rows(start):
            said = fold(self.table.cell(row, settings.language)) if settings.language >= 0 else ""
            language = language or said
            if not said or said in self._languages(language):
                self._add_row(row)

    def _read_plain(self, start: int, field: Field) -> None:
        """The usual table, one match per row; this loop is where the time of reading goes."""
        table, dialect, absent = self.table, self.table.dialect, self.absent
        text, quote, unquote = table.text, dialect.quote or "\0", dialect.unquote
        mark = quote[0]
        key_column, column = field.keys[0], field.value
        match_row = row_pattern(dialect.separator, dialect.quote, self.plan.columns).match
        key_group, value_group = (1, 2) if key_column < column else (2, 1)
        units, count, newline = self.units, text.count, self._newline
        position, size = start, len(text)
        line, counted = self._line, self._counted
        while position < size:
            match = match_row(text, position)
            if match is None:
                row = table.row(position)
                self._line, self._counted = line, counted
                self._add_row(row)
                line, counted = self._line, self._counted
                position = row.after
                continue
            key, raw = match[key_group], match[value_group]
            if key[:1] == mark:
                key = unquote(key)
            begin, end = match.span(value_group)
            after = match.end()
            line += count(newline, counted, position)
            counted = position
            place = pack(position, begin, end, after, 0)
            position = after
            if key in units or raw == absent or not key or key in self.blank or key.isspace():
                self._line = line
                self._add(key, unquote(raw), unpack(place), raw == absent)
                continue
            if raw[:1] == mark:
                inner = raw[1:-1]
                raw = inner if mark not in inner and raw[-1] == quote else unquote(raw)
            units[key] = Unit(key, raw, line, place)

    def _add_row(self, row: Row) -> None:
        table, settings = self.table, self.plan.settings
        if table.is_comment(row):
            return
        self._line += table.text.count(self._newline, self._counted, row.start)
        self._counted = row.start
        comment = "; ".join(filter(None, (table.cell(row, column).strip() for column in settings.comments)))
        limits = [table.cell(row, column).strip() for column in settings.limits]
        flags = tuple(
            f"character_limit={limit}" for limit in limits[:1] if limit.isascii() and limit.isdigit()
        )
        for index, field in enumerate(self.plan.fields):
            key = self.key(row, field)
            begin, end = (-1, -1)
            if 0 <= field.value < len(row.cells):
                begin, end = row.cells[field.value]
            raw = table.text[begin:end] if begin >= 0 else ""
            absent = self.absent is not None and (begin < 0 or raw == self.absent)
            place = (row.start, begin, end, row.after, index)
            self._add(key, table.dialect.unquote(raw), place, absent, flags, comment)

    def key(self, row: Row, field: Field) -> str:
        parts = [self.table.cell(row, column) for column in field.keys]
        key = parts[0] if len(parts) == 1 else " ".join(filter(None, parts))
        return key + field.suffix if key.strip() else ""

    def _add(
        self,
        key: str,
        text: str,
        place: Place,
        is_absent: bool,
        flags: tuple[str, ...] = (),
        comment: str = "",
    ) -> None:
        if not key.strip():
            return
        earlier = self.units.pop(key, None)
        before = unpack(earlier.place) if earlier else self.blank.pop(key, None)
        if before is not None:  # what is left stands where the last one does
            self.shadowed.setdefault(key, []).append(before)
            self._warn(key, earlier.line if earlier else self.table.line(before[0]))
        if is_absent:
            self.blank[key] = place
        else:
            self.units[key] = Unit(key, text, self._line, pack(*place), False, flags, comment)

    def _warn(self, key: str, line: int) -> None:
        self.findings.append(
            Finding(
                "warning",
                "duplicate-key",
                f"{key!r} occurs again in line {self._line}; programs read the last one",
                "delete the row that is not meant",
                Location(self.table.path, line, key=key),
            )
        )

    def _languages(self, first: str) -> tuple[str, ...]:
        """What rows of this locale may say in the column of languages; without a locale, as the first row says."""
        if not self.locale:
            return (first,)
        wanted = fold(self.locale)
        return (wanted, fold(self.plan.settings.labels.get(wanted, wanted)))

"""The edits of a CSV file: cells, rows, and a column for a locale that has none."""

import re
from collections.abc import Iterable, Sequence

from ci_l10n.directives import PREFIX
from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Change
from ci_l10n.formats.csv.layout import Habits, Layout, keys_in_order, place_of
from ci_l10n.formats.csv.rows import RowWriter
from ci_l10n.formats.csv.scan import Place, Row
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Value

_LIKE_DIRECTIVE = re.compile(rf"\s*#\s*{re.escape(PREFIX)}")


class Editor:
    """Makes the changes of one target; ``whole_rows`` removes rows also where other locales have texts in them."""

    def __init__(self, target: Catalog, source: Catalog, path: str, *, whole_rows: bool = False) -> None:
        self.target, self.source, self.path, self.whole_rows = target, source, path, whole_rows
        self.layout: Layout = target.layout
        self.table = self.layout.table
        self.plan = self.layout.plan
        self.text = self.table.text
        self.cells: dict[int, dict[int, str]] = {}  # start of a row -> column -> cell as it is to be spelled
        self.removed: dict[int, int] = {}  # start of a row -> the next row
        self.found: list[tuple[int, int, str]] = []
        self._column: int = self.plan.fields[0].value
        self._habits: Habits | None = None

    def edits(self, changes: Sequence[Change]) -> list[Edit]:
        self._check_keys(changes)
        gone: dict[str, Place] = {}
        texts: list[tuple[str, str, Place | None]] = []
        for change in changes:
            here = place_of(self.target, change.key)
            unit = self.target.units.get(change.key)
            if change.value is None:
                if here is not None and (unit is not None or self.whole_rows):
                    gone[change.key] = here
            elif unit is None or unit.value != change.value:
                texts.append((change.key, self._text(change.key, change.value), here))
        if self.plan.is_lacking and texts:
            self._column = self._free_column()
        for key, text, here in texts:
            if here is not None:
                self._set(key, text, here)
        self._remove(gone)
        self._write_cells()
        self._insert({key: text for key, text, here in texts if here is None})
        return self.layout.encode(self.found)

    def _check_keys(self, changes: Sequence[Change]) -> None:
        """Rows that would be read as directives as soon as they are the first ones."""
        present = self.target.units if PREFIX in self.text else ()
        for key in (*present, *(change.key for change in changes)):
            if PREFIX in key and _LIKE_DIRECTIVE.match(key):
                raise ContentError(
                    f"a row that begins with {key!r} would be read as a directive",
                    hint="give the entry another key",
                    location=Location(self.path, key=key),
                )

    def _text(self, key: str, value: Value) -> str:
        problem = ""
        if not isinstance(value, str):
            problem = "has plural forms or items, which CSV files cannot hold"
        elif "\0" in value:
            problem = "holds a NUL character, which text files cannot hold"
        else:
            try:
                value.encode()
            except UnicodeEncodeError:
                problem = "holds half of a surrogate pair, which no encoding of text can hold"
            else:
                return value
        raise ContentError(
            f"{key!r} {problem}",
            hint="check the translated file",
            location=Location(self.path, key=key),
        )

    # Cells

    def _set(self, key: str, text: str, here: Place) -> None:
        start, begin, end, _, field = here
        column = self._column_of(field)
        old = self.text[begin:end] if begin >= 0 else ""
        if self._column != self.plan.fields[0].value:  # a new column
            row = self.table.row(start)
            old = self.table.raw(row, column)
        self.cells.setdefault(start, {})[column] = self.spell(key, text, column, old)

    def spell(self, key: str, text: str, column: int, old: str = "", model: str = "") -> str:
        """
        ``text`` as a cell of ``column``: quoted if need be, if the cell it replaces was, else as the column is.

        ``model`` is the spelling to follow where the column has no habit.
        """
        dialect = self.table.dialect
        is_quoted = dialect.is_quoted(old or model)
        if not text and self.plan.shared and column in self._own_columns():
            is_quoted = not self.layout.absent  # the spelling that does not say "no translation"
        elif dialect.needs_quotes(text):
            is_quoted = True
        elif not old:
            habit = self.habits.quotes(column) if text else bool(self.layout.absent)
            is_quoted = is_quoted or bool(self.layout.absent) if habit is None else habit
        if is_quoted and not dialect.quote:
            raise ContentError(
                f"{key!r} cannot be written without quotes, and the directive string_encloser says that there are none",
                hint="remove the directive, or choose another field_separator",
                location=Location(self.path, key=key),
            )
        return dialect.quoted(text) if is_quoted else text

    @property
    def habits(self) -> Habits:
        if self._habits is None:
            self._habits = Habits.of(self.layout)
        return self._habits

    def _column_of(self, field: int) -> int:
        return self._column if field == 0 else self.plan.fields[field].value

    def _own_columns(self) -> set[int]:
        return {self._column, *(field.value for field in self.plan.fields)}

    def _write_cells(self) -> None:
        added = self._column if self.plan.is_lacking and self._column >= 0 else -1
        if added >= 0:
            if self.layout.header:
                label = self.spell(
                    "", self.plan.label, added, model=self.text[slice(*self.layout.header.cells[-1])]
                )
                self._write_row(self.layout.header, {added: label})
            for row in self.table.rows(self.layout.top):
                if row.start not in self.removed:
                    self._write_row(row, self.cells.get(row.start, {}) or self._nothing(row, added))
            return
        for start, cells in self.cells.items():
            if start not in self.removed:
                self._write_row(self.table.row(start), cells)

    def _nothing(self, row: Row, column: int) -> dict[int, str]:
        """The cell of a new column in a row that has no text for it; rows of another width are left alone."""
        width = len(row.cells)
        if width < column or row.end == row.start or self.table.is_comment(row):
            return {}
        absent = self.layout.absent
        return {column: absent} if width == column or self.table.raw(row, column) != absent else {}

    def _write_row(self, row: Row, cells: dict[int, str]) -> None:
        width, separator = len(row.cells), self.table.dialect.separator
        behind = ""
        for column in sorted(cells):
            if column < len(row.cells):
                begin, end = row.cells[column]
                self.found.append((begin, end, cells[column]))
            else:
                behind += f"{separator}{self.layout.absent}" * (column - width) + separator + cells[column]
                width = column + 1
        if behind:
            self.found.append((row.end, row.end, behind))

    def _free_column(self) -> int:
        """The first column from which on all rows are empty; there is no other place for a new one."""
        last: int = max(key for field in self.plan.fields for key in field.keys)
        for row in filter(None, (self.layout.header, *self.table.rows(self.layout.top))):
            for column in range(len(row.cells) - 1, last, -1):
                if self.table.cell(row, column):
                    last = column
                    break
        return last + 1

    # Removing

    def _remove(self, gone: dict[str, Place]) -> None:
        rows: dict[int, dict[int, str]] = {}
        for key, here in gone.items():
            for start, _, _, after, field in (*self.layout.shadowed.get(key, ()), here):
                if not self.plan.shared or self.whole_rows:
                    self.removed[start] = after
                else:
                    rows.setdefault(start, {})[self._column_of(field)] = self.layout.absent
        for start, emptied in rows.items():
            row = self.table.row(start)
            rest = {*self.plan.shared, *self._own_columns()} - emptied.keys() - {-1}
            if start not in self.cells and not any(self.table.cell(row, column) for column in rest):
                self.removed[start] = row.after
            else:
                kept = {column: raw for column, raw in emptied.items() if column < len(row.cells)}
                self.cells.setdefault(start, {}).update(kept)
        for start in self.removed:
            self.cells.pop(start, None)
        self._cut_rows()

    def _cut_rows(self) -> None:
        """Runs of rows go in one edit; a file without a last line end stays so."""
        runs: list[tuple[int, int]] = []
        for start, after in sorted(self.removed.items()):
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], after)
            else:
                runs.append((start, after))
        for start, after in runs:
            if after == len(self.text) and not self.text.endswith(("\r", "\n")):
                start -= 2 if self.text.endswith("\r\n", 0, start) else min(start, 1)
            self.found.append((start, after, ""))

    # Inserting

    def _insert(self, new: dict[str, str]) -> None:
        if not new:
            return
        rows = RowWriter(self.target, self.source, self._column, self.spell)
        groups = rows.group(new)
        order = keys_in_order(self.source)
        known = set(order)
        pairs = place(keys_in_order(self.target), order, [key for key in groups if key in known])
        chains = _chains(pairs)
        present = keys_in_order(self.target)
        foreign = [key for key in groups if key not in known]
        chains.setdefault(present[-1] if present else None, []).extend(foreign)
        for anchor, chain in chains.items():
            if chain:
                here = place_of(self.target, anchor) if anchor is not None else None
                self._write_lines(
                    here[3] if here else self.layout.top,
                    [rows.line(groups[key], here) for key in chain],
                )

    def _write_lines(self, here: int, lines: Iterable[str]) -> None:
        newline = self.table.newline() or self.source.layout.table.newline() or "\n"
        text = newline.join(lines)
        if here and here == len(self.text) and not self.text.endswith(("\r", "\n")):
            text = newline + text
        else:
            text += newline
        self.found.append((here, here, text))


def _chains(pairs: Sequence[tuple[str | None, str]]) -> dict[str | None, list[str]]:
    """Rows that are there -> new ones behind each, in order."""
    chains: dict[str | None, list[str]] = {}
    chain_of: dict[str, list[str]] = {}
    for anchor, key in pairs:
        chain = chain_of.get(anchor) if anchor is not None else None
        if chain is None:
            chain = chains.setdefault(anchor, [])
            chain.insert(0, key)
        else:
            chain.insert(len(chain) if chain[-1] == anchor else chain.index(str(anchor)) + 1, key)
        chain_of[key] = chain
    return chains

"""New rows of a CSV file, made from those of the source."""

from collections.abc import Mapping
from typing import Protocol

from ci_l10n.formats.csv.columns import is_tag, is_translation
from ci_l10n.formats.csv.layout import Layout, place_of
from ci_l10n.formats.csv.scan import Place, Row
from ci_l10n.formats.csv.settings import fold
from ci_l10n.model import Catalog


class Spell(Protocol):
    """How a text is spelled as a cell; see `Editor.spell`."""

    def __call__(self, key: str, text: str, column: int, old: str = "", model: str = "") -> str: ...


class RowWriter:
    """Writes rows for keys that ``target`` lacks; ``column`` is where the texts of its first field are."""

    def __init__(self, target: Catalog, source: Catalog, column: int, spell: Spell) -> None:
        self.layout: Layout = target.layout
        self.model: Layout = source.layout
        self.source, self.column, self.spell = source, column, spell
        self.copied = dict(self._copied_columns())

    def group(self, new: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """``new`` by row: texts by key, under the key of the row's first text."""
        groups: dict[str, dict[str, str]] = {}
        for key, text in new.items():
            here = place_of(self.source, key)
            first = key
            if here is not None and here[4] > 0:
                first = self._key_at(here) or key
            groups.setdefault(first, {})[key] = text
        return groups

    def line(self, texts: Mapping[str, str], neighbour: Place | None) -> str:
        """The row that holds ``texts``, without its line end; it is as wide as the header or as ``neighbour``."""
        plan, table = self.layout.plan, self.layout.table
        first = next(iter(texts))
        here = place_of(self.source, first)
        row = self.model.table.row(here[0]) if here else None
        cells: dict[int, str] = self._cells_of_keys(first, row, here[4] if here else 0)
        if row:
            for column, origin in self.copied.items():
                raw = self.model.table.raw(row, origin)
                cells[column] = self.spell(first, self.model.table.dialect.unquote(raw), column, model=raw)
        for key, text in texts.items():
            place = place_of(self.source, key)
            index = place[4] if place and place[4] < len(plan.fields) else 0
            column = self.column if index == 0 else plan.fields[index].value
            cells[column] = self.spell(key, text, column, model=self._model(row, index))
        if plan.settings.language >= 0:
            cells[plan.settings.language] = self.spell(first, plan.label, plan.settings.language)
        width = max(*cells, self._width(neighbour, row) - 1) + 1
        return table.dialect.separator.join(cells.get(i, self.layout.absent) for i in range(width))

    def _cells_of_keys(self, key: str, row: Row | None, index: int) -> dict[int, str]:
        fields = self.layout.plan.fields
        ours = fields[index if index < len(fields) else 0].keys
        if row is None:
            return {ours[0]: self.spell(key, key, ours[0])}
        theirs = self.model.plan.fields[index].keys
        if len(theirs) != len(ours):
            return {ours[0]: self.spell(key, key, ours[0])}
        every = {
            a: b
            for one, other in zip(fields, self.model.plan.fields, strict=False)
            for a, b in zip(one.keys, other.keys, strict=False)
        }
        cells = {}
        for column, origin in every.items():
            raw = self.model.table.raw(row, origin)
            cells[column] = self.spell(key, self.model.table.dialect.unquote(raw), column, model=raw)
        return cells

    def _model(self, row: Row | None, index: int) -> str:
        fields = self.model.plan.fields
        return self.model.table.raw(row, fields[index].value) if row and index < len(fields) else ""

    def _width(self, neighbour: Place | None, row: Row | None) -> int:
        header = self.layout.header
        wide = len(header.cells) if header else 0
        if neighbour:
            wide = max(wide, len(self.layout.table.row(neighbour[0]).cells))
        return wide or (len(row.cells) if row else 0)

    def _copied_columns(self) -> "list[tuple[int, int]]":
        """(column here, column of the source) of what a new row takes over: the source's text and its comments."""
        ours, theirs = self.layout.plan, self.model.plan
        never = {self.column, *(field.value for field in ours.fields)} | {
            k for f in ours.fields for k in f.keys
        }
        own = {field.value for field in theirs.fields}
        others = {path.column for path in theirs.settings.paths if path.locale}
        others |= {i for i, name in enumerate(theirs.names) if is_tag(name) or is_translation(name)}
        usable = [i for i in range(self._source_width()) if i in own or i not in others]
        if not ours.names and not theirs.names:
            return [(i, i) for i in usable if i not in never]
        origins = {fold(theirs.names[i]): i for i in reversed(usable) if i < len(theirs.names)}
        return [
            (i, origins[fold(name)])
            for i, name in enumerate(ours.names)
            if i not in never and name and fold(name) in origins
        ]

    def _source_width(self) -> int:
        first = self.model.header or next(self.model.table.rows(self.model.top), None)
        return len(first.cells) if first else 0

    def _key_at(self, here: Place) -> str | None:
        row = self.model.table.row(here[0])
        field = self.model.plan.fields[0]
        parts = [self.model.table.cell(row, column) for column in field.keys]
        return " ".join(filter(None, parts)) or None

"""What a parsed table remembers for those who write into it: its rows, its columns, its habits of quoting."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from ci_l10n.formats.csv.columns import Plan
from ci_l10n.formats.csv.dialect import Source
from ci_l10n.formats.csv.scan import Place, Row, Table, unpack
from ci_l10n.formats.lazy import LazyUnits
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog

_SAMPLE = 200  # rows


@dataclass(frozen=True, slots=True)
class Layout:
    """
    ``top`` is where the rows with texts begin, ``absent`` how a cell without a translation is spelled.

    ``blank`` are the places of keys whose cell says nothing, ``shadowed`` those of rows whose key occurs again below.
    """

    source: Source
    table: Table
    plan: Plan
    header: Row | None
    top: int
    absent: str
    blank: dict[str, Place]
    shadowed: dict[str, list[Place]]

    def encode(self, edits: "list[tuple[int, int, str]]") -> list[Edit]:
        """``edits``, given in characters, in bytes of the file; one pass over the text."""
        text, encoding = self.source.text, self.source.encoding
        plain = encoding == "utf-8" and text.isascii()
        offsets: dict[int, int] = {}
        position, size = 0, self.source.offset
        for here in sorted({edit[0] for edit in edits} | {edit[1] for edit in edits}):
            size += here - position if plain else len(text[position:here].encode(encoding))
            offsets[here] = size
            position = here
        return [Edit(offsets[start], offsets[end], new.encode(encoding)) for start, end, new in edits]


def place_of(catalog: Catalog, key: str) -> Place | None:
    """Where the row of ``key`` is, with or without a text."""
    layout: Layout = catalog.layout
    unit = catalog.units.get(key)
    return unpack(unit.place) if unit is not None else layout.blank.get(key)


def keys_in_order(catalog: Catalog) -> list[str]:
    """The keys of all rows in file order; of rows with several texts the first one's."""
    if isinstance(catalog.units, LazyUnits):  # of a regular table
        return list(catalog.units)
    layout: Layout = catalog.layout
    places = {key: unpack(unit.place) for key, unit in catalog.units.items()} | layout.blank
    found = [(place[0], key) for key, place in places.items() if place[4] == 0]
    return [key for _, key in sorted(found)]


@dataclass(slots=True)
class Habits:
    """Which columns of a table are quoted without need, learnt from its first rows."""

    quoted: Counter[int] = field(default_factory=Counter)
    bare: Counter[int] = field(default_factory=Counter)

    @staticmethod
    def of(layout: Layout) -> "Habits":
        habits, table = Habits(), layout.table
        rows = [row for row in islice(table.rows(layout.top), _SAMPLE) if not table.is_comment(row)]
        if not rows and layout.header:
            rows = [layout.header]
        for row in rows:
            for column in range(len(row.cells)):
                raw = table.raw(row, column)
                if not table.dialect.is_quoted(raw):
                    habits.bare[column] += bool(raw)
                elif not table.dialect.needs_quotes(table.dialect.unquote(raw)):
                    habits.quoted[column] += 1
        return habits

    def quotes(self, column: int) -> bool | None:
        """Whether texts in ``column`` are quoted; None when the rows do not say."""
        quoted, bare = self.quoted[column], self.bare[column]
        if quoted and bare:
            return None
        if quoted or bare:
            return bool(quoted)
        if sum(self.bare.values()):
            return None
        return True if sum(self.quoted.values()) else None

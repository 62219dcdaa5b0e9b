"""How a table is to be read, as its first lines and the directives say: dialect, columns, where its texts begin."""

from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Reading
from ci_l10n.formats.csv.columns import Plan, make_plan
from ci_l10n.formats.csv.dialect import Source, decode, find_preamble, learn_dialect
from ci_l10n.formats.csv.scan import Row, Table
from ci_l10n.formats.csv.settings import check_signs, read_settings
from ci_l10n.formats.inline import Directive, find_directives
from ci_l10n.formats.spans import Edit, apply_edits


class Head(NamedTuple):
    """``top`` is where the rows with texts begin, ``absent`` how a cell without a translation is spelled."""

    source: Source
    table: Table
    plan: Plan
    header: Row | None
    top: int
    absent: str
    inline: list[Directive]


def read_head(data: bytes, reading: Reading) -> Head:
    """The head of the table in ``data``; raises `ContentError` when there is no telling how to read it."""
    source = decode(data, reading.path)
    start = find_preamble(source.text)
    inline = find_directives(source.text[:start], "#")
    directives = {**{found.name: found.value for found in inline}, **reading.directives}
    check_signs(directives, reading.path)
    dialect = learn_dialect(source.text, start, directives)
    table = Table(source, dialect, start, reading.path)
    first = table.first()
    settings = read_settings(directives, reading.path)
    names = [table.cell(first, column) for column in range(len(first.cells))] if first else []
    plan = make_plan(names, reading, settings)
    header = first if plan.names else None
    absent = dialect.quoted("") if first and quotes_all(table, first) else ""
    return Head(source, table, plan, header, header.after if header else start, absent, inline)


def quotes_all(table: Table, row: Row) -> bool:
    """Whether ``row`` has its cells quoted without need, as writers do that quote everything."""
    return all(table.dialect.is_quoted(table.raw(row, i)) for i in range(len(row.cells)))


def check_head(data: bytes, edits: list[Edit], reading: Reading) -> None:
    """
    Raise `ContentError` when ``edits`` of ``data`` would have what remains of its rows read in another way.

    In a table without header any row may be the first one, and the first one tells separator and columns; lines with
    directives count above the first row only.
    """
    before, after = read_head(data, reading), _read_changed(data, edits, reading)
    if after is not None and (after.table.first() is None or _is_alike(before, after)):
        return
    raise ContentError(
        "the changes would leave a first row that has the table read in another way",
        hint="give the table a header, or say with the directives field_separator, first_row_header, source_key_paths "
        "and paths how to read it",
        location=Location(reading.path, before.table.line(before.table.start)),
    )


def _read_changed(data: bytes, edits: list[Edit], reading: Reading) -> Head | None:
    try:
        return read_head(apply_edits(data, edits), reading)
    except ContentError:
        return None


def _is_alike(before: Head, after: Head) -> bool:
    if before.plan.shared and before.absent != after.absent:
        return False
    said = [[found[1:] for found in head.inline] for head in (before, after)]
    return before.table.dialect == after.table.dialect and before.plan == after.plan and said[0] == said[1]

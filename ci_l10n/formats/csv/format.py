"""
CSV tables: a key, a text and perhaps comments per row, one locale per file or several side by side.

Which column is which says `columns`; Smartling's directives (`settings`) may say otherwise, in the configuration, on the
command line or as ``# smartling.name = value`` above the table. Rows without a key are nobody's. In a file of several
locales an empty cell is no translation, removing one empties its cell, and only a row that holds nothing else goes; in
a file of one locale every row is an entry. Of rows with one key the last counts, as in Godot and in every program that
fills a dictionary. Formulas (``=1+1``) are texts like others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ci_l10n.directives import OF_TEXTS
from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.csv.columns import is_tag
from ci_l10n.formats.csv.edit import Editor
from ci_l10n.formats.csv.head import check_head, read_head
from ci_l10n.formats.csv.layout import Layout
from ci_l10n.formats.csv.regular import read_regular
from ci_l10n.formats.csv.scan import Reader
from ci_l10n.formats.forms import instead
from ci_l10n.formats.inline import with_directives
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Finding, Unit, Value

ABOUT = About(
    files="`.csv`, separated by `,` `;` `\\|` or tabs; UTF-8, or UTF-16 with byte order mark",
    key="the first column, or as the directive `source_key_paths` says",
    sets="none",
    comment="its row",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as Godot does",
)

_MOST_NAMED = 8  # columns, in a message


class CsvFormat:
    """See the module's text."""

    name = "csv"
    syntaxes: tuple[str, ...] = ("i18next", "icu", "ruby", "percent", "brace", "printf", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        head = read_head(data, reading)
        reader = Reader(head.table, head.plan, reading.locale, absent=head.absent)
        with collector_paused():
            units: Mapping[str, Unit] | None = read_regular(head)
            if units is None:
                reader.read(head.top)
                units = reader.units
        layout = Layout(*head[:-1], reader.blank, reader.shadowed)
        findings = (*reader.findings, *_lacking_column(layout, reading))
        catalog = Catalog(data, units, findings, layout)
        of_texts = [found for found in head.inline if found.name in OF_TEXTS]
        return with_directives(catalog, of_texts, is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        layout: Layout = target.layout
        origin: Layout = source.layout
        if not layout.table.text[layout.table.start :].strip():
            return self._fill_empty(target, changes, source, reading)
        if layout.plan.assumed and origin.table.path == reading.path and not _is_unchanged(target, changes):
            column = layout.plan.fields[0].value + 1
            raise ContentError(
                f"source and target are one file, and its column {column} would get the texts of {reading.locale}",
                hint=f"add a column called {reading.locale!r}, or name it with the directive paths = N/{reading.locale}",
                location=Location(reading.path, 1),
            )
        return _checked(target, Editor(target, source, reading.path).edits(changes), reading)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        data = self._rename_column(source, reading)
        target = self.parse(data, reading)
        layout: Layout = target.layout
        if (
            untranslated == "empty" and layout.plan.shared
        ):  # an empty cell beside others is what no translation is
            rest: Mapping[str, Value | None] = {}
        else:
            rest = {key: instead(unit.value, untranslated) for key, unit in source.units.items()}
        changes = [Change(key, values.get(key, rest.get(key))) for key in source.units]
        changes += [Change(key, None) for key in layout.blank if key not in source.units]
        editor = Editor(target, source, reading.path, whole_rows=untranslated == "omit")
        return apply_edits(data, _checked(target, editor.edits(changes), reading))

    def _rename_column(self, source: Catalog, reading: Reading) -> bytes:
        """The source's bytes; where its only locale is the source's, that column becomes the target's."""
        layout: Layout = source.layout
        plan = layout.plan
        column = plan.fields[0].value
        is_alone = len(plan.fields) == 1 and not plan.shared and not plan.settings.in_columns
        if layout.header is None or not is_alone or not 0 <= column < len(plan.names):
            return source.data
        target: Layout = self.parse(source.data, replace(reading, path="")).layout
        if not target.plan.is_lacking or not is_tag(plan.names[column]):
            return source.data
        begin, end = layout.header.cells[column]
        is_quoted = layout.table.dialect.is_quoted(layout.table.text[begin:end])
        label = target.plan.label
        new = layout.table.dialect.quoted(label) if is_quoted else label
        return apply_edits(source.data, layout.encode([(begin, end, new)]))

    def _fill_empty(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        """A target without any row is made as a new one."""
        values = {change.key: change.value for change in changes if change.value is not None}
        if not values:
            return []
        return [Edit(0, len(target.data), self.skeleton(source, values, "omit", reading))]


def _lacking_column(layout: Layout, reading: Reading) -> tuple[Finding, ...]:
    if not layout.plan.is_lacking or layout.header is None:
        return ()
    names = ", ".join(repr(name) for name in layout.plan.names[:_MOST_NAMED])
    more = ", ..." if len(layout.plan.names) > _MOST_NAMED else ""
    return (
        Finding(
            "notice",
            "column-lacking",
            f"no column is called {layout.plan.label!r}, so no text of it is read here; there are {names}{more}",
            f"if another one holds its texts, call it so or name it with the directive paths = N/{reading.locale}; "
            "writing adds the column",
            Location(reading.path, layout.table.line(layout.header.start)),
            reading.locale,
        ),
    )


def _checked(target: Catalog, edits: list[Edit], reading: Reading) -> list[Edit]:
    layout: Layout = target.layout
    if layout.header is None and edits:
        check_head(target.data, edits, reading)
    return edits


def _is_unchanged(target: Catalog, changes: Sequence[Change]) -> bool:
    return all(
        change.key in target.units and target.units[change.key].value == change.value for change in changes
    )


FORMAT = CsvFormat()

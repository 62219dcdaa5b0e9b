"""
.NET resources: ``<root>`` with ``<data name="key"><value>text</value></data>``.

https://learn.microsoft.com/dotnet/core/extensions/create-resource-files#resources-in-resx-files

A key is the ``name``. Entries with a ``type`` (other than ``System.String``) or a ``mimetype`` are images, files, sizes
and the like; names that begin with ``>>`` are the Windows Forms designer's own: both are left as they are, as are
headers, the schema, ``<metadata>`` and ``<assembly>``. What has ``@Invariant`` in its comment is not for translators.
Of two entries of one name the first is the one that MSBuild compiles (warning MSB3568); it compares names without
regard to case.
"""

from collections.abc import Collection, Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.placing import place
from ci_l10n.formats.resx.edit import Origin, copied, value_edits
from ci_l10n.formats.resx.layout import PLAIN, Layout, read_layout
from ci_l10n.formats.resx.text import meaning
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_layout import Block, insertions, removals
from ci_l10n.formats.xml_scan import collector_paused, scan
from ci_l10n.model import Catalog, Finding, Unit, Value

ABOUT = About(
    files="`.resx`, any XML with the root `root` and `resheader` elements",
    key="`name`",
    sets="none",
    comment="its `<comment>`, and the XML comments above it",
    untranslated="absent or empty; entries with a `type` or `mimetype` and names with `>>` are never touched",
    review="none",
    duplicates="the first, as MSBuild does",
)
_TOO_FEW = 3  # that many entries in order may be chance, see `placing`
_INVARIANT = (
    "@Invariant"  # in a comment: not to be translated, for Visual Studio extensions such as ResXManager
)


class Resx:
    """See the module's text."""

    name = "resx"
    syntaxes: tuple[str, ...] = ("brace", "dotnet", "icu", "printf", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return self._parse(data, reading)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        document = scan(data, reading.path, depth=2)
        root = document.elements[0]
        if root.name != "root":
            raise ContentError(
                f"the root element is <{root.name}>, but .resx files have <root>",
                hint="is this the right file? for other XML say `format: xml`",
                location=Location(reading.path, root.line),
            )
        layout = read_layout(document)
        units, aside, findings = _units(layout)
        catalog = Catalog(data, units, (*findings, *_duplicates(layout)), layout, frozenset(aside))
        if b"smartling." not in document.text:
            return catalog
        found = find_directives(document.text.decode(), "<!--")
        return with_directives(catalog, found, is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        with collector_paused():
            return _edits(target, changes, source)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        """The whole source, with everything in it that is no text."""
        layout: Layout = source.layout
        origin = Origin.of(layout, layout)
        edits: list[Edit] = []
        gone: set[int] = set()
        for index, key in enumerate(layout.keys):
            if not key:
                continue
            if key not in source.units or layout.first[key] != index:
                gone.add(index)
            elif key in values:
                edits += value_edits(origin, key, values[key])
            elif untranslated == "empty":
                edits += value_edits(origin, key, "")
            elif untranslated == "omit":
                gone.add(index)
        edits += removals(layout.container, gone, lambda comment: True)
        return apply_edits(source.data, layout.document.in_file(edits))


def _edits(target: Catalog, changes: Sequence[Change], source: Catalog) -> list[Edit]:
    layout: Layout = target.layout
    origin = Origin.of(layout, source.layout)
    edits: list[Edit] = []
    removed: set[str] = set()
    new: dict[str, Value] = {}
    for key, value, _ in changes:
        if value is None:
            if key in target.units:
                removed.add(key)
        elif key in layout.first:
            edits += value_edits(origin, key, value)
        else:
            new[key] = value
    gone = {index for index, key in enumerate(layout.keys) if key in removed} if removed else set()
    edits += removals(layout.container, gone, lambda comment: comment in source.layout.text)
    edits += _insertions(origin, new, gone)
    return layout.document.in_file(edits)


def _units(layout: Layout) -> tuple[dict[str, Unit], list[str], list[Finding]]:
    """The units by key, the keys of what is not for translators, and what is odd."""
    aside: list[str] = []
    units: dict[str, Unit] = {}
    findings: list[Finding] = []
    text, children, match_plain = layout.text, layout.container.children, PLAIN.fullmatch
    new = tuple.__new__  # half the time of calling the class
    value: str | None
    for key, index in layout.first.items():
        child = children[index]
        comment, line = "", child[4]
        if match := match_plain(text, child[6], child[7]):
            value = meaning(match[2].decode())
            if match[4]:
                comment = meaning(match[4].decode()) or ""
        else:
            parts = layout.parts(index)
            value = meaning(layout.raw(parts.value))
            comment = meaning(layout.raw(parts.comment)) or ""
        if value is None:
            findings.append(_with_elements(layout, key, line))
        elif _INVARIANT in comment:
            aside.append(key)
        else:
            units[key] = new(Unit, (key, value, line, index, False, (), comment))
    return units, aside, findings


def _with_elements(layout: Layout, key: str, line: int) -> Finding:
    return Finding(
        "warning",
        "elements-in-value",
        f"the value of {key!r} has XML elements in it, and is left alone",
        "write < as &lt; in texts",
        Location(layout.document.path, line, key=key),
    )


def _duplicates(layout: Layout) -> list[Finding]:
    lowered: dict[str, int] = {}
    if len({key.lower() for key in layout.first}) + layout.keys.count("") == len(layout.keys):
        return []
    findings = []
    for index, key in enumerate(layout.keys):
        if not key:
            continue
        first = lowered.setdefault(key.lower(), index)
        if first != index:
            same = layout.keys[first] == key
            other = "" if same else f" (as {layout.keys[first]!r})"
            line = layout.container.children[first].line
            findings.append(
                Finding(
                    "warning",
                    "duplicate-key" if same else "same-but-for-case",
                    f"{key!r} is already in line {line}{other}; MSBuild compiles that one only",
                    "delete or rename one of them",
                    Location(layout.document.path, layout.container.children[index].line, key=key),
                )
            )
    return findings


def _insertions(origin: Origin, new: Mapping[str, Value], gone: set[int]) -> list[Edit]:
    if not new:
        return []
    layout, source = origin.layout, origin.source
    for key in new:
        if key not in source.first:
            raise ContentError(
                f"{key!r} cannot be written: the source does not have it",
                hint="remove it from the translation, or add it to the source",
                location=Location(layout.document.path, key=key),
            )
    positions = {name: index for index, name in enumerate(layout.names())}
    positions.update(layout.first)
    placed = _placed(layout, source, positions, list(new), gone)

    def block_of(key: str, indent: bytes | None) -> Block:
        return copied(origin, key, new[key], indent)

    indents = (source.container.indent(index) for index in range(len(source.keys)))
    indent = next((blanks for blanks in indents if blanks), b"  ")
    return insertions(
        layout.container,
        placed,
        positions,
        block_of,
        indent=indent,
        newline=origin.newline,
        gone=gone,
    )


def _placed(
    layout: Layout, source: Layout, positions: Mapping[str, int], new: Sequence[str], gone: Collection[int]
) -> list[tuple[str | None, str]]:
    """Each new key with the entry it goes after, be that a text or not; the headers come before all texts."""
    header = layout.last_header()
    anchor: str | None = layout.names()[header] if header >= 0 else None
    present = [key for key, index in layout.first.items() if index not in gone]
    order = list(source.first)
    if len(present) > _TOO_FEW and present == sorted(present) and order != sorted(order):
        return [(found or anchor, key) for found, key in place(present, order, new)]
    staying = {name for name, index in positions.items() if index not in gone}
    wanted = set(new)
    placed: list[tuple[str | None, str]] = []
    for name in source.names():
        if name in wanted:
            placed.append((anchor, name))
            wanted.remove(name)
            staying.add(name)
        if name in staying:
            anchor = name
    return placed


FORMAT = Resx()

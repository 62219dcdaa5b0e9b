"""
Android string resources: ``<resources>`` with ``<string>``, ``<plurals>`` and ``<string-array>``.

The meaning of a text is described in `ci_l10n.formats.android.text`. Keys:

- an entry's ``name``; of a product variant ``name#product``, except for the default product, which is the one without
  ``product`` or with ``product="default"``, wherever it stands in the file;
- a ``<plurals>`` or ``<string-array>`` whose name an entry of another kind in the same file has as well, which Android
  allows, is ``name#plurals`` or ``name#string-array``.

Not for translators, and so in `Catalog.aside`: ``translatable="false"``, entries that only refer to other resources
(``@string/x``), and in a source what is empty. All other resources (colors, dimensions...) are left as they are, and
left out of a new target.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ci_l10n import directives
from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.android.edit import Origin, copied, fits, value_edits
from ci_l10n.formats.android.layout import Layout, kind_of, read_layout
from ci_l10n.formats.android.regular import SAYS_SOMETHING, read_regular
from ci_l10n.formats.android.text import is_reference, meaning
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.lazy import Lazy, LazyUnits
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_layout import Block, insertions, removals
from ci_l10n.formats.xml_scan import Document, collector_paused, scan
from ci_l10n.model import Catalog, Finding, Forms, Unit, Value, is_empty, texts_of

_SEPARATORS = ("eat-comment", "skip")  # they hold no resource; comments are arranged with them
_NEAR = 80  # bytes above an entry, in which a comment ends if there is one
_new = tuple.__new__  # half the time of calling the class
_ENOUGH = 1000  # entries, to know how a file is laid out
_SAYS_SOMETHING = re.compile(SAYS_SOMETHING)
_COMMENT = re.compile(rb"<!--(.*?)-->", re.S)
_TAG = re.compile(rb"<[^<>]+>")
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_LOCAL = re.compile(rb"\bxmlns:([\w.-]+)\s*=")
_WELL_KNOWN = {
    "tools": "http://schemas.android.com/tools",
    "xliff": "urn:oasis:names:tc:xliff:document:1.2",
}
_TOOLS_LOCALE = re.compile(rb"""(\stools:locale\s*=\s*["'])[^"']*""")


ABOUT = About(
    files="`strings.xml`, any XML with the root `resources`",
    key="`name`",
    sets="plurals `name.other`, arrays `name[0]`",
    comment="the XML comments above it",
    untranslated='absent or empty; `translatable="false"` is never sent back',
    review="none",
    duplicates="the last",
)


class Android:
    name = "android"
    syntaxes: tuple[str, ...] = ("printf", "icu", "brace", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            layout = read_regular(data, reading.path) or _read(data, reading.path)
            return make_catalog(layout, reading)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        layout: Layout = target.layout
        origin = Origin.of(layout, source.layout)
        edits: list[Edit] = []
        removed = {change.key for change in changes if change.value is None}
        gone = {index for index, key in enumerate(layout.keys) if key in removed} if removed else set()
        new: dict[str, Value] = {}
        for key, value, _ in changes:
            index = layout.last.get(key)
            if value is None:
                continue
            if index is None:
                new[key] = value
            elif key in target.units and fits(layout, index, value):
                edits += value_edits(origin, key, value)
            else:
                edits.append(_replacement(origin, key, value))
        edits += removals(layout.container, gone, lambda comment: comment in source.layout.text)
        edits += _insertions(origin, new, gone, reading)
        edits += _namespaces(layout, source.layout, edits)
        return layout.document.in_file(edits)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        layout: Layout = source.layout
        origin = Origin.of(layout, layout)
        edits: list[Edit] = []
        gone: set[int] = set()
        for index, key in enumerate(layout.keys):
            if key not in source.units or layout.last[key] != index:
                if layout.container.children[index].name not in _SEPARATORS:
                    gone.add(index)
            elif (value := values.get(key)) is not None:
                edits += _new_value(origin, key, value)
            elif untranslated == "empty":
                edits += value_edits(origin, key, _emptied(source.units[key].value))
            elif untranslated == "omit":
                gone.add(index)
        edits += removals(layout.container, gone, lambda comment: True)
        root = layout.container.element
        if match := _TOOLS_LOCALE.search(layout.text, root.start, root.inner):
            edits.append(Edit(match.end(1), match.end(), reading.locale.encode()))
        return apply_edits(source.data, layout.document.in_file(edits))


def make_catalog(layout: Layout, reading: Reading) -> Catalog:
    """What a file whose layout is known holds."""
    is_source = reading.role == "source"
    aside = frozenset(_aside(layout, is_source=is_source))
    places = layout.last
    if aside:
        places = {key: index for key, index in places.items() if key not in aside}
    values = Lazy(places, partial(_value, layout))
    units = LazyUnits(places, partial(_unit, layout, values), values)
    catalog = Catalog(layout.document.data, units, _findings(layout), layout, aside)
    if directives.PREFIX.encode() not in layout.text:
        return catalog
    found = find_directives(layout.text.decode("utf-8"), "<!--")
    return with_directives(catalog, found, is_source=is_source)


def _read(data: bytes, path: str) -> Layout:
    document = scan(data, path, depth=3, internal_dtd=True)
    root = document.elements[0]
    if root.name != "resources":
        raise ContentError(
            f"the root element is <{root.name}>, but Android resources are in <resources>",
            hint="is this the right file? for other XML say `format: xml`",
            location=Location(path, root.line),
        )
    return read_layout(document)


def _aside(layout: Layout, *, is_source: bool) -> Iterator[str]:
    """The keys of what is not for translators."""
    text, keys, last, children = layout.text, layout.keys, layout.last, layout.container.children
    for index in layout.odd:
        key = keys[index]
        if not key or last[key] != index:
            continue
        child = children[index]
        suspicious = index in layout.sets or child.inner == child.inner_end
        if child.attributes.get("translatable", "").lower() == "false" or (
            (suspicious or not _SAYS_SOMETHING.match(text, child.inner))
            and _says_nothing(_value(layout, key, index), is_source=is_source)
        ):
            yield key


def _unit(layout: Layout, values: Mapping[str, Value], key: str, index: int) -> Unit:
    child = layout.container.children[index]
    above = layout.text[max(child.start - _NEAR, 0) : child.start].rstrip()
    comment = _comment(layout, index) if not above or above.endswith(b"-->") else ""
    return _new(Unit, (key, values[key], child.line, index, False, (), comment))


def _value(layout: Layout, key: str, index: int) -> Value:
    return _forms(layout, index) if index in layout.sets else meaning(layout.raw_of(index))


def _forms(layout: Layout, index: int) -> Forms:
    texts = {suffix: meaning(layout.raw(item)) for suffix, item in layout.forms(index) if suffix}
    return Forms("array" if layout.kind(index) == "string-array" else "plural", tuple(texts.items()))


def _says_nothing(value: Value, *, is_source: bool) -> bool:
    """Whether there is no text: only references, or in a source nothing at all."""
    if is_empty(value):
        return is_source
    return all(is_reference(text) for text in texts_of(value))


def _comment(layout: Layout, index: int) -> str:
    return "\n".join(
        match.group(1).decode("utf-8").strip() for match in _COMMENT.finditer(layout.container.comment(index))
    )


def _findings(layout: Layout) -> tuple[Finding, ...]:
    path, children = layout.document.path, layout.container.children
    findings = [
        Finding(
            "warning",
            "duplicate-key",
            f"{key!r} is in the file more than once; the last one counts",
            "remove one of them: Android refuses to build with both",
            Location(path, children[index].line, key=key),
        )
        for index, key in layout.hidden
    ]
    for index in layout.odd:
        child = children[index]
        if layout.keys[index]:
            if child.name == "plurals":
                findings += _plural_findings(layout, index)
        elif kind_of(child):
            findings.append(
                Finding(
                    "warning",
                    "missing-name",
                    f"<{child.name}> has no name and is left alone",
                    'give it a name="..."',
                    Location(path, child.line),
                )
            )
    return tuple(findings)


def _plural_findings(layout: Layout, index: int) -> list[Finding]:
    return [
        Finding(
            "warning",
            "unknown-quantity",
            f"quantity {item.attributes.get('quantity', '')!r} is unknown to Android, and the item is left alone",
            "use zero, one, two, few, many or other",
            Location(layout.document.path, item.line, key=layout.keys[index]),
        )
        for suffix, item in layout.forms(index)
        if not suffix
    ]


def _emptied(value: Value) -> Value:
    if isinstance(value, str):
        return ""
    return Forms(value.kind, tuple((suffix, "") for suffix, _ in value.parts))


def _new_value(origin: Origin, key: str, value: Value) -> list[Edit]:
    layout = origin.layout
    if fits(layout, layout.last[key], value):
        return value_edits(origin, key, value)
    return [_replacement(origin, key, value)]


def _replacement(origin: Origin, key: str, value: Value) -> Edit:
    """Another element for an entry that is a reference, not for translation, or of another kind than the source's."""
    layout = origin.layout
    child = layout.container.children[layout.last[key]]
    _ensure_in_source(origin, key, layout.document.path, child.line)
    indent = layout.container.indent(layout.last[key])
    block = copied(origin, key, value, indent, origin.newline)
    return Edit(child.start, child.end, block.lines)


def _insertions(origin: Origin, new: Mapping[str, Value], gone: set[int], reading: Reading) -> list[Edit]:
    if not new:
        return []
    layout, source = origin.layout, origin.source
    for key in new:
        _ensure_in_source(origin, key, reading.path, 0)
    container = layout.container
    present = [key for index, key in enumerate(layout.keys) if key and index not in gone]
    placed = place(present, [key for key in source.keys if key], list(new))
    newline = _newline(layout.document, source.document)

    spaced = _spaced_unlike_source(layout, source)

    def block_of(key: str, indent: bytes | None) -> Block:
        return copied(origin, key, new[key], indent, newline, spaced)

    indent = next(
        (blanks for n in range(len(source.keys)) if (blanks := source.container.indent(n))), b"    "
    )
    return insertions(container, placed, layout.last, block_of, indent=indent, newline=newline, gone=gone)


def _spaced_unlike_source(layout: Layout, source: Layout) -> bool | None:
    """Whether blank lines stand between all entries (True) or none (False) where the source does otherwise."""
    spaced = layout.container.is_spaced()
    if spaced is None:
        return None
    known = (source.last.get(key, 0) for key in layout.keys[1:_ENOUGH] if key)
    differs = any(index and source.container.has_blank_line_above(index) != spaced for index in known)
    return spaced if differs else None


def _newline(target: Document, source: Document) -> bytes:
    return target.newline if b"\n" in target.text else source.newline


def _ensure_in_source(origin: Origin, key: str, path: str, line: int) -> None:
    if key not in origin.source.last:
        raise ContentError(
            f"{key!r} cannot be written: the source does not have it",
            hint="remove it from the translation, or add it to the source",
            location=Location(path, line, key=key),
        )


def _namespaces(layout: Layout, source: Layout, edits: Sequence[Edit]) -> list[Edit]:
    """Declare the prefixes that new tags use and neither they nor the target's root declare."""
    root, origin = layout.container.element, source.container.element
    used = {
        prefix.decode()
        for edit in edits
        for tag in _TAG.findall(edit.new)
        if b":" in tag
        for prefix in _PREFIX.findall(tag)
    }
    local = {
        prefix.decode() for edit in edits if b"xmlns:" in edit.new for prefix in _LOCAL.findall(edit.new)
    }
    declarations = [
        f' xmlns:{prefix}="{uri}"'
        for prefix in sorted(used - local)
        if f"xmlns:{prefix}" not in root.attributes
        and (uri := origin.attributes.get(f"xmlns:{prefix}", _WELL_KNOWN.get(prefix)))
    ]
    position = root.start + len(f"<{root.name}".encode())
    return [Edit(position, position, "".join(declarations).encode())] if declarations else []


FORMAT = Android()

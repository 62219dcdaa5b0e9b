"""Units, groups and files of the source, as they are to stand in a target."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ci_l10n.formats.base import Untranslated
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xliff.edit import attribute_edit, value_edits
from ci_l10n.formats.xliff.index import Entry, source_text
from ci_l10n.formats.xliff.layout import Layout, Node, key_of, line_start
from ci_l10n.formats.xml_layout import Block, Container, removals
from ci_l10n.formats.xml_scan import Element, scan
from ci_l10n.model import Catalog, Unit

_STRUCTURE = """
xliff file header body group trans-unit bin-unit alt-trans context-group count-group prop-group phase-group skl reference
glossary
"""
_LINE = re.compile(rb"\r?\n[ \t]*")


def renewed(
    layout: Layout,
    entries: Iterable[Entry],
    values: Mapping[str, str],
    units: Mapping[str, Unit],
    untranslated: Untranslated,
    review: frozenset[str] = frozenset(),
) -> list[Edit]:
    """The edits that make ``entries`` of a source, whose ``units`` are these, those of a target."""
    edits: list[Edit] = []
    gone: list[Entry] = []
    for entry in entries:
        unit = units.get(entry.key)
        if entry.key and layout.find(entry.key) is not entry:
            gone.append(entry)
        elif (value := values.get(entry.key)) is not None:
            edits += value_edits(layout, entry, value, "review" if entry.key in review else "done")
        elif unit is not None and isinstance(unit.value, str):
            if untranslated != "omit":
                text = unit.value if untranslated == "source" else ""
                edits += value_edits(layout, entry, text, "open")
                continue
            parts = layout.parts(entry)
            source = layout.raw(parts.source).encode(), layout.raw(parts.segmented).encode()
            if unit.value != source_text(layout.prefix, *source):
                # The <source> is a key. Who reads the file would show it to people, instead of another language.
                gone.append(entry)
            elif parts.target is not None:
                container = Container(layout.text, parts.unit, parts.children)
                edits += removals(container, [parts.children.index(parts.target)], lambda comment: True)
    return edits + taken_out(layout, gone)


def taken_out(layout: Layout, entries: Iterable[Entry], kept: bytes | None = None) -> list[Edit]:
    """
    Take units out, with their comments.

    A comment above several may be their heading: it stays when it is in ``kept`` (None: always).
    """
    starts: dict[int, set[int]] = {}
    containers: dict[int, Container] = {}
    for entry in entries:
        container = layout.container_of(entry)
        containers[container.element.start] = container
        starts.setdefault(container.element.start, set()).add(entry.start)
    edits: list[Edit] = []
    for holder, container in containers.items():
        positions = [n for n, child in enumerate(container.children) if child.start in starts[holder]]
        edits += removals(container, positions, lambda comment: kept is None or comment in kept)
    return edits


def language_edits(layout: Layout, files: Iterable[Element], locale: str) -> list[Edit]:
    """Say the language of the targets on every ``<file>``."""
    return [attribute_edit(layout.text, file, "target-language", locale, "source-language") for file in files]


class Manner(NamedTuple):
    """How blocks are laid out in the file they go to."""

    newline: bytes
    step: bytes
    locale: str  # as its files spell it


def copied(
    origin: Catalog,
    node: Node,
    path: str,
    values: Mapping[str, str],
    review: frozenset[str],
    indent: bytes | None,
    manner: Manner,
) -> Block:
    """
    A child of ``node`` as it is in the source ``origin``, with ``values``, for a line that begins with ``indent``.

    Units of a group or file that have no value yet come along as in a new target.
    """
    layout: Layout = origin.layout
    container, position = node.container, node.positions[path]
    child = container.children[position]
    edits = renewed(layout, _entries(layout, path, child), values, origin.units, "omit", review)
    if child.start in layout.files:
        edits += language_edits(layout, [child], manner.locale)
    shifted = [Edit(start - child.start, end - child.start, new) for start, end, new in edits]
    lines = apply_edits(layout.text[child.start : child.end], shifted)
    own = line_start(layout.text, child.start)
    is_alike = own == indent and layout.step == manner.step and layout.newline == manner.newline
    if not is_alike and b"\n" in lines:
        lines = _relaid(lines, layout.prefix, indent, manner)
    if indent is None:
        return Block(lines)
    return Block(
        lines,
        _LINE.sub(manner.newline + indent, container.comment(position)),
        container.has_blank_line_above(position),
        container.has_blank_line_below(position),
        container.heads_others(position),
    )


def _entries(layout: Layout, path: str, child: Element) -> list[Entry]:
    """The units in a child of a node."""
    if key := key_of(path):
        return [layout.entries[layout.last[key]]]
    return [entry for entry in layout.entries if child.start <= entry.start < child.end]


def _relaid(lines: bytes, prefix: str, indent: bytes | None, manner: Manner) -> bytes:
    """``lines`` with the line ends and indentation of another file; texts keep what they have."""
    document = scan(lines, "")
    names = {prefix + name for name in _STRUCTURE.split()}
    children: dict[int, list[Element]] = {}
    for element in document.elements:
        children.setdefault(element.parent, []).append(element)
    edits = []
    for index, element in enumerate(document.elements):
        if element.name in names and not element.is_empty_tag:
            for start, end, depth in _gaps(element, children.get(index, [])):
                line = b"" if indent is None else manner.newline + indent + manner.step * depth
                edits.append(Edit(start, end, _LINE.sub(line, lines[start:end])))
    result = apply_edits(lines, edits)
    return result.replace(b"\r\n", b"\n").replace(b"\n", manner.newline)


def _gaps(element: Element, children: Iterable[Element]) -> Iterator[tuple[int, int, int]]:
    """(start, end, levels of indentation) of what is between the children of an element."""
    position = element.inner
    for child in children:
        yield position, child.start, element.depth
        position = child.end
    yield position, element.inner_end, element.depth - 1

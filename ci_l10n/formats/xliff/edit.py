"""The edits that give one unit of an XLIFF file another translation."""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xliff.index import Entry, Parts, says_open
from ci_l10n.formats.xliff.layout import Layout
from ci_l10n.formats.xliff.text import meaning
from ci_l10n.formats.xliff.write import segment_of, style_of, write
from ci_l10n.formats.xml_layout import filled
from ci_l10n.formats.xml_scan import Element

Mark: TypeAlias = Literal["done", "review", "open"]
"""What a text is: a translation, one that a person has to look at, or a stand-in for one."""

_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")


def attribute_span(text: bytes, element: Element, name: str) -> tuple[int, int] | None:
    """Where the attribute ``name`` is in a start tag, with the blanks before it."""
    position = element.start + 1 + len(element.name.encode())
    while match := _ATTRIBUTE.match(text, position, element.inner):
        if match.group(1) == name.encode():
            return match.span()
        position = match.end()
    return None


def attribute_edit(text: bytes, element: Element, name: str, value: str, after: str = "") -> Edit:
    """Set an attribute; a new one stands behind the attribute ``after``, or first."""
    quoted = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()
    if span := attribute_span(text, element, name):
        quote = text[span[1] - 1 : span[1]]
        start = text.index(quote, span[0]) + 1
        return Edit(start, span[1] - 1, quoted)
    span = attribute_span(text, element, after) if after else None
    position = span[1] if span else element.start + 1 + len(element.name.encode())
    return Edit(position, position, f' {name}="'.encode() + quoted + b'"')


def value_edits(
    layout: Layout, entry: Entry, value: str, mark: Mark, models: Sequence[str] = ()
) -> list[Edit]:
    """
    Give a unit that translation; nothing where it has it already.

    ``models`` are texts in XML whose style helps where the unit's own say nothing.
    """
    parts, text = layout.parts(entry), layout.text
    element = parts.target
    if element is None:
        return [_new_target(layout, entry, parts, value, mark, models)]
    edits = _state_edits(text, element, value, mark)
    raw = layout.raw(element)
    if meaning(raw, layout.prefix) == value:
        return edits
    raws = (raw, *models, layout.raw(parts.source))
    written = _written(layout, entry, parts, value, raws).encode("utf-8")
    if element.is_empty_tag:
        return [*edits, filled(text, element, written)]
    return [*edits, Edit(element.inner, element.inner_end, written)]


def _state_edits(text: bytes, element: Element, value: str, mark: Mark) -> list[Edit]:
    is_open = says_open(text[element.start : element.inner])
    state = None
    if mark == "review":
        state = None if is_open else "needs-review-translation"
    elif mark == "done":
        state = "translated" if is_open and value else None
    elif "state" in element.attributes and not is_open:
        state = "needs-translation"
    return [attribute_edit(text, element, "state", state)] if state else []


def _new_target(
    layout: Layout, entry: Entry, parts: Parts, value: str, mark: Mark, models: Sequence[str]
) -> Edit:
    text, name = layout.text, f"{layout.prefix}target"
    unit, source = parts.unit, parts.source
    written = _written(layout, entry, parts, value, ("", *models, layout.raw(source)))
    attributes = ' state="needs-review-translation"' if mark == "review" else ""
    if source is None:
        new = f"<{name}{attributes}>{written}</{name}>".encode()
        return filled(text, unit, new) if unit.is_empty_tag else Edit(unit.inner, unit.inner, new)
    if span := attribute_span(text, source, "xml:space"):
        attributes += text[slice(*span)].decode("utf-8")
    position = (parts.segmented or source).end
    lead = gap_before(text, unit, source)
    return Edit(position, position, lead + f"<{name}{attributes}>{written}</{name}>".encode())


def gap_before(text: bytes, unit: Element, source: Element) -> bytes:
    """The line end and indentation before ``<source>``; nothing when it is not the first thing on its line."""
    begin = text.rfind(b"\n", unit.inner, source.start)
    if begin < 0 or text[begin : source.start].strip():
        return b""
    begin -= text[begin - 1 : begin] == b"\r"
    return text[begin : source.start]


def _written(layout: Layout, entry: Entry, parts: Parts, value: str, raws: Sequence[str]) -> str:
    """``value`` in the style of ``raws``, of which the first is what it replaces."""
    style = style_of(raws, layout.prefix)
    segmented = raws[0] if raws[0].strip() else layout.raw(parts.segmented)
    style = style.within(segment_of(segmented, layout.prefix))
    if style.cdata and not _has_characters(layout, value):
        style = style.without_cdata()
    try:
        written = write(value, style)
    except ValueError as error:
        raise ContentError(
            f"the translation cannot be written: {error}",
            hint="correct it where it was made; the inline elements must be those of the source",
            location=Location(layout.document.path, entry.line, key=entry.key),
        ) from None
    return written.replace("\n", layout.newline.decode()) if "\n" in written else written


def _has_characters(layout: Layout, value: str) -> bool:
    try:
        value.encode(layout.document.encoding)
    except UnicodeEncodeError:
        return False
    return True

"""The edits that give entries of a .resx file other values, and new entries made from the source's."""

from itertools import islice
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.resx.layout import Layout
from ci_l10n.formats.resx.text import Spelling, learn_spelling, meaning, write
from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xml_layout import Block, filled, relaid
from ci_l10n.formats.xml_scan import Element
from ci_l10n.model import Value

_SAMPLE = 20  # entries


class Origin(NamedTuple):
    """What there is to learn from when a text is written."""

    layout: Layout
    source: Layout
    spelling: Spelling
    empty_tags: bool  # the file writes <value />
    on_lines: bool | None  # the file gives <value> a line of its own; None: it does both, or has no entries

    @classmethod
    def of(cls, layout: Layout, source: Layout) -> "Origin":
        document = layout.document
        newline = document.newline if b"\n" in document.text else source.document.newline
        spelling = learn_spelling(document.text, newline, document.encoding)
        return cls(layout, source, spelling, b"<value />" in document.text, _on_lines(layout))

    @property
    def newline(self) -> bytes:
        return self.spelling.newline.encode()


def _on_lines(layout: Layout) -> bool | None:
    found = set()
    for index in islice(layout.first.values(), _SAMPLE):
        value = layout.parts(index).value
        if value is not None:
            found.add(b"\n" in layout.text[layout.container.children[index].inner : value.start])
    return found.pop() if len(found) == 1 else None


def text_of(key: str, value: Value, path: str) -> str:
    """``value``, which has to be one text."""
    if isinstance(value, str):
        return value
    raise ContentError(
        f"{key!r} is a plural set or an array, which .resx files do not have",
        hint="translate it as one text",
        location=Location(path, key=key),
    )


def value_edits(origin: Origin, key: str, value: Value) -> list[Edit]:
    """Give the entry ``key`` that value; nothing where it has it already."""
    layout = origin.layout
    path = layout.document.path
    index = layout.first[key]
    child = layout.container.children[index]
    text = text_of(key, value, path)
    element = layout.parts(index).value
    raw = layout.raw(element)
    if meaning(raw) == text:
        return []
    model = raw or _source_raw(origin, key)
    written = write(text, model, origin.spelling, Location(path, child.line, key=key)).encode()
    if element is None:
        return [_first_value(origin, index, written)]
    if not written and origin.empty_tags and not element.attributes:
        return [Edit(element.start, element.end, b"<value />")]
    if element.is_empty_tag:
        return [filled(layout.text, element, written)]
    return [Edit(element.inner, element.inner_end, written)]


def _source_raw(origin: Origin, key: str) -> str:
    index = origin.source.first.get(key)
    return "" if index is None else origin.source.raw(origin.source.parts(index).value)


def _first_value(origin: Origin, index: int, written: bytes) -> Edit:
    """A <value> for an entry that has none."""
    layout = origin.layout
    child = layout.container.children[index]
    element = b"<value>" + written + b"</value>"
    outer = layout.container.indent(index)
    lead = tail = b""
    if outer is not None:
        lead, tail = origin.newline + outer + (outer or b"  "), origin.newline + outer
    if child.is_empty_tag:
        return filled(layout.text, child, lead + element + tail)
    inner = layout.text[child.inner : child.inner_end]
    if not inner.strip():
        return Edit(child.inner, child.inner_end, lead + element + tail)
    blanks = inner[: len(inner) - len(inner.lstrip())]
    return Edit(child.inner, child.inner, blanks + element)


def copied(origin: Origin, key: str, value: Value, indent: bytes | None) -> Block:
    """The source's entry ``key`` with ``value`` in it, to stand in the target on a line that begins with ``indent``."""
    source = origin.source
    container, index = source.container, source.first[key]
    own = container.indent(index) or b""
    lines = _lines(origin, key, value, (own, own if indent is None else indent))
    if indent is None:
        return Block(lines)
    return Block(
        lines,
        relaid(container.comment(index), own, indent, origin.newline),
        container.has_blank_line_above(index),
        container.has_blank_line_below(index),
        container.heads_others(index),
    )


def _lines(origin: Origin, key: str, value: Value, indents: tuple[bytes, bytes]) -> bytes:
    """The entry; what is between its elements gets another indentation, texts are never touched."""
    source, path = origin.source, origin.layout.document.path
    index = source.first[key]
    child = source.container.children[index]
    element, comment = source.parts(index)
    model = source.raw(element)
    written = write(text_of(key, value, path), model, origin.spelling, Location(path, key=key)).encode()
    if element is None:
        new = _first_value(origin._replace(layout=source), index, written)
        text = source.text
        return relaid(
            text[child.start : new.start] + new.new + text[new.end : child.end], *indents, origin.newline
        )
    parts: list[bytes] = []
    position = child.start
    for inner in sorted(
        (part for part in (element, comment) if part is not None), key=lambda part: part.start
    ):
        parts.append(_gap(origin, source.text[position : inner.start], indents, step=indents[1] or b"  "))
        if inner is element:
            parts.append(_filled_value(origin, inner, written))
        else:
            lines = source.text[inner.start : inner.end].replace(b"\r\n", b"\n")
            parts.append(lines.replace(b"\n", origin.newline))
        position = inner.end
    parts.append(_gap(origin, source.text[position : child.end], indents, step=b""))
    return b"".join(parts)


def _gap(origin: Origin, gap: bytes, indents: tuple[bytes, bytes], *, step: bytes) -> bytes:
    """What stands between the elements of an entry, tags of <data> included, on lines as the target has them."""
    tag = gap.strip()
    if tag.startswith(b"</"):
        lead, tail = gap[: len(gap) - len(gap.lstrip())], b""
    else:
        lead, tail = b"", gap[len(gap.rstrip()) :]
    blanks = lead or tail
    if origin.on_lines is False and b"\n" in blanks:
        return tag
    if origin.on_lines and not blanks:
        line = origin.newline + indents[1] + step
        return line + tag if tag.startswith(b"</") else tag + line
    return relaid(gap, *indents, origin.newline)


def _filled_value(origin: Origin, element: Element, written: bytes) -> bytes:
    source = origin.source
    if element.is_empty_tag:
        if not written:
            return source.text[element.start : element.end]
        return source.text[element.start : element.end - 2].rstrip() + b">" + written + b"</value>"
    if not written and origin.empty_tags and not element.attributes:
        return b"<value />"
    return source.text[element.start : element.inner] + written + source.text[element.inner_end : element.end]

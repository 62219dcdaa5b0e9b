"""The edits that give entries of an Android resource file other values."""

import re
from typing import NamedTuple

from ci_l10n import plurals
from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.android.layout import Layout
from ci_l10n.formats.android.text import meaning, value_pieces
from ci_l10n.formats.android.write import NonAscii, file_spelling, style_of, write
from ci_l10n.formats.placing import place
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_layout import Block, Container, filled, insertions, relaid, removals
from ci_l10n.formats.xml_scan import Element
from ci_l10n.model import Forms, Value, texts_of

_TRANSLATABLE = re.compile(rb"""\s+translatable\s*=\s*(?:"[^"]*"|'[^']*')""")
_BLANKS = re.compile(rb"\s+")
_BETWEEN_ITEMS = re.compile(
    rb"(?:\s|<!--(?:(?!-->).)*-->)+(?=</?item\b|</plurals|</string-array)|(?<=>)\s+(?=<!--)", re.S
)
_SUFFIXES = tuple(f".{category}" for category in plurals.ORDER)
_SHAPES = {"plurals": "plural", "string-array": "array"}


class Origin(NamedTuple):
    """What an entry can learn from: the source's layout, whose texts show how to write one that is empty so far."""

    layout: Layout
    source: Layout
    entities: frozenset[str]  # declared where the text is going to stand
    spelling: NonAscii
    newline: bytes

    @classmethod
    def of(cls, layout: Layout, source: Layout) -> "Origin":
        return cls(
            layout, source, layout.document.entities, file_spelling(layout.text), layout.document.newline
        )

    def copying(self) -> "Origin":
        """For entries of the source that are going to stand in the target."""
        return self._replace(layout=self.source)


def fits(layout: Layout, index: int, value: Value) -> bool:
    """Whether the entry is of the shape of ``value``."""
    shape = _SHAPES.get(layout.kind(index))
    return (value.kind if isinstance(value, Forms) else None) == shape


def value_edits(origin: Origin, key: str, value: Value) -> list[Edit]:
    """Give the entry ``key``, which is of the shape of ``value``, that value; nothing where it has it already."""
    layout = origin.layout
    index = layout.last[key]
    if isinstance(value, Forms):
        return _forms_edits(origin, key, value)
    element = layout.container.children[index]
    is_blank = not layout.text[element.inner : element.inner_end].strip()
    hint = _hints(origin, key).get("", "") if is_blank else ""
    return _text_edits(origin, key, element, value, hint)


def _hints(origin: Origin, key: str) -> dict[str, str]:
    """The source's texts of the entry by suffix, in XML."""
    source = origin.source
    if (index := source.last.get(key)) is None:
        return {}
    if source.kind(index) == "string":
        return {"": source.raw(source.container.children[index])}
    return {suffix: source.raw(item) for suffix, item in source.forms(index)}


def _text_edits(origin: Origin, key: str, element: Element, value: str, hint: str) -> list[Edit]:
    raw = origin.layout.raw(element)
    if meaning(raw) == value:
        return []
    written = _write(origin, key, value, raw if raw.strip() else hint).encode("utf-8")
    if element.is_empty_tag:
        return [filled(origin.layout.text, element, written)]
    if not written:  # nor are there blank lines round nothing
        return [Edit(element.inner, element.inner_end, b"")]
    core = raw.strip(" \t\r\n")
    start = element.inner + len(raw[: raw.index(core)].encode("utf-8")) if core else element.inner
    end = start + len(core.encode("utf-8")) if core else element.inner_end
    return [Edit(start, end, written)]


def _write(origin: Origin, key: str, value: str, model: str) -> str:
    _ensure_declared(origin, key, value)
    return write(value, style_of(model, origin.spelling))


def _ensure_declared(origin: Origin, key: str, value: str) -> None:
    for piece in value_pieces(value) if "&" in value else ():
        if piece.kind == "entity" and piece.text[1:-1] not in origin.entities:
            raise ContentError(
                f"the translation uses the entity {piece.text}, which the file does not declare",
                hint="declare it in the DOCTYPE of the file, or write its text in the translation",
                location=Location(origin.layout.document.path, key=key),
            )


def _forms_edits(origin: Origin, key: str, value: Forms) -> list[Edit]:
    layout = origin.layout
    index = layout.last[key]
    element, forms = layout.container.children[index], layout.forms(index)
    hints = _hints(origin, key)
    parts = value.parts
    if value.kind == "array":
        parts = tuple((f"[{number}]", text) for number, (_, text) in enumerate(parts))
    wanted, position = dict(parts), {suffix: number for number, (suffix, _) in enumerate(forms) if suffix}
    edits: list[Edit] = []
    for suffix, number in position.items():
        if suffix in wanted:
            edits += _text_edits(origin, key, forms[number][1], wanted[suffix], hints.get(suffix, ""))
    gone = {number for number, (suffix, _) in enumerate(forms) if suffix and suffix not in wanted}
    new = [suffix for suffix in wanted if suffix not in position]
    container = Container(layout.text, element, [item for _, item in forms])
    edits += removals(container, gone, lambda comment: comment in origin.source.text)
    if not new:
        return edits
    model = layout.raw(forms[-1][1]) if forms else hints.get(".other", hints.get("[0]", ""))

    def block_of(suffix: str, indent: bytes | None) -> Block:
        quantity = f' quantity="{suffix[1:]}"' if value.kind == "plural" else ""
        text = _write(origin, key, wanted[suffix], hints.get(suffix, model) if not forms else model)
        return Block(f"<item{quantity}>{text}</item>".encode())

    order = _SUFFIXES if value.kind == "plural" else tuple(wanted)
    present = [suffix for number, (suffix, _) in enumerate(forms) if suffix and number not in gone]
    outer = layout.container.indent(index)
    indent = None if outer is None else outer + (outer or b"    ")
    placed = place(present, order, new)
    return edits + insertions(
        container, placed, position, block_of, indent=indent, newline=origin.newline, gone=gone
    )


def copied(
    origin: Origin,
    key: str,
    value: Value,
    indent: bytes | None,
    newline: bytes,
    spaced: bool | None = None,
) -> Block:
    """
    The source's entry ``key`` with ``value`` in it, to stand in the target on a line that begins with ``indent``.

    ``spaced`` is `Container.is_spaced` of the target.
    """
    layout = origin.source
    index = layout.last[key]
    child = layout.container.children[index]
    if not fits(layout, index, value):
        raise ContentError(
            f"the translation is no <{layout.kind(index)}>, as the source is",
            hint="send the source again, so that both are of one kind",
            location=Location(layout.document.path, child.line, key=key),
        )
    for text in texts_of(value):
        _ensure_declared(origin, key, text)
    edits = value_edits(origin.copying(), key, value)
    edits += [
        Edit(child.start + match.start(), child.start + match.end(), b"")
        for match in _TRANSLATABLE.finditer(layout.text[child.start : child.inner])
    ]
    shifted = [Edit(start - child.start, end - child.start, new) for start, end, new in edits]
    lines = apply_edits(layout.text[child.start : child.end], shifted)
    if indent is None:
        return Block(_on_one_line(lines, child.inner - child.start, layout.kind(index)))
    own = layout.container.indent(index) or b""
    comment = layout.container.comment(index)
    block = Block(
        relaid(lines, own, indent, newline),
        relaid(comment, own, indent, newline),
        layout.container.has_blank_line_above(index),
        layout.container.has_blank_line_below(index),
        layout.container.heads_others(index),
    )
    if spaced is None:
        return block
    below = None if block.blank_line_below is None else spaced
    return block._replace(blank_line_above=spaced, blank_line_below=below)


def _on_one_line(lines: bytes, inner: int, kind: str) -> bytes:
    """An entry for a file without lines; ``inner`` is where its start tag ends. White space in texts stays."""
    if b"\n" not in lines:
        return lines
    head = _BLANKS.sub(b" ", lines[:inner])
    return head + (lines[inner:] if kind == "string" else _BETWEEN_ITEMS.sub(b"", lines[inner:]))

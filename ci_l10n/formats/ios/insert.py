"""Putting new entries into a ``.strings`` text, laid out as their neighbours are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.formats.ios.layout import Document, Replacement
from ci_l10n.formats.ios.write import Style


class _Block(NamedTuple):
    """A new entry: comments and what stands between them and the entry, and the entry."""

    head: str
    entry: str
    tail: str  # a comment that follows on the line
    comment: str
    blank_line_above: bool
    blank_line_below: bool
    is_heading: bool

    def text(self, *, head: bool = True) -> str:
        return (self.head if head else "") + self.entry + self.tail


class Writer:
    """Writes new entries into ``document`` as ``model`` has them."""

    def __init__(
        self, document: Document, model: Document, style: Style, order: Mapping[str, int], kept: int | None
    ) -> None:
        self.document, self.model, self.style, self.order = document, model, style, order
        self.kept = kept  # the first entry that stays
        is_mixed = model.spaced is None and len(model.keys) > 2  # then each entry knows best
        self.spaced = None if is_mixed else document.spaced

    def insertion(
        self,
        anchor: int | None,
        keys: Sequence[str],
        new: Mapping[str, str],
        removed: Collection[int],
        found: Sequence[Replacement],
    ) -> Replacement:
        """Put ``keys`` behind the entry ``anchor``, or before all that stay."""
        neighbour = anchor if anchor is not None else self.kept
        indent = self._indent() if neighbour is None else self.document.indent(neighbour)
        blocks = [self._block(key, new[key], indent, neighbour) for key in keys]
        if neighbour is None:
            return self._only(blocks, indent or "", found)
        if indent is None:
            return self._inline(blocks, anchor)
        if anchor is None:
            return self._before(neighbour, blocks, indent)
        return self._behind(anchor, blocks, indent, next_is_gone=anchor + 1 in removed)

    def _inline(self, blocks: Sequence[_Block], anchor: int | None) -> Replacement:
        """Among entries that share a line."""
        document = self.document
        gap = document.text[slice(*document.gap_before(1))] if len(document.keys) > 1 else " "
        gap = gap if not gap.strip() else " "
        if anchor is None:
            start = document.start(self.kept or 0)
            return start, start, "".join(block.entry + gap for block in blocks)
        end = document.stop(anchor)
        return end, end, "".join(gap + block.entry for block in blocks)

    def _behind(
        self, anchor: int, blocks: Sequence[_Block], indent: str, *, next_is_gone: bool
    ) -> Replacement:
        document = self.document
        first, last = blocks[0], blocks[-1]
        begins_group = first.blank_line_above and not last.blank_line_below
        if (
            begins_group
            and not next_is_gone
            and document.spaced is None
            and document.is_bare_group(anchor + 1)
        ):
            return self._before(anchor + 1, blocks, indent)
        position = document.after(anchor)
        ceiling = document.gap_before(anchor + 1)[1]
        parts = [self._lines(block, indent) for block in blocks]
        if first.is_heading and first.comment and not next_is_gone:
            behind = document.find_comment(first.comment, position, ceiling)
            if behind is not None:  # the heading stayed where it was
                position = behind
                parts[0] = indent + first.text(head=False)
        newline = self.style.newline
        return position, position, "".join(newline + part for part in parts)

    def _before(self, index: int, blocks: Sequence[_Block], indent: str) -> Replacement:
        document, newline = self.document, self.style.newline
        position = document.lead(index)
        first, *others = blocks
        text = self._shown(first)
        if first.is_heading and first.comment and first.comment == document.comment(index):
            position, text = document.start(index), first.text(head=False)
        lines = [text, *(self._lines(block, indent) for block in others)]
        between = newline * 2 if blocks[-1].blank_line_below else newline
        return position, position, newline.join(lines) + between + indent

    def _only(self, blocks: Sequence[_Block], indent: str, found: Sequence[Replacement]) -> Replacement:
        """Into a file without entries, or one that loses all it has."""
        document, newline = self.document, self.style.newline
        before = _left(document.text, found, document.end)
        first, *others = blocks
        parts = [indent + self._shown(first), *(self._lines(block, indent) for block in others)]
        position = document.end
        if not before.strip():
            position = min((start for start, _, new in found if not new), default=position)
        elif self.model.keys and self.model.has_blank_line_above(0) and not before.endswith(newline * 2):
            parts[0] = newline + parts[0]
        if before.strip() and not before.endswith(("\n", "\r")):
            parts[0] = newline + parts[0]
        return position, position, newline.join(parts) + newline

    def _lines(self, block: _Block, indent: str) -> str:
        """A block with the blank line above it."""
        return (self.style.newline if block.blank_line_above else "") + indent + self._shown(block)

    def _shown(self, block: _Block) -> str:
        """A heading is not repeated where the file has it already."""
        return block.text(head=not (block.is_heading and block.comment in self.document.text))

    def _indent(self) -> str:
        """Of a file without entries, or one that loses all it has."""
        document = self.document if self.document.keys or not self.model.keys else self.model
        return (document.indent(0) or "") if document.keys else ""

    def _block(self, key: str, text: str, indent: str | None, neighbour: int | None) -> _Block:
        index = self.order.get(key)
        spaced = self.spaced
        if index is None:
            written = (
                self.style.key(key) + self._separator(neighbour, None, 0) + self.style.new(text, "") + ";"
            )
            return _Block("", written, "", "", bool(spaced), bool(spaced), is_heading=False)
        model = self.model
        entry = model.entry(index)
        above, below = model.has_blank_line_above(index), model.has_blank_line_below(index)
        if spaced is not None:
            above = below = spaced
        elif not index and model.spaced is not None:
            above = model.spaced
        name = self.style.key(key, model.text[entry.start : entry.key_end])
        if text == key and self.style.is_as_source and entry.value_start == entry.value_end:
            written = name + model.text[entry.key_end : entry.end]
        else:
            separator = self._separator(neighbour, index, len(name))
            value = self.style.new(text, model.text[entry.value_start : entry.value_end])
            tail = model.text[entry.value_end : entry.end] if entry.value_start < entry.value_end else ";"
            written = name + separator + value + tail
        behind = model.text[entry.end : model.after(index)]
        own = model.indent(index) or ""
        head = self._relaid(model.text[model.lead(index) : entry.start], own, indent or "")
        comment = self._relaid(model.comment(index), own, indent or "")
        return _Block(
            head,
            written,
            behind,
            comment,
            above,
            bool(below),
            model.has_heading(index, index),
        )

    def _relaid(self, lines: str, old: str, new: str) -> str:
        """``lines`` with the file's line end and indentation."""
        if "\n" not in lines and "\r" not in lines:
            return lines
        first, *others = lines.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self.style.newline.join([first, *(new + line.removeprefix(old) for line in others)])

    def _separator(self, neighbour: int | None, index: int | None, width: int) -> str:
        """Between key and value: as in the source if the neighbour has it so too, else as the neighbour has it."""
        own = self._between(self.model, index)
        beside = self._between(self.document, neighbour)
        if neighbour is None or not beside:
            return own or self.style.separator
        twin = self.order.get(self.document.keys[neighbour])
        if own and self._between(self.model, twin) == beside:
            return own
        sign = beside.find("=")
        if sign > 1 and width and not beside[:sign].strip():  # signs in one column
            near = self.document.entry(neighbour)
            return " " * max(1, near.key_end - near.start + sign - width) + beside[sign:]
        return self.style.separator if beside.strip() != "=" else beside

    @staticmethod
    def _between(document: Document, index: int | None) -> str:
        if index is None:
            return ""
        entry = document.entry(index)
        return document.text[entry.key_end : entry.value_start]


def _left(text: str, found: Iterable[Replacement], end: int) -> str:
    """What ``found`` leave of ``text`` up to ``end``."""
    parts, position = [], 0
    for start, stop, _ in sorted(found):
        parts.append(text[position:start])
        position = stop
    return "".join([*parts, text[position:end]])

"""
Putting child elements into an XML container and taking them out, line by line, as a person would.

All offsets count bytes of the document's UTF-8 text; ``children`` are the elements of one container in file order.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.formats.spans import Edit
from ci_l10n.formats.xml_scan import Element

_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_LINE_BEGINS = re.compile(rb"\r?\n[ \t]*\Z")
_BLANK_LINE_BEFORE = re.compile(rb"\n[ \t]*\r?\n[ \t]*\Z")
_BLANK_LINE_AFTER = re.compile(rb"[ \t]*\r?\n[ \t]*\r?\n")
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r?\n)+(?=[ \t]*\r?\n)")
_LINE_ENDS = re.compile(rb"[ \t]*(?:\r?\n|\Z)")
_TRAILING_COMMENT = re.compile(rb"[ \t]*(<!--[^\r\n]*?-->)(?=[ \t]*\r?\n)")
_OF_NO_CHILD = re.compile(
    rb"<!--\s*smartling\.|<!--(?:(?!-->).){0,2000}?\b(?:copyright|spdx-|licensed under)", re.I | re.S
)
_SAMPLE = 200  # children, enough to tell how all of them are set apart


class Container(NamedTuple):
    text: bytes
    element: Element
    children: Sequence[Element]

    def gap_before(self, index: int) -> tuple[int, int]:
        """The bytes between a child and what comes before it; ``index`` may be one past the last child."""
        start = self.children[index - 1].end if index else self.element.inner
        end = self.children[index].start if index < len(self.children) else self.element.inner_end
        return start, end

    def lead(self, index: int) -> int:
        """Where the comments begin that stand directly above a child; its own start when there are none."""
        floor, start = self.gap_before(index)
        for match in reversed(list(_COMMENT.finditer(self.text, floor, start))):
            between = self.text[match.end() : start]
            alone = not index or b"\n" in self.text[floor : match.start()]
            if between.strip() or between.count(b"\n") > 1 or not alone or _OF_NO_CHILD.match(match.group()):
                break
            start = match.start()
        return start

    def comment(self, index: int) -> bytes:
        """The comments directly above a child, as they are."""
        return self.text[self.lead(index) : self.children[index].start].rstrip()

    def indent(self, index: int) -> bytes | None:
        """The blanks a child's line begins with; None when the child is not the first thing on its line."""
        floor, start = self.gap_before(index)
        if (begins := self.text.rfind(b"\n", floor, start)) < 0:
            return None  # the line begins in or before the tag above
        line = self.text[begins + 1 : start]
        return None if line.strip() else line

    def heads_others(self, index: int) -> bool:
        """Whether the child below goes on the group that the comment above this one may be the heading of."""
        floor, start = self.gap_before(index + 1)
        gap = self.text[floor:start]
        return index + 1 < len(self.children) and not gap.strip() and gap.count(b"\n") <= 1

    def has_blank_line_above(self, index: int) -> bool:
        floor, _ = self.gap_before(index)
        return _BLANK_LINE_BEFORE.search(self.text[floor : self.lead(index)]) is not None

    def has_blank_line_below(self, index: int) -> bool | None:
        return self.has_blank_line_above(index + 1) if index + 1 < len(self.children) else None

    def is_spaced(self) -> bool | None:
        """Whether blank lines stand between all children (True) or none (False); None: here and there, or too few."""
        count = len(self.children)
        if count < 2:
            return None
        sample = {self.has_blank_line_above(n) for n in range(1, count, max(1, count // _SAMPLE))}
        return sample.pop() if len(sample) == 1 else None

    def is_bare_group(self, index: int) -> bool:
        """Whether a blank line and no comment stands above a child: a group that may have lost its first."""
        if index >= len(self.children) or not self.has_blank_line_above(index):
            return False
        return self.lead(index) == self.children[index].start

    def after(self, index: int) -> int:
        """Behind a child and a comment that follows it on its line."""
        floor, start = self.gap_before(index + 1)
        match = _TRAILING_COMMENT.match(self.text, floor, start)
        return match.end() if match and not _OF_NO_CHILD.match(match.group(1)) else floor


def removals(
    container: Container, indexes: Collection[int], keeps_heading: Callable[[bytes], bool]
) -> list[Edit]:
    """
    Take children out, each with its line, the comments directly above it, and a blank line that would be one too many.

    A comment above several children may be their heading: it stays when ``keeps_heading`` says so.
    """
    edits = []
    for first, last in _runs(container, sorted(indexes)):
        group = last  # the child whose comment may head what stays
        while group > first and container.heads_others(group - 1):
            group -= 1
        heading = container.comment(group)
        if group > first and container.heads_others(last) and heading and keeps_heading(heading):
            edits.append(_removal(container, first, group - 1, keeps_heading))
            edits.append(_removal(container, group, last, keeps_heading))
        elif group > first:
            edits.append(_removal(container, first, last, lambda comment: False))
        else:
            edits.append(_removal(container, first, last, keeps_heading))
    return edits


def _runs(container: Container, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours with nothing but their own comments between them, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index - 1:
            between = container.text[container.after(index - 1) : container.lead(index)]
            if not between.strip():
                runs[-1] = runs[-1][0], index
                continue
        runs.append((index, index))
    return runs


def _removal(container: Container, first: int, last: int, keeps_heading: Callable[[bytes], bool]) -> Edit:
    text = container.text
    floor, _ = container.gap_before(first)
    start, end = container.lead(first), container.after(last)
    if (
        start < container.children[first].start
        and container.heads_others(last)
        and keeps_heading(container.comment(first))
    ):
        start = container.children[first].start
    before = text[floor:start]
    after = text[end : container.gap_before(last + 1)[1]]
    begins = _LINE_BEGINS.search(before)
    if begins is None or not _LINE_ENDS.match(after):
        return Edit(start if begins else floor + len(before.rstrip(b" \t")), end, b"")
    above = before[: begins.start()]
    is_last = last + 1 == len(container.children) and not after.strip()
    if is_last or _BLANK_LINE_AFTER.match(after):
        if _BLANK_LINE_BEFORE.search(before):
            above = above.rstrip()
        elif not first and not above.strip() and (blank := _BLANK_LINES.match(after)):
            end += blank.end()
    return Edit(floor + len(above), end, b"")


class Block(NamedTuple):
    """
    A new child: its lines without the indentation of the first, and the comment to stand above it.

    A comment that ``is_heading`` of a group is not repeated where the container has it already.
    """

    lines: bytes
    comment: bytes = b""
    blank_line_above: bool = False
    blank_line_below: bool | None = None  # None: nothing follows where it comes from
    is_heading: bool = False

    def within(self, text: bytes) -> "Block":
        return self._replace(comment=b"") if self.is_heading and self.comment in text else self


def insertions(
    container: Container,
    placed: Iterable[tuple[str | None, str]],
    positions: Mapping[str, int],
    block_of: Callable[[str, bytes | None], Block],
    *,
    indent: bytes | None,
    newline: bytes,
    gone: Collection[int] = (),
) -> list[Edit]:
    """
    Put new children in, at the places `placing.place` has found for their keys.

    ``positions`` are the indexes of the keys present, ``gone`` those of children that are being taken out at the same
    time. ``block_of`` makes a child for the blanks its lines begin with, or for a container written on one line
    (None); ``indent`` is for a container that has no children yet.
    """
    groups: dict[int, list[str]] = {}
    group_of: dict[str, list[str]] = {}
    for anchor, key in placed:
        if anchor in group_of:
            group = group_of[anchor]
            group.insert(len(group) if group[-1] == anchor else group.index(anchor) + 1, key)
        else:
            group = groups.setdefault(-1 if anchor is None else positions[anchor], [])
            group.insert(0, key)
        group_of[key] = group
    kept = next((index for index in range(len(container.children)) if index not in gone), None)
    edits = []
    for position, keys in groups.items():
        neighbour = position if position >= 0 else kept
        blanks = indent if neighbour is None else container.indent(neighbour)
        blocks = [block_of(key, blanks) for key in keys]
        edits.append(_insertion(container, position, kept, blocks, blanks, newline, position + 1 in gone))
    return edits


def _insertion(
    container: Container,
    anchor: int,
    kept: int | None,
    blocks: Sequence[Block],
    indent: bytes | None,
    newline: bytes,
    next_is_gone: bool,
) -> Edit:
    if anchor >= 0:
        return _insert_after(container, anchor, blocks, indent, newline, next_is_gone)
    if kept is not None:
        return _insert_before(container, kept, blocks, indent, newline)
    return _insert_only(container, blocks, indent, newline)


def _insert_after(
    container: Container,
    anchor: int,
    blocks: Sequence[Block],
    indent: bytes | None,
    newline: bytes,
    next_is_gone: bool,
) -> Edit:
    if indent is None:
        end = container.children[anchor].end
        return _at(end, b"".join(block.lines for block in blocks))
    begins_group = blocks[0].blank_line_above and blocks[-1].blank_line_below is False
    if begins_group and not next_is_gone and container.is_bare_group(anchor + 1):
        return _insert_before(container, anchor + 1, blocks, indent, newline)
    position = container.after(anchor)
    heading, ceiling = blocks[0].comment, container.gap_before(anchor + 1)[1]
    if heading and not next_is_gone and (found := container.text.find(heading, position, ceiling)) >= 0:
        position = found + len(heading)
        blocks = [blocks[0]._replace(comment=b"", blank_line_above=False), *blocks[1:]]
    blocks = [block.within(container.text) for block in blocks]
    return _at(position, b"".join(newline + _lines(block, indent, newline) for block in blocks))


def _insert_before(
    container: Container, index: int, blocks: Sequence[Block], indent: bytes | None, newline: bytes
) -> Edit:
    if indent is None:
        start = container.children[index].start
        return _at(start, b"".join(block.lines for block in blocks))
    position = container.lead(index)
    if blocks[0].comment and blocks[0].comment == container.comment(index):
        position = container.children[index].start
        blocks = [blocks[0]._replace(comment=b"", blank_line_above=False), *blocks[1:]]
    first, *others = (block.within(container.text) for block in blocks)
    lines = [_lines(first._replace(blank_line_above=False), b"", newline, indent)]
    lines += [_lines(block, indent, newline) for block in others]
    between = newline * 2 if blocks[-1].blank_line_below else newline
    return _at(position, newline.join(lines) + between + indent)


def _insert_only(container: Container, blocks: Sequence[Block], indent: bytes | None, newline: bytes) -> Edit:
    element = container.element
    if indent is None:
        new = b"".join(block.lines for block in blocks)
        return filled(container.text, element, new) if element.is_empty_tag else _at(element.inner_end, new)
    first, *others = blocks
    first = first._replace(blank_line_above=False)
    new = b"".join(newline + _lines(block, indent, newline) for block in (first, *others))
    line = container.text[container.text.rfind(b"\n", 0, element.start) + 1 : element.start]
    closing = newline + (b"" if line.strip() else line)
    if element.is_empty_tag:
        return filled(container.text, element, new + closing)
    inner = container.text[element.inner : element.inner_end]
    if begins := _LINE_BEGINS.search(inner):
        # children that are being taken out end at the latest where the end tag's line begins
        return _at(element.inner + begins.start(), new)
    return _at(element.inner_end, new + closing)


def filled(text: bytes, element: Element, inner: bytes) -> Edit:
    """``<a/>`` with something in it."""
    start = element.start + len(text[element.start : element.end - 2].rstrip())
    return Edit(start, element.end, b">" + inner + f"</{element.name}>".encode())


def _at(position: int, new: bytes) -> Edit:
    return Edit(position, position, new)


def _lines(block: Block, indent: bytes, newline: bytes, deeper: bytes | None = None) -> bytes:
    """The block's lines; ``deeper`` is the indentation of all but the first, where it stands on a line begun."""
    above = newline if block.blank_line_above else b""
    comment = block.comment + newline + (indent if deeper is None else deeper) if block.comment else b""
    return above + indent + comment + block.lines


def relaid(lines: bytes, old: bytes, new: bytes, newline: bytes) -> bytes:
    """``lines`` with another line end, and with each step of indentation ``old`` replaced by ``new``."""
    if b"\n" not in lines:
        return lines
    first, *others = lines.replace(b"\r\n", b"\n").split(b"\n")
    return newline.join([first, *(_reindented(line, old, new) for line in others)])


def _reindented(line: bytes, old: bytes, new: bytes) -> bytes:
    steps = 0
    while old and line.startswith(old):
        line = line[len(old) :]
        steps += 1
    return new * steps + line

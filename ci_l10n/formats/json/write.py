"""The edits that give a container of a JSON file other members, and new values in the style of the file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ci_l10n.formats.json.scan import BLANK, Container, Member
from ci_l10n.formats.json.style import Style, line_indent, skip
from ci_l10n.formats.json.tree import NewNode, Node, Raw, TextEdit, block_of

_LINE_COMMENT = re.compile(r"[ \t]*+(?://[^\r\n]*+|/\*[^\n]*?\*/(?=[ \t]*+\r?\n))")
"""A comment behind a member that ends its line, and so belongs to it."""
_BLANK_LINE = re.compile(r"\n(?=[ \t]*+\r?\n)")


class Renderer:
    """Writes nodes; ``source`` is the text that the origins of new nodes lie in."""

    def __init__(self, style: Style, source: str) -> None:
        self.style = style
        self.source = source
        self.source_has_lines = "\n" in source.strip()
        self._bodies: dict[int, BodyWriter] = {}

    def member(self, name: str | int, node: Node, indent: str, multiline: bool) -> str:
        """``"name": value`` (in arrays only the value), its first line not indented."""
        head = self.style.quote(name) + self.style.colon if isinstance(name, str) else ""
        return head + self.node(node, indent, multiline)

    def node(self, node: Node, indent: str, multiline: bool) -> str:
        if isinstance(node, str):
            return self.style.quote(node)
        if isinstance(node, Raw):
            return node.text
        multiline = multiline and not self.is_on_one_line(node.origin)
        inner = indent + self.style.indent if multiline else ""
        items = list(self._items(node))
        first, last = "{}" if node.is_object else "[]"
        if not items:
            return first + last
        if not multiline:
            written = [self.member(name, child, inner, multiline) for name, child in items]
            return first + self.padded(f",{self.style.gap}".join(written), node.origin) + last
        return first + self.lines(items, node.origin, inner) + self.style.newline + indent + last

    def lines(self, items: Sequence[tuple[str | int, Node]], origin: Container | None, indent: str) -> str:
        """Members of a new container, each on its line with what the source has above and behind it."""
        parts: list[str] = []
        for number, (name, child) in enumerate(items):
            blank, comment = self.above(origin, name, indent)
            comma = "," if number < len(items) - 1 else ""
            start = (self.style.newline if blank and number else "") + self.style.newline + indent
            parts += (
                start,
                comment,
                self.member(name, child, indent, multiline=True),
                comma,
                self.behind(origin, name),
            )
        return "".join(parts)

    def above(self, origin: Container | None, name: str | int, indent: str) -> tuple[bool, str]:
        """Whether a blank line stands above a member in the source, and the comment there, indented for the new one."""
        place = self._place(origin, name)
        if place is None:
            return False, ""
        body, index = place
        blank, comment = body.above(index)
        base = line_indent(self.source, body.members[index].start)
        lines = [indent + line.removeprefix(base) for line in comment.splitlines()]
        return blank, "".join(line + self.style.newline for line in lines).removeprefix(
            indent
        ) + indent * bool(lines)

    def heads_group(self, origin: Container | None, name: str | int) -> bool:
        """Whether a member is the first of several below a blank line in the source."""
        place = self._place(origin, name)
        return place is not None and place[0].heads_group(place[1])

    def behind(self, origin: Container | None, name: str | int) -> str:
        """The comment that ends the line of a member in the source."""
        place = self._place(origin, name)
        return place[0].behind(place[1]) if place else ""

    def _place(self, origin: Container | None, name: str | int) -> "tuple[BodyWriter, int] | None":
        if origin is None or not isinstance(name, str) or not self.source_has_lines:
            return None
        index = origin.name_members().get(name)
        if index is None:
            return None
        if id(origin) not in self._bodies:
            self._bodies[id(origin)] = BodyWriter(self.source, self, BodyChange(origin))
        return self._bodies[id(origin)], index

    def padded(self, items: str, origin: Container | None) -> str:
        """Members on one line with the blanks that the source has inside the brackets."""
        if not self.is_on_one_line(origin) or origin is None:
            return items
        before = self.source[origin.start + 1 : origin.members[0].start]
        after = self.source[origin.members[-1].end : origin.end - 1]
        return items if (before + after).strip(BLANK) else before + items + after

    def is_on_one_line(self, origin: Container | None) -> bool:
        """Whether the source, written on lines otherwise, has this on one, and the target does not do otherwise."""
        if origin is None or not origin.rows or not self.source_has_lines:
            return False
        return (
            self.style.may_be_short(origin.is_object) and "\n" not in self.source[origin.start : origin.end]
        )

    def _items(self, node: NewNode) -> list[tuple[str | int, Node]]:
        if not node.is_object:
            given = {index: child for block in node.children.values() for index, child in block.items()}
            last = max((index for index in given if isinstance(index, int)), default=-1)
            return [(i, given[i] if i in given else self.filler(node.origin, i)) for i in range(last + 1)]
        items: list[tuple[str | int, Node]] = []
        waiting = dict(node.children)
        for block, member in self._modelled_on(node):
            if block in waiting:
                items += waiting.pop(block).items()
            elif block in node.children:
                continue  # written with its plural set
            elif member.value is None:
                items.append((member.name, self._literal(member)))
            elif node.copy and member.name not in node.left_out:
                items.append((member.name, self._copied(member.value)))
        for children in waiting.values():
            items += children.items()
        return items

    def _modelled_on(self, node: NewNode) -> Iterator[tuple[str, Member]]:
        """Blocks and members of the origin, without those that a later one of the same name shadows."""
        if node.origin is not None:
            names = node.origin.name_members()
            for index, member in enumerate(node.origin.members):
                if names[member.name] == index:
                    yield block_of(node.origin, index), member

    def filler(self, origin: Container | None, index: int) -> Node:
        """What holds the place of an item that has no translation: its numbers, else null."""
        if origin is not None and index < len(origin.members):
            member = origin.members[index]
            if member.value is None:
                return self._literal(member)
            if isinstance(member.value, Container) and member.value.is_object:
                return NewNode(True, member.value)
        return Raw("null")

    def _literal(self, member: Member) -> Raw:
        return Raw(self.source[member.value_start : member.end])

    def _copied(self, value: str | Container) -> Node:
        if isinstance(value, str):
            return value
        copy = NewNode(value.is_object, value, copy=True)
        if not value.is_object:
            for i, member in enumerate(value.members):
                child = self._literal(member) if member.value is None else self._copied(member.value)
                copy.children[i] = {i: child}
        return copy


@dataclass(slots=True)
class BodyChange:
    """What happens to the members of ``container``: indices to remove, and what is new behind which index (-1: front)."""

    container: Container
    removed: set[int] = field(default_factory=set)
    added: dict[int, list[tuple[str | int, Node]]] = field(default_factory=dict)
    model: Container | None = None  # the source's container at the same path


class BodyWriter:
    """Turns one `BodyChange` into edits; pieces of the body are a member with the comma and comment behind it."""

    def __init__(self, text: str, renderer: Renderer, change: BodyChange) -> None:
        self.text = text
        self.renderer = renderer
        self.style = renderer.style
        self.container = change.container
        self.members = change.container.members
        self.change = change
        self.multiline = self._is_multiline()
        self.kept = (
            [i for i in range(len(self.members)) if i not in change.removed] if change.removed else None
        )

    def edits(self) -> list[TextEdit]:
        if not self.members:
            return [self._fill_empty()]
        if self.kept == [] and not self.change.added:
            body = TextEdit(self.container.start + 1, self.container.end - 1, "")
            if not self._has_comment(body.start, body.end):
                return [body]
        return self._removals() + self._commas() + self._additions() + self._leads()

    def _removals(self) -> list[TextEdit]:
        return [TextEdit(self._own_start(i), self._piece_end(i), "") for i in sorted(self.change.removed)]

    def _commas(self) -> list[TextEdit]:
        """The comma behind the last member that was and behind the one that will be."""
        last = len(self.members) - 1
        kept = last if self.kept is None else self.kept[-1] if self.kept else -1
        added = max(self.change.added, default=-2)
        if self._comma(last) >= 0:  # this file has a comma behind the last member
            return []
        if 0 <= kept < last and added < kept:
            comma = self._comma(kept)
            return [TextEdit(comma, comma + 1, "")]
        if kept == last and added >= last:
            return [TextEdit(self.members[last].end, self.members[last].end, ",")]
        return []

    def _additions(self) -> list[TextEdit]:
        edits = []
        kept = self.kept if self.kept is not None else [len(self.members) - 1]
        last = max(self.change.added, default=-2)
        trailing = self._comma(len(self.members) - 1) >= 0
        model = self.change.model
        for anchor, items in sorted(self.change.added.items()):
            indent = self._indent(anchor)
            final = anchor == last and not (kept and kept[-1] > anchor)
            first = self._is_first(anchor)
            parts = []
            for number, (name, node) in enumerate(items):
                comma = "" if final and number == len(items) - 1 and not trailing else ","
                begins = first and number == 0
                parts.append(self._lead(indent, first=begins))
                if self.multiline:
                    blank, comment = self.renderer.above(model, name, indent)
                    parts.insert(-1, self.style.newline * (blank and not begins))
                    parts.append(comment)
                    comma += self.renderer.behind(model, name)
                parts.append(self.renderer.member(name, node, indent, self.multiline) + comma)
            place = self._place(anchor, items[0][0])
            edits.append(TextEdit(place, place, "".join(parts)))
        return edits

    def _leads(self) -> list[TextEdit]:
        """On one line the first member has another blank before it than the others."""
        if self.multiline:
            return []
        first = 0 if self.kept is None else self.kept[0] if self.kept else -1
        if first < 0:
            return []
        pushed = min(self.change.added, default=first) < first
        if first == 0 and pushed:
            return [TextEdit(self.container.start + 1, self.members[0].start, self._gap())]
        start, end = self._piece_end(first - 1) if first else 0, self.members[first].start
        if first > 0 and not pushed and not self._has_comment(start, end):
            return [TextEdit(start, end, self._first_lead())]
        return []

    def _fill_empty(self) -> TextEdit:
        """New members in a container that has none."""
        start, end = self.container.start + 1, self.container.end - 1
        comment = self.text[start:end].rstrip(BLANK)
        outer = line_indent(self.text, self.container.start)
        short = self.renderer.is_on_one_line(self.change.model) and not comment
        multiline = (self.style.multiline and not short) or "\n" in comment or "//" in comment
        inner = outer + self.style.indent if multiline else ""
        items = [item for items in self.change.added.values() for item in items]
        if multiline:
            new = self.renderer.lines(items, self.change.model, inner) + self.style.newline + outer
        else:
            written = [self.renderer.member(name, node, inner, multiline) for name, node in items]
            new = self.renderer.padded(f",{self.style.gap}".join(written), self.change.model)
        return TextEdit(start + len(comment), end, new)

    def _is_first(self, anchor: int) -> bool:
        """Whether nothing stands before what is new behind ``anchor``."""
        if anchor != min(self.change.added):
            return False
        return anchor < 0 or (self.kept is not None and not any(i <= anchor for i in self.kept[:1]))

    def _lead(self, indent: str, *, first: bool) -> str:
        if self.multiline:
            return self.style.newline + indent
        return self._first_lead() if first else self._gap()

    def _first_lead(self) -> str:
        lead = self.text[self.container.start + 1 : self.members[0].start]
        return "" if lead.strip(BLANK) else lead

    def _gap(self) -> str:
        if len(self.members) > 1:
            gap = self.text[self._piece_end(0) : self.members[1].start]
            return self.style.gap if gap.strip(BLANK) else gap
        return self.style.gap

    def _indent(self, anchor: int) -> str:
        """Of a new member: as its neighbour's, else as the first member's that begins a line."""
        near = range(max(anchor, 0), min(max(anchor, 0) + 2, len(self.members)))
        for index in (*near, 0):
            start = self.members[index].start
            indent = line_indent(self.text, start)
            if self.text[:start].endswith("\n" + indent):
                return indent
        return line_indent(self.text, self.container.start) + self.style.indent

    def _is_multiline(self) -> bool:
        if not self.members:
            return self.style.multiline
        second = self.members[1].start if len(self.members) > 1 else self.container.end
        first = self.members[0]
        return "\n" in self.text[self.container.start : first.start] or "\n" in self.text[first.end : second]

    def _front(self) -> int:
        start = self.container.start + 1
        match = _LINE_COMMENT.match(self.text, start) if self.multiline else None
        return match.end() if match else start

    def _place(self, anchor: int, name: str | int) -> int:
        """Where new members behind ``anchor`` begin: below the heading of the file, at the head of their own group."""
        place = self._front() if anchor < 0 else self._piece_end(anchor)
        following = anchor + 1
        if not self.multiline or following >= len(self.members) or following in self.change.removed:
            return place
        lead = self.text[place : self.members[following].start]
        blank_lines = list(_BLANK_LINE.finditer(lead))
        if not blank_lines:
            return place
        end = blank_lines[-1].end()
        below = end + len(lead[end:]) - len(lead[end:].lstrip(" \t\r"))
        has_heading = bool(lead[:end].strip(BLANK))
        is_bare = not has_heading and not lead[end:].strip(BLANK)
        if (anchor < 0 and has_heading) or (is_bare and self.renderer.heads_group(self.change.model, name)):
            return place + below
        return place

    def _comma(self, index: int) -> int:
        """Where the comma behind a member is; -1 if there is none."""
        place = skip(self.text, self.members[index].end)
        return place if self.text[place] == "," else -1

    def _piece_end(self, index: int) -> int:
        comma = self._comma(index)
        end = comma + 1 if comma >= 0 else self.members[index].end
        match = _LINE_COMMENT.match(self.text, end)
        return match.end() if match else end

    def _own_start(self, index: int) -> int:
        """Where what goes with a member begins: its line, the comment above, a blank line that would be one too many."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        blank_lines = list(_BLANK_LINE.finditer(lead))
        if not blank_lines:
            return begin
        alone = self._stands_alone(index)
        kept = lead[: blank_lines[-1].end()]
        return begin if alone and not kept.strip(BLANK) else begin + len(kept)

    def above(self, index: int) -> tuple[bool, str]:
        """Whether a member stands alone below a blank line, and the comment directly above it."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        if lead.count("\n") < 2:
            return False, ""
        blank_lines = list(_BLANK_LINE.finditer(lead))
        comment = lead[blank_lines[-1].end() :] if blank_lines else lead
        return bool(blank_lines) and self._stands_alone(index), comment.strip(BLANK)

    def heads_group(self, index: int) -> bool:
        """Whether a member is the first of several below a blank line."""
        begin = self._piece_end(index - 1) if index else self._front()
        lead = self.text[begin : self.members[index].start]
        return _BLANK_LINE.search(lead) is not None and not self._stands_alone(index)

    def behind(self, index: int) -> str:
        """The comment behind a member that ends its line, with the blanks before it."""
        comma = self._comma(index)
        end = comma + 1 if comma >= 0 else self.members[index].end
        return self.text[end : self._piece_end(index)]

    def _stands_alone(self, index: int) -> bool:
        is_last = index == len(self.members) - 1
        follows = self.container.end if is_last else self.members[index + 1].start
        return is_last or _BLANK_LINE.search(self.text, self._piece_end(index), follows) is not None

    def _has_comment(self, start: int, end: int) -> bool:
        """Whether a comment lies between members there."""
        position = start
        for member in self.members:
            if member.start >= start and member.end <= end:
                if self.text[position : member.start].replace(",", "").strip(BLANK):
                    return True
                position = member.end
        return bool(self.text[position:end].replace(",", "").strip(BLANK))

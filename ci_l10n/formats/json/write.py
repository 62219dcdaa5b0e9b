"""The edits that give a container of a JSON file other members, and new values in the style of the file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ci_l10n.formats.json.pieces import BLANK_LINE, Pieces
from ci_l10n.formats.json.scan import BLANK, Container, Member
from ci_l10n.formats.json.style import Style, line_indent
from ci_l10n.formats.json.tree import NewNode, Node, Raw, TextEdit, block_of


def _has_lines(text: str) -> bool:
    """Whether there is a line end inside ``text``."""
    body = text.lstrip(BLANK)
    line_end = body.find("\n")
    return line_end >= 0 and _MORE.match(body, line_end) is not None


_MORE = re.compile(r"[ \t\n\r]*+[^ \t\n\r]")
_LINE_END = re.compile(r"\r?\n")  # others do not end a comment


class Renderer:
    """Writes nodes; ``source`` is the text that the origins of new nodes lie in."""

    def __init__(self, style: Style, source: str) -> None:
        self.style = style
        self.source = source
        self.source_has_lines = _has_lines(source)
        self._pieces: dict[int, Pieces] = {}

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
        lines = [indent + line.removeprefix(base) for line in _LINE_END.split(comment)] if comment else []
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

    def _place(self, origin: Container | None, name: str | int) -> tuple[Pieces, int] | None:
        if origin is None or not isinstance(name, str) or not self.source_has_lines:
            return None
        index = origin.name_members().get(name)
        if index is None:
            return None
        if id(origin) not in self._pieces:
            self._pieces[id(origin)] = Pieces(self.source, origin, multiline=True)
        return self._pieces[id(origin)], index

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
            if node.origin is not None and all(isinstance(child, str) for child in given.values()):
                last = max(last, self._last_other(node.origin))
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

    def _last_other(self, origin: Container) -> int:
        """The last item that is no text; without it an array would be nothing but texts, and one value."""
        return max((i for i, row in enumerate(origin.rows) if not isinstance(row[4], str)), default=-1)

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


class BodyWriter(Pieces):
    """Turns one `BodyChange` into edits; pieces of the body are a member with the comma and comment behind it."""

    def __init__(self, text: str, renderer: Renderer, change: BodyChange) -> None:
        super().__init__(text, change.container, multiline=renderer.style.multiline)
        self.renderer = renderer
        self.style = renderer.style
        self.change = change
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

    def _place(self, anchor: int, name: str | int) -> int:
        """Where new members behind ``anchor`` begin: below the heading of the file, at the head of their own group."""
        place = self._front() if anchor < 0 else self._piece_end(anchor)
        following = anchor + 1
        if not self.multiline or following >= len(self.members) or following in self.change.removed:
            return place
        lead = self.text[place : self.members[following].start]
        blank_lines = list(BLANK_LINE.finditer(lead))
        if not blank_lines:
            return place
        end = blank_lines[-1].end()
        below = end + len(lead[end:]) - len(lead[end:].lstrip(" \t\r"))
        has_heading = bool(lead[:end].strip(BLANK))
        is_bare = not has_heading and not lead[end:].strip(BLANK)
        if (anchor < 0 and has_heading) or (is_bare and self.renderer.heads_group(self.change.model, name)):
            return place + below
        return place


def replacements(
    text: str, container: Container, values: Mapping[int, Node], renderer: Renderer
) -> list[TextEdit]:
    """New values for members of ``container``, by their index."""
    edits = []
    for index, value in values.items():
        member = container.members[index]
        if isinstance(value, NewNode):
            multiline = "\n" in text[container.start : container.members[0].start]
            new = renderer.node(value, line_indent(text, member.start) if multiline else "", multiline)
        else:
            new = renderer.node(value, "", False)
        edits.append(TextEdit(member.value_start, member.end, new))
    return edits

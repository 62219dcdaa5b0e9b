"""A YAML file as the merge sees it: containers, rows with character offsets, and nodes still to be written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ci_l10n.formats.spans import Edit
from ci_l10n.model import Unit

ALIAS, OPAQUE = "*", "!"
"""Styles of rows whose value is not looked into: an alias, and a value with a tag of its own."""

LONGEST_KEY = 1024
"""Characters of a key that needs no ``?`` (YAML 1.1, 7.4: implicit keys)."""
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""A line end as YAML 1.1 has them."""
_QUOTED_KEY = re.compile(r'"(?>(?:[^"\\]++|\\.)*)"|\'(?>(?:[^\']++|\'\')*)\'', re.S)
_KEEP = re.compile(r"[|>][1-9]?\+")

Row: TypeAlias = "tuple[str | None, int, int, int, int, str, str | Container | None]"
"""
An entry: name, line, start of the key, start and end of the value, style, value.

The name is "" in sequences and None for a key that is no text. The style of a scalar is its indicator, "" when plain.
The value of a text lies behind its anchor and tag. Plain tuples, which the garbage collector need not look at again.
"""


class Container:
    """A mapping or sequence; ``start`` is at its bracket, first key or first dash, ``end`` at its last character."""

    __slots__ = (
        "_names",
        "_shadowed",
        "anchor",
        "end",
        "flow",
        "index",
        "is_map",
        "is_set",
        "opaque",
        "parent",
        "prefix",
        "rows",
        "start",
    )

    def __init__(
        self, *, is_map: bool, flow: bool, start: int, parent: "Container | None", index: int
    ) -> None:
        self.is_map = is_map
        self.flow = flow
        self.start = start
        self.end = start
        self.parent = parent
        self.index = index  # in the parent
        self.rows: list[Row] = []
        self.prefix = ""  # what the keys of its units begin with
        self.opaque = False  # has a tag of its own
        self.is_set = False  # one unit: plural forms or an array
        self.anchor = ""
        self._names: dict[str, int] | None = None
        self._shadowed: dict[str, list[int]] | None = None

    def names(self) -> dict[str, int]:
        """Name -> index; of several rows of one name the last one counts."""
        if self._names is None:
            self._names = {row[0]: i for i, row in enumerate(self.rows) if row[0] is not None}
        return self._names

    def shadowed(self) -> dict[str, list[int]]:
        """Name -> indices of the rows that a later one of the same name makes void."""
        if self._shadowed is None:
            self._shadowed = {}
            names = self.names()
            for i, (name, *_) in enumerate(self.rows if len(names) < len(self.rows) else ()):
                if name is not None and name != "<<" and names[name] != i:
                    self._shadowed.setdefault(name, []).append(i)
        return self._shadowed

    def find(self, part: str | int) -> int | None:
        if isinstance(part, int):
            return part if not self.is_map and part < len(self.rows) else None
        return self.names().get(part) if self.is_map else None


class Reference(NamedTuple):
    """An anchor or alias and the row it stands in."""

    name: str
    position: int
    container: Container
    row: int


class TextEdit(NamedTuple):
    """An `Edit` in characters."""

    start: int
    end: int
    new: str


@dataclass(slots=True)
class Document:
    """
    A YAML text; ``offset`` bytes (the BOM) stand before it in the file.

    ``root`` is None for a document without content. In a Rails file ``base`` is what is below the locale, None when
    nothing is, and ``locale_row`` the index of the locale in the root; else they are the root and -1.
    """

    text: str
    offset: int
    root: Container | None
    anchors: list[Reference]
    aliases: list[Reference]
    base: Container | None = None
    locale_row: int = -1
    only_newlines: bool = field(init=False)  # no other line ends than \n

    def __post_init__(self) -> None:
        text = self.text
        self.only_newlines = "\r" not in text and (
            text.isascii() or not ("\x85" in text or "\u2028" in text or "\u2029" in text)
        )

    def encode(self, edits: Iterable[TextEdit]) -> list[Edit]:
        """``edits`` in bytes of the file, in one pass over the text."""
        listed = list(edits)
        offsets: dict[int, int] = {}
        position, size, plain = 0, self.offset, self.text.isascii()
        for place in sorted({edit.start for edit in listed} | {edit.end for edit in listed}):
            size += place - position if plain else len(self.text[position:place].encode())
            offsets[place] = size
            position = place
        return [Edit(offsets[edit.start], offsets[edit.end], edit.new.encode()) for edit in listed]

    def definitions(self) -> "list[tuple[Reference, Reference]]":
        """Each alias with its anchor: the last one of that name above it that is on a value."""
        latest: dict[str, Reference] = {}
        anchors = iter([*self.anchors, None])
        following = next(anchors)
        found = []
        for alias in self.aliases:
            while following is not None and following.position < alias.position:
                latest[following.name] = following
                following = next(anchors)
            if alias.name in latest:
                found.append((alias, latest[alias.name]))
        return found

    # Lines

    def line_start(self, position: int) -> int:
        if self.only_newlines:
            return self.text.rfind("\n", 0, position) + 1
        while position > 0 and not BREAK.match(self.text, position - 1):
            position -= 1
        return position

    def line_after(self, position: int) -> int:
        """Behind the end of the line that holds ``position``."""
        if self.only_newlines:
            end = self.text.find("\n", position)
            return end + 1 if end >= 0 else len(self.text)
        match = BREAK.search(self.text, position)
        return match.end() if match else len(self.text)

    def line_before(self, start: int) -> int:
        """The start of the line above the one that starts at ``start``; -1 when there is none."""
        if start <= 0:
            return -1
        end = start - 1
        if self.text[end] == "\n" and self.text[end - 1 : end] == "\r":
            end -= 1
        return self.line_start(end)

    def is_blank_line(self, start: int, end: int) -> bool:
        return not self.text[start:end].strip(" \t\r\n\x85\u2028\u2029")

    def column(self, position: int) -> int:
        return position - self.line_start(position)

    def begins_line(self, position: int) -> bool:
        return not self.text[self.line_start(position) : position].strip(" ")

    # Rows

    def raw_key(self, row: Row) -> str:
        """The key of a row as written, without properties and ``?``; "" when it is of a kind that is not copied."""
        name, _, start, *_ = row
        if name is None:
            return ""
        if name and self.text.startswith(name, start):
            return name
        match = _QUOTED_KEY.match(self.text, start)
        return match.group() if match and BREAK.search(match.group()) is None else ""

    def is_kept(self, row: Row) -> bool:
        """Whether blank lines behind the row belong to its value: a block scalar with ``+``."""
        row = last_row(row)
        return row[5] in ("|", ">") and _KEEP.match(self.text, row[3]) is not None

    def value_end(self, row: Row) -> int:
        """Where what belongs to a row ends; behind a line end only for block scalars with ``+``."""
        value = row[6]
        if isinstance(value, Container) and (value.flow or not value.rows):
            return value.end
        if isinstance(value, Container):
            return self.value_end(last_row(row))
        _, _, key_start, start, end, style, text = row
        if (
            start == end and self.text[end - 1 : end].isspace()
        ):  # `? key` without colon: where the next one begins
            return key_start + len(self.text[key_start:end].rstrip())
        if style not in ("|", ">") or self.is_kept(row):
            return end
        if isinstance(text, str) and text.rstrip("\n")[-1:] in (" ", "\t"):
            return end - (1 if self.text[end - 1 : end] == "\n" else 0)
        return start + len(self.text[start:end].rstrip(" \t\r\n\x85\u2028\u2029"))

    def line_bound(self, row: Row) -> int:
        """Where a row ends, in front of the end of its last line."""
        end = self.value_end(row)
        if end and BREAK.match(self.text, end - 1):
            end -= 2 if self.text.endswith("\r\n", 0, end) else 1
        return end

    def row_after(self, row: Row) -> int:
        """Behind the last line of a row."""
        end = self.value_end(row)
        if end and BREAK.match(self.text, end - 1):
            return end
        return self.line_after(end)


def last_row(row: Row) -> Row:
    """The innermost row at the end of a row: itself when its value is a scalar or in brackets."""
    value = row[6]
    while isinstance(value, Container) and not value.flow and value.rows:
        row = value.rows[-1]
        value = row[6]
    return row


class Raw(NamedTuple):
    """A value to be written as it stands: a number, true, false, null."""

    text: str


class Text(NamedTuple):
    """A text to be written; ``style`` and ``model`` are those of the source's scalar, None when there is none."""

    value: str
    style: str | None = None
    model: str = ""
    raw: str = ""  # the source's scalar as written, when it has several lines


@dataclass(slots=True)
class NewNode:
    """A mapping or sequence to be written; ``origin`` is the container of the source that it is modelled on."""

    is_map: bool
    origin: Container | None = None
    children: "dict[str | int, Node]" = field(default_factory=dict)
    is_set: bool = False  # one unit: plural forms or an array


Node: TypeAlias = Text | Raw | NewNode


@dataclass(slots=True)
class Body:
    """What happens to the rows of ``container``."""

    container: Container
    removed: set[int] = field(default_factory=set)
    replaced: dict[int, Node] = field(default_factory=dict)
    added: dict[str | int, Node] = field(default_factory=dict)
    chains: "dict[int, list[tuple[str | int, Node]]]" = field(default_factory=dict)
    """What is new behind which index; -1: before the first."""

    @property
    def is_emptied(self) -> bool:
        return not self.added and bool(self.removed) and len(self.removed) == len(self.container.rows)


def members_of(unit: Unit) -> tuple[Container, int]:
    """The container of a unit and the index of its row there."""
    container: Container = unit.place
    name = unit.key[len(container.prefix) :]
    return container, container.names()[name] if container.is_map else int(name[1:-1])


Path: TypeAlias = tuple[str | int, ...]


def way_to(container: Container, base: Container) -> list[tuple[str | int, Container]]:
    """The way from ``base`` down to ``container``: name or index, and the container there."""
    way: list[tuple[str | int, Container]] = []
    node = container
    while node is not base and node.parent is not None:
        name = node.parent.rows[node.index][0]
        way.append((node.index if not node.parent.is_map else name or "", node))
        node = node.parent
    return way[::-1]

"""
Where everything is in a JSON text: a tree of containers and members with character offsets.

Accepted is JSON (RFC 8259) and, as browser extensions and editors have them, comments and trailing commas. Strings
go through `json.decoder.scanstring`, which is C and gives the end index; nothing here recurses.
"""

import re
from collections.abc import Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn, TypeAlias

from ci_l10n.errors import ContentError, Location

MAX_DEPTH = 200

BLANK = " \t\n\r"
SKIP = re.compile(r"[ \t\n\r]*+(?>(?:/(?:/[^\n]*+|\*(?s:.*?)\*/)[ \t\n\r]*+)*)")
"""Blanks and comments; always matches."""

# One match for a member whose name has no escapes; groups 2 and 3 are name and, if that has none either, text.
_MEMBER = re.compile(
    r'[ \t\n\r]*+("([^"\\\x00-\x1f]*+)"[ \t\n\r]*+:[ \t\n\r]*+)(?>(?:"([^"\\\x00-\x1f]*+)"[ \t\n\r]*+,)?)'
)
_LITERAL = re.compile(
    r"(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null)(?![\w.+-])"
)


Row: TypeAlias = "tuple[str, int, int, int, str | Container | None]"
"""A `Member` while reading: the garbage collector need not look at plain tuples of texts and numbers again."""


class Member(NamedTuple):
    """One member of an object or array, ``value`` is None for numbers, true, false and null."""

    name: str  # "" in arrays
    start: int  # of the name's quote; in arrays of the value
    value_start: int
    end: int  # behind the value
    value: "str | Container | None"


_NONE: dict[Any, Any] = {}  # shared, never filled: most containers of a file have nothing of the kind


class Container:
    """An object or array; ``start`` is at its bracket, ``end`` behind the closing one."""

    __slots__ = (
        "_members",
        "bases",
        "end",
        "groups",
        "ignored",
        "index",
        "is_object",
        "names",
        "parent",
        "prefix",
        "rows",
        "start",
    )

    def __init__(self, kind: str, start: int, parent: "Container | None" = None, index: int = 0) -> None:
        self.is_object = kind == "{"
        self.start = start
        self.end = start
        self.parent = parent
        self.index = index  # in the parent
        self.rows: list[Row] = []
        self.reset()

    def reset(self) -> None:
        """Nothing is known of what its members mean."""
        self._members: list[Member] | None = None
        self.names: dict[str, int] = _NONE  # objects: name -> index
        self.prefix = ""  # what the keys of its units begin with
        self.ignored: frozenset[int] = frozenset()  # indices that are no units: shadowed, or metadata
        self.groups: Mapping[str, tuple[int, ...]] = _NONE  # plural sets: base name -> indices
        self.bases: Mapping[int, str] = _NONE  # index -> base name of its plural set

    @property
    def members(self) -> list[Member]:
        """What is in it, once it has been read; most containers of a file are never asked."""
        if self._members is None:
            self._members = [Member(*row) for row in self.rows]
        return self._members

    def contents(self) -> "tuple[Sequence[str], Sequence[str | Container | None]]":
        """Names and values of its members."""
        return self.labels(), [row[4] for row in self.rows]

    def labels(self) -> Sequence[str]:
        """Names of its members, in their order."""
        return [row[0] for row in self.rows]

    def containers(self) -> "list[Container]":
        """The objects and arrays directly in it."""
        return [row[4] for row in self.rows if isinstance(row[4], Container)]

    def index_of(self, name: str) -> int | None:
        """The index of the member called ``name``, of several the last."""
        return self.name_members().get(name)

    def begin_of(self, index: int) -> int:
        """Where a member begins."""
        return self.rows[index][1]

    def name_members(self) -> dict[str, int]:
        """Fill `names`, once; where there are several members of one name the last one counts."""
        if not self.names:
            self.names = {name: index for index, name in enumerate(self.labels())}
        return self.names


Path: TypeAlias = tuple[str | int, ...]


def path_of(container: Container) -> Path:
    """Names and indices from the root to ``container``."""
    parts: list[str | int] = []
    node = container
    while node.parent is not None:
        parts.append(node.parent.labels()[node.index] if node.parent.is_object else node.index)
        node = node.parent
    return tuple(reversed(parts))


class Scanner:
    """Reads one text; ``path`` is for error messages."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path

    def scan(self) -> Container:
        """The root container; raises `ContentError` at the place where the text stops being JSON."""
        position = self._skip(0)
        kind = self.text[position : position + 1]
        if kind not in ("{", "["):
            self._fail(
                position, "an object '{' was expected", "a localization file of JSON is an object of texts"
            )
        root = Container(kind, position)
        position = self._skip(self._body(root))
        if position != len(self.text):
            self._fail(position, "there is something behind the end of the JSON document")
        return root

    def _body(self, root: Container) -> int:
        """Fill ``root`` and all below it; the position behind its closing bracket."""
        text, match_member = self.text, _MEMBER.match
        node, position, depth = root, root.start + 1, 1
        rows, is_object = node.rows, node.is_object
        while True:
            match = match_member(text, position) if is_object else None
            if match:
                (start, value_start), name, value = match.span(1), match[2], match[3]
                position = match.end()
                if value is not None:
                    rows.append((name, start, value_start, value_start + len(value) + 2, value))
                    continue
            else:
                position = self._skip(position)
                if text[position : position + 1] == ("}" if is_object else "]"):
                    node, position, depth = self._close(node, position + 1, depth)
                    if depth == 0:
                        return position
                    rows, is_object = node.rows, node.is_object
                    continue
                name, start, position = self._name(position) if is_object else ("", position, position)
            mark = text[position : position + 1]
            if mark == "/":
                position = self._skip(position)
                mark = text[position : position + 1]
            if mark in ("{", "["):
                if depth == MAX_DEPTH:
                    self._fail(position, f"more than {MAX_DEPTH} levels of nesting")
                child = Container(mark, position, node, len(rows))
                rows.append((name, start, position, position, child))
                node, depth, position = child, depth + 1, position + 1
                rows, is_object = node.rows, node.is_object
                continue
            value, end = self._string(position) if mark == '"' else (None, self._literal(position))
            rows.append((name, start, position, end, value))
            position = end + 1 if text[end : end + 1] == "," else self._comma(end, node)

    def _close(self, node: Container, end: int, depth: int) -> tuple[Container, int, int]:
        """Leave ``node``: the container around it, where its next member may begin, and the depth there."""
        node.end = end
        if node.parent is None:
            return node, end, 0
        name, start, value_start, _, _ = node.parent.rows[node.index]
        node.parent.rows[node.index] = (name, start, value_start, end, node)
        return node.parent, self._comma(end, node.parent), depth - 1

    def _comma(self, position: int, node: Container) -> int:
        """Behind the comma, or at the closing bracket of ``node``."""
        position = self._skip(position)
        mark = self.text[position : position + 1]
        if mark == ",":
            return position + 1
        if mark != ("}" if node.is_object else "]"):
            self._fail(position, f"a comma or {'}' if node.is_object else ']'!r} was expected")
        return position

    def _name(self, position: int) -> tuple[str, int, int]:
        """A member's name, where it begins, and where its value begins."""
        if self.text[position : position + 1] != '"':
            self._fail(position, "a name in double quotes was expected")
        name, end = self._string(position)
        colon = self._skip(end)
        if self.text[colon : colon + 1] != ":":
            self._fail(colon, f"a colon was expected behind the name {name!r}")
        return name, position, self._skip(colon + 1)

    def _literal(self, position: int) -> int:
        """Behind a number, true, false or null."""
        match = _LITERAL.match(self.text, position)
        if not match:
            self._fail(
                position,
                "a value was expected",
                "legal are texts in double quotes, numbers, true, false, null",
            )
        return match.end()

    def _string(self, position: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, position + 1, True)
        except ValueError as error:
            what = getattr(error, "msg", str(error)).lower()
            self._fail(
                getattr(error, "pos", position),
                f"broken text: {what}",
                "write line ends as \\n and tabs as \\t",
            )
        return value, end

    def _skip(self, position: int) -> int:
        match = SKIP.match(self.text, position)
        return match.end() if match else position

    def _fail(self, position: int, what: str, hint: str = "") -> NoReturn:
        found = self.text[position : position + 1]
        if not found:
            what, hint = (
                f"the file ends where {what.replace(' was expected', '')} should be",
                "is the file complete?",
            )
        else:
            what += f", found {found!r}"
        line = self.text.count("\n", 0, position) + 1
        column = position - (self.text.rfind("\n", 0, position) + 1) + 1
        raise ContentError(
            f"not valid JSON: {what}",
            hint=hint or "correct the file; editors and `python -m json.tool` show the place too",
            location=Location(self.path, line, column),
        )

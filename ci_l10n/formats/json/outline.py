"""
A JSON text read by the scanner of the standard library, which is C: what is in it at once, where it is on demand.

Of the 100,000 members of a file a merge edits a few; only those are looked for in the text. What the standard library
does not read (comments, trailing commas) and what it refuses is left to `json.scan`, whose errors name the place.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from json import JSONDecoder
from typing import Any, NoReturn, cast, overload

from ci_l10n.formats.json.scan import Container, Member, Row

_MOST_LEVELS = 40  # a level is skipped once for each level above it
_FIRST = 64  # members that are found together
_FEW = 12  # others that are found by their names, before all are

_STRING = r'"[^"\\]*+(?>\\.[^"\\]*+)*"'
_LITERAL = r"[-+.\w]++"
_BLANK = r"[ \t\n\r]*+"
# What follows is matched against text that is known to be JSON, so that little must be looked at.
_NAME = rf"{_BLANK}({_STRING}){_BLANK}:{_BLANK}"
_VALUE = rf"(?>{_STRING}|{_LITERAL})"
_MEMBER = re.compile(rf"{_BLANK}{_STRING}{_BLANK}:{_BLANK}{_VALUE}{_BLANK},?+")
_ITEM = re.compile(rf"{_BLANK}{_VALUE}{_BLANK},?+")
_MEMBER_HEAD = re.compile(_NAME)
_ITEM_HEAD = re.compile(f"{_BLANK}()")
_MEMBER_PLACES = re.compile(rf"{_NAME}()(?>{_VALUE}?)")
_ITEM_PLACES = re.compile(rf"{_BLANK}()()(?>{_VALUE}?)")
_SEPARATOR = re.compile(f"{_BLANK},?+")
_SKIP = re.compile(_BLANK)
_TO_BRACKET = re.compile(rf'(?>[^"{{}}\[\]]*+(?>{_STRING}[^"{{}}\[\]]*+){{0,200}})')
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.@ -]++")
_SPELLS_ASCII = re.compile(r"\\u00[2-7]")
_ONLY_TEXTS = {str}


def _nothing(literal: str) -> None:
    """What a number is to us; Python would refuse to read one of 5,000 digits."""


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


class _Text:
    """The text that containers lie in."""

    __slots__ = ("_respelled", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._respelled: bool | None = None

    def find_name(self, name: str) -> int:
        r"""
        The quote of the only member that is called ``name``; -1 if that cannot be said.

        A quote that closes a string and one that opens the next have a colon or comma between them, and quotes in
        strings have a backslash before them: with neither in ``name`` and before it, ``"name":`` is a member. Where
        no ``\u`` spells an ASCII character, there is no other spelling of the name.
        """
        if not _PLAIN_NAME.fullmatch(name):
            return -1
        if self._respelled is None:
            self._respelled = "\\" in self.text and _SPELLS_ASCII.search(self.text) is not None
        if self._respelled:
            return -1
        quoted = f'"{name}"'
        places: list[int] = []
        place = self.text.find(quoted)
        while place >= 0 and len(places) < 2:
            behind = _end(_SKIP, self.text, place + len(quoted))
            if self.text[behind] == ":" and self.text[place - 1] != "\\":
                places.append(place)
            place = self.text.find(quoted, place + len(quoted) - 1)
        return places[0] if len(places) == 1 else -1


_NO_CHILDREN: "dict[int, LazyContainer]" = {}  # shared, never filled


class LazyContainer(Container):
    """A container of a JSON text whose ``start``, ``end`` and ``rows`` are found when they are first asked for."""

    __slots__ = ("_asked", "_found", "_labels", "_leads", "_pairs", "_source", "_values", "children")

    def __init__(self, pairs: "list[tuple[str, Any]]") -> None:
        self._pairs: Sequence[tuple[str, Any]] = pairs
        self.is_object = True

    def adopt(self, source: _Text) -> "Iterable[LazyContainer]":
        """Settle what is directly in it; the containers among that."""
        self._source = source
        self._labels = [name for name, _ in self._pairs]
        self._values: list[str | Container | None] = [value for _, value in self._pairs]
        self._pairs = ()
        self._leads: array[int] | None = None
        self._found: dict[int, int] | None = None  # index -> place, of members found by their names
        self._asked = 0
        self.children = _NO_CHILDREN
        self.reset()
        if set(map(type, self._values)) - _ONLY_TEXTS:
            self.children = {}
            self._adopt_others()
        return self.children.values()

    def _adopt_others(self) -> None:
        values: list[Any] = self._values
        for index, value in enumerate(values):
            if type(value) is str:
                continue
            if isinstance(value, list):
                child = LazyContainer([("", item) for item in value])
                child.is_object = False
            elif isinstance(value, LazyContainer):
                child = value
            else:
                values[index] = None
                continue
            child.parent, child.index = self, index
            values[index] = self.children[index] = child

    def contents(self) -> tuple[Sequence[str], Sequence[str | Container | None]]:
        return self._labels, self._values

    def labels(self) -> Sequence[str]:
        return self._labels

    def containers(self) -> list[Container]:
        return list(self.children.values())

    def index_of(self, name: str) -> int | None:
        if not self.names and self._asked < _FEW:
            self._asked += 1
            count = self._labels.count(name)
            if count < 2:
                return self._labels.index(name) if count else None
        return self.name_members().get(name)

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if name == "rows":
            self._members = cast("list[Member]", _Members(self))
            self.rows = cast("list[Row]", self._members)
        elif name in ("start", "end") and self.parent is not None:
            cast("LazyContainer", self.parent).find_child(self)
        else:
            raise AttributeError(name)
        return getattr(self, name)

    @property
    def members(self) -> list[Member]:
        return cast("list[Member]", self.rows)

    def member(self, index: int) -> Member:
        pattern = _MEMBER_PLACES if self.is_object else _ITEM_PLACES
        match = pattern.match(self._source.text, self._lead(index))
        assert match is not None  # noqa: S101 -- the text is JSON
        start, value_start = match.start(1), match.start(2)
        end = self.children[index].end if index in self.children else match.end()
        return Member(self._labels[index], start, value_start, end, self._values[index])

    def begin_of(self, index: int) -> int:
        return _end(_SKIP, self._source.text, self._lead(index))

    def find_child(self, child: Container) -> None:
        """Find the beginning and end of ``child``, which is directly in here."""
        place = self._find(child.index)
        if place >= 0:
            child.start = _end(_MEMBER_HEAD, self._source.text, place)
            child.end = _skip(self._source.text, child.start)

    def find_all(self) -> None:
        """Find every member, and the beginnings and ends of what is directly below."""
        self._find_first(len(self._labels))

    def _lead(self, index: int) -> int:
        """Where a member begins, or the blanks before it."""
        if self._leads is not None and index < len(self._leads):
            return self._leads[index]
        place = self._find(index)
        return place if place >= 0 or self._leads is None else self._leads[index]

    def _find(self, index: int) -> int:
        """Where the name of a member is; -1 when members are found one after another instead."""
        if index < _FIRST:
            self._find_first(min(_FIRST, len(self._labels)))
            return -1
        if self._found is None:
            self._found = {}
        if index not in self._found and len(self._found) < _FEW:
            self._found[index] = self._source.find_name(self._labels[index])
        place = self._found.get(index, -1)
        if place < 0:
            self.find_all()
        return place

    def _find_first(self, count: int) -> None:
        """
        Find the first ``count`` members.

        ``_leads`` says where each begins with the blanks before it, and has one place more, behind the last.
        """
        if self._leads is None:
            self._leads = array("q", [self.start + 1])
        text, leads, inside = self._source.text, self._leads, list(self.children)
        pattern, head = (_MEMBER, _MEMBER_HEAD) if self.is_object else (_ITEM, _ITEM_HEAD)
        number = bisect_left(inside, len(leads) - 1)
        while len(leads) <= count:
            index = inside[number] if number < len(inside) else count
            run = islice(pattern.finditer(text, leads[-1]), min(index, count) - len(leads) + 1)
            leads.extend([match.end() for match in run])
            if index < count:
                child = self.children[index]
                child.start = _end(head, text, leads[-1])
                child.end = _skip(text, child.start)
                leads.append(_end(_SEPARATOR, text, child.end))
                number += 1


class _Members(Sequence[Member]):
    """The members of a container, each looked for when it is asked for."""

    def __init__(self, container: LazyContainer) -> None:
        self.container = container

    def __len__(self) -> int:
        return len(self.container.labels())

    @overload
    def __getitem__(self, index: int) -> Member: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Member]: ...
    def __getitem__(self, index: int | slice) -> Member | Sequence[Member]:
        if isinstance(index, slice):
            return [self.container.member(number) for number in range(len(self))[index]]
        return self.container.member(index if index >= 0 else range(len(self))[index])

    def __iter__(self) -> Iterator[Member]:
        self.container.find_all()
        return map(self.container.member, range(len(self)))


_scan: Any = JSONDecoder(
    object_pairs_hook=LazyContainer, parse_int=_nothing, parse_float=_nothing, parse_constant=_refuse
).scan_once  # type: ignore[attr-defined]


def read(text: str) -> Container | None:
    """The root container; None for what the standard library does not read, and for deeply nested texts."""
    start = _end(_SKIP, text, 0)
    try:
        value, end = _scan(text, start)
    except (ValueError, StopIteration, RecursionError):
        return None
    if _end(_SKIP, text, end) != len(text):
        return None
    if isinstance(value, list):
        root = LazyContainer([("", item) for item in value])
        root.is_object = False
    elif isinstance(value, LazyContainer):
        root = value
    else:
        return None
    root.parent, root.index, root.start, root.end = None, 0, start, end
    shared = _Text(text)
    level: list[LazyContainer] = [root]
    for _ in range(_MOST_LEVELS):
        level = [child for container in level for child in container.adopt(shared)]
        if not level:
            return root
    return None


def _skip(text: str, start: int) -> int:
    """Behind the object or array at ``start``."""
    depth, position = 1, start + 1
    while depth:
        position = _end(_TO_BRACKET, text, position)
        mark = text[position]
        if mark != '"':
            depth += 1 if mark in "{[" else -1
            position += 1
    return position


def _end(pattern: "re.Pattern[str]", text: str, position: int) -> int:
    match = pattern.match(text, position)
    assert match is not None  # noqa: S101 -- the text is JSON
    return match.end()

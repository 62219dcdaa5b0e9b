"""
Where the entries of a string catalog are, and what each of them holds.

The entries are read one by one with the scanner of the standard library, which is C; only what is going to be edited
is ever indexed to the character (`formats.json.scan`). An object is read as a tuple of (name, value) pairs, so that
nothing is hidden where a name occurs twice; numbers, true, false and null are no texts, and None.
"""

import re
from collections.abc import Callable, Iterator
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn, TypeAlias

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.json.scan import Container, Scanner

Pairs: TypeAlias = "tuple[tuple[str, Any], ...]"
"""An object; its values are texts, `Pairs`, lists, and None for all others."""

Entry: TypeAlias = tuple[str, int, int, int, Any]
"""A member: its name, where its name's quote and its value begin, behind its value, and the value itself."""

_BLANK = re.compile(r"[ \t\n\r]*+")
_NAME = re.compile(r'[ \t\n\r]*+("([^"\\\x00-\x1f]*+)"[ \t\n\r]*+:[ \t\n\r]*+)')
_COLON = re.compile(r"[ \t\n\r]*+:[ \t\n\r]*+")
_NEXT = re.compile(r"[ \t\n\r]*+(?:(,)|[}\]])")
_BOM = "\ufeff"


def _nothing(literal: str) -> None:
    """What a number is to us; Python would refuse to read one of 5,000 digits."""


def _refuse(literal: str) -> NoReturn:
    raise JSONDecodeError(f"{literal} is not JSON", "", 0)


_scan: Any = JSONDecoder(
    object_pairs_hook=tuple, parse_int=_nothing, parse_float=_nothing, parse_constant=_refuse
).scan_once  # type: ignore[attr-defined]


class Outline(NamedTuple):
    """A catalog read: ``root`` and ``strings`` know where their members are, and not what is in them."""

    text: str
    offset: int  # bytes before the text: the byte order mark
    root: Container
    strings: Container
    language: str  # of the source; empty where the file does not say


def read_text(data: bytes, path: str) -> tuple[str, int]:
    """The text of ``data``, and the size of the byte order mark before it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise ContentError(
            "the file is UTF-16 or UTF-32, a string catalog is UTF-8",
            hint="convert it to UTF-8",
            location=Location(path, 1, 1),
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise ContentError(
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
            hint="save the file as UTF-8",
            location=Location(path, line, column),
        ) from None
    return (text[1:], 3) if text.startswith(_BOM) else (text, 0)


def fill(text: str, container: Container) -> Container:
    """Index the members of ``container`` in a ``text`` that is known to be JSON; what is in them stays unread."""
    rows, position = container.rows, container.start + 1
    match = _NEXT.match(text, position)
    if rows or (match and not match[1]):
        return container
    while True:
        name, start, value_start = (
            _name_at(text, position) if container.is_object else _item_at(text, position)
        )
        value, end = _scan(text, value_start)
        child: str | Container | None = value if isinstance(value, str) else None
        if isinstance(value, (tuple, list)):
            # without its parent: nothing that is read bit by bit is left to the garbage collector
            child = Container("{" if isinstance(value, tuple) else "[", value_start)
            child.end = end
        rows.append((name, start, value_start, end, child))
        match = _NEXT.match(text, end)
        if not match or not match[1]:
            return container
        position = match.end()


class Reader:
    """
    Reads one catalog.

    ``index`` is given the source's language (empty where it is not known) and the entries of "strings", which it has
    to go through to the end. Where the file names its language behind its strings, or anything twice, it is called
    again, and the last call counts. Raises `ContentError` where the text is not JSON, or no string catalog.
    """

    def __init__(self, text: str, path: str, index: Callable[[str, Iterator[Entry]], None]) -> None:
        self.text = text
        self.path = path
        self.index = index
        self.root = Container("{", 0)
        self.strings: Container | None = None
        self.language = ""
        self._indexed_for: str | None = None

    def read(self, offset: int) -> Outline:
        try:
            self._read_root()
        except JSONDecodeError as error:
            raise self._refusal(error.msg, error.pos) from None
        except RecursionError:
            raise self._refusal("nested too deeply", 0) from None
        if self.strings is None:
            raise ContentError(
                'this is no string catalog: it has no "strings"',
                hint="is this the right file? Xcode writes sourceLanguage, strings and version",
                location=Location(self.path, 1),
            )
        if self._indexed_for != self.language:
            self._index(self.strings)
        return Outline(self.text, offset, self.root, self.strings, self.language)

    def _read_root(self) -> None:
        text, start = self.text, _skip(self.text, 0)
        self.root.start = start
        if text[start : start + 1] != "{":
            _fail(self.text, "an object was expected", start)
        position: int | None = start + 1
        if text.startswith("}", _skip(self.text, start + 1)):
            position = self._behind(start + 1)
        while position is not None:
            name, start, value_start = _name_at(text, position)
            child = None
            if name == "strings" and text[value_start : value_start + 1] == "{":
                child = Container("{", value_start, self.root, len(self.root.rows))
                end = self._index(child)
                self.strings = child
            else:
                value, end = self._value(value_start)
                if name == "strings":
                    self.strings = None
                elif name == "sourceLanguage":
                    self.language = value if isinstance(value, str) else ""
            self.root.rows.append((name, start, value_start, end, child))
            position = self._behind(end)
        if _skip(self.text, self.root.end) != len(text):
            _fail(
                self.text, "something stands behind the end of the document", _skip(self.text, self.root.end)
            )

    def _index(self, strings: Container) -> int:
        """Have the members of ``strings`` indexed; where it ends."""
        strings.rows.clear()
        self._indexed_for = self.language
        self.index(self.language, self._entries(strings))
        return strings.end

    def _entries(self, strings: Container) -> Iterator[Entry]:
        text, match_name, match_next, scan, rows = self.text, _NAME.match, _NEXT.match, _scan, strings.rows
        position = strings.start + 1
        match = match_next(text, position)
        if match and not match[1]:
            strings.end = match.end()
            return
        while True:
            if match := match_name(text, position):
                start, value_start = match.span(1)
                name = match[2]
            else:
                name, start, value_start = _name_at(text, position)
            try:
                value, end = scan(text, value_start)
            except StopIteration as error:
                _fail(self.text, "a value was expected", error.value)
            rows.append((name, start, value_start, end, None))
            yield name, start, value_start, end, value
            match = match_next(text, end)
            if match is None:
                _fail(self.text, "a comma was expected", end)
            position = match.end()
            if not match[1]:
                strings.end = position
                return

    def _value(self, position: int) -> tuple[Any, int]:
        try:
            value, end = _scan(self.text, position)
        except StopIteration as error:
            _fail(self.text, "a value was expected", error.value)
        return value, end

    def _behind(self, end: int) -> int | None:
        """Where the next member of the root begins; None at its end."""
        match = _NEXT.match(self.text, end)
        if match is None:
            _fail(self.text, "a comma was expected", end)
        self.root.end = match.end()
        return match.end() if match[1] else None

    def _refusal(self, what: str, position: int) -> ContentError:
        """What is wrong, in the words of the scanner that reads all JSON files where it agrees."""
        if not self.text.strip():
            return ContentError(
                "the file is empty",
                hint="take it from its origin again, or delete it",
                location=Location(self.path, 1, 1),
            )
        try:
            Scanner(self.text, self.path).scan()
        except ContentError as refusal:
            return refusal
        line = self.text.count("\n", 0, position) + 1
        column = position - self.text.rfind("\n", 0, position)
        return ContentError(
            f"not valid JSON: {what[:1].lower()}{what[1:]}",
            hint="Xcode reads neither comments nor commas at the end: remove them",
            location=Location(self.path, line, column),
        )


def _item_at(text: str, position: int) -> tuple[str, int, int]:
    """An item of an array, which has no name: where it begins."""
    start = _skip(text, position)
    return "", start, start


def _name_at(text: str, position: int) -> tuple[str, int, int]:
    """A member's name, where it begins, and where its value begins."""
    if match := _NAME.match(text, position):
        return match[2], *match.span(1)
    start = _skip(text, position)
    if text[start : start + 1] != '"':
        _fail(text, "a name was expected", start)
    name, end = scanstring(text, start + 1, True)
    colon = _COLON.match(text, end)
    if colon is None:
        _fail(text, "a colon was expected", end)
    return name, start, colon.end()


def _skip(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _fail(text: str, what: str, position: int) -> NoReturn:
    raise JSONDecodeError(what, text, position)

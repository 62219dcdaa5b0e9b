r"""
Where everything is in the text of a ``.strings`` file.

The rules are those of CoreFoundation's parser of old-style property lists, which reads these files in apps
(``CFOldStylePList.c`` of swift-corelibs-foundation): ``key = value;`` or ``key;`` alone, whose value is the key; texts in
double or single quotes, or bare when they are of ``[A-Za-z0-9_$/:.-]``; ``/* */`` and ``//`` comments and blanks anywhere
between; all of it in braces or not. Stricter than it in one thing: what follows a place that cannot be read is not
dropped silently, the file is refused.
"""

import re
from array import array
from typing import NamedTuple, NoReturn

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.ios.text import unescape

_BLANK = r"[\t-\r \u2028\u2029]"
BLOCK_COMMENT = r"/\*[^*]*+(?>(?:\*(?!/)[^*]*+)*)\*/"
LINE_COMMENT = r"//[^\n\r\u2028\u2029]*+"
_BETWEEN = rf"(?>(?:{_BLANK}++|{BLOCK_COMMENT}|{LINE_COMMENT})*)"
_WORD = r"""(?:"(?>(?:[^"\\]++|\\.)*)"|'(?>(?:[^'\\]++|\\.)*)'|[A-Za-z0-9_$/:.-]++)"""
# One match for the usual entry, with its key and value inside of the quotes.
_PLAIN_ENTRY = re.compile(
    r'[ \t\r\n]*+(?:/\*[^*]*+\*/[ \t\r\n]*+)?"([^"\\]*+)"[ \t]*+=[ \t]*+"([^"\\]*+(?>(?:\\.[^"\\]*+)*))"[ \t]*+;',
    re.S,
)
_ENTRY = re.compile(rf"{_BETWEEN}({_WORD}){_BETWEEN}(?:={_BETWEEN}({_WORD}){_BETWEEN})?;", re.S)
_SKIP = re.compile(_BETWEEN)
_ONE_WORD = re.compile(_WORD, re.S)
_OPEN = re.compile(rf"{_BETWEEN}\{{")
_NOT_TEXT = {"{": "a dictionary", "(": "an array", "<": "data"}

WIDTH = 5  # numbers of an `Entry`


class Entry(NamedTuple):
    """Where an entry is, in characters; key and value with their quotes."""

    start: int  # of the key
    key_end: int
    value_start: int  # of a key alone: both are `key_end`
    value_end: int
    end: int  # behind the semicolon


class Scan(NamedTuple):
    """
    The entries of a text in file order; ``begin`` and ``end`` enclose what can hold entries.

    ``places`` are the numbers of all `Entry` one after another: a tenth of the memory that tuples need.
    """

    keys: list[str]
    values: list[str]
    places: "array[int]"
    begin: int  # behind the opening brace, where there is one
    end: int  # the closing brace, or the end of the text


def scan(text: str, path: str) -> Scan:
    """All entries of ``text``; raises `ContentError` with line and column where it cannot be read."""
    opened = _OPEN.match(text)
    begin = position = opened.end() if opened else 0
    keys: list[str] = []
    values: list[str] = []
    places = array("q")
    match_plain = _PLAIN_ENTRY.match
    while True:
        match = match_plain(text, position)
        if match is None:
            match = _ENTRY.match(text, position)
            if match is None:
                break
            start, key_end = match.span(1)
            key = _meaning(match[1])
            if match[2] is None:
                value_start = value_end = key_end
                value = key
            else:
                value_start, value_end = match.span(2)
                value = _meaning(match[2])
            end = match.end()
            places.extend((start, key_end, value_start, value_end, end))
        else:
            key, value = match.groups()
            (_, end), (start, key_end), (value_start, value_end) = match.regs
            places.extend((start - 1, key_end + 1, value_start - 1, value_end + 1, end))
            if "\\" in value:
                value = unescape(value)
        keys.append(key)
        values.append(value)
        position = end
    return Scan(keys, values, places, begin, _end(text, position, path, opened.end() if opened else 0))


def _meaning(token: str) -> str:
    if token[0] in "\"'":
        token = token[1:-1]
    return unescape(token) if "\\" in token else token


def _end(text: str, position: int, path: str, brace: int) -> int:
    """Where entries end, when there is nothing more behind ``position``; refuses what is no entry."""
    end = _skip(text, position)
    if not brace:
        return len(text) if end == len(text) else _refuse(text, end, path)
    if text[end : end + 1] != "}":
        if end == len(text):
            _fail(
                text, brace - 1, path, "the brace that opens the file is never closed", "add a } at its end"
            )
        _refuse(text, end, path)
    rest = _skip(text, end + 1)
    if rest < len(text):
        _fail(text, rest, path, "there is text behind the brace that closes the file", "remove it")
    return end


def _skip(text: str, position: int) -> int:
    match = _SKIP.match(text, position)
    return match.end() if match else position


def _refuse(text: str, position: int, path: str) -> NoReturn:
    """Say why no entry begins at ``position``."""
    key_end = _token(text, position, path)
    if key_end is None:
        shown = text[position]
        _fail(
            text, position, path, f"unexpected {shown!r}: an entry is expected here",
            'entries look like "key" = "value"; is a quote or a semicolon missing above?',
        )  # fmt: skip
    sign = _skip(text, key_end)
    if text[sign : sign + 1] != "=":
        _fail(
            text, min(sign, len(text)), path, f"'=' or ';' is missing after {_shown(text, position, key_end)}",
            'entries look like "key" = "value";',
        )  # fmt: skip
    value = _skip(text, sign + 1)
    value_end = _token(text, value, path)
    if value_end is None:
        what = _NOT_TEXT.get(text[value : value + 1])
        message = f"the value is {what}, not a text" if what else "the value is missing"
        _fail(text, value, path, message, 'write it in quotes: "key" = "value";')
    _fail(
        text, value_end, path, f"';' is missing after {_shown(text, value, value_end)}",
        "end every entry with a semicolon; a quote inside of a text is written \\\"",
    )  # fmt: skip


def _token(text: str, position: int, path: str) -> int | None:
    """Where the key or value at ``position`` ends; None when there is none."""
    if text.startswith("/*", position):
        _fail(text, position, path, "this comment is never closed", "close it with */")
    match = _ONE_WORD.match(text, position)
    if match is None and text[position : position + 1] in ("'", '"'):
        _fail(
            text, position, path, "this text has no closing quote", 'a quote inside of a text is written \\"'
        )
    return match.end() if match else None


def _shown(text: str, start: int, end: int) -> str:
    return text[start:end] if end - start <= 60 else f"{text[start : start + 57]}..."


def _fail(text: str, position: int, path: str, message: str, hint: str) -> NoReturn:
    line, column = line_and_column(text, position)
    raise ContentError(message, hint=hint, location=Location(path, line, column))


def line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")

"""
Where everything is in a Java ``.properties`` text.

The rules are those of `java.util.Properties.load`: natural lines end with LF, CR or CR LF; a line that ends with an
odd number of backslashes goes on in the next one, whose leading blanks do not count; blanks are space, tab and form
feed; a key ends at the first unescaped ``=``, ``:`` or blank; ``\\uXXXX`` is a UTF-16 unit.
"""

import re
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple, NoReturn, TypeAlias

from ci_l10n.errors import ContentError, Location

_EOL = r"(?:\r\n|\r|\n|\Z)"
# One match for the usual entry: what is above it, key and separator without escapes, a value on one line.
_PLAIN_ENTRY = re.compile(
    r"((?>(?:[ \t\f]*+(?>(?:[#!][^\r\n]*+)?)(?:\r\n|\r|\n))*))"
    r"[ \t\f]*+(?![#!])([^\\ \t\f\r\n=:]*+)(?!\\)([ \t\f]*+[=:]?+[ \t\f]*+)((?>(?:[^\\\r\n]++|\\[^\r\n])*))"
    + _EOL
)
_ABOVE = re.compile(r"(?>(?:[ \t\f]*+(?>(?:[#!][^\r\n]*+)?)(?:\r\n|\r|\n))*)")
_REST = re.compile(r"[ \t\f]*+(?>(?:[#!][^\r\n]*+)?)\Z")
_CONTINUED = r"\\(?:\r\n|\r|\n)[ \t\f]*+"
_ENTRY = re.compile(
    rf"[ \t\f]*+((?>(?:[^\\ \t\f\r\n=:]|{_CONTINUED}|\\[^\r\n])*))"
    rf"((?>(?:[ \t\f]|{_CONTINUED})*)(?>(?:[=:](?>(?:[ \t\f]|{_CONTINUED})*))?))"
    r"((?>(?:[^\\\r\n]++|\\(?:\r\n|\r|\n|[^\r\n]|\Z))*))" + _EOL
)
_SIMPLE = re.compile(r"(?>(?:[^\\]++|\\(?:[tnrf\\]|u[0-9a-fA-F]{4}))*)\Z")
_ESCAPE = re.compile(rf"{_CONTINUED}|\\u([0-9a-fA-F]{{4}})|\\(u)|\\(.?)", re.S)
_NOTHING = re.compile(rf"(?>(?:{_CONTINUED}|\\\Z|[ \t\f])*)\Z")
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SURROGATE = re.compile("[\ud800-\udfff]")


Row: TypeAlias = bytes
"""An `Entry`, packed: a quarter of the memory of six numbers, of which a file may have hundreds of thousands."""
_ROW = Struct("6I")


class Entry(NamedTuple):
    """Where an entry is, in characters: the comments and blank lines above it, its line, its value, the next line."""

    above: int
    start: int  # of the key, behind blanks
    key_end: int
    value_start: int
    end: int  # of the value
    after: int  # behind the line end

    @classmethod
    def of(cls, row: Row) -> "Entry":
        return cls._make(_ROW.unpack(row))


class Scanner:
    """Reads one text; ``path`` is for error messages."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path

    def scan(self, position: int = 0) -> Iterator[tuple[str, str, int, Row]]:
        """Key, value, line and place of all entries in file order; lines count from ``position``, behind an entry."""
        text, match_plain, pack = self.text, _PLAIN_ENTRY.match, _ROW.pack
        newline = "\n" if "\n" in text or "\r" not in text else "\r"
        count, counted, line = text.count, position, 1
        above, size = position, len(text)
        while position < size:
            match = match_plain(text, position)
            if match is None:
                match = self._entry(position)
                if match is None:
                    break
                key, value = self.unescape(match[1], match.start(1)), match[3]
                start, key_end = match.span(1)
                value_start, end = match.span(3)
                if not key and _NOTHING.match(text, start, end):  # an empty line after a continued one
                    position = above = match.end()
                    continue
            else:
                key, value = match[2], match[4]
                start, key_end = match.span(2)
                value_start, end = match.span(4)
                if start == match.end():  # nothing but comments and blanks up to the end
                    break
            if "\\" in value:
                value = self.unescape(value, value_start)
            line += count(newline, counted, start)
            counted, after = start, match.end()
            yield key, value, line, pack(above, start, key_end, value_start, end, after)
            position = above = after

    def _entry(self, position: int) -> "re.Match[str] | None":
        """The match of an entry with escapes in its key or with continued lines; None at the end of the file."""
        above = _ABOVE.match(self.text, position)
        start = above.end() if above else position
        return None if _REST.match(self.text, start) else _ENTRY.match(self.text, start)

    def unescape(self, raw: str, offset: int) -> str:
        """The meaning of ``raw``, a key or value that begins at ``offset``."""
        if "\\" not in raw:
            return raw
        if raw.isascii() and _SIMPLE.match(raw):
            text = raw.encode("ascii").decode("unicode_escape")
        else:
            text = _ESCAPE.sub(lambda match: self._unescape_one(match, offset), raw)
        if _SURROGATE.search(text):  # join the halves of a pair
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return text

    def _unescape_one(self, match: "re.Match[str]", offset: int) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2]:
            self._fail(offset + match.start())
        character = match[3] or ""
        return _NAMED.get(character, character)

    def _fail(self, position: int) -> NoReturn:
        line, column = line_and_column(self.text, position)
        raise ContentError(
            f"malformed escape {self.text[position : position + 6]!r}: \\u needs four hexadecimal digits",
            hint="write \\\\u for a backslash followed by a u",
            location=Location(self.path, line, column),
        )


def line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")

"""
How a CSV file is spelled: encoding, what stands before the table, separator, quotes and line ends.

The rules are those of RFC 4180 as Python's ``csv`` module and spreadsheets read them: a cell that begins with a quote
runs to the closing one, doubled quotes are one, what follows the closing quote belongs to the text; quotes further
inside of a bare cell are ordinary characters; blanks count; line ends are LF, CR or CR LF.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location

_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_EOL = r"(?:\r\n|\r|\n|\Z)"
_SEPARATORS = ",;\t|"
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_HEAD = 65_536  # characters in which the first row is looked for


class Source(NamedTuple):
    """The characters of a file; ``offset`` bytes (the byte order mark) stand before them."""

    text: str
    encoding: str
    offset: int


def decode(data: bytes, path: str) -> Source:
    """``data`` as text; raises `ContentError` for what is neither UTF-8 nor UTF-16 with a byte order mark."""
    bom = next((mark for mark in _BOMS if data.startswith(mark)), b"")
    encoding = _BOMS.get(bom, "utf-8")
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(bom) + error.start) + 1
        name = encoding[:6].upper().rstrip("-")
        raise ContentError(
            f"not {name}: byte 0x{error.object[error.start]:02x} at offset {len(bom) + error.start}",
            hint="save the file as UTF-8, in Excel as `CSV UTF-8`",
            location=Location(path, line),
        ) from None
    if (nul := text.find("\0")) >= 0:
        raise ContentError(
            f"the file holds a NUL character at offset {nul}, it is not text",
            hint="if it is UTF-16 without byte order mark, convert it to UTF-8",
            location=Location(path, text.count("\n", 0, nul) + 1),
        )
    return Source(text, encoding, len(bom))


class Dialect(NamedTuple):
    """Separator and quote (empty: there are no quotes)."""

    separator: str
    quote: str

    def unquote(self, raw: str) -> str:
        """The text of the cell spelled ``raw``."""
        quote = self.quote
        if not quote or not raw.startswith(quote):
            return raw
        size = len(quote)
        inner = raw[size:-size]
        if quote not in inner and raw.endswith(quote):
            return inner
        if raw.endswith(quote) and quote not in inner.replace(quote * 2, ""):
            return inner.replace(quote * 2, quote)
        match = closing(quote).match(raw)
        end = match.end() if match else len(raw)
        return raw[size : end - size].replace(quote * 2, quote) + raw[end:]

    def needs_quotes(self, text: str) -> bool:
        """Whether ``text`` cannot stand bare; of a sign of several characters the first one is too much."""
        quote, separator = self.quote[:1], self.separator[0]
        return separator in text or "\n" in text or "\r" in text or (quote != "" and quote in text)

    def quoted(self, text: str) -> str:
        return f"{self.quote}{text.replace(self.quote, self.quote * 2)}{self.quote}"

    def is_quoted(self, raw: str) -> bool:
        return bool(self.quote) and raw.startswith(self.quote)


def find_preamble(text: str) -> int:
    """Where the table begins: behind `sep=`, comments without anything that could separate cells, and blank lines."""
    said = _SEP.match(text)
    match = _COMMENTS.match(text, said.end() if said else 0)
    return match.end() if match else 0


_COMMENTS = re.compile(
    r"(?>(?:[ \t]*+(?>(?:#(?>[ \t]*+smartling\.[^\r\n]*+|[^\r\n,;\t|]*+))?)(?:\r\n|\r|\n|\Z))*)"
)
_SEP = re.compile(r'"?sep=([^"\r\n])[^\r\n]*+(?:\r\n|\r|\n|\Z)', re.I)


def learn_dialect(text: str, start: int, directives: Mapping[str, str]) -> Dialect:
    """
    The dialect of the table that begins at ``start``.

    A directive counts most, then Excel's `sep=`, then which separator the first row has most of, outside of quotes.
    """
    quote = _enclosing(directives.get("string_encloser", '"'))
    named = directives.get("field_separator")
    said = _SEP.match(text)
    if named is not None:
        separator = _NAMES.get(named.strip().lower(), named.strip(" ") or named[:1])
    elif said:
        separator = said[1]
    else:
        separator = _guess(text[start : start + _HEAD], quote)
    return Dialect(separator or ",", quote)


def _enclosing(said: str) -> str:
    said = said.strip()
    return "" if said.upper() == "NONE" else said


def _guess(head: str, quote: str) -> str:
    best, most = ",", 0
    for separator in _SEPARATORS:
        cell = cell_pattern(separator, quote)
        position, count = 0, 0
        while (match := cell.match(head, position)) and head.startswith(separator, match.end()):
            position, count = match.end() + 1, count + 1
        if count > most:
            best, most = separator, count
    return best


@cache
def closing(quote: str) -> "re.Pattern[str]":
    """A quoted part, up to its closing quote."""
    return re.compile(_quoted(quote))


@cache
def cell_pattern(separator: str, quote: str) -> "re.Pattern[str]":
    return re.compile(_cell(separator, quote))


@cache
def row_pattern(separator: str, quote: str, columns: tuple[int, ...]) -> "re.Pattern[str]":
    """A row that has all of ``columns`` (from 0, ascending), each a group, up to and with its line end."""
    cell, between = _cell(separator, quote), re.escape(separator)
    parts, following = [], 0
    for column in columns:
        if following == 0 and column == 0:
            parts.append(f"({cell})")
        else:
            skipped = column - following
            if following == 0:
                parts.append(cell)
                skipped -= 1
            parts.append(f"(?:{between}{cell}){{{skipped}}}" if skipped else "")
            parts.append(f"{between}({cell})")
        following = column + 1
    bare = rf"\n|[^{re.escape(quote[:1])}\r\n]*+{_EOL}|" if quote else ""
    return re.compile("".join(parts) + rf"(?:{bare}(?>(?:{between}{cell})*){_EOL})")


def _cell(separator: str, quote: str) -> str:
    if len(separator) == 1:
        rest = rf"[^{re.escape(separator)}\r\n]*+"
    else:
        rest = rf"(?>(?:(?!{re.escape(separator)})[^\r\n])*)"
    if not quote:
        return rest
    if len(separator) == len(quote) == 1:  # the same, and faster
        return (
            rf"(?:[^{re.escape(quote + separator)}\r\n]{rest}|{_quoted(quote)}{rest}|(?!{re.escape(quote)}))"
        )
    return rf"(?:{_quoted(quote)}{rest}|(?!{re.escape(quote)}){rest})"


def _quoted(quote: str) -> str:
    mark = re.escape(quote)
    inside = rf"[^{mark}]*+" if len(quote) == 1 else rf"(?>(?:(?!{mark})[\s\S])*)"
    return rf"{mark}{inside}(?>(?:{mark}{mark}{inside})*){mark}"

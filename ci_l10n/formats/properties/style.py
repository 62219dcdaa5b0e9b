"""How a ``.properties`` file spells what has several spellings: escapes, line ends, broken lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ci_l10n.formats.escapes import EscapeTable, escape_utf16
from ci_l10n.formats.properties.scan import Entry, Scanner
from ci_l10n.formats.spans import Edit

_SHORT = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
_ENDING_KEYS = {" ": "\\ ", ":": "\\:", "=": "\\="}
# Controls, what some tools take for line ends, the byte order mark: never raw.
_UNSAFE = [*map(chr, range(0x09)), "\x0b", *map(chr, (*range(0x0E, 0x20), *range(0x7F, 0xA0)))]
_UNSAFE += ["\u2028", "\u2029", "\ufeff"]
_ESCAPED = re.compile(r"(?<!\\)(?>(?:\\\\)*)\\u([0-9a-fA-F]{4})")
_UPPER = re.compile(r"(?<!\\)(?>(?:\\\\)*)\\u[0-9]{0,3}([a-fA-F])")
_BROKEN_LINES = re.compile(r"\\n\\(?:\r\n|\r|\n)([ \t\f]*+)")
_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Document:
    """A text; ``offset`` bytes (the BOM) stand before it in the file."""

    text: str
    encoding: str
    offset: int
    shadowed: dict[str, list[Entry]]  # earlier entries of keys that occur again

    def entries(self) -> Iterator[Entry]:
        """All entries in file order."""
        return (Entry.of(row) for _, _, _, row in Scanner(self.text, "").scan())

    def encode(self, edits: "list[tuple[int, int, str]]") -> list[Edit]:
        """``edits``, given in characters, in bytes of the file; one pass over the text."""
        offsets: dict[int, int] = {}
        position, size = 0, self.offset
        plain = self.encoding == "latin-1" or (self.encoding == "utf-8" and self.text.isascii())
        for here in sorted({edit[0] for edit in edits} | {edit[1] for edit in edits}):
            size += here - position if plain else len(self.text[position:here].encode(self.encoding))
            offsets[here] = size
            position = here
        return [Edit(offsets[start], offsets[end], new.encode(self.encoding)) for start, end, new in edits]


@dataclass(frozen=True, slots=True)
class Style:
    """How a file spells what has several spellings."""

    newline: str
    verbatim: EscapeTable  # for comments, and keys that are escaped already
    escapes: EscapeTable  # for values
    in_keys: EscapeTable

    def raw(self, text: str) -> str:
        """``text`` without what the encoding cannot or should not hold."""
        return text.translate(self.verbatim)

    def value(self, text: str, separator: str, old: str = "") -> str:
        """``text`` as a value; lines are broken behind ``\\n`` if ``old``, the raw value it replaces, did so."""
        broken = _BROKEN_LINES.search(old)
        if not broken:
            return self._line(text, separator)
        lines = re.split(r"(?<=\n)(?=.)", text, flags=re.S)
        first, *others = lines
        start = f"\\{self.newline}{broken[1]}"
        return start.join([self._line(first, separator), *(self._line(line, "=") for line in others)])

    def key(self, text: str) -> str:
        escaped = text.translate(self.in_keys)
        return f"\\{escaped}" if escaped[:1] in ("#", "!") else escaped

    def _line(self, text: str, separator: str) -> str:
        result = text.translate(self.escapes)
        # Behind the separator blanks do not count, and a first `=` or `:` would be one.
        if result[:1] == " " or (result[:1] in ("=", ":") and "=" not in separator and ":" not in separator):
            result = "\\" + result
        return result


def learn_style(document: Document, source: Document, *, ascii_only: bool = False) -> Style:
    text = document.text
    sample = text if "\n" in text or "\r" in text else source.text
    newline = "\n"
    if "\r" in sample:  # one character is found much faster than two
        newline = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample else "\r"
    escapes = _has_escapes(text) and any(int(m[1], 16) > 0x7F for m in _ESCAPED.finditer(text))
    if ascii_only:
        highest = "\x7f"
    elif document.encoding == "latin-1":
        highest = "\xff"
    elif document.encoding != "utf-8" or not text.isascii():
        highest = "\U0010ffff"
    elif escapes or source.encoding == "latin-1" or source.text.isascii():
        highest = "\x7f"
    else:
        highest = "\U0010ffff"
    letters = [_UPPER.search(t) for t in (text, source.text) if _has_escapes(t)]
    upper = next((letter[1].isupper() for letter in letters if letter), False)
    unsafe = {c: escape_utf16(c, upper) for c in _UNSAFE}
    special = {c: f"\\{c}" for c in _escaped_in_values(document)}
    return Style(
        newline,
        verbatim=EscapeTable(unsafe, highest, upper),
        escapes=EscapeTable({**unsafe, **_SHORT, **special}, highest, upper),
        in_keys=EscapeTable({**unsafe, **_SHORT, **special, **_ENDING_KEYS}, highest, upper),
    )


def _has_escapes(text: str) -> bool:
    return "\\" in text and "\\u" in text


def _escaped_in_values(document: Document) -> frozenset[str]:
    """Which of ``:=#!`` the file always escapes inside of values, as `Properties.store` does."""
    text = document.text
    if "\\" not in text:
        return frozenset()
    found = {c for c in ":=#!" if f"\\{c}" in text}
    if not found:
        return frozenset()
    sample = [text[entry.value_start : entry.end] for entry in islice(document.entries(), _SAMPLE)]
    for raw in sample:
        found -= {c for c in found if re.search(rf"(?<!\\){c}", raw)}
    return frozenset(c for c in found if any(f"\\{c}" in raw for raw in sample))

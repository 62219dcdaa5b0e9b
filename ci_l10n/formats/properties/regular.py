"""
The usual ``.properties`` text, read by one regular expression: every entry on a line of its own, keys without escapes,
no key twice. What is not so is for the `Scanner`, which gives the same for these, taking three times as long.
"""

import re

from ci_l10n.errors import ContentError
from ci_l10n.formats.lazy import LazyUnits
from ci_l10n.formats.properties.scan import Scanner
from ci_l10n.model import Unit

# Matches follow each other without a gap. What is no such entry gives an empty key, the end of the text empty texts.
_ENTRY = re.compile(
    r"(?>(?:[ \t\f]*+(?:[#!][^\r\n]*+)?(?:\n|\r\n|\Z))*)"
    r"[ \t\f]*+(?:([^\\ \t\f\r\n=:#!][^\\ \t\f\r\n=:]*+)(?!\\)[ \t\f]*+[=:]?+[ \t\f]*+|(?![#!]))"
    r"([^\r\n]*+)(?:\n|\r\n|\Z)"
)
_ABOVE = re.compile(r"[ \t\f]*+(?:[#!][^\r\n]*+)?\r?\n")
_BEHIND_KEY = frozenset(("", *" \t\f\r\n=:"))
_FEW = 100


def read_regular(text: str) -> LazyUnits[str] | None:
    """The units of ``text``, each made when it is asked for; None when the text is not as regular as that."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    escapes = "\\" in text  # one character is found much faster than two
    if escapes and (text.endswith("\\") or "\\\n" in text or "\\\r" in text):
        return None
    pairs = _ENTRY.findall(text)
    while pairs and pairs[-1] == ("", ""):
        pairs.pop()
    texts: dict[str, str] = dict(pairs)
    if len(texts) != len(pairs) or "" in texts:
        return None
    if escapes:
        unescape = Scanner(text, "").unescape
        try:
            texts.update({key: unescape(raw, 0) for key, raw in pairs if "\\" in raw})
        except ContentError:  # the scanner knows where
            return None
    return LazyUnits(texts, Finder(text).unit, texts)


class Finder:
    """Makes single units of a regular text; all of them at once when that becomes cheaper."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._asked = 0
        self._all: dict[str, Unit] = {}

    def unit(self, key: str, value: str) -> Unit:
        self._asked += 1
        start = self._find(key) if self._asked <= _FEW else None
        if start is None:
            if not self._all:
                found = Scanner(self.text, "").scan()
                self._all = {row[0]: Unit(*row) for row in found}
            return self._all[key]
        _, _, _, row = next(Scanner(self.text, "").scan(self._above(start)))
        return Unit(key, value, self.text.count("\n", 0, start) + 1, row)

    def _find(self, key: str) -> int | None:
        """The beginning of the line that begins with the entry of ``key``; None when there are blanks before it."""
        text, size = self.text, len(key)
        if text.startswith(key) and text[size : size + 1] in _BEHIND_KEY:
            return 0
        start = text.find(f"\n{key}") + 1
        while start:
            if text[start + size : start + size + 1] in _BEHIND_KEY:
                return start
            start = text.find(f"\n{key}", start) + 1
        return None

    def _above(self, line: int) -> int:
        """Where the blank lines and comments above a line begin."""
        while line:
            begin = self.text.rfind("\n", 0, line - 1) + 1
            if not _ABOVE.match(self.text, begin, line):
                return line
            line = begin
        return 0

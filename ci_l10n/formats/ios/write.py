"""Keys and values of a ``.strings`` file, spelled the way the file does it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ci_l10n.formats.ios.layout import Document
from ci_l10n.formats.ios.scan import Entry

_BARE = re.compile(r"[A-Za-z0-9_$:.-]++\Z")  # without the slash: two of them would begin a comment
_ESCAPED = re.compile(r"\\.", re.S)
_CODE = re.compile(r"\\U([0-9a-fA-F]{4})")
_NAMED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INVISIBLE = frozenset("\u2028\u2029\ufeff")
_SAMPLE = 1000


class Spelling(NamedTuple):
    """How a text is spelled; None: it shows nothing of that."""

    quote: str = ""  # empty: bare
    apostrophes: bool | None = None  # escaped also in double quotes
    newline: str | None = None  # what stands for a line end as it is; empty: escaped
    tabs: bool | None = None  # as they are

    def over(self, other: "Spelling") -> "Spelling":
        """This one, completed by ``other``."""
        return Spelling(
            self.quote,
            other.apostrophes if self.apostrophes is None else self.apostrophes,
            other.newline if self.newline is None else self.newline,
            other.tabs if self.tabs is None else self.tabs,
        )


def spelling_of(token: str) -> Spelling:
    """What ``token``, a key or value as it stands in the file, shows."""
    if token[:1] not in ("'", '"'):
        return Spelling()
    rest = token[1:-1]
    escapes: set[str] = set()
    if "\\" in rest:
        escapes = set(_ESCAPED.findall(rest))
        rest = _ESCAPED.sub("", rest)
    newline = next((end for end in ("\r\n", "\n", "\r") if end in rest), None)
    if "\\n" in escapes:
        newline = "" if newline is None else None
    return Spelling(
        token[0],
        True if "\\'" in escapes and "'" not in rest else False if "'" in rest else None,
        newline,
        None if ("\\t" in escapes) == ("\t" in rest) else "\t" in rest,
    )


class Style:
    """How a file spells what has several spellings; ``source`` tells where the file has nothing to learn from."""

    def __init__(self, document: Document, source: Document) -> None:
        model = document if document.keys else source
        text = model.text
        entries = _sample(model)
        self.newline = document.newline or source.newline or "\n"
        self.quotes = _quotes(text, entries)
        self.is_as_source = self.quotes == _quotes(source.text, _sample(source))
        between = (text[e.key_end : e.value_start] for e in entries if e.value_start < e.value_end)
        self.separator = _most_common(between, " = ")
        self.common = spelling_of(f'"{"".join(text[e.value_start + 1 : e.value_end - 1] for e in entries)}"')
        codes = _CODE.findall(text) if "\\U" in text else []
        points = {int(code, 16) for code in codes if int(code, 16) > 0x7F}
        self._all = text.isascii() and any(chr(p).isalpha() or 0xD800 <= p < 0xE000 for p in points)
        self._spelled = {chr(point) for point in points if chr(point) not in text}
        self._upper = any(code.upper() == code != code.lower() for code in codes)
        self._text = text
        self._tables: dict[tuple[str, bool, bool], _Escapes] = {}

    def replacing(self, text: str, old: str) -> str:
        """``text`` in place of the value ``old``."""
        spelling = spelling_of(old) if old else Spelling(self.quotes[1])
        if not spelling.quote and _BARE.match(text):
            return text
        return self._quoted(text, spelling.over(self.common))

    def new(self, text: str, model: str) -> str:
        """``text`` as a value of a new entry; ``model`` is the source's value."""
        shown = spelling_of(model)
        quote = shown.quote if model and self.is_as_source else self.quotes[1]
        if not quote and _BARE.match(text):
            return text
        return self._quoted(text, self.common._replace(quote=quote).over(shown))

    def key(self, key: str, model: str = "") -> str:
        """A key of a new entry; ``model`` is how the source spells it."""
        quote = self.quotes[0]
        if model and (self.is_as_source or _quote(model[0]) == quote):
            return model
        if not quote and _BARE.match(key):
            return key
        return self._quoted(key, Spelling(quote))

    def _quoted(self, text: str, spelling: Spelling) -> str:
        quote = spelling.quote or '"'
        wanted = quote, bool(spelling.apostrophes), bool(spelling.tabs)
        table = self._tables.get(wanted)
        if table is None:
            table = self._tables[wanted] = self._table(*wanted)
        if spelling.newline and spelling.newline in text:
            lines = text.split(spelling.newline)
            return quote + spelling.newline.join(line.translate(table) for line in lines) + quote
        return quote + text.translate(table) + quote

    def _table(self, quote: str, apostrophes: bool, tabs: bool) -> "_Escapes":
        fixed = dict(_NAMED)
        fixed[quote] = f"\\{quote}"
        if apostrophes:
            fixed["'"] = "\\'"
        if tabs:
            fixed["\t"] = "\t"
        raw = {character for character in _INVISIBLE if character in self._text}
        return _Escapes(fixed, raw, self._spelled, everything=self._all, upper=self._upper)


class _Escapes(dict[int, str]):
    """For `str.translate`; filled as characters turn up, which is what makes it fast."""

    def __init__(
        self, fixed: dict[str, str], raw: set[str], spelled: set[str], *, everything: bool, upper: bool
    ) -> None:
        super().__init__({ord(character): escape for character, escape in fixed.items()})
        self.raw, self.spelled, self.everything, self.upper = raw, spelled, everything, upper

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if self._is_raw(code, character) else self._escape(character)
        return self[code]

    def _is_raw(self, code: int, character: str) -> bool:
        if 0x20 <= code < 0x7F:
            return True
        if code < 0xA0 or 0xD800 <= code < 0xE000 or self.everything or character in self.spelled:
            return False
        return character not in _INVISIBLE or character in self.raw

    def _escape(self, character: str) -> str:
        units = character.encode("utf-16-be", "surrogatepass")
        digits = [units[i : i + 2].hex() for i in range(0, len(units), 2)]
        return "".join(f"\\U{d.upper() if self.upper else d}" for d in digits)


def _sample(document: Document) -> list[Entry]:
    return [document.entry(index) for index in range(min(len(document.keys), _SAMPLE))]


def _quotes(text: str, entries: Sequence[Entry]) -> tuple[str, str]:
    """The usual quotes of keys and values."""
    values = (_quote(text[e.value_start]) for e in entries if e.value_start < e.value_end)
    return _most_common((_quote(text[e.start]) for e in entries), '"'), _most_common(values, '"')


def _quote(character: str) -> str:
    return character if character in "'\"" else ""


def _most_common(found: Iterable[str], default: str) -> str:
    counted = Counter(found)
    return counted.most_common(1)[0][0] if counted else default

"""Changing a plain text in place: what nearly every change of a string catalog is, without indexing its entry."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

from ci_l10n.model import Locale

_BLANK = r"[ \t\n\r]*+"
_OBJECT = rf"{_BLANK}:{_BLANK}\{{"
_PLAIN = re.compile(
    rf'{_BLANK}"stringUnit"{_BLANK}:{_BLANK}\{{{_BLANK}'
    rf'(?>(?:"state"{_BLANK}:{_BLANK}("[a-z_]*+"){_BLANK},{_BLANK})?)'
    rf'"value"{_BLANK}:{_BLANK}("(?>(?:[^"\\]++|\\.)*)"){_BLANK}\}}'
)


class Spans(NamedTuple):
    """Where state and value of a text are, quotes included; ``state`` is None where the text has none."""

    state: str | None
    state_span: tuple[int, int]
    value_span: tuple[int, int]


class PlainTexts:
    """Finds the plain text of one locale in the text of an entry."""

    def __init__(self, locale: Locale) -> None:
        name = re.escape(json.dumps(locale, ensure_ascii=False))
        self._search = re.compile(name + _OBJECT).search

    def find(self, text: str, start: int, end: int, value: str) -> Spans | None:
        """
        The text between ``start`` and ``end`` that says ``value``.

        None where something else is called like the locale too (a device, a substitution), or the text is ordered or
        nested in another way: then the entry has to be looked at properly.
        """
        head = self._search(text, start, end)
        if head is None or self._search(text, head.end(), end):
            return None
        match = _PLAIN.match(text, head.end(), end)
        if match is None:
            return None
        if scanstring(text, match.start(2) + 1, True)[0] != value:
            return None
        state = match[1]
        return Spans(None if state is None else state[1:-1], match.span(1), match.span(2))

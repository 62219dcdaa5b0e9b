"""
The usual table, read by one regular expression: a key and a text in every row, no key twice, line ends of one kind.

What is not so is for the `Reader`, which gives the same for these, taking three times as long.
"""

import re
from collections.abc import Iterable
from functools import cache

from ci_l10n.formats.csv.columns import Plan
from ci_l10n.formats.csv.dialect import row_pattern
from ci_l10n.formats.csv.head import Head
from ci_l10n.formats.csv.scan import pack
from ci_l10n.formats.lazy import LazyUnits
from ci_l10n.model import Unit

_FEW = 100


@cache
def _pattern(separator: str, quote: str, columns: tuple[int, ...]) -> "re.Pattern[str]":
    """A row as in `row_pattern`, else all the rest in a third group: matches follow each other without a gap."""
    return re.compile(rf"{row_pattern(separator, quote, columns).pattern}|([\s\S]++)")


def read_regular(head: Head) -> LazyUnits[str] | None:
    """The units of the table, each made when it is asked for; None when it is not as regular as that."""
    plan, dialect, text = head.plan, head.table.dialect, head.source.text
    if not _is_plain(plan) or ("\r" in text and text.count("\r") != text.count("\r\n")):
        return None
    pattern = _pattern(dialect.separator, dialect.quote, plan.columns)
    rows = pattern.findall(text, head.top)
    if not rows or rows[-1][2]:
        return None
    key, value = (0, 1) if plan.fields[0].keys[0] < plan.fields[0].value else (1, 0)
    mark, quote, unquote = dialect.quote[:1] or "\0", dialect.quote, dialect.unquote
    texts: dict[str, str] = {}
    for row in rows:
        name, raw = row[key], row[value]
        if name[:1] == mark:
            name = unquote(name)
        if raw[:1] == mark:
            inner = raw[1:-1]
            raw = inner if mark not in inner and raw[-1] == quote else unquote(raw)
        texts[name] = raw
    is_odd = len(texts) != len(rows) or "" in texts or any(map(str.isspace, texts))
    absent = head.absent if plan.shared else None
    if is_odd or (absent is not None and any(row[value] == absent for row in rows)):
        return None
    return LazyUnits(texts, Finder(head, pattern, texts, value + 1).unit, texts)


def _is_plain(plan: Plan) -> bool:
    fields, settings = plan.fields, plan.settings
    is_one = len(fields) == 1 and len(fields[0].keys) == 1 and not plan.is_lacking
    return is_one and settings.language < 0 and not settings.comments and not settings.limits


class Finder:
    """Makes single units of a regular table."""

    def __init__(self, head: Head, pattern: "re.Pattern[str]", keys: Iterable[str], group: int) -> None:
        self.head, self.pattern, self.keys, self.group = head, pattern, keys, group
        self._starts: dict[str, int] = {}
        self._asked = 0

    def unit(self, key: str, text: str) -> Unit:
        if not self._starts:
            self._starts = self._find_all()
        self._asked += 1
        start = self._starts[key]
        match = self.pattern.match(self.head.source.text, start)
        begin, end = match.span(self.group) if match else (start, start)
        place = pack(start, begin, end, match.end() if match else start, 0)
        return Unit(key, text, self._line(start), place)

    def _find_all(self) -> dict[str, int]:
        top = self.head.top
        ends = [match.end() for match in self.pattern.finditer(self.head.source.text, top)]
        return dict(zip(self.keys, [top, *ends], strict=False))

    def _line(self, start: int) -> int:
        if self._asked > _FEW:
            return self.head.table.line(start)
        return self.head.source.text.count("\n", 0, start) + 1

"""
Directives in the comments of a file: ``# smartling.placeholder_format = IOS`` holds for the entries below it.

One directive per comment. ``sltrans = notranslate`` sets the entries aside up to ``sltrans = translate``
(Smartling's documentation of supported file types).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n import directives
from ci_l10n.model import Catalog, Unit

CommentStyle: TypeAlias = Literal["#", "//", "<!--"]

_NAMED = r"smartling\.([a-z_]+)[ \t]*[=:][ \t]*"
_COMMENTS: Mapping[CommentStyle, re.Pattern[str]] = {
    "#": re.compile(rf"^[ \t]*[#!][ \t]*{_NAMED}(.*?)[ \t]*$", re.M),
    "//": re.compile(rf"^[ \t]*//[ \t]*{_NAMED}(.*?)[ \t]*$", re.M),
    "<!--": re.compile(rf"<!--\s*{_NAMED}(.*?)\s*-->", re.S),
}


class Directive(NamedTuple):
    line: int  # from 1
    name: str
    value: str


def find_directives(text: str, style: CommentStyle) -> list[Directive]:
    """The directives in the comments of ``text``, in order."""
    if directives.PREFIX not in text:
        return []
    ends = [match.start() for match in re.finditer("\r\n?|\n", text)]
    return [
        Directive(bisect_left(ends, match.start(1)) + 1, match[1], match[2].rstrip("\r"))
        for match in _COMMENTS[style].finditer(text)
    ]


def with_directives(catalog: Catalog, found: list[Directive], *, is_source: bool) -> Catalog:
    """``catalog`` with what ``found`` says of the units below each: flags, and what of a source is set aside."""
    if not found:
        return catalog
    aside = frozenset(_set_aside(catalog, found)) if is_source else frozenset()
    units = {unit.key: unit for unit in _flagged(catalog, found) if unit.key not in aside}
    return replace(catalog, units=units, aside=catalog.aside | aside)


def _flagged(catalog: Catalog, found: list[Directive]) -> Iterator[Unit]:
    for unit in catalog.units.values():
        said = tuple(
            f"{name}={value}"
            for line, name, value in found
            if line <= unit.line and name in directives.OF_TEXTS
        )
        yield unit._replace(flags=(*said, *unit.flags)) if said else unit


def _set_aside(catalog: Catalog, found: list[Directive]) -> Iterator[str]:
    switches = [(line, value) for line, name, value in found if name == "sltrans"]
    if not switches:
        return
    for unit in catalog.units.values():
        before = [value for line, value in switches if line <= unit.line]
        if before and before[-1].lower() == "notranslate":
            yield unit.key

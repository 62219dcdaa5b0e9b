"""
Directives in the comments of a file: ``# smartling.placeholder_format = IOS`` holds for the entries below it.

One directive per comment. ``sltrans = notranslate`` sets the entries aside up to ``sltrans = translate``
(Smartling's documentation of supported file types).
"""

import re
from bisect import bisect_left, bisect_right
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


# People who never end a limit mean the entry below it, whatever the documentation says of "the following strings".
_LIMIT = "character_limit"
_CUSTOM = "placeholder_format_custom"
_ENDS = ("NONE", "NULL", "")
_MOST_HOLDING = 50  # of regular expressions and others at once


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
    of_texts = [directive for directive in found if directive.name in directives.OF_TEXTS]
    lines = [directive.line for directive in of_texts]
    said = [(), *_said(of_texts)]
    limits_last = any(name == _LIMIT and value.upper() in _ENDS for _, name, value in of_texts)
    before = 0
    for unit in catalog.units.values():
        above = bisect_right(lines, unit.line)
        flags = said[above]
        if above == before and not limits_last:
            flags = tuple(flag for flag in flags if not flag.startswith(f"{_LIMIT}="))
        before = above
        yield unit._replace(flags=(*flags, *unit.flags)) if flags else unit


def _said(found: list[Directive]) -> Iterator[tuple[str, ...]]:
    """What holds below each of ``found``: of two of one name the later, of regular expressions all up to NONE."""
    holding: dict[str, str] = {}
    for _, name, value in found:
        if name != _CUSTOM:
            holding.pop(name, None)
            holding[name] = f"{name}={value}"
        elif value.upper() in _ENDS:
            holding = {key: flag for key, flag in holding.items() if not flag.startswith(f"{_CUSTOM}=")}
        elif len(holding) < _MOST_HOLDING:
            holding[value] = f"{name}={value}"
        yield tuple(holding.values())


def _set_aside(catalog: Catalog, found: list[Directive]) -> Iterator[str]:
    switches = [directive for directive in found if directive.name == "sltrans"]
    lines = [directive.line for directive in switches]
    for unit in catalog.units.values() if switches else ():
        above = bisect_right(lines, unit.line)
        if above and switches[above - 1].value.lower() == "notranslate":
            yield unit.key

"""
How a text is to be checked: what its format expects, what its file says, what the configuration asks for.

A file says it by gettext's flags (``c-format``; GNU gettext manual, "c-format Flag"), the configuration by Smartling's
directives, which travel as flags of the shape ``name=value``. Of two directives that disagree the later one holds, so a
unit's own come behind those of its file; regular expressions of ``placeholder_format_custom`` add up until ``NONE``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n import directives
from ci_l10n.checks import custom

SYNTAXES = (
    "printf",
    "messageformat",
    "icu",
    "i18next",
    "ruby",
    "brace",
    "dollar",
    "percent",
    "qt",
    "dotnet",
    "shell",
    "markup",
)
"""What formats may name in `Format.syntaxes`."""

Messages: TypeAlias = Literal["any", "branching", "none", "icu", "messageformat"]

_MESSAGES = frozenset({"icu", "messageformat"})
_PRINTF, _BRACE, _QT = frozenset({"printf"}), frozenset({"brace"}), frozenset({"qt"})
_FLAGGED: Mapping[str, frozenset[str]] = {
    "awk-format": _PRINTF,
    "c-format": _PRINTF,
    "elisp-format": _PRINTF,
    "java-printf-format": _PRINTF,
    "javascript-format": _PRINTF,
    "lua-format": _PRINTF,
    "objc-format": _PRINTF,
    "object-pascal-format": _PRINTF,
    "perl-format": _PRINTF,
    "php-format": _PRINTF,
    "python-format": _PRINTF,
    "tcl-format": _PRINTF,
    "ruby-format": frozenset({"printf", "ruby"}),
    "boost-format": frozenset(),
    "kde-format": _QT,
    "qt-format": _QT,
    "qt-plural-format": _QT,
    "c++-format": _BRACE,
    "csharp-format": _BRACE,
    "perl-brace-format": _BRACE,
    "python-brace-format": _BRACE,
    "rust-format": _BRACE,
    "java-format": frozenset({"messageformat"}),
    "sh-format": frozenset({"shell"}),
}
# Smartling's placeholder formats; `%o` and the like of several belong to printf
_PLACEHOLDER_FORMATS: Mapping[str, frozenset[str]] = {
    "NONE": frozenset(),
    "C": _PRINTF,
    "IOS": _PRINTF,
    "PYTHON": _PRINTF,
    "JAVA": _PRINTF,
    "YAML": frozenset({"ruby", "printf"}),
    "QT": _QT,
    "RESX": frozenset({"dotnet"}),
}
_STRING_FORMATS = ("MESSAGE_FORMAT", "ICU", "NONE", "HTML")
_OFF = ("", "NONE", "NULL")


class Rules(NamedTuple):
    """
    ``messages`` says which texts are parsed as messages: any that look like one, only those with branches, none, or
    all with arguments because a directive names their kind; then apostrophes quote as that kind wants it.
    """

    syntaxes: frozenset[str]
    messages: Messages = "any"
    patterns: tuple[custom.Pattern, ...] = ()
    limit: int | None = None  # characters


@lru_cache(maxsize=4096)
def rules_of(syntaxes: tuple[str, ...], flags: tuple[str, ...]) -> Rules:
    """The rules for a text of a format that expects ``syntaxes``, narrowed by ``flags``; what is no flag is ignored."""
    if not flags:
        return Rules(frozenset(syntaxes))
    said: dict[str, str] = {}
    patterns: list[custom.Pattern] = []
    for name, value in directives.said_by(flags):
        said[name] = value
        if name == "placeholder_format_custom":
            patterns = [] if value.strip().upper() in _OFF else [*patterns, *custom.patterns_of(value)]
    expected, messages = _placeholders(frozenset(syntaxes), said, flags)
    expected, messages = _strings(expected, messages, said, flags)
    return Rules(expected, messages, tuple(patterns), _limit(said, flags))


def check_directives(said: Mapping[str, str] | Iterable[str]) -> list[str]:
    """
    What is wrong with directives about texts, given by name or as flags: one sentence each.

    >>> check_directives({"placeholder_format": "KLINGON"})
    ["placeholder_format: 'KLINGON' is none of NONE, C, IOS, PYTHON, JAVA, YAML, QT, RESX"]
    """
    pairs = said.items() if isinstance(said, Mapping) else directives.said_by(said)
    return [f"{name}: {problem}" for name, value in pairs for problem in _problems(name, value)]


def _problems(name: str, value: str) -> list[str]:
    if name == "placeholder_format":
        return _unknown(_names(value), tuple(_PLACEHOLDER_FORMATS))
    if name == "string_format":
        return _unknown([value.strip().upper()] if value.strip() else [], _STRING_FORMATS)
    if name == "character_limit" and value.strip().upper() not in _OFF:
        return [] if _number(value) is not None else [f"{value!r} is not a number of characters"]
    if name == "placeholder_format_custom" and value.strip().upper() not in _OFF:
        return custom.problems_of(value)
    return []


def _unknown(names: Iterable[str], known: Sequence[str]) -> list[str]:
    return [f"{name!r} is none of {', '.join(known)}" for name in names if name not in known]


def _names(value: str) -> list[str]:
    return [name for part in value.split(",") if (name := part.strip().upper())]


def _placeholders(
    syntaxes: frozenset[str], said: Mapping[str, str], flags: Collection[str]
) -> tuple[frozenset[str], Messages]:
    """A directive replaces what the format expects, a flag of gettext what the directive leaves open."""
    names = [name for name in _names(said.get("placeholder_format", "")) if name in _PLACEHOLDER_FORMATS]
    if names:
        asked = frozenset[str]().union(*(_PLACEHOLDER_FORMATS[name] for name in names))
        kept = syntaxes & ({"markup"} if names == ["NONE"] else {"markup", *_MESSAGES})
        return asked | kept, "branching"
    if flagged := [_FLAGGED[flag] for flag in flags if flag in _FLAGGED]:
        syntaxes = (syntaxes & {"markup"}).union(*flagged)
    for flag in flags:
        if flag.startswith("no-"):
            syntaxes -= _FLAGGED.get(flag[3:], frozenset())
    return syntaxes, "any"


def _strings(
    syntaxes: frozenset[str], messages: Messages, said: Mapping[str, str], flags: Collection[str]
) -> tuple[frozenset[str], Messages]:
    kind = said.get("string_format", "").strip().upper()
    if kind == "NONE":
        return syntaxes - _MESSAGES, "none"
    if kind == "HTML":
        return syntaxes | {"markup"}, messages
    if kind == "ICU":
        return syntaxes - _MESSAGES | {"icu"}, "icu"
    if kind == "MESSAGE_FORMAT" or ("java-format" in flags and "messageformat" in syntaxes):
        return syntaxes - _MESSAGES | {"messageformat"}, "messageformat"
    return syntaxes, messages


def _limit(said: Mapping[str, str], flags: Iterable[str]) -> int | None:
    """The directive's, which may be ``NONE``, else that of Weblate's flag ``max-length:40``."""
    if "character_limit" in said:
        return _number(said["character_limit"])
    limit = None
    for flag in flags:
        if limit is None and flag.startswith("max-length:"):
            limit = _number(flag.removeprefix("max-length:"))
    return limit


def _number(value: str) -> int | None:
    value = value.strip()
    return int(value) if value.isdecimal() and 0 < len(value) < 10 and int(value) else None

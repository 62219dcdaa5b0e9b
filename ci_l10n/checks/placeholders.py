"""
Placeholders that are found by their shape: i18next, Ruby, braces, dollars, Symfony's ``%name%``, Qt, .NET.

Each syntax has a finder: text in, placeholders out. Two placeholders are the same when their ``name`` is; ``spelled``
is what people see.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ci_l10n.checks.problem import Problem


class Placeholder(NamedTuple):
    name: str
    spelled: str


PERCENT = re.compile(r"%([A-Za-z_][\w.-]{2,})%(?![A-Za-z0-9_(@$])")
_I18NEXT = re.compile(r"\{\{-?\s*([^{}\s,][^{},]*?)\s*(?:,[^{}]*)?\}\}")
_NESTING = re.compile(r"\$t\(\s*([^(),\s]+)[^()]*\)")
RUBY = re.compile(r"(?<!%)%(?:\{([^{}\s]+)\}|<(\w+)>[-+0 #]*\d*(?:\.\d+)?[a-zA-Z])")
_BRACE = re.compile(r"(?<![{$%\\])\{(\w[\w.\[\]-]*)?(?:![rsa])?(?:[:,][^{}]*)?\}(?!\})")
_DOLLAR = re.compile(r"\$\{([^{}]+)\}")
_QT = re.compile(r"%L?([1-9][0-9]?(?![0-9$])|n(?![a-z]))")
_SHELL = re.compile(r"\$(?:\{([A-Za-z_]\w*)[^{}]*\}|([A-Za-z_]\w*))")
_DOTNET = re.compile(r"(?<!\{)\{([0-9]{1,3})(?:,\s*-?[0-9]+)?\s*(?::[^{}]*)?\}(?!\}(?!\}))")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")


def _find_i18next(text: str) -> list[Placeholder]:
    return [Placeholder(m[1], m[0]) for m in _I18NEXT.finditer(text)]


def _find_nesting(text: str) -> list[Placeholder]:
    return [Placeholder(m[1], m[0]) for m in _NESTING.finditer(text)]


def _find_ruby(text: str) -> list[Placeholder]:
    return [Placeholder(m[1] or m[2], m[0]) for m in RUBY.finditer(text)]


def _find_brace(text: str) -> list[Placeholder]:
    return [Placeholder(m[1] or "", m[0]) for m in _BRACE.finditer(text)]


def _find_dollar(text: str) -> list[Placeholder]:
    return [Placeholder(_dollar_name(m[1].strip()), m[0]) for m in _DOLLAR.finditer(text)]


def _dollar_name(inner: str) -> str:
    """An expression may hold words and grammar of a language: ``${n == 1 ? 'day' : 'days'}``; its names count."""
    if "'" not in inner and '"' not in inner:
        return inner
    return " ".join(sorted({*_IDENTIFIER.findall(_LITERAL.sub("", inner))}))


def _find_percent(text: str) -> list[Placeholder]:
    return [Placeholder(m[1], m[0]) for m in PERCENT.finditer(text)]


def _find_qt(text: str) -> list[Placeholder]:
    return [Placeholder(m[1], m[0]) for m in _QT.finditer(text)]


def _find_dotnet(text: str) -> list[Placeholder]:
    return [Placeholder(m[1], m[0]) for m in _DOTNET.finditer(text)]


def _find_shell(text: str) -> list[Placeholder]:
    return [Placeholder(m[1] or m[2], m[0]) for m in _SHELL.finditer(text)]


Finder: TypeAlias = Callable[[str], list[Placeholder]]
FINDERS: Mapping[str, Finder] = {
    "i18next": _find_i18next,
    "ruby": _find_ruby,
    "brace": _find_brace,
    "dotnet": _find_dotnet,
    "dollar": _find_dollar,
}
"""Syntaxes with braces; a text that is a message has none of them."""
OTHER_FINDERS: Mapping[str, tuple[str, Finder]] = {
    "i18next": ("$t(", _find_nesting),
    "percent": ("%", _find_percent),
    "qt": ("%", _find_qt),
    "shell": ("$", _find_shell),
}
"""Syntaxes without, by what they begin with."""


def compare(
    sources: Sequence[str],
    translation: str,
    finder: Finder,
    suffix: str,
    *,
    may_omit: bool,
    may_repeat: bool = False,
    spare: Container[str] = (),
) -> list[Problem]:
    """
    Compare as multisets with the union of the source's forms; a plural form may omit what it does not bring.

    ``may_repeat`` is for texts with branches of their own, where only the names count. Names in ``spare`` may come
    more often than in the source.
    """
    every, got = [finder(source) for source in sources], finder(translation)
    if len(every) == 1 and [name for name, _ in every[0]] == [name for name, _ in got]:
        return []
    wanted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for found in every:
        spelled |= found
        wanted |= Counter(name for name, _ in found)
    counted = Counter(name for name, _ in got)
    if may_repeat:
        wanted, counted = Counter(dict.fromkeys(wanted, 1)), Counter(dict.fromkeys(counted, 1))
    if counted == wanted:
        return []
    added = [name for name in counted - wanted if name not in spare]
    problems = [extra(spelling, suffix) for spelling in _spellings(added, dict(got))]
    if not may_omit:
        problems += [missing(spelling, suffix) for spelling in _spellings(wanted - counted, spelled)]
    return problems


def _spellings(names: Iterable[str], spelled: Mapping[str, str]) -> list[str]:
    return [spelled[name] for name in names]


def missing(spelled: str, suffix: str) -> Problem:
    return Problem(
        "placeholders",
        "placeholder-missing",
        suffix,
        f"{spelled} is missing",
        "take it over from the source as it is",
    )


def extra(spelled: str, suffix: str) -> Problem:
    return Problem(
        "placeholders",
        "placeholder-extra",
        suffix,
        f"{spelled} is not in the source, or not as often",
        "use only the source's placeholders, spelled as there",
    )

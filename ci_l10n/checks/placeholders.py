"""
Placeholders that are found by their shape: printf, i18next, Ruby, braces, dollars, Symfony's ``%name%``.

Each syntax has a finder: text in, placeholders out. Two placeholders are the same when their ``name`` is; ``spelled``
is what people see. Prose is not a placeholder: ``100 % sure``, ``50%off``, ``%50 indirim``, ``a%20b``.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ci_l10n.checks.problem import Problem


class Placeholder(NamedTuple):
    name: str
    spelled: str


_PRINTF = re.compile(
    r"%(?:%|#@(?P<list>\w+)@|"
    r"(?:\((?P<name>[^()\s][^()]*)\)|(?P<position>[1-9][0-9]?)\$)?"
    r"(?P<flags>[-+#0',I]*)(?P<width>\*|[0-9]+)?(?P<precision>\.(?:\*|[0-9]+))?"
    r"(?P<length>hh|h|ll|l|L|q|j|z|t)?(?P<type>[@diouxXeEfFgGcCsSpr]))"
)
# `%d.%m.%Y` is written anew in every language; the source shows it by a directive that printf does not have
_DATE = re.compile(r"%[-_^0]?[YBmHMybAIjZz](?![A-Za-z%])")
_PERCENT = re.compile(r"%([A-Za-z_][\w.-]{2,})%(?![A-Za-z0-9_(%@$])")
_TYPES = {
    **dict.fromkeys("diu", "d"),
    **dict.fromkeys("oxX", "x"),
    **dict.fromkeys("eEfFgG", "f"),
    "S": "s",
    "C": "c",
}
_I18NEXT = re.compile(r"\{\{-?\s*([^{}\s,][^{},]*?)\s*(?:,[^{}]*)?\}\}|\$t\(\s*([^(),\s]+)[^()]*\)")
_RUBY = re.compile(r"(?<!%)%(?:\{([^{}\s]+)\}|<(\w+)>[-+0 #]*\d*(?:\.\d+)?[a-zA-Z])")
_BRACE = re.compile(r"(?<![{$%#\\])\{(\w[\w.\[\]-]*)?(?:![rsa])?(?:[:,][^{}]*)?\}(?!\})")
_DOLLAR = re.compile(r"\$\{([^{}]+)\}")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.]*")
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")


class Printf(NamedTuple):
    """One conversion: ``argument`` is its number or name, 0 for one that takes the next."""

    argument: int | str
    type: str
    spelled: str


def find_printf(text: str) -> list[Printf]:
    """The conversions of ``text``, without ``%%`` and without what is rather prose."""
    found = []
    if "%" in text[:-1] and _PERCENT.search(text):
        text = _PERCENT.sub(" ", text)
    for match in _PRINTF.finditer(text):
        spelled = match.group()
        if spelled == "%%" or (
            match["position"] is None and match["name"] is None and _is_prose(text, match)
        ):
            continue
        if match["list"]:
            found.append(Printf(match["list"], "#@", spelled))
            continue
        kind = (match["length"] or "") + _TYPES.get(match["type"], match["type"])
        argument: int | str = int(match["position"]) if match["position"] else match["name"] or 0
        found.append(Printf(argument, kind, spelled))
    return found


def _is_prose(text: str, match: re.Match[str]) -> bool:
    if match["list"] or match["precision"] or match["flags"]:
        return False
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match["width"]:  # `%50indirim`, `a%20b`
        return before.isalnum() or after.isalnum()
    return before.isdigit() and after.isascii() and after.isalpha()  # `50%off`


def _find_i18next(text: str) -> list[Placeholder]:
    return [Placeholder(m[1] or f"$t({m[2]})", m[0]) for m in _I18NEXT.finditer(text)]


def _find_ruby(text: str) -> list[Placeholder]:
    return [Placeholder(m[1] or m[2], m[0]) for m in _RUBY.finditer(text)]


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
    return [Placeholder(m[1], m[0]) for m in _PERCENT.finditer(text)]


Finder: TypeAlias = Callable[[str], list[Placeholder]]
FINDERS: Mapping[str, Finder] = {
    "i18next": _find_i18next,
    "ruby": _find_ruby,
    "brace": _find_brace,
    "dollar": _find_dollar,
    "percent": _find_percent,
}


def compare(
    sources: Sequence[str], translation: str, finder: Finder, suffix: str, *, may_omit: bool
) -> list[Problem]:
    """Compare as multisets with the union of the source's forms; a plural form may omit what it does not bring."""
    wanted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for source in sources:
        found = finder(source)
        spelled |= found
        wanted |= Counter(name for name, _ in found)
    got = finder(translation)
    if not wanted and not got:
        return []
    counted = Counter(name for name, _ in got)
    if counted == wanted:
        return []
    problems = [extra(spelling, suffix) for spelling in _spellings(counted - wanted, dict(got))]
    if not may_omit:
        problems += [missing(spelling, suffix) for spelling in _spellings(wanted - counted, spelled)]
    return problems


def _spellings(names: Counter[str], spelled: Mapping[str, str]) -> list[str]:
    return [spelled[name] for name in names]


def compare_printf(sources: Sequence[str], translation: str, suffix: str, *, may_omit: bool) -> list[Problem]:
    """Compare conversions by argument and type; ``%s`` and ``%1$s`` are the same when they name the same argument."""
    if any(_DATE.search(source) for source in sources):
        return []
    found = [find_printf(source) for source in sources]
    wanted = max(found, key=len, default=[])
    got = find_printf(translation)
    if not wanted:
        return [extra(p.spelled, suffix) for p in got if _is_unmistakable(p, translation)]
    expected: Counter[tuple[int | str, str]] = Counter()
    for one in found:
        expected |= Counter(_arguments(one))
    actual = Counter(_arguments(got))
    problems = _printf_problems(wanted, got, expected, actual, suffix, may_omit=may_omit)
    if not problems and _has_lone_percent(translation) and not any(map(_has_lone_percent, sources)):
        hint = "write %% for a percent sign in a text with placeholders"
        problems = [
            Problem("placeholders", "percent-unescaped", suffix, "a single % stands in the text", hint)
        ]
    return problems


def _printf_problems(
    wanted: Sequence[Printf],
    got: Sequence[Printf],
    expected: Counter[tuple[int | str, str]],
    actual: Counter[tuple[int | str, str]],
    suffix: str,
    *,
    may_omit: bool,
) -> list[Problem]:
    if actual == expected or (may_omit and not actual - expected):
        return []
    bare = any(p.argument == 0 for p in got)
    if bare and _types(got) == _types(wanted) and not any(p.argument for p in wanted if p.argument != 0):
        first = next(g for g, w in zip(got, wanted, strict=True) if g.type != w.type)
        return [
            Problem(
                "placeholders",
                "placeholder-not-positional",
                suffix,
                f"{first.spelled} stands in another place than in the source, where it would get the wrong argument",
                "number the placeholders: %1$s, %2$d",
            )
        ]
    names_wanted, names_got = _spelled_by_argument(wanted), _spelled_by_argument(got)
    problems = [extra(names_got[argument], suffix) for argument in actual - expected]
    if not may_omit:
        problems += [missing(names_wanted.get(a, f"%{a[0]}${a[1]}"), suffix) for a in expected - actual]
    return problems


def _arguments(found: Sequence[Printf]) -> list[tuple[int | str, str]]:
    """(argument, type) of each; those without a number are numbered as they come."""
    result, following = [], 0
    for one in found:
        if one.argument == 0:
            following += 1
        result.append((one.argument or following, one.type))
    return result


def _spelled_by_argument(found: Sequence[Printf]) -> dict[tuple[int | str, str], str]:
    return dict(zip(_arguments(found), (one.spelled for one in found), strict=True))


def _types(found: Sequence[Printf]) -> Counter[str]:
    return Counter(one.type for one in found)


def _is_unmistakable(found: Printf, text: str) -> bool:
    """Whether a conversion in a text whose source has none is meant as one (``100 %s`` may be a typing slip)."""
    if found.argument != 0:
        return True
    before = text[: text.index(found.spelled)].rstrip()
    return found.type in ("s", "d", "@", "ld", "lu", "lld") and not before[-1:].isdigit()


def _has_lone_percent(text: str) -> bool:
    rest = _PRINTF.sub("", _PERCENT.sub("", _RUBY.sub("", text)))
    return "%" in rest


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

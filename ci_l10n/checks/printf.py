"""
Conversions of printf and its relatives: ``%s``, ``%1$d``, ``%(name)s``, ``%@``, ``%#@files@``.

Prose is not a placeholder: ``100 % sure``, ``50%off``, ``%50 indirim``, ``a%20b``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ci_l10n.checks.placeholders import PERCENT, RUBY, extra, missing
from ci_l10n.checks.problem import Problem

_PRINTF = re.compile(
    r"%(?:%|(?:[1-9]\$)?#@(?P<list>\w+)@|(?P<own>arg)(?!\w)|"
    r"(?:\((?P<name>[^()\s][^()]*)\)|(?P<position>[1-9][0-9]?)\$)?"
    r"(?P<flags>[-+#0',I]*)(?P<width>\*|[0-9]+)?(?P<precision>\.(?:\*|[0-9]+))?"
    r"(?P<length>hh|h|ll|l|L|q|j|z|t)?(?P<type>[@diouxXeEfFgGcCsSpr]))"
)
# `%d.%m.%Y` is written anew in every language; the source shows it by a directive that printf does not have
_DATE = re.compile(r"%[-_^0]?[YBmHMybAIjZz](?![A-Za-z%])")
# UTF-8 in an address: `%C3%A9`
_URL = re.compile(r"%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+")
_TYPES = {
    **dict.fromkeys("diu", "d"),
    **dict.fromkeys("oxX", "x"),
    **dict.fromkeys("eEfFgG", "f"),
}


class Printf(NamedTuple):
    """One conversion: ``argument`` is its number or name, 0 for one that takes the next."""

    argument: int | str
    type: str
    spelled: str


class Conversion(NamedTuple):
    """Where in a text a conversion stands."""

    start: int
    end: int
    found: Printf


def find_printf(text: str) -> list[Printf]:
    """The conversions of ``text``, without ``%%`` and without what is rather prose."""
    return [conversion.found for conversion in find_conversions(text)]


def find_conversions(text: str) -> Iterator[Conversion]:
    """`find_printf` with places."""
    text = without_lookalikes(text)
    for match in _PRINTF.finditer(text):
        spelled = match.group()
        if spelled == "%%" or (
            match["position"] is None and match["name"] is None and _is_prose(text, match)
        ):
            continue
        if own := match["list"] or match["own"]:  # Apple's: of a substitution, and its own number inside it
            found = Printf(own, "#@", spelled)
        else:
            kind = (match["length"] or "") + _TYPES.get(match["type"], match["type"])
            argument: int | str = int(match["position"]) if match["position"] else match["name"] or 0
            found = Printf(argument, kind, spelled)
        yield Conversion(*match.span(), found)


def without_lookalikes(text: str) -> str:
    """``text`` of the same length, with blanks for ``%name%`` and for bytes of an address."""
    if "%" in text[:-1] and PERCENT.search(text):
        text = PERCENT.sub(_blank, text)
    if "%" in text[:-3] and _URL.search(text):
        text = _URL.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _is_prose(text: str, match: re.Match[str]) -> bool:
    if match["list"] or match["own"] or match["precision"] or match["flags"]:
        return False
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match["width"]:  # `%50indirim`, `a%20b`, `?q=%3F`
        return (
            before.isalnum()
            or after.isalnum()
            or (before in "/?&=#" and match["type"] in "CEF" and bool(before))
        )
    return before.isdigit() and after.isascii() and after.isalpha()  # `50%off`


def has_date(text: str) -> bool:
    """Whether ``text`` is a pattern of `strftime`, whose conversions are not those of printf."""
    return "%" in text and _DATE.search(text) is not None


def compare(sources: Sequence[str], translation: str, suffix: str, *, may_omit: bool) -> list[Problem]:
    """Compare conversions by argument and type; ``%s`` and ``%1$s`` are the same when they name the same argument."""
    if any(map(has_date, sources)):
        return []
    found = [find_printf(source) for source in sources]
    wanted = max(found, key=len, default=[])
    got = find_printf(translation)
    if not wanted:
        return [extra(p.spelled, suffix) for p in got if _is_unmistakable(p, translation)]
    problems: list[Problem] = []
    if len(found) > 1 or _arguments(wanted) != _arguments(got):
        expected: Counter[tuple[int | str, str]] = Counter()
        for one in found:
            expected |= Counter(_arguments(one))
        problems = _differences(wanted, got, expected, suffix, may_omit=may_omit)
    if not problems and has_lone_percent(translation) and not any(map(has_lone_percent, sources)):
        hint = "write %% for a percent sign in a text with placeholders"
        problems = [
            Problem("placeholders", "percent-unescaped", suffix, "a single % stands in the text", hint)
        ]
    return problems


def _differences(
    wanted: Sequence[Printf],
    got: Sequence[Printf],
    expected: Counter[tuple[int | str, str]],
    suffix: str,
    *,
    may_omit: bool,
) -> list[Problem]:
    actual = Counter(_arguments(got))
    if actual == expected or (may_omit and not actual - expected):
        return []
    if moved := _moved(wanted, got):
        return [
            Problem(
                "placeholders",
                "placeholder-not-positional",
                suffix,
                f"{moved.spelled} stands in another place than in the source, where it would get the wrong argument",
                "number the placeholders: %1$s, %2$d",
            )
        ]
    names_wanted, names_got = _spelled_by_argument(wanted), _spelled_by_argument(got)
    problems = [extra(names_got[argument], suffix) for argument in actual - expected]
    if not may_omit:
        problems += [missing(names_wanted.get(a, f"%{a[0]}${a[1]}"), suffix) for a in expected - actual]
    return problems


def _moved(wanted: Sequence[Printf], got: Sequence[Printf]) -> Printf | None:
    """The first conversion without a number that stands where the source has one of another type."""
    if any(one.argument for one in got) or _types(got) != _types(wanted):
        return None
    if all(isinstance(one.argument, int) for one in wanted):
        wanted = sorted(wanted, key=lambda one: int(one.argument))
    return next((g for g, w in zip(got, wanted, strict=True) if g.type != w.type), None)


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


def has_lone_percent(text: str) -> bool:
    """Whether a percent sign stands in ``text`` that is neither part of a placeholder nor doubled."""
    rest = _PRINTF.sub("", _URL.sub("", PERCENT.sub("", RUBY.sub("", text))))
    return "%" in rest

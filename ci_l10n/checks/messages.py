"""Compare ICU and Java messages by what they do with their arguments."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ci_l10n import plurals
from ci_l10n.checks import icu, placeholders
from ci_l10n.checks.problem import Problem
from ci_l10n.checks.rules import Rules
from ci_l10n.model import Locale

_NUMERIC = frozenset({"number", "plural", "selectordinal", "spellout", "ordinal", "duration", "choice"})
_TEMPORAL = frozenset({"date", "time"})
_NUMBERED = re.compile(r"\{\s*[0-9]+\s*[,}]")
_BRANCHES = re.compile(r"\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal|choice)\s*,")
# What CLDR once had, so older files have it still: Hebrew until 42, the others until 24
_FORMER = {"he": "many", "iw": "many", "bs": "many", "hr": "many", "sh": "many", "sr": "many"}
_DOUBLED = "write '' for an apostrophe in a text with arguments"
_CURLY = "write '' or \u2019 for an apostrophe before a brace"
_FOREIGN = {"dollar": "${", "ruby": "%{"}  # read as messages they would be arguments behind a sign


def is_message(sources: Sequence[str], syntax: str, rules: Rules) -> bool:
    """Whether the source is a message of ``syntax`` with arguments (a broken one is judged by its shape)."""
    if syntax == "messageformat" and not any(_NUMBERED.search(source) for source in sources):
        return False
    parsed = [(source, message) for source in sources if (message := _parsed(source, "none"))]
    if syntax == "messageformat" != rules.messages and any(message.branches for _, message in parsed):
        return False  # Java has no plurals: that is ICU in a file of properties
    if rules.messages == "branching" and syntax == "icu":
        return any(message.branches for _, message in parsed)
    signs = [sign for name, sign in _FOREIGN.items() if name in rules.syntaxes]
    return any(message.branches or not any(sign in source for sign in signs) for source, message in parsed)


def has_branches(text: str) -> bool:
    """Whether ``text`` looks like a message with branches; what stands in them may come once in each."""
    return _BRANCHES.search(text) is not None


def compare(
    sources: Sequence[str],
    translation: str,
    suffix: str,
    locale: Locale,
    syntax: str,
    *,
    may_omit: bool,
    strict: bool = False,
) -> list[Problem]:
    """
    Arguments, their types, and the plural categories of ``locale``.

    Libraries differ in whether an apostrophe quotes (Flutter: not by default), so a translation is right when it is
    in one of the two readings; ``strict`` says that apostrophes quote here. In Java's they do unless the source has
    a single one itself, and one that doubles them wants it of the translation.
    """
    if "'" not in translation and not any("'" in source for source in sources):
        return _compare(sources, translation, suffix, locale, "none", may_omit=may_omit)
    quoting: icu.Quoting = "java" if syntax == "messageformat" else "icu"
    problems = _compare(sources, translation, suffix, locale, quoting, may_omit=may_omit)
    plain_source = quoting == "java" and not any(_has_single_apostrophe(source) for source in sources)
    if problems and _compare(sources, translation, suffix, locale, "none", may_omit=may_omit):
        return problems
    if problems:
        return [_quoted(problems[0], quoting)] if strict or plain_source else []
    doubled = quoting == "java" and any("''" in source for source in sources)
    if (strict or doubled) and plain_source and (lost := icu.needless_quote(translation)):
        message = f"the apostrophe before {lost!r} begins a quote and is not shown"
        return [Problem("icu", "apostrophe", suffix, message, _DOUBLED)]
    return []


def _has_single_apostrophe(text: str) -> bool:
    return "'" in text.replace("''", "")


def _quoted(problem: Problem, quoting: icu.Quoting) -> Problem:
    """An argument that an apostrophe makes plain text."""
    message = f"an apostrophe turns what follows it into plain text: {problem.message}"
    return problem._replace(message=message, hint=_DOUBLED if quoting == "java" else _CURLY)


def _compare(
    sources: Sequence[str],
    translation: str,
    suffix: str,
    locale: Locale,
    quoting: icu.Quoting,
    *,
    may_omit: bool,
) -> list[Problem]:
    wanted = [message for source in sources if (message := _parsed(source, quoting))]
    try:
        got = icu.parse(translation, quoting)
    except icu.IcuError as error:
        hint = f"see character {error.offset + 1}, and compare the braces with those of the source"
        return [Problem("icu", "icu-syntax", suffix, f"the message cannot be read: {error.reason}", hint)]
    if not got.repeats and not any(message.repeats for message in wanted):
        finder = _plain_finder(quoting)
        problems = placeholders.compare(sources, translation, finder, suffix, may_omit=may_omit)
    else:
        problems = _compare_names(wanted, got, suffix, may_omit=may_omit)
    problems += _compare_types(wanted, got, suffix)
    return problems + _compare_branches(wanted, got, suffix, locale)


def _compare_names(
    wanted: Sequence[icu.Message], got: icu.Message, suffix: str, *, may_omit: bool
) -> list[Problem]:
    """In a message with branches an argument may stand in each, so only the names are compared."""
    expected = {name: None for message in wanted for name in message.types()}
    actual = got.types()
    problems = [
        _arguments(f"{{{name}}} is not in the source", suffix) for name in actual if name not in expected
    ]
    if not may_omit:
        problems += [_arguments(f"{{{name}}} is missing", suffix) for name in expected if name not in actual]
    return problems


def _compare_types(wanted: Sequence[icu.Message], got: icu.Message, suffix: str) -> list[Problem]:
    expected: dict[str, set[str]] = {}
    for message in wanted:
        for name, types in message.types().items():
            expected[name] = expected.get(name, set()) | types
    problems = []
    for name, types in got.types().items():
        for kind in sorted(types):
            if name in expected and not any(_are_alike(kind, other) for other in expected[name]):
                other = min(expected[name])
                problems.append(
                    _arguments(f"{{{name}}} is a {kind} here and a {other} in the source", suffix)
                )
    return problems


def _are_alike(one: str, other: str) -> bool:
    if one == other or not one or not other:
        return True
    return any(one in group and other in group for group in (_NUMERIC, _TEMPORAL))


def _compare_branches(
    wanted: Sequence[icu.Message], got: icu.Message, suffix: str, locale: Locale
) -> list[Problem]:
    selects: dict[str, set[str]] = {}
    for message in wanted:
        for argument in message.arguments:
            if argument.selectors:
                selects.setdefault(argument.name, set()).update(argument.selectors)
    problems = []
    known = plurals.categories(locale)
    former = _FORMER.get(locale.partition("-")[0], "")
    for name, category in icu.plural_categories(got):
        # Flutter reads zero, one and two as =0, =1 and =2 in every language: what the source does is right
        if category not in (*known, former, *selects.get(name, ())):
            text = f"the plural of {{{name}}} has the category {category}, which {locale} does not have"
            hint = f"use {', '.join(known)}"
            problems.append(Problem("icu", "icu-plural-categories", suffix, text, hint))
    for argument in got.arguments:
        if argument.type == "select" and argument.name in selects:
            for selector in argument.selectors:
                if selector not in selects[argument.name]:
                    text = (
                        f"the select of {{{argument.name}}} has the branch {selector}, which the source lacks"
                    )
                    problems.append(_arguments(text, suffix))
    return problems


def _plain_finder(quoting: icu.Quoting) -> "placeholders.Finder":
    def find(text: str) -> list[placeholders.Placeholder]:
        message = _parsed(text, quoting)
        found = message.arguments if message else []
        return [placeholders.Placeholder(a.name, f"{{{a.name}}}") for a in found]

    return find


@lru_cache(maxsize=256)
def _parsed(text: str, quoting: icu.Quoting) -> icu.Message | None:
    """The message, None when there is none or it has no arguments."""
    try:
        message = icu.parse(text, quoting)
    except icu.IcuError:
        return None
    return message if message.arguments else None


def _arguments(message: str, suffix: str) -> Problem:
    return Problem(
        "icu", "icu-arguments", suffix, message, "use the source's arguments, with their names as they are"
    )

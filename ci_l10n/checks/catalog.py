"""Check one translation against its source."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ci_l10n.checks import (
    characters,
    custom,
    length,
    markup,
    messages,
    names,
    pipes,
    placeholders,
    printf,
    signs,
)
from ci_l10n.checks.problem import Problem
from ci_l10n.checks.rules import SYNTAXES, Rules, check_directives, rules_of
from ci_l10n.model import Forms, Locale, Value, parts_of, texts_of

__all__ = ["SYNTAXES", "Problem", "check_directives", "check_value"]

_SIGN = re.compile("[%<&{$]")
"""Without one of these a text has neither placeholder nor tag."""
# What a branch looks like to them, in a message that cannot be read
_OF_BRANCHES = frozenset({"brace", "dotnet"})
_MOST_FORMS = 12
"""Texts that one text is compared with; plurals have six, and comparing each with each must not take forever."""


def check_value(
    source: Value,
    translation: Value,
    *,
    locale: Locale,
    syntaxes: Sequence[str],
    flags: Sequence[str] = (),
    key: str = "",
) -> list[Problem]:
    """
    What is wrong with ``translation``; empty texts are untranslated and never wrong.

    A syntax is looked at when it is among ``syntaxes`` (or what ``flags`` say) and source or translation hold it.
    Each form of a plural is compared with the union of the source's forms: it may omit what they have and may not
    bring what they lack. Items of an array are compared one by one. ``key`` helps where a framework has its own
    texts under known keys.
    """
    if source == translation:
        return []
    context = _Context(locale, rules_of(tuple(syntaxes), tuple(flags)), key)
    if isinstance(translation, str) and isinstance(source, str):
        return _check_text((source,), translation, "", context, may_omit=False)
    is_plural = isinstance(translation, Forms) and translation.kind == "plural"
    of_source, every = dict(parts_of(source)), texts_of(source)
    problems: list[Problem] = []
    for suffix, text in parts_of(translation):
        # The format of a .stringsdict set is no form: without its `%#@variable@` no form is ever shown.
        is_form = is_plural and not (not suffix and "#@" in of_source.get("", ""))
        sources = (of_source[suffix],) if suffix in of_source and not is_form else every[:_MOST_FORMS]
        problems += _check_text(sources, text, suffix, context, may_omit=is_form)
    return problems


class _Context(NamedTuple):
    locale: Locale
    rules: Rules
    key: str


def _check_text(
    sources: tuple[str, ...], translation: str, suffix: str, context: _Context, *, may_omit: bool
) -> list[Problem]:
    if not translation or translation in sources:
        return []
    both, rules = "".join((*sources, translation)), context.rules
    problems: list[Problem] = []
    if _SIGN.search(both) or rules.patterns:
        problems = _compare(sources, translation, suffix, context, may_omit=may_omit)
    if problems and not may_omit and len(sources) == 1 and "|" in sources[0]:
        problems = _check_piped(sources[0], translation, suffix, context, problems)
    if not both.isprintable():
        problems += characters.check(sources, translation, suffix)
    if "\ufffd" in translation:
        problems += characters.check_replacements(sources, translation, suffix)
    if "\\" in translation:
        problems += characters.check_escapes(sources, translation, suffix)
    if rules.limit is not None:
        problems += length.check(sources, translation, rules.limit, suffix)
    return problems


def _check_piped(
    source: str, translation: str, suffix: str, context: _Context, plain: list[Problem]
) -> list[Problem]:
    """
    The problems as forms of one plural, when the texts can be read that way, else those of the whole text.

    Each form may omit what others have, but one at least has all that the richest of the source's has.
    """
    if source.count("|") + translation.count("|") > 2 * _MOST_FORMS:
        return plain
    if messages.has_branches(source):  # `{0,choice,0#none|1#one}`
        return plain
    sources, forms = pipes.forms_of(source), pipes.forms_of(translation)
    if any(_compare(sources, form, suffix, context, may_omit=True) for form in forms):
        return plain
    if all(_compare(sources, form, suffix, context, may_omit=False) for form in forms):
        return plain
    return []


def _compare(
    sources: tuple[str, ...], translation: str, suffix: str, context: _Context, *, may_omit: bool
) -> list[Problem]:
    """Placeholders and tags."""
    both, rules = "".join((*sources, translation)), context.rules
    syntaxes = rules.syntaxes
    branching = "{" in both and messages.has_branches(both)
    problems: list[Problem] = []
    if "%" in both and "printf" in syntaxes and not branching:
        problems += printf.compare(sources, translation, suffix, may_omit=may_omit)
    if "markup" in syntaxes:
        if "<" in both or "&lt;" in both:
            # Android keeps tags as text in CDATA or behind `&lt;`: the app shows them as markup all the same.
            texts = tuple(source.replace("&lt;", "<") for source in sources)
            problems += markup.compare(
                texts, translation.replace("&lt;", "<"), suffix, may_omit=may_omit, may_repeat=branching
            )
        if "&" in translation:
            problems += markup.check_entities(sources, translation, suffix)
    if "{" in both:
        problems += _compare_braces(sources, translation, suffix, context, may_omit=may_omit)
    if "%" in both or "$" in both:
        for syntax, (sign, finder) in placeholders.OTHER_FINDERS.items():
            if syntax in syntaxes and sign in both:
                spare = names.prose_of_qt(sources) if syntax == "qt" else ()
                problems += placeholders.compare(
                    sources,
                    translation,
                    finder,
                    suffix,
                    may_omit=may_omit,
                    may_repeat=branching,
                    spare=spare,
                )
    for pattern in rules.patterns if len(both) <= custom.LONGEST_TEXT else ():
        found = custom.finder(pattern)
        try:
            problems += placeholders.compare(
                sources, translation, found, suffix, may_omit=may_omit, may_repeat=branching
            )
        except custom.TooSlow:
            problems.append(_too_slow(pattern, suffix))
    return list(dict.fromkeys(problems)) if problems else problems


def _too_slow(pattern: custom.Pattern, suffix: str) -> Problem:
    return Problem(
        "placeholders",
        "expression-slow",
        suffix,
        f"the regular expression {pattern.pattern!r} takes too long",
        "let nothing that is repeated stand inside of a repetition, unless something separates it: (a+)+ is a+",
    )


def _compare_braces(
    sources: tuple[str, ...], translation: str, suffix: str, context: _Context, *, may_omit: bool
) -> list[Problem]:
    """Messages are parsed when the source is one; else braces are compared by their shape."""
    rules = context.rules
    branching = messages.has_branches("".join(sources))
    if branching and rules.messages == "none":
        return []
    becomes_branching = not branching and rules.messages != "none" and messages.has_branches(translation)
    if (branching or becomes_branching) and "brace" in rules.syntaxes:  # that can be nothing else
        rules = rules._replace(syntaxes=rules.syntaxes | {"icu"})
    for syntax in ("messageformat", "icu"):
        if syntax in rules.syntaxes and (
            (becomes_branching and syntax == "icu") or messages.is_message(sources, syntax, rules)
        ):
            strict = rules.messages == syntax
            return messages.compare(
                sources, translation, suffix, context.locale, syntax, may_omit=may_omit, strict=strict
            )
    problems: list[Problem] = []
    sources, translation = signs.apart(sources, translation, rules.syntaxes)
    for syntax, finder in placeholders.FINDERS.items():
        if syntax in rules.syntaxes and not (branching and syntax in _OF_BRANCHES):
            spare = names.always_passed(context.key, sources) if syntax == "ruby" else ()
            problems += placeholders.compare(
                sources, translation, finder, suffix, may_omit=may_omit, may_repeat=branching, spare=spare
            )
    return problems

"""Check one translation against its source."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from ci_l10n.checks import characters, markup, messages, placeholders
from ci_l10n.checks.problem import Problem
from ci_l10n.model import Forms, Locale, Value, parts_of, texts_of

__all__ = ["SYNTAXES", "Problem", "check_value"]

SYNTAXES = ("printf", "messageformat", "icu", "i18next", "ruby", "brace", "dollar", "percent", "markup")
"""What formats may name in `Format.syntaxes`."""

# What a gettext flag says of the texts of an entry (GNU gettext manual, "c-format Flag"...).
_FLAGGED: Mapping[str, frozenset[str]] = {
    "c-format": frozenset({"printf"}),
    "objc-format": frozenset({"printf"}),
    "python-format": frozenset({"printf"}),
    "php-format": frozenset({"printf"}),
    "java-printf-format": frozenset({"printf"}),
    "perl-format": frozenset({"printf"}),
    "kde-format": frozenset(),
    "qt-format": frozenset(),
    "python-brace-format": frozenset({"brace"}),
    "perl-brace-format": frozenset({"brace"}),
    "csharp-format": frozenset({"brace"}),
    "java-format": frozenset({"messageformat"}),
    "ruby-format": frozenset({"printf", "ruby"}),
    "sh-format": frozenset({"dollar"}),
}


def check_value(
    source: Value,
    translation: Value,
    *,
    locale: Locale,
    syntaxes: Sequence[str],
    flags: Sequence[str] = (),
) -> list[Problem]:
    """
    What is wrong with ``translation``; empty texts are untranslated and never wrong.

    A syntax is looked at when it is among ``syntaxes`` (or what ``flags`` say) and source or translation hold it.
    Each form of a plural is compared with the union of the source's forms: it may omit what they have and may not
    bring what they lack. Items of an array are compared one by one.
    """
    if source == translation:
        return []
    applicable = _applicable(tuple(syntaxes), tuple(flags))
    if isinstance(translation, str) and isinstance(source, str):
        return _check_text((source,), translation, "", locale, applicable, may_omit=False)
    is_plural = isinstance(translation, Forms) and translation.kind == "plural"
    of_source, every = dict(parts_of(source)), texts_of(source)
    problems: list[Problem] = []
    for suffix, text in parts_of(translation):
        sources = every if is_plural or suffix not in of_source else (of_source[suffix],)
        problems += _check_text(sources, text, suffix, locale, applicable, may_omit=is_plural)
    return problems


@cache
def _applicable(syntaxes: tuple[str, ...], flags: tuple[str, ...]) -> frozenset[str]:
    """The syntaxes of a format, narrowed by what the file itself says of the entry."""
    result = frozenset(syntaxes)
    if said := [_FLAGGED[flag] for flag in flags if flag in _FLAGGED]:
        result = (result & {"markup"}).union(*said)
    for flag in flags:
        if flag.startswith("no-"):
            result -= _FLAGGED.get(flag[3:], frozenset())
    return result


def _check_text(
    sources: tuple[str, ...],
    translation: str,
    suffix: str,
    locale: Locale,
    syntaxes: Collection[str],
    *,
    may_omit: bool,
) -> list[Problem]:
    if not translation or translation in sources:
        return []
    both = "".join((*sources, translation))
    problems: list[Problem] = []
    if not both.isprintable():
        problems += characters.check(sources, translation, suffix)
    if "%" in both and "printf" in syntaxes:
        problems += placeholders.compare_printf(sources, translation, suffix, may_omit=may_omit)
    if ("<" in both or "&lt;" in both) and "markup" in syntaxes:
        # Android keeps tags as text in CDATA or behind `&lt;`: the app shows them as markup all the same.
        texts = tuple(source.replace("&lt;", "<") for source in sources)
        problems += markup.compare(texts, translation.replace("&lt;", "<"), suffix, may_omit=may_omit)
    if "{" in both or "$t(" in both or ("%" in both and "percent" in syntaxes):
        problems += _check_braces(sources, translation, suffix, locale, syntaxes, may_omit=may_omit)
    return problems


def _check_braces(
    sources: tuple[str, ...],
    translation: str,
    suffix: str,
    locale: Locale,
    syntaxes: Collection[str],
    *,
    may_omit: bool,
) -> list[Problem]:
    """Messages are parsed when the source is one; else braces are compared by their shape."""
    for syntax in ("icu", "messageformat"):
        if syntax in syntaxes and messages.is_message(sources, syntax, syntaxes):
            return messages.compare(sources, translation, suffix, locale, syntax, may_omit=may_omit)
    problems: list[Problem] = []
    for syntax, finder in placeholders.FINDERS.items():
        if syntax in syntaxes:
            problems += placeholders.compare(sources, translation, finder, suffix, may_omit=may_omit)
    return problems

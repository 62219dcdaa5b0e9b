"""
Whether two spellings of a translation mean the same, and how the source would have spelled it.

Platforms rewrite what they export (Smartling's guides to file types, "Placeholders"): ``%s`` comes back as ``%1$s``, a
percent sign as ``%%``, an apostrophe of a MessageFormat as ``''``. What such a sign stands for is up to the program
that shows the text, and only the source tells: a text without conversions is not formatted, so that ``%%`` there is a
percent sign written twice, while in ``%d %% off`` the two are one sign and a single one would be an error.

Means the same: has the same `reading`, so that this is an equivalence. Everything else tells texts apart.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.checks import icu, messages, printf
from ci_l10n.checks.rules import rules_of
from ci_l10n.model import Forms, Value, parts_of, texts_of

Apostrophe: TypeAlias = Literal["as it is", "single", "doubled", "either"]

_SIGNS = re.compile("[%']")
_NUMBER = re.compile(r"(?<=%)[0-9]+\$")
_NUMBERED = re.compile(r"\{\s*[0-9]+\s*[,}]")
_QUOTED_BRACE = re.compile(r"'[{}]'")
_SINGLE = re.compile(r"(?<!')'(?!')")


class Usage(NamedTuple):
    """How the texts of one key are shown, as far as that decides what signs mean."""

    printf: bool = False  # %s and %1$s name the same argument
    plain_percent: bool = False  # %% is a percent sign written twice
    apostrophe: Apostrophe = "as it is"  # how the source writes one


AS_WRITTEN = Usage()


def usage_of(source: Value, syntaxes: Sequence[str], flags: Sequence[str] = ()) -> Usage:
    """What ``source`` tells; ``syntaxes`` are those of its format, ``flags`` as `check_value` takes them."""
    rules = rules_of(tuple(syntaxes), tuple(flags))
    texts = texts_of(source)
    is_printf = "printf" in rules.syntaxes and not any(
        printf.has_date(text) or messages.has_branches(text) for text in texts
    )
    apostrophe: Apostrophe = "as it is"
    if "messageformat" in rules.syntaxes and rules.messages != "none":
        apostrophe = _apostrophe(texts, is_message=rules.messages == "messageformat")
    return Usage(is_printf, is_printf and _has_plain_percent(texts), apostrophe)


def _has_plain_percent(texts: Sequence[str]) -> bool:
    """A text that has a single percent sign shows it; one that is never formatted shows them all."""
    if any("%%" in printf.without_lookalikes(text) for text in texts):
        return False
    return any(map(printf.has_lone_percent, texts)) or not any(map(printf.find_printf, texts))


def _apostrophe(texts: Sequence[str], *, is_message: bool) -> Apostrophe:
    """Java reads texts with arguments as patterns, where an apostrophe quotes; many programs replace braces only."""
    single = any(map(_SINGLE.search, texts))
    doubled = any("''" in text for text in texts)
    if (single and doubled) or any(map(_QUOTED_BRACE.search, texts)):
        return "as it is"
    if single:
        return "single"
    if any(map(_NUMBERED.search, texts)):
        return "as it is" if doubled or is_message else "either"
    return "doubled" if doubled else "single"


def is_same(usage: Usage, one: Value | None, other: Value | None) -> bool:
    """Whether a reader is shown the same; None is no text at all."""
    if one == other:
        return True
    if one is None or other is None or usage == AS_WRITTEN:
        return False
    if isinstance(one, Forms) != isinstance(other, Forms):
        return False
    if not (may_be_spelled_otherwise(one) or may_be_spelled_otherwise(other)):
        return False
    return reading(usage, one) == reading(usage, other)


def may_be_spelled_otherwise(value: Value) -> bool:
    """Whether ``value`` holds anything that is spelled in several ways at all."""
    return any(map(_SIGNS.search, texts_of(value)))


def reading(usage: Usage, value: Value) -> Hashable:
    """``value`` without what may be spelled in several ways: equal for those that mean the same, and only for them."""
    if isinstance(value, str):
        return _read(usage, value)
    parts = [(suffix, _read(usage, text)) for suffix, text in value.parts]
    return (value.kind, frozenset(parts) if value.kind == "plural" else tuple(parts))


def _read(usage: Usage, text: str) -> Hashable:
    if not _SIGNS.search(text):
        return ((text,), ())
    arguments = _java_arguments(text) if usage.apostrophe == "either" else ()
    pieces = _pieces(text, usage)
    fold = _fold_of(usage)
    return tuple(fold(piece) if isinstance(piece, str) else piece for piece in pieces), arguments


def _fold_of(usage: Usage) -> Callable[[str], str]:
    if usage.apostrophe == "as it is":
        return str
    return lambda text: text.replace("''", "'")


def _java_arguments(text: str) -> tuple[str, ...] | None:
    """What is left of the arguments when apostrophes quote; None for what cannot be read."""
    try:
        return tuple(argument.name for argument in icu.parse(text, "java").arguments)
    except icu.IcuError:
        return None


def _pieces(text: str, usage: Usage) -> list[str | tuple[int, str]]:
    """Texts, and between them conversions as (number of the argument, spelling without it)."""
    if not usage.printf or "%" not in text:
        return [text]
    pieces: list[str | tuple[int, str]] = []
    end = 0
    for conversion, number in _numbered(text):
        pieces.append(_percents(text[end : conversion.start], usage))
        pieces.append((number, _NUMBER.sub("", conversion.found.spelled, count=1)))
        end = conversion.end
    return [*pieces, _percents(text[end:], usage)]


def _percents(text: str, usage: Usage) -> str:
    return single_percents(text) if usage.plain_percent else text


def single_percents(text: str) -> str:
    """
    ``text`` with one percent sign for two, but for names between signs.

    >>> single_percents("50%% of %%name%%")
    '50% of %%name%%'
    """
    if "%%" not in text:
        return text
    seen = printf.without_lookalikes(text)
    parts, end = [], 0
    for match in re.finditer("%%", seen):
        parts.append(text[end : match.start() + 1])
        end = match.end()
    return "".join((*parts, text[end:]))


def _numbered(text: str) -> list[tuple[printf.Conversion, int]]:
    """
    The conversions with the numbers of their arguments; those with names stay text.

    A width from an argument (``%*d``) takes one as well: such texts are left alone as a whole.
    """
    found, following = [], 0
    for conversion in printf.find_conversions(text):
        spelled = conversion.found.spelled
        if "*" in spelled:
            return []
        if spelled.startswith("%(") or spelled == "%arg":
            continue
        number = _NUMBER.search(spelled)
        if number is None:
            following += 1
        found.append((conversion, int(number[0][:-1]) if number else following))
    return found


def respelled(usage: Usage, value: Value, models: Sequence[Value | None]) -> Value:
    """
    ``value``, meaning the same, with its placeholders spelled as the first of ``models`` that has any spells them.

    Numbers are left out where each conversion takes its argument in turn, and set where the model has them. Percent
    signs and apostrophes become what the source has, see `usage_of`.
    """
    if usage == AS_WRITTEN or not may_be_spelled_otherwise(value):
        return value
    if isinstance(value, str):
        return _respell(usage, value, _texts_for("", models))
    parts = ((suffix, _respell(usage, text, _texts_for(suffix, models))) for suffix, text in value.parts)
    return Forms(value.kind, tuple(parts))


def _texts_for(suffix: str, models: Sequence[Value | None]) -> list[str]:
    """The texts to go by: of each model the same form, then its others."""
    texts: list[str] = []
    for model in models:
        parts = parts_of(model) if model is not None else ()
        texts += [text for own, text in parts if own == suffix]
        texts += [text for own, text in parts if own != suffix]
    return texts


def _respell(usage: Usage, text: str, models: Sequence[str]) -> str:
    new = _with_signs_as(usage, text, models)
    return new if _read(usage, new) == _read(usage, text) else text


def _with_signs_as(usage: Usage, text: str, models: Sequence[str]) -> str:
    if usage.printf and "%" in text:
        text = _with_numbers_as(usage, text, models)
    if "'" in text:
        if usage.apostrophe == "single":
            text = text.replace("''", "'")
        elif usage.apostrophe == "doubled":
            text = text.replace("''", "'").replace("'", "''")
    return text


def _with_numbers_as(usage: Usage, text: str, models: Sequence[str]) -> str:
    found = _numbered(text)
    style = next((style for model in models if (style := _style(_numbered(model)))), "")
    is_in_turn = [number for _, number in found] == list(range(1, len(found) + 1))
    parts, end = [], 0
    for conversion, number in found:
        spelled = conversion.found.spelled
        if style == "plain" and is_in_turn:
            spelled = _NUMBER.sub("", spelled, count=1)
        elif style == "numbered" and not _NUMBER.search(spelled) and _style(found) == "plain":
            spelled = f"%{number}${spelled[1:]}"
        parts += [_percents(text[end : conversion.start], usage), spelled]
        end = conversion.end
    return "".join((*parts, _percents(text[end:], usage)))


def _style(found: Sequence[tuple[printf.Conversion, int]]) -> Literal["plain", "numbered", ""]:
    """How a text spells its conversions; "" when it has none, or some of either kind."""
    numbered = {bool(_NUMBER.search(conversion.found.spelled)) for conversion, _ in found}
    if len(numbered) != 1:
        return ""
    return "numbered" if True in numbered else "plain"

"""Which strings of a target have no translation, and which texts one has to be made of. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from ci_l10n import plurals
from ci_l10n.formats.forms import categories_of
from ci_l10n.model import Catalog, Forms, Locale, Unit, Value, is_empty, texts_of

_FORM = re.compile(r"([._\[]?)(zero|one|two|few|many|other)\]?")
_REFERENCE = re.compile(r"%#@[^@]*@")  # to a variable of a .stringsdict
_NUMBERED = re.compile(r"\[[0-9]+\]")


class Missing(NamedTuple):
    """
    One string without a translation.

    ``pieces`` pairs the suffixes that its translation is to have with the source texts that they are translated from.
    """

    unit: Unit  # of the source
    kind: Literal["text", "plural", "array"]
    pieces: tuple[tuple[str, str], ...]
    is_copy: bool = False  # the target has the source's own text

    def value(self, translated: Callable[[str], str]) -> Value:
        """The translation, with ``translated`` giving that of each of `texts`."""
        parts = tuple((suffix, translated(text) if is_prose(text) else text) for suffix, text in self.pieces)
        return parts[0][1] if self.kind == "text" else Forms(self.kind, parts)

    def texts(self) -> Iterator[str]:
        """The texts that need to be translated; those without a letter stay what they are."""
        yield from (text for _, text in self.pieces if is_prose(text))


def is_prose(text: str) -> bool:
    """
    Is there anything to translate?

    >>> is_prose("42 %"), is_prose("%#@files@"), is_prose("%#@files@ left")
    (False, False, True)
    """
    return any(map(str.isalpha, _REFERENCE.sub("", text)))


def find_missing(
    source: Catalog, target: Catalog | None, locale: Locale, format_name: str, numbered: int | None
) -> tuple[list[Missing], list[Unit]]:
    """
    Strings of ``source`` that ``target`` has no translation of, and those whose plural forms cannot be made.

    No translation: absent, empty, or equal to the source's text. What is marked for review is somebody's draft
    already, so it stays. ``numbered`` is how many plural forms a set has in the target where forms have numbers.
    """
    there: Mapping[str, Unit] = target.units if target else {}
    found: list[Missing] = []
    impossible: list[Unit] = []
    for key, unit in source.units.items():
        if key in source.aside or not any(text.strip() for text in texts_of(unit.value)):
            continue
        if key in there and not _is_untranslated(there[key], unit.value):
            continue
        pieces = _pieces(unit, locale, format_name, numbered)
        is_copy = key in there and not is_empty(there[key].value)
        if pieces is None:
            impossible.append(unit)
        elif not is_copy or any(is_prose(text) for _, text in pieces):
            found.append(Missing(unit, _kind(unit.value), pieces, is_copy))
    return found, impossible


def _is_untranslated(there: Unit, original: Value) -> bool:
    return is_empty(there.value) or (not there.needs_review and there.value == original)


def _kind(value: Value) -> Literal["text", "plural", "array"]:
    return "text" if isinstance(value, str) else value.kind


def _pieces(
    unit: Unit, locale: Locale, format_name: str, numbered: int | None
) -> tuple[tuple[str, str], ...] | None:
    value = unit.value
    if isinstance(value, str):
        return (("", value),)
    if value.kind == "array":
        return value.parts
    if unit.key.endswith("_ordinal"):
        return None  # which ordinals a locale has is another matter than its plurals
    if all(_NUMBERED.fullmatch(suffix) for suffix, _ in value.parts):
        return _numbered_forms(value, locale, numbered)
    return _named_forms(value, locale, format_name)


def _numbered_forms(value: Forms, locale: Locale, numbered: int | None) -> tuple[tuple[str, str], ...] | None:
    """As gettext counts: the first text of the source is its singular, the last its plural."""
    categories = plurals.gettext_categories(locale)
    if numbered not in (None, len(categories)):
        return None  # the file has another rule for them: its third form is not ours
    one, many = value.parts[0][1], value.parts[-1][1]
    return tuple((f"[{i}]", one if category == "one" else many) for i, category in enumerate(categories))


def _named_forms(value: Forms, locale: Locale, format_name: str) -> tuple[tuple[str, str], ...]:
    """All forms of the locale, each from the source's form of that name, else from its most general one."""
    matches = {suffix: _FORM.fullmatch(suffix) for suffix, _ in value.parts}
    texts = {match.group(2): text for suffix, text in value.parts if (match := matches[suffix])}
    kept = tuple((suffix, text) for suffix, text in value.parts if not matches[suffix])
    if not texts:
        return kept
    prefix = next(match.group(1) for match in matches.values() if match)
    categories = {*plurals.categories(locale), "other"}
    if "zero" in texts and (prefix == "_" or "zero" in categories_of(locale, format_name)):
        categories.add("zero")
    general = texts.get("other") or next(reversed(texts.values()))
    forms = ((f"{prefix}{name}", texts.get(name, general)) for name in plurals.ORDER if name in categories)
    return (*kept, *forms)


def count_numbered(catalog: Catalog) -> int | None:
    """How many plural forms a set has, where forms have numbers (gettext); None where there is no such set."""
    for unit in catalog.units.values():
        value = unit.value
        if isinstance(value, Forms) and value.kind == "plural" and _NUMBERED.fullmatch(value.parts[0][0]):
            return len(value.parts)
    return None

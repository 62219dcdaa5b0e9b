"""Plural sets and the categories a locale has."""

from collections.abc import Collection

from ci_l10n import plurals
from ci_l10n.formats.base import Untranslated
from ci_l10n.model import Forms, Locale, Value

_ZERO_EVERYWHERE = frozenset({"stringsdict", "xcstrings"})  # Foundation looks for `zero` in every language


def categories_of(locale: Locale, format_name: str = "") -> frozenset[str]:
    """Plural categories that files of a format can have for ``locale``: CLDR's cardinal ones, always ``other``."""
    more = ("zero",) if format_name in _ZERO_EVERYWHERE else ()
    return frozenset((*plurals.categories(locale), *more, "other"))


def fitting(key: str, value: Value | None, categories: Collection[str]) -> Value | None:
    """
    ``value`` without plural forms that the locale does not have; None when nothing is left.

    Forms named by number (gettext) are left alone: their count is the file's own matter. So are ordinals, whose
    categories are others than those of counts.
    """
    if not isinstance(value, Forms) or value.kind != "plural" or key.endswith("_ordinal"):
        return value
    parts = tuple((suffix, text) for suffix, text in value.parts if _fits(suffix, categories))
    return Forms("plural", parts) if parts else None


def instead(value: Value, untranslated: Untranslated) -> Value | None:
    """What a new target gets for a source's ``value`` that has no translation; None: no entry."""
    if untranslated == "omit":
        return None
    if untranslated == "source":
        return value
    if isinstance(value, str):
        return ""
    return Forms(value.kind, tuple((suffix, "") for suffix, _ in value.parts))


def shape_problem(source: Value, value: Value) -> str:
    """
    Why ``value`` cannot stand for ``source``: another kind of value, an array of another length, texts that are
    missing; else "".

    Plural sets may have other forms than the source's, that is what languages do.
    """
    wanted, given = _kind(source), _kind(value)
    if wanted != given:
        return f"the source has {wanted}, the translation {given}"
    if isinstance(source, Forms) and isinstance(value, Forms) and source.kind == "array":
        wanted_items, given_items = len(source.parts), len(value.parts)
        if wanted_items != given_items:
            return f"the source has {wanted_items} items, the translation {given_items}"
    if gaps := gaps_of(source, value):
        return f"some of it is translated, but there is no text for {', '.join(gaps)}"
    return ""


def gaps_of(source: Value, value: Value) -> tuple[str, ...]:
    """
    Forms or items that ``value`` leaves empty though the source has a text for them, () when nothing is translated.

    Platforms export a set that is half done like that; delivered, its users would read nothing at all.
    """
    if not isinstance(source, Forms) or not isinstance(value, Forms):
        return ()
    texts = dict(source.parts)
    usual = source.parts[-1][1] if source.kind == "plural" and source.parts else ""
    gaps = tuple(
        suffix.lstrip("._") or "the plain key"
        for suffix, text in value.parts
        if not text and texts.get(suffix, usual)
    )
    return gaps if len(gaps) < len(value.parts) else ()


def _kind(value: Value) -> str:
    if isinstance(value, str):
        return "one text"
    return "plural forms" if value.kind == "plural" else "a list of texts"


def _fits(suffix: str, categories: Collection[str]) -> bool:
    # i18next looks for `key_zero` in every locale, and for the plain `key` when a form is missing.
    if not suffix or suffix == "_zero" or suffix.startswith("["):
        return True
    return suffix.lstrip("._") in categories

"""Plural sets and the categories a locale has."""

from collections.abc import Collection

from ci_l10n import plurals
from ci_l10n.model import Forms, Locale, Value


def categories_of(locale: Locale) -> frozenset[str]:
    """CLDR cardinal categories of ``locale``; ``other`` is in every one of them."""
    return frozenset((*plurals.categories(locale), "other"))


def fitting(value: Value | None, categories: Collection[str]) -> Value | None:
    """
    ``value`` without plural forms that the locale does not have; None when nothing is left.

    Forms named by number (gettext) are left alone: their count is the file's own matter.
    """
    if not isinstance(value, Forms) or value.kind != "plural":
        return value
    parts = tuple(
        (suffix, text)
        for suffix, text in value.parts
        if suffix.startswith("[") or suffix.replace("_", ".").rpartition(".")[2] in categories
    )
    return Forms("plural", parts) if parts else None

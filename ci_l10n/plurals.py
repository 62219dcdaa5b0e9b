"""
Which plural categories a locale has (CLDR), and how gettext numbers them.

The facts are in `plurals_table`, made from CLDR by ``tools/make_plurals.py``.
"""

from functools import cache
from typing import TypeVar

from ci_l10n.model import Locale
from ci_l10n.plurals_table import CATEGORIES, GETTEXT

ORDER = ("zero", "one", "two", "few", "many", "other")
"""All categories, in the order in which CLDR and people list them."""

_Fact = TypeVar("_Fact")
_UNKNOWN = ("n != 1", ("one", "other"))


def categories(locale: Locale) -> tuple[str, ...]:
    """
    The cardinal categories of ``locale``, "other" always among them; ("one", "other") where CLDR has no data.

    >>> categories("pt-BR"), categories("zh-Hant-TW")
    (('one', 'many', 'other'), ('other',))
    """
    return _look_up(locale, _categories()) or _UNKNOWN[1]


def plural_forms(locale: Locale) -> tuple[int, str]:
    """
    What a gettext ``Plural-Forms`` header says for ``locale``: nplurals and the expression.

    >>> "nplurals={}; plural=({});".format(*plural_forms("fr"))
    'nplurals=2; plural=(n > 1);'
    """
    expression, present = _look_up(locale, _gettext()) or _UNKNOWN
    return len(present), expression


def gettext_categories(locale: Locale) -> tuple[str, ...]:
    """
    The CLDR category of each gettext index (``msgstr[0]``, ``msgstr[1]``...) under `plural_forms`.

    >>> gettext_categories("lv")
    ('one', 'other', 'zero')
    """
    return (_look_up(locale, _gettext()) or _UNKNOWN)[1]


def _look_up(locale: Locale, table: dict[str, _Fact]) -> _Fact | None:
    """The fact for the locale itself, else for it without region, script and so on, down to the language."""
    parts = locale.replace("-", "_").partition("@")[0].split("_")
    parts = [parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])]
    while parts:
        if (found := table.get("_".join(parts))) is not None:
            return found
        parts.pop()
    return None


@cache
def _categories() -> dict[str, tuple[str, ...]]:
    return {name: tuple(key.split()) for key, names in CATEGORIES.items() for name in names.split()}


@cache
def _gettext() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        name: (expression, tuple(present.split()))
        for (expression, present), names in GETTEXT.items()
        for name in names.split()
    }

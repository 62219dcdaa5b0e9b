"""
Which key of ours a platform means: it names an entry by element and name, by a path with slashes, by its msgid alone. Pure.
"""

import re
from collections.abc import Iterable, Mapping

from ci_l10n.model import Unit, parts_of

_ELEMENT = re.compile(r"(?:string|plurals|string-array|data)@")
_ITEM = re.compile(r"\[(\d+)\]")


def find_key(named: str, units: Mapping[str, Unit]) -> str | None:
    """
    The key of the one unit that ``named`` can be; None when there is none, or more than one.

    A plural form or an item of an array belongs to the unit it is part of.
    """
    if named in units:
        return named
    wanted = _plain(named)
    found = {unit.key for unit in units.values() if wanted in map(_plain, _names(unit))}
    return found.pop() if len(found) == 1 else None


def _names(unit: Unit) -> Iterable[str]:
    yield unit.key
    yield unit.key.partition("|")[2] or unit.key  # gettext's msgctxt goes first here
    for suffix, _ in parts_of(unit.value):
        yield unit.key + suffix


def _plain(name: str) -> str:
    """
    >>> _plain("string-array@days[0]"), _plain("/menu/open"), _plain("menu.open")
    ('days.0', 'menu.open', 'menu.open')
    """
    name = _ITEM.sub(r".\1", _ELEMENT.sub("", name, count=1) if _ELEMENT.match(name) else name)
    return name.lstrip("/").replace("/", ".")

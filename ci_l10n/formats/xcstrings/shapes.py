"""
What a localization of a string catalog says, in whatever shape it says it.

============================================== ==============================================
``stringUnit``                                 one text
``stringSet``                                  several ways to say it (App Shortcuts): an array
``variations.plural``                          plural forms
``variations.device`` and other kinds          each case has a text or forms of its own
``substitutions``                              forms for the ``%#@name@`` in the text
============================================== ==============================================
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from ci_l10n.formats.xcstrings.scan import Pairs
from ci_l10n.model import Forms, Value

Path: TypeAlias = tuple[str, ...]
"""Names on the way from a localization to the object that holds a text or its forms."""

UNFINISHED = ("needs_review", "new")
"""States of a text that is no translation yet."""
_DEEPEST = 12  # names in a path: a device in a substitution takes five


class Text(NamedTuple):
    """A text or a set of forms: what its key adds to the entry's, where it is, what it says."""

    suffix: str
    path: Path
    value: Value
    needs_review: bool


def texts_in(localization: Pairs, suffix: str = "", path: Path = ()) -> Iterator[Text]:
    """The texts of ``localization``, its own first."""
    holder = dict(localization)
    variations = members(holder.get("variations"))
    if own := _own_value(holder, members(variations.get("plural"))):
        yield Text(suffix, path, *own)
    if len(path) >= _DEEPEST:
        return
    for kind, cases in variations.items():
        if kind != "plural":
            for name, case in members(cases).items():
                if isinstance(case, tuple):
                    way = (*path, "variations", kind, name)
                    yield from texts_in(case, f"{suffix}.{kind}.{name}", way)
    for name, substitution in members(holder.get("substitutions")).items():
        if isinstance(substitution, tuple):
            way = (*path, "substitutions", name)
            yield from texts_in(substitution, f"{suffix}.substitutions.{name}", way)


def _own_value(holder: Mapping[str, Any], plural: Mapping[str, Any]) -> tuple[Value, bool] | None:
    """The text, array or forms that ``holder`` has itself, and whether somebody should look at it."""
    if unit := _string_unit(holder):
        return unit
    texts = members(holder.get("stringSet"))
    values = texts.get("values")
    if isinstance(values, list) and values and all(isinstance(text, str) for text in values):
        parts = tuple((f"[{number}]", text) for number, text in enumerate(values))
        return Forms("array", parts), texts.get("state") in UNFINISHED
    forms = {f".{name}": _string_unit(members(case)) for name, case in plural.items()}
    found = [(suffix, *unit) for suffix, unit in forms.items() if unit]
    if not found:
        return None
    return (
        Forms("plural", tuple((suffix, text) for suffix, text, _ in found)),
        any(review for *_, review in found),
    )


def _string_unit(holder: Mapping[str, Any]) -> tuple[str, bool] | None:
    unit = members(holder.get("stringUnit"))
    value = unit.get("value")
    return (value, unit.get("state") in UNFINISHED) if isinstance(value, str) else None


def members(value: Any) -> dict[str, Any]:
    """``value`` by name, of two of one name the last; nothing when it is no object."""
    return dict(value) if isinstance(value, tuple) else {}

"""The words everybody shares: locale, key, value, unit, catalog, finding."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from ci_l10n.errors import Location

Locale: TypeAlias = str  # a canonical BCP 47 tag
Severity: TypeAlias = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """
    A value that is merged whole or not at all: a plural set or an array.

    ``parts`` pairs the suffix of the key as the file spells it with its text: ``(".one", "a file")``,
    ``("[0]", "Monday")``, ``("_other", "files")``.
    """

    kind: Literal["plural", "array"]
    parts: tuple[tuple[str, str], ...]

    def __eq__(self, other: object) -> bool:
        """Plural forms have no order, array items have."""
        if not isinstance(other, Forms) or self.kind != other.kind:
            return False
        if self.kind == "plural":
            return dict(self.parts) == dict(other.parts)
        return self.parts == other.parts

    def __hash__(self) -> int:
        return hash((self.kind, frozenset(self.parts)))


Value: TypeAlias = str | Forms

_REFERENCE = re.compile(r"%(?:\d+\$)?#@\w+@")  # a format of a property list that is nothing but one variable


def parts_of(value: Value) -> tuple[tuple[str, str], ...]:
    """``value`` as (suffix, text) pairs; a plain text has one with the empty suffix."""
    return (("", value),) if isinstance(value, str) else value.parts


def texts_of(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(text for _, text in value.parts)


def is_empty(value: Value | None) -> bool:
    """
    Absent, or nothing but empty texts.

    The sentence around a plural set of a property list translates nothing where it only refers to empty forms.

    >>> is_empty(Forms("plural", (("", "%#@files@"), (".one", ""), (".other", ""))))
    True
    """
    if isinstance(value, Forms) and value.kind == "plural":
        return not any(text for suffix, text in value.parts if suffix or not _REFERENCE.fullmatch(text))
    return value is None or not any(texts_of(value))


class Unit(NamedTuple):
    """
    One entry of a file.

    ``value`` is the meaning, free of the file's escaping, so that two spellings of one text compare equal.
    ``place`` belongs to the format that made the unit: where the bytes of entry and value are.
    """

    key: str
    value: Value
    line: int  # 1-based, of the entry
    place: Any = None
    needs_review: bool = False  # gettext fuzzy, XLIFF needs-review-translation
    flags: tuple[str, ...] = ()  # what the file itself says of its placeholders, such as gettext's c-format
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about one place; it never stops the other files."""

    severity: Severity
    code: str
    message: str
    hint: str = ""
    location: Location | None = None
    locale: Locale | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """A parsed file: its bytes, its units in file order by key, and what was odd about it."""

    data: bytes
    units: Mapping[str, Unit]
    findings: tuple[Finding, ...] = ()
    layout: Any = None  # belongs to the format: indentation, quoting, line ends, containers
    aside: frozenset[str] = field(default=frozenset())  # keys the file marks as not translatable

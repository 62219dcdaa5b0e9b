"""
The sides of one target file and of each key in it, and what is decided of them. Pure.

For each key: what the platform said last time and now (P0, P), what was delivered (T0), what the base branch held
then (B0), and what people have now (R). The table of results is in docs/explanation/merge.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.model import Catalog, Unit, Value, is_empty

Outcome: TypeAlias = Literal[
    "same", "delivered", "platform", "repository", "conflict", "first", "held", "removed"
]


class Edited(NamedTuple):
    """A file that people changed on the branch of the pull request: as it is, and as it was delivered there."""

    now: Catalog | None
    before: Catalog | None


@dataclass(frozen=True, slots=True)
class Sides:
    """
    The catalogs of one target file; None where there is no such file.

    ``start`` is the file the edits are made in: what people have now. ``fresh`` says that the export was taken in this
    run, ``complete`` that the platform calls the file complete in this locale.
    """

    source: Catalog
    source_before: Catalog | None
    platform: Catalog | None
    platform_before: Catalog | None
    target: Catalog | None
    base_before: Catalog | None
    base: Catalog | None
    branch: Edited | None
    start: Catalog | None
    fresh: bool
    complete: bool
    open_keys: Mapping[str, str] = field(default_factory=dict)  # key -> kind of its finding, or `UNDECIDED`


UNDECIDED = "undecided"
"""Code of a conflict that is held: a later run asks again, while every other conflict is decided once."""


class Note(NamedTuple):
    """Something about one key that people should know and that stays open until it is settled."""

    kind: str  # held | conflict | stale | edit | first | people
    key: str
    code: str
    message: str
    suffix: str
    line: int
    values: Mapping[str, str | None]
    in_source: bool = False  # ``line`` is one of the source: the target has no such key


class Decision(NamedTuple):
    key: str
    value: Value | None
    outcome: Outcome
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The result for one target file; ``content`` is None when there is to be no file."""

    content: bytes | None
    decisions: tuple[Decision, ...]
    translated: int  # keys of the source with a translation in the result
    total: int  # keys of the source

    @property
    def notes(self) -> Iterator[Note]:
        for decision in self.decisions:
            yield from decision.notes


class KeySides(NamedTuple):
    """
    All sides of one key: None is absent, empty, or marked as needing review.

    ``is_edited``: ``r`` is what a person made it on the branch of the pull request, and not what was delivered.
    """

    source: Value | None
    source_before: Value | None
    p: Value | None
    p0: Value | None
    t0: Value | None
    b0: Value | None
    r: Value | None
    is_edited: bool = False

    @property
    def ours_changed(self) -> bool:
        """A person who takes a proposed value back on the branch has decided: that is a change as well."""
        return self.is_edited or self.r not in (self.t0, self.b0)


def unit_of(catalog: Catalog | None, key: str) -> Unit | None:
    return catalog.units.get(key) if catalog else None


def raw_of(catalog: Catalog | None, key: str) -> Value | None:
    unit = unit_of(catalog, key)
    return unit.value if unit else None


def value_of(catalog: Catalog | None, key: str) -> Value | None:
    unit = unit_of(catalog, key)
    return None if unit is None or unit.needs_review or is_empty(unit.value) else unit.value


def show(value: Value | None) -> str | None:
    """A value as text for reports."""
    if value is None or isinstance(value, str):
        return value
    return " | ".join(f"{suffix.strip('.[]_')}: {text}" for suffix, text in value.parts)

"""A mapping that makes a value when it is asked for: of the 100,000 entries of a file a run often looks at a few."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from ci_l10n.model import Unit, Value

Place = TypeVar("Place")
Made = TypeVar("Made")


class Lazy(Mapping[str, Made], Generic[Place, Made]):
    """
    The keys of ``places``, in their order, with what ``make`` makes of key and place, once.

    Neither ``places`` nor what ``make`` reads may change afterwards.

    >>> squares = Lazy({"a": 2, "b": 3}, lambda key, place: f"{key}: {place**2}")
    >>> squares["b"], len(squares), "c" in squares
    ('b: 9', 2, False)
    """

    __slots__ = ("_made", "_make", "_places")

    def __init__(self, places: Mapping[str, Place], make: Callable[[str, Place], Made]) -> None:
        self._places = places
        self._make = make
        self._made: dict[str, Made] = {}

    def __getitem__(self, key: str) -> Made:
        if key in self._made:
            return self._made[key]
        made = self._made[key] = self._make(key, self._places[key])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


class LazyUnits(Lazy[Place, Unit]):
    """Units whose ``texts``, values by key, are known before the units are made."""

    __slots__ = ("texts",)

    def __init__(
        self, places: Mapping[str, Place], make: Callable[[str, Place], Unit], texts: Mapping[str, Value]
    ) -> None:
        super().__init__(places, make)
        self.texts = texts


def values_by_key(units: Mapping[str, Unit]) -> dict[str, Value]:
    """The values of ``units``, in their order; no unit is made for that."""
    if isinstance(units, LazyUnits):
        return dict(units.texts)
    return {key: unit.value for key, unit in units.items()}

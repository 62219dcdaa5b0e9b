"""Where a new entry belongs: after its predecessor in source order, or where a sorted target wants it."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

_FEWEST_FOR_SORTED = 4  # three entries in order are more likely chance than intention


def place(present: Sequence[str], order: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, str]]:
    """
    For each of ``new`` the key it goes after, as (anchor, key) pairs to be inserted one after another.

    ``present`` are the keys of one container of the target in file order, ``order`` those of the same container of
    the source, ``new`` keys of ``order`` that ``present`` lacks. An anchor may itself be a new key placed earlier in
    the list; None means before the first entry.

    >>> place(["a", "d"], ["a", "b", "c", "d"], ["b", "c"])
    [('a', 'b'), ('b', 'c')]
    """
    if _is_sorted(present) and not _is_sorted(order):
        return _place_sorted(list(present), new)
    position = {key: index for index, key in enumerate(order)}
    known = set(present)
    placed: list[tuple[str | None, str]] = []
    for key in sorted(new, key=lambda k: position.get(k, len(order))):
        placed.append((_predecessor(key, order, position, known), key))
        known.add(key)
    return placed


def _predecessor(key: str, order: Sequence[str], position: dict[str, int], known: set[str]) -> str | None:
    for index in range(position.get(key, len(order)) - 1, -1, -1):
        if order[index] in known:
            return order[index]
    return None


def _place_sorted(present: list[str], new: Sequence[str]) -> list[tuple[str | None, str]]:
    placed: list[tuple[str | None, str]] = []
    for key in sorted(new):
        index = bisect_right(present, key)
        placed.append((present[index - 1] if index else None, key))
        present.insert(index, key)
    return placed


def _is_sorted(keys: Sequence[str]) -> bool:
    return len(keys) >= _FEWEST_FOR_SORTED and all(a <= b for a, b in pairwise(keys))

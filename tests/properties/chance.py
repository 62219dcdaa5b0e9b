"""Decisions of a history, read from bytes, so that a history that fails shrinks to its shortest form."""

from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")


class Chance:
    """Bytes that say what happens. Zeros, and what comes after the last byte: nothing, or the first of the options."""

    def __init__(self, tape: bytes) -> None:
        self._tape = iter(tape)

    def happens(self, percent: float) -> bool:
        return next(self._tape, 0) >= 256 * (1 - percent / 100)

    def choice(self, options: Sequence[Option]) -> Option:
        return options[next(self._tape, 0) % len(options)]

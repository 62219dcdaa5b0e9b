"""Numbers of lines, for places that are asked for now and then or one after another."""

import re
from array import array
from bisect import bisect_left

_FEW = 8


class Lines:
    """Counts the line ends of ``text``: from place to place while they follow each other, else all of them, once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._place = 0
        self._line = 1
        self._turns = 0
        self._ends: array[int] | None = None

    def at(self, place: int) -> int:
        """The line of ``place``, from 1."""
        if place >= self._place:
            self._line += self.text.count("\n", self._place, place)
            self._place = place
            return self._line
        if self._ends is None:
            self._turns += 1
            if self._turns < _FEW:
                self._place, self._line = 0, 1
                return self.at(place)
            self._ends = array("q", [match.start() for match in re.finditer("\n", self.text)])
        return bisect_left(self._ends, place) + 1

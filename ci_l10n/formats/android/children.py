"""The entries of a regular file as compact as can be: 100,000 tuples and dictionaries would take most of the memory."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import overload

from ci_l10n.formats.xml_scan import Element

_new = tuple.__new__  # half the time of calling the class


class Children(Sequence[Element]):
    """
    The children of ``<resources>``, made when they are asked for, but for those that are ``known`` already.

    All others are ``<string name="key">text</string>``, from ``starts`` to ``ends`` in the text.
    """

    __slots__ = ("_ends", "_keys", "_known", "_lines", "_starts", "_text")

    def __init__(
        self,
        text: bytes,
        keys: Sequence[str],
        starts: "array[int]",
        ends: "array[int]",
        known: Mapping[int, Element],
    ) -> None:
        self._text, self._keys, self._starts, self._ends, self._known = text, keys, starts, ends, known
        self._lines: array[int] = array("Q")

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, index: int) -> Element: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Element]: ...
    def __getitem__(self, index: int | slice) -> Element | Sequence[Element]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        if index < 0:
            index += len(self)
        if (known := self._known.get(index)) is not None:
            return known
        text, key, start, end = self._text, self._keys[index], self._starts[index], self._ends[index]
        line = (self._lines or self._count_lines())[index]
        inner, inner_end = text.index(b">", start) + 1, text.rindex(b"<", start, end)
        return _new(Element, ("string", {"name": key}, 0, 2, line, start, inner, inner_end, end))

    def inner(self, index: int) -> bytes:
        """What stands between the tags of a child."""
        if known := self._known.get(index):
            return self._text[known.inner : known.inner_end]
        text, start = self._text, self._starts[index]
        return text[text.index(b">", start) + 1 : text.rindex(b"<", start, self._ends[index])]

    def _count_lines(self) -> "array[int]":
        text, starts = self._text, self._starts
        first = text.count(b"\n", 0, starts[0]) + 1
        counts = (text.count(b"\n", above, start) for above, start in pairwise(starts))
        self._lines = array("Q", accumulate(counts, initial=first))
        return self._lines

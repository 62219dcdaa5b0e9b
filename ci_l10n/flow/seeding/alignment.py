"""
Which segment of the platform is which text of a source file, found by the texts and their order. Pure.

Ids of segments say nothing about keys. A text that occurs once on both sides is the same one. Texts that occur more
often are told apart by their order alone, the k-th here being the k-th there; that is relied upon only where both sides
have equally many and nothing lies across. Everything else is ambiguous and left to people.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["matched", "ambiguous", "split", "missing"]

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.S)
_WHITE = {"n": "\n", "t": "\t", "r": "\r"}


class Place(NamedTuple):
    """Where a text is on the platform: indexes of its segments, several when it was split or stands for many."""

    kind: Kind
    segments: tuple[int, ...] = ()


def folded(text: str) -> str:
    """
    ``text`` without what platforms change: white space, line ends, entities, backslashes, inline tags.

    >>> folded(" It\\\\'s <b>Tom</b> &amp;\\\\nJerry ") == folded("It's Tom &\\nJerry")
    True
    """
    while "&" in text and (decoded := html.unescape(text)) != text:  # escaped any number of times
        text = decoded
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return " ".join(text.split())


def _unescaped(match: re.Match[str]) -> str:
    code, char = match.groups()
    return chr(int(code, 16)) if code else _WHITE.get(char, char)


def align(
    ours: Sequence[str], theirs: Sequence[str], values: Sequence[str | None], *, is_ordered: bool = True
) -> list[Place]:
    """
    The place of each of ``ours`` among ``theirs``, both `folded` and in the order of their files.

    ``values`` are the translations of ``ours`` (None: no translation): where all texts that are alike have the same
    one, it does not matter which is which, as long as no segment is left that could be nobody's. ``is_ordered`` says that both sides come from one version of the file, so
    that order says something.
    """
    here, there = _positions(ours), _positions(theirs)
    crossing = _crossing(here, there)
    places = [Place("missing")] * len(ours)
    for text, mine in here.items():
        yours = there.get(text, [])
        if not yours:
            continue
        if len(mine) == len(yours) == 1:
            places[mine[0]] = Place("matched", (yours[0],))
        elif len(mine) == len(yours) and is_ordered and crossing.isdisjoint(mine):
            for position, segment in zip(mine, yours, strict=True):
                places[position] = Place("matched", (segment,))
        else:
            wanted = {values[position] for position in mine}
            is_one = len(wanted) == 1 and None not in wanted and len(yours) <= len(mine)
            kind: Kind = "matched" if is_one else "ambiguous"
            for position in mine:
                places[position] = Place(kind, tuple(yours))
    _find_split(places, ours, theirs)
    return places


def _positions(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        found.setdefault(text, []).append(position)
    return found


def _crossing(here: Mapping[str, list[int]], there: Mapping[str, list[int]]) -> set[int]:
    """
    Our positions whose k-th-to-k-th pair lies across another one: what is before it here comes after it there.

    Several texts are looked at together, so that two that are repeated in turns have to agree on one order.
    """
    pairs = sorted(
        pair
        for text, mine in here.items()
        if len(mine) == len(there.get(text, ()))
        for pair in zip(mine, there[text], strict=True)
    )
    crossing: set[int] = set()
    highest = -1
    for position, segment in pairs:
        if segment < highest:
            crossing.add(position)
        highest = max(highest, segment)
    lowest = len(pairs) + max((segment for _, segment in pairs), default=0)
    for position, segment in reversed(pairs):
        if segment > lowest:
            crossing.add(position)
        lowest = min(lowest, segment)
    return crossing


def _find_split(places: list[Place], ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Mark texts of which the platform made several segments, such as one for each sentence."""
    missing = [position for position, place in enumerate(places) if place.kind == "missing"]
    if not missing:
        return
    taken = {segment for place in places if place.kind == "matched" for segment in place.segments}
    pieces = [(index, _solid(text)) for index, text in enumerate(theirs) if index not in taken]
    starts = _positions([piece for _, piece in pieces])
    lengths = sorted({len(piece) for piece in starts if piece})
    for position in missing:
        whole = _solid(ours[position])
        heads = (whole[:length] for length in lengths if length < len(whole))
        candidates = (number for head in heads for number in starts.get(head, ()))
        if segments := next(_runs(whole, pieces, candidates), ()):
            places[position] = Place("split", segments)


def _runs(
    whole: str, pieces: Sequence[tuple[int, str]], candidates: Iterable[int]
) -> Iterator[tuple[int, ...]]:
    """Segments that follow each other and together are ``whole``."""
    for first in candidates:
        end, number = 0, first
        while number < len(pieces) and pieces[number][1] and whole.startswith(pieces[number][1], end):
            end += len(pieces[number][1])
            number += 1
        if end == len(whole) and number - first > 1:
            yield tuple(index for index, _ in pieces[first:number])


def _solid(text: str) -> str:
    return "".join(text.split())

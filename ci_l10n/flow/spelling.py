"""
A translation as the platform's segment wants it: spelled like the texts there, with the segment's own inline tags. Pure.

Platforms show texts as people read them, or with the escapes of the file. Which of the two shows wherever a source text
has something to escape; it is one and the same for all texts of a file.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from ci_l10n.flow.bilingual_file import Piece, pieces, plain, written

_TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?=[\s/>])(?>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*)>")
_BACKSLASHED = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", '"': '\\"'}


class Spelling(NamedTuple):
    name: str
    write: Callable[[str], str]


class CannotBeWritten(ValueError):
    """The translation does not fit the segment; the text says why."""


def _backslashed(text: str) -> str:
    return "".join(_BACKSLASHED.get(char, char) for char in text)


def _escaped_between_tags(text: str) -> str:
    return "".join(piece.text if piece.is_tag else escape(piece.text) for piece in _split(text))


SPELLINGS = (
    Spelling("as people read it", str),
    Spelling("backslashes", _backslashed),
    Spelling("backslashes, apostrophes too", lambda text: _backslashed(text).replace("'", "\\'")),
    Spelling("entities", escape),
    Spelling("entities between tags", _escaped_between_tags),
)


def choose_spelling(pairs: Iterable[tuple[str, str]]) -> Spelling:
    """The spelling that fits most of ``pairs`` of our texts and the segments that show them (XML)."""
    misfits = [0] * len(SPELLINGS)
    for text, segment in pairs:
        shown = plain(segment)
        for number, spelling in enumerate(SPELLINGS):
            misfits[number] += not _is_alike(spelling.write(text), shown)
    return SPELLINGS[misfits.index(min(misfits))]


def spelled(spelling: Spelling, source: str, value: str, segment: str) -> str:
    """
    The XML of a target for ``value``, the translation of ``source``, which the XML ``segment`` shows.

    Raises `CannotBeWritten`.
    """
    shown = pieces(segment)
    if any(piece.is_tag for piece in shown):
        text = _with_tags(spelling, source, value, shown)
    else:
        whole = plain(segment)
        fitting = next((s for s in (spelling, *SPELLINGS) if _is_alike(s.write(source), whole)), None)
        if fitting is None:
            raise CannotBeWritten("the platform shows the source text in a spelling of its own")
        text = _written(fitting.write(_padded(source, value, whole)))
    return text


def _is_alike(one: str, other: str) -> bool:
    return one == other or one.split() == other.split()


def _padded(source: str, value: str, shown: str) -> str:
    """White space round a text is left out where the platform leaves it out, for it puts it back itself."""
    if source[:1].isspace() and not shown[:1].isspace():
        value = value.lstrip()
    if source[-1:].isspace() and not shown[-1:].isspace():
        value = value.rstrip()
    return value


def _written(text: str) -> str:
    try:
        return written(text)
    except ValueError as error:
        raise CannotBeWritten(str(error)) from None


def _with_tags(spelling: Spelling, source: str, value: str, shown: Sequence[Piece]) -> str:
    """Each tag of our source stands for the segment's tag in its place; the translation brings them all once."""
    ours = _split(source)
    if [piece.is_tag for piece in ours] != [piece.is_tag for piece in shown] or not all(
        mine.is_tag or _is_alike(spelling.write(mine.text), theirs.text)
        for mine, theirs in zip(ours, shown, strict=True)
    ):
        raise CannotBeWritten("the segment has inline tags that are not those of the source text")
    stands_for: dict[str, list[str]] = {}
    for mine, theirs in zip(ours, shown, strict=True):
        if mine.is_tag:
            stands_for.setdefault(mine.text, []).append(theirs.text)
    parts: list[str] = []
    for piece in _split(value):
        if not piece.is_tag:
            parts.append(_written(spelling.write(piece.text)))
        elif stands_for.get(piece.text):
            parts.append(stands_for[piece.text].pop(0))
        else:
            raise CannotBeWritten(f"the tag {piece.text} is not in the source, or not as often")
    if left := [tag for tag, places in stands_for.items() if places]:
        raise CannotBeWritten(f"the tag {left[0]} is missing")
    text = "".join(parts)
    if not _is_well_formed(text):
        raise CannotBeWritten("its tags do not nest as the platform needs it")
    return text


def _split(text: str) -> list[Piece]:
    found: list[Piece] = []
    position = 0
    for match in _TAG.finditer(text):
        if match.start() > position:
            found.append(Piece(False, text[position : match.start()]))
        found.append(Piece(True, match.group()))
        position = match.end()
    if position < len(text):
        found.append(Piece(False, text[position:]))
    return found


def _is_well_formed(xml: str) -> bool:
    try:
        expat.ParserCreate().Parse(f"<r>{xml}</r>", True)
    except expat.ExpatError:
        return False
    return True

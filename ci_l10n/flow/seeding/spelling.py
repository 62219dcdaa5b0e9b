"""
A translation as the platform's segment wants it: spelled like the texts there, with the segment's own inline tags. Pure.

Platforms show texts as people read them, or with the escapes of the file. Which of the two shows wherever a source text
has something to escape; it is one and the same for all texts of a file, or for all that hold tags.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from ci_l10n.formats.bilingual_targets import RawPiece, pieces, plain, written

_TAG_PATTERN = r"</?[A-Za-z][\w:.-]*(?=[\s/>])(?>(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*)>"
_TAG = re.compile(_TAG_PATTERN)
CODE = re.compile(
    _TAG_PATTERN + r"|[$%#]?\{\{[^{}]*\}\}|[$%#]?\{[^{}]*\}"
    r"|%%|%#@\w+@|%\w{2,}%(?!\w)"
    r"|%(?:\(\w+\)|\d+\$)?[-+#0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh?|ll?|[qLztj])?[@A-Za-z]"
)
"""What platforms may keep as inline elements: tags and placeholders."""
_BARE = re.compile(_TAG_PATTERN + r"|\{\{[^{}]*\}\}|\{[^{}]*\}")  # the sign before the brace is text there
_CODED = re.compile(r"</?(?:\w+:)?(?:ph|bpt|ept|it)[\s/>]")
_ESCAPE = re.compile(r"\\(.)", re.S)
_WHITE = {"n": "\n", "t": "\t"}
_BACKSLASHED = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", '"': '\\"'}


class Spelling(NamedTuple):
    name: str
    write: Callable[[str], str]
    read: Callable[[str], str]


class CannotBeWritten(ValueError):
    """The translation does not fit the segment; the text says why."""


def _backslashed(text: str) -> str:
    return "".join(_BACKSLASHED.get(char, char) for char in text)


def _without_backslashes(text: str) -> str:
    return _ESCAPE.sub(lambda match: _WHITE.get(match[1], match[1]), text)


def _escaped_between_tags(text: str) -> str:
    return "".join(piece.text if piece.is_tag else escape(piece.text) for piece in _split(text, _TAG))


def _with_markup_as_text(text: str) -> str:
    """What entities stand for, unless tags stand for themselves: then not everything is escaped."""
    return text if "<" in text else html.unescape(text)


SPELLINGS = (
    Spelling("as people read it", str, str),
    Spelling("without the marks of text that looks like markup", html.unescape, str),
    Spelling("backslashes", _backslashed, _without_backslashes),
    Spelling(
        "backslashes, apostrophes too",
        lambda text: _backslashed(text).replace("'", "\\'"),
        _without_backslashes,
    ),
    Spelling("entities", escape, _with_markup_as_text),
    Spelling("entities between tags", _escaped_between_tags, html.unescape),
)


class Spellings(NamedTuple):
    """Texts with tags may be shown as the file has them where others are shown as people read them."""

    plain: Spelling = SPELLINGS[0]
    tagged: Spelling = SPELLINGS[0]

    def of(self, text: str) -> Spelling:
        return self.tagged if _TAG.search(text) else self.plain


def choose_spellings(pairs: Iterable[tuple[str, str]]) -> Spellings:
    """The spellings that fit most of ``pairs`` of our texts and the segments that show them (XML)."""
    misfits = {False: [0] * len(SPELLINGS), True: [0] * len(SPELLINGS)}
    for text, segment in pairs:
        shown = plain(segment)
        counts = misfits[bool(_TAG.search(text))]
        for number, spelling in enumerate(SPELLINGS):
            counts[number] += not _fits(spelling, text, shown)
    return Spellings(*(SPELLINGS[counts.index(min(counts))] for counts in misfits.values()))


def _fits(spelling: Spelling, text: str, shown: str) -> bool:
    """Written as it is shown, but for what has several spellings itself, such as a quotation mark in XML."""
    return _is_alike(spelling.write(text), shown) or (
        _is_alike(spelling.read(shown), text) and not _is_alike(shown, text)
    )


def spelled(spellings: Spellings, source: str, value: str, segment: str) -> str:
    """
    The XML of a target for ``value``, the translation of ``source``, which the XML ``segment`` shows.

    Raises `CannotBeWritten`.
    """
    spelling = spellings.of(source)
    shown = pieces(segment)
    if any(piece.is_tag for piece in shown):
        text = _with_tags(spelling, source, value, shown)
    else:
        whole = plain(segment)
        fitting = next((each for each in (spelling, *SPELLINGS) if _fits(each, source, whole)), None)
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


def _with_tags(spelling: Spelling, source: str, value: str, shown: Sequence[RawPiece]) -> str:
    """Each tag of our source stands for the segment's tag in its place; the translation brings them all once."""
    shown = _whole_codes(shown)
    for pattern in (_TAG, CODE, _BARE):
        ours = _split(source, pattern)
        if _is_same_but_for_tags(spelling, ours, shown):
            return _with_tags_of(spelling, ours, shown, _split(value, pattern))
    raise CannotBeWritten("the segment has inline tags that are not those of the source text")


def _is_same_but_for_tags(spelling: Spelling, ours: Sequence[RawPiece], shown: Sequence[RawPiece]) -> bool:
    return [piece.is_tag for piece in ours] == [piece.is_tag for piece in shown] and all(
        mine.is_tag or _fits(spelling, mine.text, theirs.text)
        for mine, theirs in zip(ours, shown, strict=True)
    )


def _with_tags_of(
    spelling: Spelling, ours: Sequence[RawPiece], shown: Sequence[RawPiece], value: Sequence[RawPiece]
) -> str:
    stands_for: dict[str, list[str]] = {}
    for mine, theirs in zip(ours, shown, strict=True):
        if mine.is_tag:
            stands_for.setdefault(mine.text, []).append(theirs.text)
    parts: list[str] = []
    for piece in value:
        if not piece.is_tag:
            parts.append(_written(spelling.write(piece.text)))
        elif stands_for.get(piece.text):
            parts.append(stands_for[piece.text].pop(0))
        else:
            raise CannotBeWritten(f"{piece.text} is not in the source, or not as often")
    if left := [tag for tag, places in stands_for.items() if places]:
        raise CannotBeWritten(f"{left[0]} is missing, which the platform keeps as an inline tag")
    text = "".join(parts)
    if not _is_well_formed(text):
        raise CannotBeWritten("its tags do not nest as the platform needs it")
    return text


def _whole_codes(shown: Sequence[RawPiece]) -> list[RawPiece]:
    """Elements that hold code, such as ``<ph id="1">{name}</ph>``, as one piece each."""
    found: list[RawPiece] = []
    is_open = False
    for piece in shown:
        if is_open:
            found[-1] = RawPiece(True, found[-1].text + (piece.text if piece.is_tag else escape(piece.text)))
            is_open = not (piece.is_tag and _CODED.match(piece.text))
        else:
            found.append(piece)
            is_open = piece.is_tag and bool(_CODED.match(piece.text)) and not piece.text.endswith("/>")
    return found


def _split(text: str, pattern: re.Pattern[str]) -> list[RawPiece]:
    found: list[RawPiece] = []
    position = 0
    for match in pattern.finditer(text):
        if match.start() > position:
            found.append(RawPiece(False, text[position : match.start()]))
        found.append(RawPiece(True, match.group()))
        position = match.end()
    if position < len(text):
        found.append(RawPiece(False, text[position:]))
    return found


def _is_well_formed(xml: str) -> bool:
    try:
        expat.ParserCreate().Parse(f"<r>{xml}</r>", True)
    except expat.ExpatError:
        return False
    return True

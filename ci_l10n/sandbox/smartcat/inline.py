"""
Markup and placeholders of a segment as inline elements of XLIFF, and back.

A pair of tags becomes `<g id="1" ctype="x-smartcat">`, which is attested; what stands alone becomes
`<x id="2" ctype="x-smartcat" />`, which is likely. The ids count the pieces of the source, from 1, in the order they
begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.dom.minidom import Element
from xml.sax.saxutils import escape

from ci_l10n.sandbox.translator import pieces

OPENING = re.compile(r"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(?<!/)>")
CLOSING = re.compile(r"</([A-Za-z][\w:.-]*)\s*>")


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece that is no text: from ``start`` to its ``end`` in the list of pieces, the same when it stands alone."""

    start: int
    end: int
    opening: str
    closing: str  # "" when it stands alone


def write_inline(text: str, source: str) -> str:
    """``text`` (the source or a translation of it) as content of a `source` or `target` element."""
    known = [(inline.opening, inline.closing) for inline in _inlines(_cut(source))]
    used: set[int] = set()
    cut = _cut(text)
    marks: dict[int, str] = {}
    for inline in _inlines(cut):
        free = (
            n for n, pair in enumerate(known, 1) if n not in used and pair == (inline.opening, inline.closing)
        )
        number = next(free, 0)
        if not number:
            continue  # a tag the source does not have: it stays text
        used.add(number)
        if inline.closing:
            marks[inline.start], marks[inline.end] = f'<g id="{number}" ctype="x-smartcat">', "</g>"
        else:
            marks[inline.start] = f'<x id="{number}" ctype="x-smartcat" />'
    return "".join(marks.get(place, escape(piece)) for place, (piece, _) in enumerate(cut))


def read_inline(element: Element, source: str) -> str:
    """The text of a `source` or `target` element with the pieces of ``source`` put back; unknown ids are left out."""
    known = {str(number): inline for number, inline in enumerate(_inlines(_cut(source)), 1)}
    return "".join(_read(element, known))


def _read(element: Element, known: dict[str, Inline]) -> Iterator[str]:
    for child in element.childNodes:
        if not isinstance(child, Element):
            yield str(getattr(child, "data", "")) if child.nodeType != child.COMMENT_NODE else ""
            continue
        inline = known.get(child.getAttribute("id")) if child.getAttribute("ctype") == "x-smartcat" else None
        yield inline.opening if inline else ""
        yield from _read(child, known)
        yield inline.closing if inline else ""


def _cut(text: str) -> list[tuple[str, bool]]:
    return [(piece, is_literal) for piece, is_literal in pieces(text) if piece]


def _inlines(cut: list[tuple[str, bool]]) -> list[Inline]:
    """Pairs of tags that nest properly, and everything else that is not literal text, by their beginning."""
    found: list[Inline] = []
    opened: list[tuple[str, int]] = []
    for place, (piece, is_literal) in enumerate(cut):
        if is_literal:
            continue
        opening, closing = OPENING.fullmatch(piece), CLOSING.fullmatch(piece)
        if opening:
            opened.append((opening[1], place))
        elif closing and any(name == closing[1] for name, _ in opened):
            while opened[-1][0] != closing[1]:
                found.append(_alone(cut, opened.pop()[1]))
            start = opened.pop()[1]
            found.append(Inline(start, place, cut[start][0], piece))
        else:
            found.append(_alone(cut, place))
    found += [_alone(cut, place) for _, place in opened]
    return sorted(found, key=lambda inline: inline.start)


def _alone(cut: list[tuple[str, bool]], place: int) -> Inline:
    return Inline(place, place, cut[place][0], "")

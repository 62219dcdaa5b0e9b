"""
The platform's bilingual XLIFF 1.2: its segments, and a part of it with other targets. Pure.

What is sent back keeps the header and every attribute of the units as they came, for platforms know their files by
these: where segments are matched by id and edits since the export are told by dates, nothing may be rewritten.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import Document, Element, collector_paused, scan

OPEN_STATES = ("new", "needs-translation")

_PIECE = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    r"|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|(?P<tag></?[^>\"']*(?>(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*)>)"
    r"|(?P<text>[^<]+)",
    re.S,
)
_STATE = re.compile(r"""(\sstate\s*=\s*)(?:"([^"]*)"|'([^']*)')""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Piece(NamedTuple):
    """A run of characters, or an inline tag as the file spells it."""

    is_tag: bool
    text: str


class Segment(NamedTuple):
    """One ``<trans-unit>``; offsets count bytes of the document's text."""

    id: str
    source: str  # XML between the tags
    target: str  # the same, "" where there is none
    is_empty: bool  # nobody has translated it
    is_confirmed: bool
    is_locked: bool
    unit: Element
    source_element: Element
    target_element: Element | None


@dataclass(frozen=True, slots=True)
class BilingualFile:
    document: Document
    segments: tuple[Segment, ...]

    def part(self, targets: Mapping[str, str]) -> bytes:
        """The file with these units alone, and with new targets: id -> XML between the tags."""
        return apply_edits(self.document.data, self.document.in_file(self._edits(targets)))

    def _edits(self, targets: Mapping[str, str]) -> Iterator[Edit]:
        text = self.document.text
        for segment in self.segments:
            if segment.id in targets:
                yield _with_target(text, segment, targets[segment.id])
                continue
            end = segment.unit.end
            while text[end : end + 1].isspace():
                end += 1
            yield Edit(segment.unit.start, end, b"")


def read_bilingual(data: bytes, name: str) -> BilingualFile:
    """The segments of an exported file; raises `ContentError` when it is no XLIFF 1.2. ``name`` is for messages."""
    with collector_paused():
        document = scan(data, name)
    if not document.elements or _local(document.elements[0].name) != "xliff":
        raise ContentError("the export is not XLIFF", location=Location(name))
    return BilingualFile(document, tuple(_segments(document)))


def _segments(document: Document) -> Iterator[Segment]:
    children: dict[int, dict[str, Element]] = {}
    for element in document.elements:
        children.setdefault(element.parent, {}).setdefault(_local(element.name), element)
    for index, element in enumerate(document.elements):
        parts = children.get(index, {})
        if _local(element.name) == "trans-unit" and "source" in parts and element.attributes.get("id"):
            yield _segment(document.text, element, parts["source"], parts.get("target"))


def _segment(text: bytes, unit: Element, source: Element, target: Element | None) -> Segment:
    attributes = {_local(name): value for name, value in unit.attributes.items()}
    before = text[source.inner : source.inner_end].decode()
    after = text[target.inner : target.inner_end].decode() if target else ""
    is_open = target is not None and target.attributes.get("state", "").lower() in OPEN_STATES
    return Segment(
        id=attributes["id"],
        source=before,
        target=after,
        is_empty=not plain(after).strip() or (is_open and after == before),
        is_confirmed=attributes.get("approved", "").lower() == "yes",
        is_locked=attributes.get("locked", "").lower() == "true",
        unit=unit,
        source_element=source,
        target_element=target,
    )


def _with_target(text: bytes, segment: Segment, content: str) -> Edit:
    target, source = segment.target_element, segment.source_element
    if target is None:
        name = source.name.removesuffix("source") + "target"
        return Edit(source.end, source.end, f'<{name} xml:space="preserve">{content}</{name}>'.encode())
    opening = text[target.start : target.inner].decode()
    if target.is_empty_tag:
        opening = opening[:-2].rstrip() + ">"
    opening = _STATE.sub(_translated, opening)
    return Edit(target.start, target.end, f"{opening}{content}</{target.name}>".encode())


def _translated(match: re.Match[str]) -> str:
    """A target with a text is no longer in need of one; other states are the platform's."""
    state = match[2] or match[3] or ""
    return f'{match[1]}"translated"' if state.lower() in OPEN_STATES else match.group()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def pieces(xml: str) -> list[Piece]:
    """The XML of a segment in runs of characters and tags, without comments."""
    found: list[Piece] = []
    for match in _PIECE.finditer(xml):
        if match["tag"]:
            found.append(Piece(True, match["tag"]))
            continue
        text = match["cdata"] or (html.unescape(match["text"]) if match["text"] else "")
        if found and not found[-1].is_tag:
            found[-1] = Piece(False, found[-1].text + text)
        elif text:
            found.append(Piece(False, text))
    return found


def plain(xml: str) -> str:
    """The characters of a segment without its inline tags."""
    if "<" not in xml:
        return html.unescape(xml) if "&" in xml else xml
    return "".join(piece.text for piece in pieces(xml) if not piece.is_tag)


def written(text: str) -> str:
    """Characters as XML; raises ValueError for what XML cannot hold."""
    if found := _NOT_XML.search(text):
        raise ValueError(f"the character U+{ord(found.group()):04X} cannot stand in XLIFF")
    return escape(text).replace("\r", "&#13;")

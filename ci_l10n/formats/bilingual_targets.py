"""
New targets in a bilingual XLIFF file of a platform, as XML: what is sent back keeps every other byte.

Header and attributes of the units stay as they came, for platforms know their files by these: where segments are
matched by id and edits since the export are told by dates, nothing may be rewritten.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape

from ci_l10n.formats.bilingual import BilingualFile, Segment, parse_bilingual
from ci_l10n.formats.spans import Edit

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


class RawPiece(NamedTuple):
    """A run of characters, or an inline tag as the file spells it."""

    is_tag: bool
    text: str


class Slot(NamedTuple):
    """A segment with the XML between its tags; ``is_empty``: nobody has translated it."""

    segment: Segment
    source: str
    target: str
    is_empty: bool

    @property
    def id(self) -> str:
        return self.segment.id


@dataclass(frozen=True, slots=True)
class Fillable:
    """A file whose targets can be written."""

    file: BilingualFile
    slots: tuple[Slot, ...]

    @property
    def shows_targets(self) -> bool:
        """Whether the platform writes targets into its files at all, as far as this one tells."""
        return any(slot.segment.has_target for slot in self.slots)

    def part(self, targets: Mapping[str, str]) -> bytes:
        """The file with these segments alone, and with new targets: id -> XML between the tags."""
        text = self.file.document.text
        edits = [_with_target(text, self.file.segments[name], xml) for name, xml in targets.items()]
        return self.file.part(targets.keys(), edits)


def read_fillable(data: bytes, name: str) -> Fillable:
    """Read an exported file; raises `ContentError` as `parse_bilingual` does."""
    file = parse_bilingual(data, name)
    return Fillable(file, tuple(_slots(file)))


def _slots(file: BilingualFile) -> Iterator[Slot]:
    text = file.document.text
    for segment in file.segments.values():
        source, target = segment.source_element, segment.target_element
        before = text[source.inner : source.inner_end].decode()
        after = text[target.inner : target.inner_end].decode() if target else ""
        yield Slot(segment, before, after, _is_empty(segment, before, after))


def _is_empty(segment: Segment, source: str, target: str) -> bool:
    """A confirmed segment has a translation, also where the file does not show it."""
    element = segment.target_element
    if element is None:
        return not segment.is_confirmed
    is_open = element.attributes.get("state", "").lower() in OPEN_STATES
    return not plain(target).strip() or (is_open and target == source)


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


def pieces(xml: str) -> list[RawPiece]:
    """The XML of a segment in runs of characters and tags, without comments."""
    found: list[RawPiece] = []
    for match in _PIECE.finditer(xml):
        if match["tag"]:
            found.append(RawPiece(True, match["tag"]))
            continue
        text = match["cdata"] or (html.unescape(match["text"]) if match["text"] else "")
        if found and not found[-1].is_tag:
            found[-1] = RawPiece(False, found[-1].text + text)
        elif text:
            found.append(RawPiece(False, text))
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

"""
A bilingual XLIFF 1.2 file as a translation platform exports it: one document, its segments, and parts of it.

Not to be mixed up with XLIFF files that are sources and targets of a repository (`formats.xliff`): nothing here is
merged, segments are compared and files cut down to some of them, byte for byte.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xliff.text import Piece, joined, xml_pieces
from ci_l10n.formats.xml_scan import Document, Element, collector_paused, scan

_EXPORT = "export it anew with `ci-l10n xliff export`"


@dataclass(frozen=True, slots=True)
class Segment:
    """One trans-unit. Texts are meanings (`formats.xliff.text`); an absent target is empty."""

    id: str
    source: str
    target: str
    has_target: bool  # whether there is a target element, empty or not
    line: int  # from 1, of the target where there is one
    attributes: Mapping[str, str]  # of the unit, as written
    source_pieces: tuple[Piece, ...]
    target_pieces: tuple[Piece, ...]
    element: Element = field(repr=False)
    source_element: Element = field(repr=False)
    target_element: Element | None = field(repr=False)

    @property
    def foreign(self) -> dict[str, str]:
        """Attributes of other namespaces: the platform's own, and those of tools."""
        return {name: value for name, value in self.attributes.items() if ":" in name}

    @property
    def is_locked(self) -> bool:
        return self._foreign("locked").casefold() == "true"

    @property
    def is_confirmed(self) -> bool:
        return self.attributes.get("approved", "").strip().casefold() == "yes"

    @property
    def modified(self) -> str:
        """When the platform's text was changed last, a date as it writes them; "" where it does not say."""
        return self._foreign("last-modified-date")

    def _foreign(self, name: str) -> str:
        values = (value for full, value in self.foreign.items() if full.endswith(f":{name}"))
        return next(values, "").strip()


@dataclass(frozen=True, slots=True)
class BilingualFile:
    """One document in one target language; ``segments`` by id, in file order."""

    path: str  # for messages
    original: str  # what the platform calls the document
    line: int  # of the element `file`
    source_language: str
    target_language: str
    tools: tuple[Mapping[str, str], ...]  # attributes of the header's `tool` elements
    segments: Mapping[str, Segment]
    document: Document = field(repr=False)

    def part(self, ids: Collection[str], more: Iterable[Edit] = ()) -> bytes:
        """
        The file without the segments that are not among ``ids``; every other byte is untouched, but for ``more`` edits
        of the document's text inside of those segments.
        """
        text = self.document.text
        left_out = (segment.element for segment in self.segments.values() if segment.id not in ids)
        edits = [Edit(_gap_before(text, element.start), element.end, b"") for element in left_out]
        return apply_edits(self.document.data, self.document.in_file((*edits, *more)))


def _gap_before(text: bytes, start: int) -> int:
    """Where the white space before ``start`` begins."""
    while start and text[start - 1] in b" \t\r\n":
        start -= 1
    return start


def parse_bilingual(data: bytes, path: str) -> BilingualFile:
    """
    Read a bilingual file; raises `ContentError` with the place for what the platform could not take back.

    That is: not well-formed XML, a DTD, no XLIFF 1.2, several documents in one file, units without id or source, or
    with the same id.
    """
    with collector_paused():
        document = scan(data, path)
        return _read(document, path)


def _read(document: Document, path: str) -> BilingualFile:
    elements = document.elements
    root = elements[0]
    prefix, colon, name = root.name.rpartition(":")
    prefix += colon
    if name != "xliff":
        raise _refusal(f"this is a <{root.name}> file, not XLIFF", path, root, _EXPORT)
    version = root.attributes.get("version", "")
    if version.strip() != "1.2":
        raise _refusal(f"this is XLIFF {version or 'of no version'}, not 1.2", path, root, _EXPORT)
    files = [element for element in elements if element.name == prefix + "file"]
    if len(files) != 1:
        raise _refusal(
            f"the file has {len(files)} <file> elements, not one",
            path,
            files[1] if len(files) > 1 else root,
            "import every document as a file of its own, as they are exported",
        )
    original = files[0].attributes.get("original", "").strip()
    if not original:
        raise _refusal("<file> has no attribute 'original'", path, files[0], _EXPORT)
    tools = tuple(element.attributes for element in elements if element.name == prefix + "tool")
    return BilingualFile(
        path=path,
        original=original,
        line=files[0].line,
        source_language=files[0].attributes.get("source-language", ""),
        target_language=files[0].attributes.get("target-language", ""),
        tools=tools,
        segments=_segments(document, prefix, path),
        document=document,
    )


def _segments(document: Document, prefix: str, path: str) -> dict[str, Segment]:
    texts: dict[int, dict[str, Element]] = {}  # `source` and `target` by the index of their unit
    for element in document.elements:
        if element.name in (prefix + "source", prefix + "target"):
            texts.setdefault(element.parent, {}).setdefault(element.name, element)
    segments: dict[str, Segment] = {}
    for index, element in enumerate(document.elements):
        if element.name != prefix + "trans-unit":
            continue
        segment = _segment(document, prefix, path, element, texts.get(index, {}))
        if segment.id in segments:
            first = segments[segment.id].element.line
            raise _refusal(
                f"trans-unit {segment.id!r} stands in the file twice (first in line {first})",
                path,
                element,
                "keep the one that is right",
            )
        segments[segment.id] = segment
    return segments


def _segment(
    document: Document, prefix: str, path: str, element: Element, texts: Mapping[str, Element]
) -> Segment:
    name = element.attributes.get("id", "")
    if not name:
        raise _refusal("a trans-unit has no id", path, element, _EXPORT)
    if (source := texts.get(prefix + "source")) is None:
        raise _refusal(f"trans-unit {name!r} has no source", path, element, _EXPORT)
    target = texts.get(prefix + "target")
    source_pieces = _pieces(document, source, prefix)
    target_pieces = _pieces(document, target, prefix) if target else ()
    return Segment(
        id=name,
        source=joined(source_pieces),
        target=joined(target_pieces),
        has_target=target is not None,
        line=(target or element).line,
        attributes=element.attributes,
        source_pieces=source_pieces,
        target_pieces=target_pieces,
        element=element,
        source_element=source,
        target_element=target,
    )


def _pieces(document: Document, element: Element, prefix: str) -> tuple[Piece, ...]:
    raw = document.text[element.inner : element.inner_end].decode("utf-8")
    return tuple(xml_pieces(raw, prefix)) if raw else ()


def _refusal(message: str, path: str, element: Element, hint: str) -> ContentError:
    return ContentError(message, hint=hint, location=Location(path, element.line))

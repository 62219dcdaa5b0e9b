"""XLIFF 1.2 in the form Smartcat writes it (API reference, "XLIFF"), and what it reads of one that comes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.dom.minidom import Element
from xml.sax.saxutils import escape, quoteattr

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.xml_tools import elements, load_xml, writable
from ci_l10n.sandbox.smartcat.inline import read_inline, write_inline
from ci_l10n.sandbox.smartcat.records import Document, Segment
from ci_l10n.sandbox.smartcat.store import document_id

TOOL_ID = "40c7d5b2-da26-4b36-84f1-8305b3aadb03"
NAMESPACE = "SmartcatXliff"


@dataclass(frozen=True, slots=True)
class XliffStyle:
    """``has_state``: with the attributes of the namespace `sc`; ``has_targets``: False leaves all targets out."""

    has_state: bool = True
    has_targets: bool = True
    has_inline: bool = False


@dataclass(frozen=True, slots=True)
class XliffUnit:
    """``date`` says in which state the unit was exported: when the segment, else the file, was last changed."""

    id: str
    target: Element | None
    is_locked: bool
    date: str

    def text(self, source: str) -> str:
        """The translation, with the inline elements replaced by the pieces of ``source``."""
        return "" if self.target is None else read_inline(self.target, source)


def write_xliff(
    document: Document,
    source_language: str,
    now: float,
    is_wanted: Callable[[Segment], bool],
    style: XliffStyle,
) -> bytes:
    """All segments of a document; targets that are not wanted (by the mode of the export) are empty."""
    units = "".join(_unit(segment, is_wanted(segment), style) for segment in document.segments)
    state = f' xmlns:sc="{NAMESPACE}"' if style.has_state else ""
    version = "1.0.11.0" if style.has_state else ""
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<xliff version="1.2"{state} xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'  <file datatype="plaintext" date="{_date(now)}0Z" original="{document_id(document)}" '
        f"source-language={quoteattr(source_language)} target-language={quoteattr(document.language)}>\n"
        "    <header>\n"
        f'      <tool tool-name="Smartcat.ai" tool-id="{TOOL_ID}" tool-version="{version}" />\n'
        "    </header>\n"
        f"    <body>\n{units}    </body>\n"
        "  </file>\n"
        "</xliff>\n"
    )
    return text.encode("utf-8", "replace")


def _unit(segment: Segment, is_wanted: bool, style: XliffStyle) -> str:
    approved = "yes" if segment.confirmed else "no"
    state = ""
    if style.has_state:
        state = (
            f' sc:locked="{"true" if segment.locked else "false"}"'
            f' sc:last-modified-date="{_date(segment.modified)[:-3]}Z"'
            f" sc:last-modified-user={quoteattr(segment.by or 'Person')}"
        )
    source = _content(segment.source, segment, style)
    target = '        <target state="needs-translation" xml:space="preserve" />\n'
    if segment.target and is_wanted:
        text = _content(segment.target, segment, style)
        target = f'        <target state="translated" xml:space="preserve">{text}</target>\n'
    return (
        f'      <trans-unit id="{segment.id}" approved="{approved}"{state}>\n'
        f'        <source xml:space="preserve">{source}</source>\n'
        f"{target if style.has_targets else ''}"
        "      </trans-unit>\n"
    )


def _content(text: str, segment: Segment, style: XliffStyle) -> str:
    clean = writable(text)
    written = write_inline(clean, writable(segment.source)) if style.has_inline else escape(clean)
    return written.replace("\r", "&#xD;")  # else readers would take it for a line feed


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def read_xliff(content: bytes, number: str) -> list[XliffUnit]:
    """The units for document ``number``, whatever prefixes they are written with; raises `Unreadable`."""
    root = load_xml(content).documentElement
    files = [] if root is None or root.localName != "xliff" else list(_called(root, "file"))
    if len(files) != 1 or files[0].getAttribute("original") != number:
        raise Unreadable("this file was not exported from the document")
    written = files[0].getAttribute("date")
    return [
        XliffUnit(
            unit.getAttribute("id"),
            next(_called(unit, "target"), None),
            unit.getAttributeNS(NAMESPACE, "locked") == "true",
            unit.getAttributeNS(NAMESPACE, "last-modified-date") or written,
        )
        for unit in _units(files[0])
    ]


def _units(parent: Element) -> Iterator[Element]:
    for child in elements(parent):
        if child.localName == "trans-unit":
            yield child
        else:
            yield from _units(child)


def _called(parent: Element, name: str) -> Iterator[Element]:
    return (child for child in elements(parent) if child.localName == name)

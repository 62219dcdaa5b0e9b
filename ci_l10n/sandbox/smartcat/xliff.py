"""XLIFF 1.2 in the form Smartcat writes it (reference 7)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from ci_l10n.sandbox.smartcat.records import Document, Segment
from ci_l10n.sandbox.smartcat.store import document_id

TOOL_ID = "40c7d5b2-da26-4b36-84f1-8305b3aadb03"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_xliff(
    document: Document, source_language: str, now: float, is_wanted: Callable[[Segment], bool]
) -> bytes:
    """All segments of a document; targets that are not wanted (by the mode of the export) are empty."""
    units = "".join(_unit(segment, is_wanted(segment)) for segment in document.segments)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<xliff version="1.2" xmlns:sc="SmartcatXliff" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'  <file datatype="plaintext" date="{_date(now)}0Z" original="{document_id(document)}" '
        f"source-language={quoteattr(source_language)} target-language={quoteattr(document.language)}>\n"
        "    <header>\n"
        f'      <tool tool-name="Smartcat.ai" tool-id="{TOOL_ID}" tool-version="1.0.11.0" />\n'
        "    </header>\n"
        f"    <body>\n{units}    </body>\n"
        "  </file>\n"
        "</xliff>\n"
    )
    return text.encode("utf-8", "replace")


def _unit(segment: Segment, is_wanted: bool) -> str:
    approved = "yes" if segment.confirmed else "no"
    modified = f"{_date(segment.modified)[:-3]}Z"
    if segment.target and is_wanted:
        target = f'<target state="translated" xml:space="preserve">{_text(segment.target)}</target>'
    else:
        target = '<target state="needs-translation" xml:space="preserve" />'
    return (
        f'      <trans-unit id="{segment.id}" approved="{approved}" sc:locked="false" '
        f'sc:last-modified-date="{modified}" sc:last-modified-user={quoteattr(segment.by or "Person")}>\n'
        f'        <source xml:space="preserve">{_text(segment.source)}</source>\n'
        f"        {target}\n"
        "      </trans-unit>\n"
    )


def _text(text: str) -> str:
    return escape(NOT_XML.sub("", text))


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")

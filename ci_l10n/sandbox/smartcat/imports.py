"""Translations that come back as XLIFF (reference 5.8, 7)."""

from datetime import datetime
from xml.dom.minidom import Element

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.xml_tools import load_xml
from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.records import Document, Segment
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.wire import Wire

MILLISECOND = 0.001  # the precision of the dates in the file


class Imports:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store
        self.workflow = wire.workflow

    def routes(self) -> list[Route]:
        return [
            route("PUT", "v1/document/translateWithXliff", self.translate),
            route("GET", "v1/document/translate/status", self.status),
        ]

    def translate(self, call: Call) -> Response:
        """Take the file now; the status says so only after some reads."""
        document = self.store.document(call.query.required("documentId"))
        confirms = call.query.flag("confirmTranslation", False)
        overwrites = call.query.flag("overwriteUpdatedSegments", False)
        if len(call.form.files) != 1:
            raise ApiError(400, "FileMissing", "The request must hold exactly one file.")
        self.workflow.take_apart(document)
        document.import_reads = self.store.knobs.import_reads
        document.import_number += 1
        document.import_state = "faulted"
        if not self.store.knobs.import_faulted:
            try:
                units = _units(call.form.files[0].content, document_id(document))
            except Unreadable:
                return done(202)
            by_id = {str(segment.id): segment for segment in document.segments}
            for unit in units:
                segment = by_id.get(unit.getAttribute("id"))
                if segment is not None:
                    self._take(document, segment, unit, confirms, overwrites)
            self.workflow.touch(document)
            document.import_state = "completed"
        return done(202)

    def status(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        if not document.import_state:
            raise ApiError(404, "ImportNotFound", "Nothing was imported into this document.")
        if document.import_reads > 0:
            document.import_reads -= 1
            return json_answer("inProgress")
        return json_answer(document.import_state)

    def _take(
        self, document: Document, segment: Segment, unit: Element, confirms: bool, overwrites: bool
    ) -> None:
        """Locked and empty units are skipped, and newer edits stay unless they are to be replaced."""
        text = _child_text(unit, "target")
        if not text or unit.getAttribute("sc:locked") == "true":
            return
        if not overwrites and _is_newer(segment, unit.getAttribute("sc:last-modified-date")):
            return
        if text != segment.target:
            self.workflow.write(document, segment, text)
        if confirms:
            self.workflow.confirm(document, segment, 1)


def _units(content: bytes, number: str) -> list[Element]:
    """The units for document ``number``; raises `Unreadable` for another file."""
    root = load_xml(content)
    files = root.getElementsByTagName("file")
    if len(files) != 1 or files[0].getAttribute("original") != number:
        raise Unreadable("this file was not exported from the document")
    return list(files[0].getElementsByTagName("trans-unit"))


def _child_text(unit: Element, name: str) -> str:
    found = unit.getElementsByTagName(name)
    return _all_text(found[0]) if found else ""


def _all_text(element: Element) -> str:
    return "".join(
        _all_text(child) if isinstance(child, Element) else getattr(child, "data", "")
        for child in element.childNodes
    )


def _is_newer(segment: Segment, date: str) -> bool:
    """Whether the segment was edited after ``date``, the state the file was exported in."""
    try:
        exported = datetime.fromisoformat(date).timestamp()
    except ValueError:
        return False
    return segment.modified >= exported + MILLISECOND

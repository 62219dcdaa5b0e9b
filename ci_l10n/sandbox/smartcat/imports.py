"""Translations that come back, as XLIFF or as files with unique keys (API reference, "Importing translations")."""

from datetime import datetime

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.import_values import values_of
from ci_l10n.sandbox.smartcat.records import Document, Segment
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.wire import Wire
from ci_l10n.sandbox.smartcat.xliff import read_xliff

MILLISECOND = 0.001  # the precision of the dates in the file


class Imports:
    """Files are taken at once; the status says so only after some reads."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self.workflow = wire.workflow

    def routes(self) -> list[Route]:
        return [
            route("PUT", "v1/document/translateWithXliff", self.translate_with_xliff),
            route("PUT", "v1/document/translate", self.translate),
            route("GET", "v1/document/translate/status", self.status),
            route("GET", "v1/document/translate/result", self.result),
        ]

    def translate_with_xliff(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        confirms = call.query.flag("confirmTranslation", False)
        overwrites = call.query.flag("overwriteUpdatedSegments", False)
        content = self._begin(document, call)
        try:
            units = read_xliff(content, document_id(document))
        except Unreadable:
            return done(202)
        by_id = {str(segment.id): segment for segment in document.segments}
        writer = _Writer(self, document, confirms)
        for unit in units:
            segment = by_id.get(unit.id)
            text = "" if segment is None else unit.text(segment.source)
            is_kept = unit.is_locked or (not overwrites and _is_newer(segment, unit.date))
            writer.take(segment, text, is_kept)
        self._end(document, writer)
        return done(202)

    def translate(self, call: Call) -> Response:
        """A target file whose texts have unique keys; translations that are there stay unless overwritten."""
        document = self.store.document(call.query.required("documentId"))
        confirms = call.query.flag("confirmTranslation", False)
        overwrites = call.query.flag("overwrite", False)
        content = self._begin(document, call)
        try:
            values = values_of(self.store.file(document).path, content, document)
        except Unreadable:
            return done(202)
        by_key = {segment.key: segment for segment in document.segments}
        writer = _Writer(self, document, confirms)
        for key, text in values.items():
            segment = by_key.get(key)
            is_kept = segment is not None and segment.target not in (None, text) and not overwrites
            writer.take(segment, text, is_kept)
        self._end(document, writer)
        return done(202)

    def _begin(self, document: Document, call: Call) -> bytes:
        if len(call.form.files) != 1:
            raise ApiError(400, "FileMissing", "The request must hold exactly one file.")
        self.workflow.take_apart(document)
        document.import_reads = self.store.knobs.import_reads
        document.import_number += 1
        document.import_state = "faulted"
        document.import_counts = {}
        return b"" if self.store.knobs.import_faulted else call.form.files[0].content

    def _end(self, document: Document, writer: "_Writer") -> None:
        self.workflow.touch(document)
        document.import_state = "completed"
        document.import_counts = writer.counts

    def status(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        if not document.import_state:
            raise ApiError(404, "ImportNotFound", "Nothing was imported into this document.")
        if document.import_reads > 0:
            document.import_reads -= 1
            return json_answer(self.wire.enum("inProgress"))
        return json_answer(self.wire.enum(document.import_state))

    def result(self, call: Call) -> Response:
        """A report in the sandbox's own shape, for the real one's is not documented; 404 before there is one."""
        document = self.store.document(call.query.required("documentId"))
        if not document.import_state or document.import_reads > 0:
            raise ApiError(404, "ImportNotFound", "There is no result of an import into this document.")
        return json_answer(
            {"documentId": document_id(document), "status": document.import_state, **document.import_counts}
        )


class _Writer:
    """Writes what an import brings into a document and counts."""

    def __init__(self, imports: Imports, document: Document, confirms: bool) -> None:
        self.workflow = imports.workflow
        self.document = document
        self.confirms = confirms and not imports.store.knobs.import_ignores_confirm
        names = (
            "segmentsUpdated",
            "segmentsConfirmed",
            "segmentsUnchanged",
            "segmentsSkipped",
            "unitsUnknown",
        )
        self.counts = dict.fromkeys(names, 0)

    def take(self, segment: Segment | None, text: str, is_kept: bool) -> None:
        """Locked segments and empty texts are skipped; ``is_kept``: so is this one."""
        if segment is None:
            self.counts["unitsUnknown"] += 1
            return
        if is_kept or segment.locked or not text:
            self.counts["segmentsSkipped"] += 1
            return
        if text == segment.target:
            self.counts["segmentsUnchanged"] += 1
        else:
            self.workflow.write(self.document, segment, text)
            self.counts["segmentsUpdated"] += 1
        if self.confirms and not segment.confirmed:
            self.workflow.confirm(self.document, segment, 1)
            self.counts["segmentsConfirmed"] += 1


def _is_newer(segment: Segment | None, date: str) -> bool:
    """Whether the segment was edited after ``date``, the state the file was exported in."""
    try:
        exported = datetime.fromisoformat(date).timestamp()
    except ValueError:
        return False
    return segment is not None and segment.modified >= exported + MILLISECOND

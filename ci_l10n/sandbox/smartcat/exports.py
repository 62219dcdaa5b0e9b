"""Exports: a task is ordered, asked for until it is ready, and downloaded (reference 5.7)."""

import io
import mimetypes
import zipfile
from pathlib import PurePosixPath
from urllib.parse import quote

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import FileForm
from ci_l10n.sandbox.segments.registry import BINARY, form_of
from ci_l10n.sandbox.smartcat.calls import Call, Route, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.multilang import write_table
from ci_l10n.sandbox.smartcat.records import Document, ExportTask, Segment
from ci_l10n.sandbox.smartcat.store import document_id
from ci_l10n.sandbox.smartcat.wire import Wire, stem_path
from ci_l10n.sandbox.smartcat.xliff import XliffStyle, write_xliff

KINDS = {kind.lower(): kind for kind in ("target", "source", "xliff", "documentWithMetadata", "multilangCsv")}
AS_XLIFF = ("xliff", "documentWithMetadata")
OTHER_KINDS = [
    "sourceinnewformat",
    "subtitlesburningsource",
    "subtitlesburningtarget",
    "imagesourcetext",
    "imagetargettext",
]
MODES = ("current", "confirmed", "complete")


class Exports:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store
        self.workflow = wire.workflow

    def routes(self) -> list[Route]:
        return [
            route("POST", "v1/document/export", self.order),
            route("GET", "v1/document/export/{task}", self.download),
        ]

    def order(self, call: Call) -> Response:
        query, knobs = call.query, self.store.knobs
        ids = query.items("documentIds", repeated_only=knobs.repeated_ids_only)
        if not ids:
            raise ApiError(400, "EmptyList", "The list of documents is empty.")
        documents = [self.store.document(given) for given in ids]
        kind = query.text("type", "target").lower().replace("_", "")
        mode = query.text("mode", "current").lower()
        if kind in OTHER_KINDS or (kind == "documentwithmetadata" and self._is_binary(documents)):
            raise ApiError(400, "BadExportType", f"Type '{kind}' is impossible for this kind of file.")
        if kind not in KINDS:
            raise ApiError(400, "BadParameter", f"The value '{kind}' is not valid for type.")
        if mode not in MODES:
            raise ApiError(400, "BadParameter", f"The value '{mode}' is not valid for mode.")
        stage = query.number("stageNumber", 0) or 0
        if query.has("stageNumber") and mode == "confirmed":
            most = min(document.stages for document in documents)
            if not 1 <= stage <= most:
                raise ApiError(400, "BadStage", f"stageNumber must be between 1 and {most}.")
        for document in documents:
            self.workflow.check_open(self.store.project_of(document))
            self.workflow.read(document)
        task = ExportTask(
            id=self.store.make_uuid(),
            documents=[document_id(document) for document in documents],
            kind=KINDS[kind],
            mode=mode,
            stage=stage,
            created=self.store.now(),
            reads=knobs.export_reads,
            fails=self._obstacle(documents),
        )
        self.store.records.exports[task.id] = task
        return json_answer({"id": task.id, "documentIds": task.documents})

    def _is_binary(self, documents: list[Document]) -> bool:
        return any(form_of(self.store.file(held).path, held.content) is BINARY for held in documents)

    def _obstacle(self, documents: list[Document]) -> str:
        if self.store.knobs.export_fails:
            return "The export failed."
        broken = [document for document in documents if not self.workflow.is_taken_apart(document)]
        return f"Document {document_id(broken[0])} is not disassembled." if broken else ""

    def download(self, call: Call) -> Response:
        task, knobs = self.store.export(call.parts[0]), self.store.knobs
        is_old = self.store.now() - task.created > knobs.export_seconds
        if is_old or (knobs.export_once and task.downloads):
            raise ApiError(404, "ExportTaskNotFound", "Export task was not found.", is_described=True)
        if task.reads > 0:
            task.reads -= 1
            return done()
        if task.fails:
            raise ApiError(422, "ExportFailed", task.fails, is_described=True)
        if task.kind == "keys":
            if call.request.method != "HEAD":
                task.downloads += 1
            return self._attachment(task.content, task.name, _content_type(task.name))
        documents = [self.store.records.documents.get(given) for given in task.documents]
        found = [document for document in documents if document is not None]
        if len(found) < len(documents):
            raise ApiError(422, "ExportFailed", "A document was deleted.", is_described=True)
        if call.request.method != "HEAD":
            task.downloads += 1
        if task.kind == "multilangCsv":
            return self._table(task, found)
        if len(found) == 1 and not knobs.zip_always:
            return self._single(task, found[0])
        return self._archive(task, found)

    def _single(self, task: ExportTask, document: Document) -> Response:
        name = PurePosixPath(self._member(task, document)).name
        kind = "application/xliff+xml" if task.kind in AS_XLIFF else _content_type(name)
        return self._attachment(self._content(task, document), name, kind)

    def _table(self, task: ExportTask, documents: list[Document]) -> Response:
        source = self.store.project_of(documents[0]).source
        content = write_table(documents, source, lambda segment, held: _is_wanted(segment, task, held))
        name = PurePosixPath(self.store.file(documents[0]).path).stem
        return self._attachment(content, f"{name}.csv", "text/csv; charset=utf-8")

    def _archive(self, task: ExportTask, documents: list[Document]) -> Response:
        packed = io.BytesIO()
        names: set[str] = set()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for document in documents:
                name = self._member(task, document)
                if name in names:  # XLIFF of two files that differ in their extension only
                    stem, _, suffix = name.rpartition(".")
                    name = f"{stem} {document.key}.{suffix}"
                names.add(name)
                archive.writestr(name, self._content(task, document))
        return self._attachment(packed.getvalue(), f"export-{task.id[:8]}.zip", "application/zip")

    def _attachment(self, content: bytes, name: str, kind: str) -> Response:
        response = Response(content, content_type=kind)
        if self.store.knobs.content_disposition:
            plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
            response.headers["Content-Disposition"] = (
                f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
            )
        return response

    def _member(self, task: ExportTask, document: Document) -> str:
        path = self.store.file(document).path
        suffix = ".xliff" if task.kind in AS_XLIFF else PurePosixPath(path).suffix
        return f"{stem_path(path)}({document.language}){suffix}"

    def _content(self, task: ExportTask, document: Document) -> bytes:
        if task.kind == "source":
            return document.content
        if task.kind in AS_XLIFF:
            source, knobs = self.store.project_of(document).source, self.store.knobs
            style = XliffStyle(not knobs.xliff_2018, knobs.xliff_targets, knobs.xliff_inline)
            return write_xliff(
                document, source, self.store.now(), lambda s: _is_wanted(s, task, document), style
            )
        form = form_of(self.store.file(document).path, document.content)
        return form.render(document.content, document.language, self._targets(task, document, form))

    def _targets(self, task: ExportTask, document: Document, form: FileForm) -> dict[str, str]:
        policy = self.store.knobs.untranslated or ("empty" if form.is_bilingual else "source")
        targets: dict[str, str] = {}
        for segment in document.segments:
            if segment.target is not None and _is_wanted(segment, task, document):
                targets[segment.key] = segment.target
            elif policy != "omit":
                targets[segment.key] = segment.source if policy == "source" else ""
        return targets


def _content_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _is_wanted(segment: Segment, task: ExportTask, document: Document) -> bool:
    """Whether the mode of the export lets this translation out."""
    if task.mode == "current":
        return True
    if task.mode == "complete":
        return segment.confirmed >= document.stages
    return segment.confirmed >= max(1, task.stage)

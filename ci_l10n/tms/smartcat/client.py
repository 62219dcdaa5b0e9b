"""Smartcat's integration API, call by call; every method is one request unless it says otherwise."""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from ci_l10n.config.model import DEFAULT_SIZES, Sizes, UploadSettings
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request, Response, Transport
from ci_l10n.net.transport import full_url
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.calls import model_part
from ci_l10n.tms.smartcat.projects import NO_ENDPOINT, PAGE, ProjectCalls
from ci_l10n.tms.smartcat.uploads import (
    UNSET,
    Upload,
    file_parts,
    property_model,
    update_model,
    update_query,
)

__all__ = ["MAX_FILES", "MAX_URL", "NO_ENDPOINT", "PAGE", "SmartcatClient", "Upload", "deletions"]

MAX_URL = 1900  # characters; the server fails with 500 somewhere beyond 2,000
MAX_FILES = 20  # per upload, and files per deletion
_EXPORT = "v1/document/export"


class SmartcatClient(ProjectCalls):
    """Account and projects (`ProjectCalls`), documents and exports."""

    def __init__(
        self,
        transport: Transport,
        server: str,
        account_id: str,
        api_key: str,
        limits: Sizes = DEFAULT_SIZES,
    ) -> None:
        super().__init__(transport, server, account_id, api_key)
        self.limits = limits
        self._update: str | None = None  # how this server wants documents updated; None: not tried yet

    # Documents

    def upload(self, project_id: str, uploads: Sequence[Upload]) -> tuple[wire.Document, ...]:
        """
        Send up to `MAX_FILES` new files; answers with a document per file and language, in no promised order.

        Empty when the server says nothing about what it did.
        """
        names = uploads[0].filename if len(uploads) == 1 else f"{len(uploads)} files"
        return self.ask(
            "POST",
            "v1/project/document",
            f"upload {names}",
            wire.parse_documents,
            query=[("projectId", project_id)],
            parts=[
                model_part("documentModel", [property_model(each) for each in uploads]),
                *file_parts(uploads),
            ],
            repeatable=False,
            empty=(),
        )

    def update(
        self,
        file_key: str,
        ids: Callable[[], Sequence[str]],
        filename: str,
        content: Callable[[], bytes],
        settings: UploadSettings = UNSET,
    ) -> tuple[wire.Document, ...]:
        """
        Replace the source of a file.

        Servers differ: the newer call takes the file key and does all languages in one request, the older one takes a
        document id and does one language (``ids`` gives them, asked only then); some may know the newer call with
        document ids only. What works is remembered. `updated_per_language` tells.
        """
        ways = ("v2 key", "v1", "v2 id") if self._update is None else (self._update,)
        first: RemoteError | None = None
        for way in ways:
            try:
                documents = self._update_by(way, file_key, ids, filename, content, settings)
            except RemoteError as error:
                if error.status not in NO_ENDPOINT and not (error.status == 400 and way == "v2 key"):
                    raise
                first = first or error
            else:
                self._update = way
                return documents
        assert first is not None  # noqa: S101 - every way ended in an error
        raise first

    @property
    def updated_per_language(self) -> bool:
        return self._update in ("v1", "v2 id")

    def _update_by(
        self,
        way: str,
        file_key: str,
        ids: Callable[[], Sequence[str]],
        filename: str,
        content: Callable[[], bytes],
        settings: UploadSettings,
    ) -> tuple[wire.Document, ...]:
        if way == "v2 key":
            return self._update_one("v2/document/update", file_key, filename, content, settings)
        path = "v1/document/update" if way == "v1" else "v2/document/update"
        done: dict[str, wire.Document] = {}
        for document_id in ids():
            if document_id not in done:  # a server that does all languages at once says so
                answer = self._update_one(path, document_id, filename, content, settings)
                done |= {document.id: document for document in answer}
        return tuple(done.values())

    def _update_one(
        self,
        path: str,
        document_id: str,
        filename: str,
        content: Callable[[], bytes],
        settings: UploadSettings,
    ) -> tuple[wire.Document, ...]:
        parts = [
            model_part("updateDocumentModel", update_model(settings)),
            Part("file", content, filename),
        ]
        query = [("documentId", document_id), *update_query(settings)]
        return self.ask(
            "PUT",
            path,
            f"update {filename}",
            wire.parse_documents,
            query=query,
            parts=parts,
            repeatable=False,
            empty=(),
        )

    def rename(self, document_id: str, name: str) -> None:
        """Call the file ``name``: its folders and name, without extension."""
        query = [("documentId", document_id), ("name", name)]
        hints = {409: f"another document is called {name} already; rename or delete it in Smartcat"}
        self.tell("PUT", "v1/document/rename", f"rename a document to {name}", query=query, hints=hints)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete these documents; `deletions` cuts ids into pieces that one request can take."""
        self.tell("DELETE", "v1/document", f"delete {len(ids)} documents", query=_ids_query(ids))

    def deletion_fits(self, ids: Sequence[str]) -> bool:
        """Can one request delete all these documents?"""
        return self._is_short(Request("DELETE", self.url("v1/document"), _ids_query(ids)))

    def document(self, document_id: str) -> wire.Document:
        query = [("documentId", document_id)]
        return self.ask(
            "GET", "v1/document", f"read document {document_id}", wire.parse_document, query=query
        )

    def set_meta_info(self, document_id: str, meta_info: str) -> None:
        """Keep a text of ours with the document."""
        request = Request(
            "PUT",
            self.url("v1/document/updateMetaInfo"),
            [("documentId", document_id)],
            self.headers,
            json=meta_info,
        )
        self.send(request, f"set the meta info of document {document_id}", {})

    def complete_document(self, document_id: str) -> None:
        """Close a document that waits for a manager's review; fine when it is closed already, 400 when it does not wait."""
        query = [("documentId", document_id)]
        self.tell("POST", "v1/document/complete", f"complete document {document_id}", query=query)

    def _is_short(self, request: Request) -> bool:
        return len(full_url(request)) <= MAX_URL

    # Export

    def request_export(
        self, ids: Sequence[str], *, kind: str = "target", mode: str | None = None, stage: int | None = None
    ) -> wire.ExportTask:
        """Have the service prepare these documents; doing it twice does no harm."""
        doing = f"export {len(ids)} documents"
        query = _export_query(ids, kind, mode, stage)
        return self.ask("POST", _EXPORT, doing, wire.parse_export_task, query=query)

    def export_fits(
        self, ids: Sequence[str], *, kind: str = "target", mode: str | None = None, stage: int | None = None
    ) -> bool:
        """Can one request export all these documents?"""
        return self._is_short(Request("POST", self.url(_EXPORT), _export_query(ids, kind, mode, stage)))

    def fetch_export(self, task_id: str) -> Response | None:
        """What was prepared, unchecked; None while it is not ready. `RemoteError` 404: expired, 422: failed."""
        request = Request(
            "GET",
            self.url(f"v1/document/export/{quote(task_id, safe='')}"),
            headers=self.headers | {"Accept": "*/*"},
        )
        response = self.send(request, "fetch an export", {})
        return None if response.status in (202, 204) else response


def _ids_query(ids: Sequence[str]) -> list[tuple[str, str]]:
    return [("documentIds", each) for each in ids]


def _export_query(
    ids: Sequence[str], kind: str, mode: str | None, stage: int | None
) -> list[tuple[str, str]]:
    query = [*_ids_query(ids), ("type", kind)]
    query += [("mode", mode)] if mode else []
    return query + ([("stageNumber", str(stage))] if stage is not None else [])


def deletions(client: SmartcatClient, files: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """
    Cut the documents of ``files`` (the ids of each file's languages) into requests.

    At most `MAX_FILES` files in each, and no longer than an address may be.
    """
    batch: list[str] = []
    count = 0
    for ids in files:
        if batch and (count == MAX_FILES or not client.deletion_fits([*batch, *ids])):
            yield batch
            batch, count = [], 0
        for document_id in ids:
            if batch and not client.deletion_fits([*batch, document_id]):
                yield batch
                batch, count = [], 0
            batch.append(document_id)
        count += 1
    if batch:
        yield batch

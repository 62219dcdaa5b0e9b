"""Smartcat's integration API, call by call; every method is one request unless it says otherwise."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request, Response, Transport
from ci_l10n.net.transport import full_url
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.calls import Calls, model_part
from ci_l10n.tms.smartcat.errors import REGION

MAX_URL = 1900  # characters; the server fails with 500 somewhere beyond 2,000
MAX_FILES = 20  # per upload, and files per deletion
PAGE = 100  # the most that project lists give at once
NO_ENDPOINT = (404, 405, 501)
NO_PROJECT = f"check platform.smartcat.project (the uuid in the address of the project's page); {REGION}"


class Upload(NamedTuple):
    """A source file to send; folders in ``filename`` become folders of the project."""

    filename: str
    external_id: str
    languages: tuple[str, ...]
    content: Callable[[], bytes]


class SmartcatClient(Calls):
    """Account, projects, documents and exports."""

    def __init__(self, transport: Transport, server: str, account_id: str, api_key: str) -> None:
        super().__init__(transport, server, account_id, api_key)
        self._update: str | None = None  # how this server wants documents updated; None: not tried yet

    # Account and projects

    def account(self) -> wire.Account:
        """Whose credentials these are."""
        return self.ask("GET", "v1/account", "read the account", wire.parse_account)

    def project(self, project_id: str) -> wire.Project:
        """The project with all its documents."""
        hints = {400: NO_PROJECT, 404: NO_PROJECT}
        path = f"v1/project/{quote(project_id, safe='')}"
        return self.ask("GET", path, f"read project {project_id}", wire.parse_project, hints=hints)

    def projects(self, name: str = "", external_tag: str = "") -> Iterator[wire.Project]:
        """Projects whose name and tag contain these texts; one request per 100."""
        version = "v2"
        offset = 0
        while True:
            query = [("projectName", name), ("externalTag", external_tag)]
            query = [pair for pair in query if pair[1]] + [("offset", str(offset)), ("limit", str(PAGE))]
            path = f"{version}/project/list"
            try:
                page = self.ask("GET", path, "list the projects", wire.parse_projects, query=query)
            except RemoteError as error:
                if error.status not in NO_ENDPOINT or version == "v1":
                    raise
                version = "v1"
                continue
            yield from page
            if len(page) < PAGE:
                return
            offset += PAGE

    def create_project(
        self, name: str, source: str, targets: Sequence[str], *, external_tag: str = "source:ci-l10n"
    ) -> wire.Project:
        """A new project. After an error with ``maybe_applied``, look for its name first."""
        model = {
            "name": name,
            "sourceLanguage": source,
            "targetLanguages": list(targets),
            "assignToVendor": False,  # must be there
            "externalTag": external_tag,
        }
        parts = [model_part("model", model)]
        doing = f"create project '{name}'"
        return self.ask("POST", "v1/project/create", doing, wire.parse_project, parts=parts, repeatable=False)

    def delete_project(self, project_id: str) -> None:
        self.tell("DELETE", f"v1/project/{quote(project_id, safe='')}", f"delete project {project_id}")

    def add_language(self, project_id: str, language: str) -> None:
        """Add a target language to the project and to all its documents."""
        query = [
            ("projectId", project_id),
            ("targetLanguage", language),
            ("addLanguageToDocuments", "true"),  # the word; 1 is not understood
        ]
        hints = {
            400: f"check the spelling of '{language}' and set another one under locales: if Smartcat's differs"
        }
        self.tell("POST", "v1/project/language", f"add language {language}", query=query, hints=hints)

    # Documents

    def upload(self, project_id: str, uploads: Sequence[Upload]) -> tuple[wire.Document, ...]:
        """
        Send up to `MAX_FILES` new files; answers with a document per file and language, in no promised order.

        Empty when the server says nothing about what it did. Parts without a file name are models and entry n belongs
        to file n; their names do not matter (reference, section on multipart requests).
        """
        model = [
            {"externalId": each.external_id, "targetLanguages": list(each.languages)} for each in uploads
        ]
        files = [
            Part("file" if index == 0 else f"file_{index}", each.content, each.filename)
            for index, each in enumerate(uploads)
        ]
        names = uploads[0].filename if len(uploads) == 1 else f"{len(uploads)} files"
        return self.ask(
            "POST",
            "v1/project/document",
            f"upload {names}",
            wire.parse_documents,
            query=[("projectId", project_id)],
            parts=[model_part("documentModel", model), *files],
            repeatable=False,
            empty=(),
        )

    def update(
        self, file_key: str, ids: Callable[[], Sequence[str]], filename: str, content: Callable[[], bytes]
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
                documents = self._update_by(way, file_key, ids, filename, content)
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
    ) -> tuple[wire.Document, ...]:
        if way == "v2 key":
            return self._update_one("v2/document/update", file_key, filename, content)
        path = "v1/document/update" if way == "v1" else "v2/document/update"
        done: dict[str, wire.Document] = {}
        for document_id in ids():
            if document_id not in done:  # a server that does all languages at once says so
                answer = self._update_one(path, document_id, filename, content)
                done |= {document.id: document for document in answer}
        return tuple(done.values())

    def _update_one(
        self, path: str, document_id: str, filename: str, content: Callable[[], bytes]
    ) -> tuple[wire.Document, ...]:
        parts = [model_part("updateDocumentModel", {}), Part("file", content, filename)]
        query = [("documentId", document_id)]
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
        query = [("documentIds", each) for each in ids]
        self.tell("DELETE", "v1/document", f"delete {len(ids)} documents", query=query)

    def document(self, document_id: str) -> wire.Document:
        query = [("documentId", document_id)]
        return self.ask(
            "GET", "v1/document", f"read document {document_id}", wire.parse_document, query=query
        )

    def fits(self, ids: Sequence[str]) -> bool:
        """Can one request name all these documents? Measured on the longest call that does."""
        query = [("documentIds", each) for each in ids]
        extra = [("type", "target"), ("mode", "confirmed"), ("stageNumber", "10")]
        return len(full_url(Request("POST", self.url("v1/document/export"), [*query, *extra]))) <= MAX_URL

    # Export

    def request_export(
        self, ids: Sequence[str], *, kind: str = "target", mode: str | None = None, stage: int | None = None
    ) -> wire.ExportTask:
        """Have the service prepare these documents; doing it twice does no harm."""
        query = [("documentIds", each) for each in ids] + [("type", kind)]
        query += [("mode", mode)] if mode else []
        query += [("stageNumber", str(stage))] if stage is not None else []
        doing = f"export {len(ids)} documents"
        return self.ask("POST", "v1/document/export", doing, wire.parse_export_task, query=query)

    def fetch_export(self, task_id: str) -> Response | None:
        """What was prepared, unchecked; None while it is not ready. `RemoteError` 404: expired, 422: failed."""
        request = Request(
            "GET",
            self.url(f"v1/document/export/{quote(task_id, safe='')}"),
            headers=self.headers | {"Accept": "*/*"},
        )
        response = self.send(request, "fetch an export", {})
        return None if response.status in (202, 204) else response


def deletions(client: SmartcatClient, files: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """
    Cut the documents of ``files`` (the ids of each file's languages) into requests.

    At most `MAX_FILES` files in each, and no longer than an address may be.
    """
    batch: list[str] = []
    count = 0
    for ids in files:
        if batch and (count == MAX_FILES or not client.fits([*batch, *ids])):
            yield batch
            batch, count = [], 0
        for document_id in ids:
            if batch and not client.fits([*batch, document_id]):
                yield batch
                batch, count = [], 0
            batch.append(document_id)
        count += 1
    if batch:
        yield batch

"""Documents: upload, new version, name, end (reference 5.3, 5.5, 5.6)."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.gettext_file import GettextForm
from ci_l10n.sandbox.segments.registry import form_of
from ci_l10n.sandbox.smartcat.billing import bill
from ci_l10n.sandbox.smartcat.calls import Call, Route, check_served, done, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.languages import language_code
from ci_l10n.sandbox.smartcat.multipart import Upload
from ci_l10n.sandbox.smartcat.records import Document, Project, SourceFile
from ci_l10n.sandbox.smartcat.wire import Wire


class Documents:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.store = wire.store
        self.workflow = wire.workflow

    def routes(self) -> list[Route]:
        return [
            route("POST", "v1/project/document", self.upload),
            route("POST", "v1/document", self.upload),
            route("GET", "v1/document", self.get),
            route("DELETE", "v1/document", self.delete),
            route("PUT", "v1/document/update", self.update_one),
            route("PUT", "v2/document/update", self.update_all),
            route("PUT", "v1/document/rename", self.rename),
            route("PUT", "v1/document/updateMetaInfo", self.update_meta),
            route("POST", "v1/document/complete", self.complete),
        ]

    def check_account(self) -> None:
        if self.store.knobs.personal_account:
            raise ApiError(403, "PersonalAccount", "This method is not available for personal accounts.")

    def get(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        self.workflow.read(document)
        return json_answer(self.wire.document(document))

    def upload(self, call: Call) -> Response:
        self.check_account()
        project = self.store.project(call.query.required("projectId"))
        self.workflow.check_open(project)
        common: dict[str, object] = {
            name: call.query.text(name) for name in ("externalId", "metaInfo") if call.query.has(name)
        }
        if call.query.has("targetLanguages"):
            common["targetLanguages"] = call.query.items("targetLanguages")
        made = self.add(project, call.form.files, call.form.models, common)
        return json_answer([self.wire.document(document) for document in made])

    def add(
        self,
        project: Project,
        files: Sequence[Upload],
        models: Sequence[dict[str, object]],
        common: dict[str, object],
    ) -> list[Document]:
        """Add files, the n-th with the n-th model; all of them or, with `ApiError`, none."""
        if not files:
            raise ApiError(400, "FileMissing", "The request holds no file.")
        plans: list[tuple[Upload, str, dict[str, object], list[str]]] = []
        taken = {file.path.lower() for file in self.store.files(project)}
        for number, file in enumerate(files):
            model = {**common, **(models[number] if number < len(models) else {})}
            path = _clean_path(file.filename)
            check_content(path, file.content)
            if path.lower() in taken:
                raise ApiError(409, "DocumentNameNotUnique", f"There is another document named '{path}'.")
            taken.add(path.lower())
            plans.append((file, path, model, self._languages(project, model)))
        made: list[Document] = []
        for upload, path, model, languages in plans:
            made += self._add_file(project, upload, path, model, languages)
        return made

    def _languages(self, project: Project, model: dict[str, object]) -> list[str]:
        given = model.get("targetLanguages")
        if not isinstance(given, list) or not given:
            return list(project.targets)
        codes = list(dict.fromkeys(language_code(code) for code in given))
        foreign = [code for code in codes if code not in project.targets]
        if foreign and (not self.store.knobs.foreign_targets or project.source in foreign):
            raise ApiError(
                400, "LanguageNotInProject", f"'{foreign[0]}' is no target language of the project."
            )
        return codes

    def _add_file(
        self, project: Project, upload: Upload, path: str, model: dict[str, object], languages: list[str]
    ) -> list[Document]:
        key = self.store.make_file_key()
        external = str(model.get("externalId") or "")
        meta = model.get("metaInfo")
        file = SourceFile(
            key=key,
            project=project.id,
            path=path,
            original_name=PurePosixPath(path).name,
            external_id=external or key,
            has_external_id=bool(external),
            meta=None if meta is None else str(meta),
            placeholders=model.get("enablePlaceholders") is not False,
            created=self.store.now(),
        )
        self.store.records.files[key] = file
        self.workflow.reopen(project)
        project.targets += [code for code in languages if code not in project.targets]
        made = [self.open(project, file, code, upload.content) for code in languages]
        for document in made:
            _take_settings(document, model)
        bill(self.store, project, file, made, "upload")
        return made

    def open(self, project: Project, file: SourceFile, language: str, content: bytes) -> Document:
        """A new language of a file, not yet taken apart."""
        now = self.store.now()
        document = Document(
            key=file.key,
            language=language,
            content=content,
            created=now,
            modified=now,
            stages=len(project.stage_types),
            reads=self.store.knobs.disassembling_reads,
            uploaded=now,
        )
        self.store.add(document)
        return document

    def update_one(self, call: Call) -> Response:
        """v1: one language of the file."""
        check_served(self.store.knobs.v1_update)
        return self._update(call, [self.store.document(call.query.required("documentId"))])

    def update_all(self, call: Call) -> Response:
        """v2: all languages of the file, by bare file key or by any document of it."""
        check_served(self.store.knobs.v2_update)
        given = call.query.required("documentId").lower()
        file = self.store.records.files.get(given)
        if file is None:
            file = self.store.file(self.store.document(given))
        return self._update(call, self.store.languages_of(file))

    def _update(self, call: Call, documents: list[Document]) -> Response:
        if self.store.knobs.update_forbidden:
            raise ApiError(403, "FeatureDisabled", "Updating documents is not enabled for this account.")
        if len(call.form.files) != 1:
            raise ApiError(400, "FileMissing", "The request must hold exactly one file.")
        project = self.store.project_of(documents[0])
        self.workflow.check_open(project)
        content = call.form.files[0].content
        file = self.store.file(documents[0])
        check_content(file.path, content)
        model = call.form.models[0] if call.form.models else {}
        for document in documents:
            document.content, document.uploaded = content, self.store.now()
            document.reads = self.store.knobs.disassembling_reads
            document.was_updated, document.is_edited, document.is_closed = True, False, False
            document.worked_after = document.import_number
            _take_settings(document, model)
            self.workflow.touch(document)
        self.workflow.reopen(project)
        bill(self.store, project, file, documents, "update")
        return json_answer([self.wire.document(document) for document in documents])

    def rename(self, call: Call) -> Response:
        """All languages of the file get the name; a path moves the file to that folder."""
        document = self.store.document(call.query.required("documentId"))
        file = self.store.file(document)
        name, old = _clean_path(call.query.required("name")), PurePosixPath(file.path)
        if self.store.knobs.rename_keeps_folder:
            name = str(old.with_name(PurePosixPath(name).name))
        path = name + old.suffix
        project = self.store.project_of(document)
        if any(
            other is not file and other.path.lower() == path.lower() for other in self.store.files(project)
        ):
            raise ApiError(409, "DocumentNameNotUnique", f"There is another document named '{path}'.")
        file.path = path
        return done()

    def update_meta(self, call: Call) -> Response:
        file = self.store.file(self.store.document(call.query.required("documentId")))
        value = call.json()
        file.meta = value if isinstance(value, str) else None
        return done(self.store.knobs.meta_status)

    def complete(self, call: Call) -> Response:
        document = self.store.document(call.query.required("documentId"))
        if self.workflow.status(document) == "completed":
            return done()
        if not self.workflow.is_ready_for_completion(document):
            raise ApiError(400, "NotInManagerReview", "The document is not in manager review.")
        document.is_closed = True
        self.workflow.touch(document)
        return done(200)

    def delete(self, call: Call) -> Response:
        """Unknown documents count as deleted; the file goes with its last language."""
        only_repeated = self.store.knobs.repeated_ids_only
        ids = call.query.items("documentIds", repeated_only=only_repeated)
        if not ids:
            raise ApiError(400, "EmptyList", "The list of documents is empty.")
        found = [self.store.records.documents.get(document_id.lower()) for document_id in ids]
        for document in found:
            if document is not None:
                self.store.remove(document)
        refusal = self.store.knobs.unknown_delete_status
        if refusal >= 400 and None in found:
            raise ApiError(refusal, "DocumentNotFound", f"Document {ids[found.index(None)]} was not found.")
        return done()


def check_content(path: str, content: bytes) -> None:
    """Refuse what the server refuses: empty files, gettext files without any message."""
    if not content:
        raise ApiError(400, "EmptyFile", f"The file '{path}' is empty.")
    form = form_of(path, content)
    if isinstance(form, GettextForm):
        try:
            texts = form.parse(content, "en")
        except Unreadable:
            return
        if not texts:
            raise ApiError(400, "EmptyFile", f"The file '{path}' holds nothing to translate.")


def _clean_path(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts:
        raise ApiError(400, "NameMissing", "A file has no name.")
    return "/".join(parts)


def _take_settings(document: Document, model: dict[str, object]) -> None:
    """Whether translations that are in the file count, how far they are confirmed, whether they are locked then."""
    settings = model.get("bilingualFileImportSetings")
    if not isinstance(settings, dict):
        document.takes_targets = False
        return
    document.takes_targets = str(settings.get("targetSubstitutionMode", "all")).lower() != "none"
    mode = str(settings.get("confirmMode", "none")).lower()
    document.confirms = {"atfirststage": 1, "atlaststage": document.stages}.get(mode, 0)
    document.locks_confirmed = str(settings.get("lockMode", "none")).lower() == "confirmed"

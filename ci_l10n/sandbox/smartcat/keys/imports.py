"""Files of keys are imported; the result says later what became of them."""

from typing import NamedTuple

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartcat.calls import Call, Route, json_answer, route
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.keys.formats import FORMATS, format_of, parse
from ci_l10n.sandbox.smartcat.keys.intake import Intake, KeyFile, Terms
from ci_l10n.sandbox.smartcat.keys.progress import is_key_project
from ci_l10n.sandbox.smartcat.keys.records import KeyImport
from ci_l10n.sandbox.smartcat.keys.work import KeyWork
from ci_l10n.sandbox.smartcat.languages import language_code
from ci_l10n.sandbox.smartcat.multipart import Upload
from ci_l10n.sandbox.smartcat.query import Query
from ci_l10n.sandbox.smartcat.records import Project
from ci_l10n.sandbox.smartcat.wire import Wire

STATES = ("draft", "intermediate", "final")


class Reading(NamedTuple):
    """How files are read: ``kind`` is a format, "" for each file's own; ``labels`` go to the keys."""

    kind: str
    separator: str
    labels: list[str]
    labels_by_file: bool


class KeyImports:
    def __init__(self, wire: Wire) -> None:
        self.store = wire.store
        self.workflow = wire.workflow
        self.work = KeyWork(wire.workflow)

    def routes(self) -> list[Route]:
        return [
            route("POST", "v2/project/{id}/import", self.start),
            route("GET", "v1/project/import-result/{id}", self.result),
        ]

    def start(self, call: Call) -> Response:
        project, query = key_project(self.store.project(call.parts[0])), call.query
        self.workflow.check_open(project)
        terms = self._terms(project, query)
        languages = self._new_languages(project, query, terms)
        reading = Reading(
            kind=known_format(query.text("format")),
            separator=query.text("path-separator") or ".",
            labels=query.items("labels"),
            labels_by_file=query.switch("auto-file-labels"),
        )
        if not call.form.files:
            raise ApiError(400, "FileMissing", "The request holds no file.")
        done = KeyImport(self.store.make_uuid(), self.store.knobs.key_import_reads)
        self.store.records.key_imports[done.id] = done
        files = self._read(project, call.form.files, terms, reading, done)
        if not done.failed_files:
            self._take(project, languages, files, terms, done)
        return json_answer(done.id)

    def _terms(self, project: Project, query: Query) -> Terms:
        language = language_code(query.text("language") or project.source)
        if language not in (project.source, *project.targets):
            raise ApiError(400, "LanguageNotInProject", f"'{language}' is no language of the project.")
        overwrites = query.switch("overwrite-conflicting-values")
        if overwrites and query.switch("skip-conflicting-values"):
            raise ApiError(400, "BadParameter", "Conflicting values are either skipped or overwritten.")
        return Terms(
            collection=query.text("collection") or "main",
            language=language,
            overwrites=overwrites,
            confirmed=stages_passed(query.text("completion-state"), project),
            deletes_missing=query.switch("delete-missing-keys"),
        )

    def _new_languages(self, project: Project, query: Query, terms: Terms) -> list[str]:
        if not query.has("target-languages"):
            return []
        codes = [language_code(code) for code in query.items("target-languages")]
        if not codes:
            raise ApiError(400, "EmptyList", "The list of target languages is empty.")
        if terms.language != project.source:
            raise ApiError(400, "BadParameter", "Target languages can be given for the source language only.")
        if project.source in codes:
            raise ApiError(400, "TargetEqualsSource", "A target language equals the source language.")
        return [code for code in codes if code not in project.targets]

    def _read(
        self,
        project: Project,
        uploads: list[Upload],
        terms: Terms,
        reading: Reading,
        done: KeyImport,
    ) -> list[KeyFile]:
        """Texts and labels of each file; what cannot be read is named in ``done``."""
        files: list[KeyFile] = []
        is_source = terms.language == project.source
        for upload in uploads:
            name = upload.filename.replace("\\", "/").rpartition("/")[2]
            try:
                if any(part and part in upload.filename for part in self.store.knobs.failing_names):
                    raise Unreadable("the file could not be processed")
                kind = reading.kind or format_of(name)
                texts = parse(kind, upload.content, terms.language, reading.separator, is_source=is_source)
            except Unreadable:
                done.failed_files.append(upload.filename)
                continue
            files.append(KeyFile(texts, reading.labels + ([name] if reading.labels_by_file else [])))
        return files

    def _take(
        self,
        project: Project,
        languages: list[str],
        files: list[KeyFile],
        terms: Terms,
        done: KeyImport,
    ) -> None:
        self.work.hide(project)
        self.work.begin(project)
        if languages:
            project.targets += languages
            self.work.touch(project)
        Intake(self.work, project, terms, done).take(files)
        if terms.language == project.source:
            self.work.bill(project, terms.collection, "keys")

    def result(self, call: Call) -> Response:
        done = self.store.records.key_imports.get(call.parts[0].strip('"').lower())
        if done is None:
            raise ApiError(404, "ImportNotFound", "The import was not found.")
        status = "failed" if done.failed_files else "completed"
        if done.reads > 0:
            status = "inProgress" if done.was_read else "pending"
            done.reads, done.was_read = done.reads - 1, True
        is_over = status in ("failed", "completed")
        return json_answer(
            {
                "status": status[:1].upper() + status[1:] if self.store.knobs.pascal_case else status,
                "failedFileNames": done.failed_files if is_over else [],
                "keysCreated": done.created if is_over else 0,
                "keysUpdated": done.updated if is_over else 0,
                "keysDeleted": done.deleted if is_over else 0,
                "keyValuesNotChanged": done.unchanged if is_over else 0,
                "keysWithoutSource": done.without_source if is_over else 0,
                "conflictingKeyValues": done.conflicts if is_over else {},
            }
        )


def key_project(project: Project) -> Project:
    if not is_key_project(project):
        raise ApiError(400, "BadProjectType", "The project is not a software localization project.")
    return project


def known_format(given: str) -> str:
    if given and given.lower() not in FORMATS:
        raise ApiError(400, "BadParameter", f"The value '{given}' is not valid for format.")
    return given.lower()


def stages_passed(state: str, project: Project) -> int:
    """The number of stages behind a completion state: draft 0, intermediate 1, final all."""
    if state and state.lower() not in STATES:
        raise ApiError(400, "BadParameter", f"The value '{state}' is not valid for completion-state.")
    return {"intermediate": 1, "final": len(project.stage_types)}.get(state.lower(), 0)

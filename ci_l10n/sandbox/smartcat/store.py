"""The records of the simulated Smartcat: finding them, making ids."""

import random
import uuid
from collections.abc import Iterator

from ci_l10n.sandbox.service import SandboxClock
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.knobs import Knobs
from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS
from ci_l10n.sandbox.smartcat.records import (
    Callback,
    Document,
    ExportTask,
    Project,
    Records,
    Remembered,
    SourceFile,
)


class Store:
    """Not safe for threads by itself: the service lets one request in at a time."""

    def __init__(self, seed: int, clock: SandboxClock, knobs: Knobs) -> None:
        self.seed = seed
        self.clock = clock
        self.knobs = knobs
        self.records = Records()

    def now(self) -> float:
        return self.clock.now()

    def make_uuid(self) -> str:
        return str(uuid.UUID(bytes=self._random().randbytes(16), version=4))

    def make_file_key(self) -> str:
        """24 hex digits, or a decimal number as it was until 2018."""
        generator = self._random()
        if self.knobs.integer_keys:
            return str(generator.randrange(1_000_000, 9_999_999))
        return generator.randbytes(12).hex()

    def make_segment_id(self) -> int:
        self.records.segment_counter += 1
        return 1000 + self.records.segment_counter

    def project(self, project_id: str) -> Project:
        """The project; 400 when the id is none, 404 when it is unknown."""
        try:
            uuid.UUID(project_id)
        except ValueError:
            raise ApiError(400, "BadProjectId", f"The value '{project_id}' is not valid.") from None
        found = self.records.projects.get(project_id.lower())
        if found is None:
            raise ApiError(404, "ProjectNotFound", "Project was not found.")
        return found

    def document(self, document_id: str) -> Document:
        """One language of a file by `<fileKey>_<languageId>`; 404 when there is none."""
        found = self.records.documents.get(document_id.strip().lower())
        if found is None:
            raise ApiError(404, "DocumentNotFound", f"Document {document_id} was not found.")
        return found

    def file(self, document: Document) -> SourceFile:
        return self.records.files[document.key]

    def project_of(self, document: Document) -> Project:
        return self.records.projects[self.file(document).project]

    def files(self, project: Project) -> list[SourceFile]:
        return [file for file in self.records.files.values() if file.project == project.id]

    def languages_of(self, file: SourceFile) -> list[Document]:
        return [document for document in self.records.documents.values() if document.key == file.key]

    def documents(self, project: Project) -> Iterator[Document]:
        keys = {file.key for file in self.files(project)}
        return (document for document in self.records.documents.values() if document.key in keys)

    def add(self, document: Document) -> None:
        self.records.documents[document_id(document)] = document

    def remove(self, document: Document) -> None:
        """Forget one language; the file goes with its last one."""
        self.records.documents.pop(document_id(document), None)
        if not any(other.key == document.key for other in self.records.documents.values()):
            self.records.files.pop(document.key, None)

    def remove_project(self, project: Project) -> None:
        for document in list(self.documents(project)):
            self.remove(document)
        self.records.projects.pop(project.id, None)

    def export(self, task_id: str) -> ExportTask:
        task = self.records.exports.get(task_id.strip('"').lower())
        if task is None:
            raise ApiError(404, "ExportTaskNotFound", "Export task was not found.", is_described=True)
        return task

    def callback(self) -> Callback | None:
        return next(iter(self.records.callbacks), None)

    def memory(self, source: str, target: str) -> dict[str, Remembered]:
        """The account's translation memory from one language into another."""
        return self.records.memory.setdefault(f"{source} {target}", {})

    def count_upload(self, project_id: str, source: str) -> int:
        """The number of this upload of a source, from 1."""
        key = f"{project_id} {source}"
        self.records.uploads[key] = self.records.uploads.get(key, 0) + 1
        return self.records.uploads[key]

    def clear(self) -> None:
        """Forget everything; ids go on, so that nothing old is taken for something new."""
        old = self.records
        self.records = Records(counter=old.counter, segment_counter=old.segment_counter)

    def _random(self) -> random.Random:
        self.records.counter += 1
        return random.Random(f"{self.seed} {self.records.counter}")  # noqa: S311


def document_id(document: Document) -> str:
    return f"{document.key}_{LANGUAGE_IDS[document.language]}"

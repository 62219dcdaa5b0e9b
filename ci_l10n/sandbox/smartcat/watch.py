"""What changed between two requests, and who is told of it."""

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ci_l10n.sandbox.agenda import Agenda
from ci_l10n.sandbox.smartcat.courier import Courier
from ci_l10n.sandbox.smartcat.keys.progress import is_key_project
from ci_l10n.sandbox.smartcat.records import Document, ExportTask
from ci_l10n.sandbox.smartcat.wire import Wire


class Sight(NamedTuple):
    """What notifications are about: statuses by id, finished imports with their number, exports that are ready."""

    documents: Mapping[str, str]
    projects: Mapping[str, str]
    imports: frozenset[tuple[str, int]]
    exports: frozenset[str]


class Watch:
    """
    Looks at all statuses after each request, as long as a callback is configured.

    Work in the background goes on with the reads of those who poll. Who waits for a callback never reads: after
    the knob ``background_seconds`` without any request the work is finished by itself. ``lock`` is the service's.
    """

    def __init__(self, wire: Wire, courier: Courier, agenda: Agenda, lock: threading.RLock) -> None:
        self.workflow = wire.workflow
        self.store = wire.store
        self._courier = courier
        self._agenda = agenda
        self._lock = lock
        self._before: Sight | None = None
        self._asked = 0.0  # when the last request came
        self._is_planned = False

    def look(self) -> None:
        """Something may have been changed; to be called with the lock held."""
        if self.store.callback() is None:
            self._before = None
            return
        self._asked = self.store.now()
        self._compare()
        self._plan()

    def forget(self) -> None:
        self._before = None
        self._is_planned = False

    def _compare(self) -> None:
        before, now = self._before, self._see()
        self._before = now
        if before is None:
            return
        self._tell("document/status", _changed(before.documents, now.documents))
        self._tell(
            "document/translationImportCompleted", sorted(id_ for id_, _ in now.imports - before.imports)
        )
        self._tell("project/status", _changed(before.projects, now.projects))
        for task in sorted(now.exports - before.exports):
            self._tell("document/exportRequestCompleted", [task])

    def _tell(self, event: str, ids: Sequence[str]) -> None:
        if ids:
            self._courier.send(event, ids)

    def _see(self) -> Sight:
        records, workflow = self.store.records, self.workflow
        documents = {id_: workflow.status(document) for id_, document in records.documents.items()}
        states: dict[str, set[str]] = {}
        for id_, document in records.documents.items():
            states.setdefault(self.store.file(document).project, set()).add(documents[id_])
        return Sight(
            documents,
            {
                project.id: workflow.project_status(project)
                if is_key_project(project)
                else project.state or workflow.status_of_all(states.get(project.id, set()))
                for project in records.projects.values()
            },
            frozenset(
                (id_, held.import_number)
                for id_, held in records.documents.items()
                if self._is_imported(held)
            ),
            frozenset(task.id for task in records.exports.values() if task.reads == 0 and not task.fails),
        )

    def _is_imported(self, document: Document) -> bool:
        told = ("completed", "faulted") if self.store.knobs.callback_on_faulted_import else ("completed",)
        return document.import_state in told and document.import_reads == 0

    def _plan(self) -> None:
        if self._is_planned or not (self._open_documents() or self._open_exports()):
            return
        self._is_planned = True
        self._agenda.at(self._asked + self.store.knobs.background_seconds, self._finish)

    def _open_documents(self) -> list[Document]:
        held = self.store.records.documents.values()
        return [document for document in held if document.reads >= 0 or document.import_reads > 0]

    def _open_exports(self) -> list[ExportTask]:
        return [task for task in self.store.records.exports.values() if task.reads > 0]

    def _finish(self) -> None:
        with self._lock:
            if not self._is_planned or self.store.callback() is None:
                self._is_planned = False
                return
            self._is_planned = False
            if self.store.now() < self._asked + self.store.knobs.background_seconds:
                self._plan()
                return
            for document in self._open_documents():
                self.workflow.take_apart(document)
                document.import_reads = 0
            for task in self._open_exports():
                task.reads = 0
            self._compare()


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Ids whose status is another one; what is new has not changed."""
    return [id_ for id_, status in now.items() if before.get(id_, status) != status]

"""How documents come to life: taking files apart, translating, confirming, and what that does to their status."""

import math

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.registry import form_of
from ci_l10n.sandbox.smartcat.failures import ApiError
from ci_l10n.sandbox.smartcat.keys.progress import is_key_project, key_status
from ci_l10n.sandbox.smartcat.records import Document, Project, Remembered, Segment
from ci_l10n.sandbox.smartcat.store import Store
from ci_l10n.sandbox.translator import pseudo


class Workflow:
    """``translator`` is `pseudo` (everything is translated as soon as it is taken apart) or `manual`."""

    def __init__(self, store: Store, translator: str) -> None:
        self.store = store
        self.translator = translator

    def read(self, document: Document) -> None:
        """Somebody looks at the document: let the work in the background go on by one step."""
        if document.reads > 0:
            document.reads -= 1
        elif document.reads == 0:
            self.take_apart(document)

    def take_apart(self, document: Document) -> None:
        """Finish taking the document apart now, however many reads were to find it unfinished."""
        if document.reads < 0:
            return
        document.reads = -1
        file = self.store.file(document)
        document.failed = ""
        try:
            for part in self.store.knobs.failing_names:
                if part and part in file.path:
                    raise Unreadable("the file could not be processed")
            document.segments = self._segments(document, file.path)
        except Unreadable as error:
            document.failed = str(error)
            self.touch(document)
            return
        document.words = document.next_words
        if self.translator == "pseudo":
            self.translate_rest(document)
        self.touch(document)

    def translate_rest(self, document: Document) -> None:
        """The pseudo translator does what nobody has written yet, and confirms it at every stage."""
        for segment in document.segments:
            if segment.target is None:
                segment.target = self.pseudo(document, segment)
                segment.confirmed = document.stages
                segment.modified, segment.by = self.store.now(), "Pseudo"
                document.is_edited = True

    def pseudo(self, document: Document, segment: Segment) -> str:
        return pseudo(segment.source, document.language, self.store.seed)

    def write(self, document: Document, segment: Segment, target: str | None) -> None:
        """Somebody edits a segment: a draft, and the document is open again."""
        segment.target = target
        segment.confirmed = 0
        segment.modified, segment.by = self.store.now(), "Person"
        document.is_edited, document.is_closed = True, False

    def confirm(self, document: Document, segment: Segment, stage: int) -> None:
        """Confirm at ``stage`` (from 1) and those before it; an empty segment cannot be confirmed."""
        if segment.target is not None and segment.confirmed < stage:
            segment.confirmed = stage
            segment.modified = self.store.now()
            document.is_edited = True

    def touch(self, document: Document) -> None:
        """Something changed: count again, and move the dates, also within one tick of the clock."""
        before = [self._phase(document, stage) for stage in range(document.stages)]
        document.total = sum(segment.weight for segment in document.segments)
        document.done = [
            sum(segment.weight for segment in document.segments if segment.confirmed > stage)
            for stage in range(document.stages)
        ]
        document.modified = max(self.store.now(), document.modified + 0.001)
        dates = dict(enumerate(document.stage_dates))
        document.stage_dates = [
            dates.get(stage, document.modified)
            if self._phase(document, stage) == before[stage]
            else document.modified
            for stage in range(document.stages)
        ]
        self._remember(document)

    def _phase(self, document: Document, stage: int) -> tuple[bool, bool]:
        progress = self.progress(document, stage)
        return progress > 0, progress >= 100

    def _remember(self, document: Document) -> None:
        """What is confirmed goes into the translation memory of the account."""
        new = [
            place for place, held in enumerate(document.segments) if held.confirmed and not held.is_remembered
        ]
        if not new:
            return
        memory = self.store.memory(self.store.project_of(document).source, document.language)
        texts = ["", *(segment.source for segment in document.segments), ""]
        for place in new:
            segment = document.segments[place]
            segment.is_remembered = True
            entry = memory.setdefault(segment.source, Remembered(self.store.now(), []))
            entry.neighbours.append([texts[place], texts[place + 2]])

    def check_open(self, project: Project) -> None:
        """Refuse work on a canceled project, where the knob says so."""
        refusal = self.store.knobs.canceled_status
        if project.state == "canceled" and refusal:
            raise ApiError(refusal, "ProjectCanceled", "The project is canceled.")

    def reopen(self, project: Project) -> None:
        """Something new is to be translated: a completed project is none any more."""
        if project.state == "completed":
            project.state = ""

    def words_done(self, document: Document, stage: int) -> int:
        """Words of the source that are confirmed at ``stage`` (from 0)."""
        done = document.done[stage] if stage < len(document.done) else 0
        return round(document.words * done / document.total) if document.total else 0

    def is_taken_apart(self, document: Document) -> bool:
        return document.reads < 0 and not document.failed

    def progress(self, document: Document, stage: int) -> float:
        """Percent of the words confirmed at ``stage`` (from 0); 100 only when nothing is left."""
        if document.total == 0:
            return 100.0 if self.is_taken_apart(document) else 0.0
        done = document.done[stage] if stage < len(document.done) else 0
        return math.floor(10000 * done / document.total) / 100

    def is_all_confirmed(self, document: Document) -> bool:
        return self.is_taken_apart(document) and all(
            self.progress(document, stage) >= 100 for stage in range(document.stages)
        )

    def is_ready_for_completion(self, document: Document) -> bool:
        return self.store.knobs.manager_review and not document.is_closed and self.is_all_confirmed(document)

    def status(self, document: Document) -> str:
        """created, inProgress, completed, updated (a new source) or targetUpdated (imported translations)."""
        if document.is_closed:
            return "completed"
        if self.is_all_confirmed(document):
            return "inProgress" if self.store.knobs.manager_review else "completed"
        if document.was_updated and (document.reads >= 0 or not document.is_edited):
            return "updated"
        if document.import_state == "completed" and document.import_number > document.worked_after:
            return "targetUpdated"
        return "inProgress" if document.is_edited else "created"

    def project_status(self, project: Project) -> str:
        if project.state:
            return project.state
        if is_key_project(project):
            status = key_status(project, self.store.now())
            return "inProgress" if status == "completed" and self.store.knobs.manager_review else status
        return self.status_of_all({self.status(document) for document in self.store.documents(project)})

    def status_of_all(self, states: set[str]) -> str:
        """The status of a project by those of its documents."""
        if states and states <= {"completed"}:
            return "completed"
        return "created" if states <= {"created"} else "inProgress"

    def _segments(self, document: Document, path: str) -> list[Segment]:
        """Segments of the present content; texts that were there before keep their translation, also by another key."""
        old = {segment.key: segment for segment in document.segments}
        done = {
            (held.source, held.form): held for held in reversed(document.segments) if held.target is not None
        }
        found: list[Segment] = []
        for text in form_of(path, document.content).parse(document.content, document.language):
            segment = old.get(text.key)
            if segment is None or segment.source != text.text:
                segment = Segment(self.store.make_segment_id(), text.key, text.text, text.form)
                segment.modified = self.store.now()
                if same := done.get((text.text, text.form)):
                    segment.target, segment.confirmed, segment.by = same.target, same.confirmed, same.by
            if document.takes_targets and text.target:
                segment.target, segment.confirmed = text.target, document.confirms
                segment.locked = document.locks_confirmed and document.confirms > 0
                document.is_edited = True
            found.append(segment)
        return found

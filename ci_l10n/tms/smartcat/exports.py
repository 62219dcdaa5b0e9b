"""Exporting many documents: tasks are requested ahead and polled in turn, so that no waiting is wasted."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ci_l10n.clock import Clock
from ci_l10n.errors import L10nError, RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import Got
from ci_l10n.tms.base import Export, RemoteFile
from ci_l10n.tms.shapes import extension_of
from ci_l10n.tms.smartcat.archive import Wanted, unpack
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.xliff_archive import Bilingual, unpack_xliff

WINDOW = 16  # tasks that are prepared at the same time; they are only ids until fetched
FIRST_POLL = 0.3  # seconds after the request
GROWTH = 1.5
SLOWEST_POLL = 5.0  # seconds
CEILING = 600.0  # seconds until a task counts as stuck
REFUSED = (400, 404, 409, 410, 422)  # these documents cannot be exported, or the task expired or failed
LATER = "the translation stays as it is; the next run exports the file again"


@dataclass(frozen=True, slots=True)
class Order:
    """What to export: documents of ``kind`` target or xliff in a mode and at a stage, or sources."""

    kind: str  # target | source | xliff
    mode: str | None
    stage: int | None


@dataclass(frozen=True, slots=True)
class _Job:
    """Documents that are exported by one task. A failed task is requested anew once, then its documents part."""

    files: tuple[RemoteFile, ...]
    again: bool = True


@dataclass(frozen=True, slots=True)
class _Task:
    job: _Job
    id: str
    started: float
    delay: float
    due: float


class Exporter:
    """
    One run of exports; `run` yields an `Export` for each file.

    What a task is made of can be overridden: `batches`, `start` and `answers`.
    """

    parts = True  # may one of a task's files be to blame when it fails?

    def __init__(
        self, client: SmartcatClient, clock: Clock, order: Order, code_of: Callable[[Locale], str]
    ) -> None:
        self._client = client
        self._clock = clock
        self._order = order
        self.code_of = code_of
        self._waiting: deque[_Job] = deque()
        self._open: list[_Task] = []
        self._has_success = False
        self._trouble: RemoteError | None = None  # the first task that met a server error
        self._troubles_in_a_row = 0

    def run(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """
        Export ``files`` in as few tasks as addresses allow.

        A task that the server cannot finish costs its documents their export, nothing more; when two in a row fail
        with server errors, or none succeeds at all, the error is raised.
        """
        self._waiting.extend(_Job(batch) for batch in self.batches(files))
        while self._waiting or self._open:
            if self._waiting and len(self._open) < WINDOW:
                yield from self._request(self._waiting.popleft())
            else:
                yield from self._poll(min(self._open, key=lambda task: task.due))
        if self._trouble is not None and not self._has_success:
            raise self._trouble

    def batches(self, files: Sequence[RemoteFile]) -> Iterator[tuple[RemoteFile, ...]]:
        """What goes into each task."""
        return batches(self._client, files, self._order)

    def start(self, files: Sequence[RemoteFile]) -> str:
        """Request a task; its id."""
        ids = [file.id for file in files]
        order = self._order
        return self._client.request_export(ids, kind=order.kind, mode=order.mode, stage=order.stage).id

    def answers(self, files: Sequence[RemoteFile], response: Response) -> Iterator[Got]:
        """What a finished task holds for each of its files."""
        wanted = [self._wanted(file) for file in files]
        if self._order.kind == "xliff":
            pairs = zip(files, wanted, strict=True)
            bilingual = [Bilingual(file.id, each) for file, each in pairs]
            return unpack_xliff(response, bilingual, self._client.limits)
        return unpack(response, wanted, self._client.limits, sources=self._order.kind == "source")

    def _request(self, job: _Job) -> Iterator[Export]:
        try:
            task_id = self.start(job.files)
        except RemoteError as error:
            yield from self._failed(replace(job, again=False), error)
            return
        now = self._clock.monotonic()
        self._open.append(_Task(job, task_id, now, FIRST_POLL, now + FIRST_POLL))

    def _poll(self, task: _Task) -> Iterator[Export]:
        self._clock.sleep(task.due - self._clock.monotonic())
        self._open.remove(task)
        try:
            response = self._client.fetch_export(task.id)
        except RemoteError as error:
            yield from self._failed(task.job, error)
            return
        if response is not None:
            yield from self._received(task.job, response)
            return
        now = self._clock.monotonic()
        if now - task.started >= CEILING:
            problem = f"Smartcat did not finish the export in {CEILING / 60:.0f} minutes"
            yield from (Export(file, None, problem, LATER) for file in task.job.files)
            return
        delay = min(task.delay * GROWTH, SLOWEST_POLL)
        self._open.append(replace(task, delay=delay, due=now + delay))

    def _received(self, job: _Job, response: Response) -> Iterator[Export]:
        self._has_success = True
        self._troubles_in_a_row = 0
        for file, got in zip(job.files, self.answers(job.files, response), strict=True):
            yield Export(file, got.content, got.problem, LATER if got.content is None else "")

    def _wanted(self, file: RemoteFile) -> Wanted:
        extension = extension_of(file.name)
        stem = file.name[: len(file.name) - len(extension)] if extension else file.name
        return Wanted(stem, extension, self.code_of(file.locale))

    def _failed(self, job: _Job, error: RemoteError) -> Iterator[Export]:
        """Try once more, then in halves, so that one bad document does not cost the others their export."""
        if error.status in REFUSED and job.again:
            self._waiting.appendleft(replace(job, again=False))
            return
        if error.status in REFUSED and self.parts and len(job.files) > 1:
            middle = len(job.files) // 2
            halves = (job.files[middle:], job.files[:middle])
            self._waiting.extendleft(_Job(half, again=False) for half in halves)
            return
        if error.status not in REFUSED:
            self._note_trouble(error)
        yield from (_problem(file, error) for file in job.files)

    def _note_trouble(self, error: RemoteError) -> None:
        self._trouble = self._trouble or error
        self._troubles_in_a_row += 1
        if self._troubles_in_a_row == 2:
            raise error


def _problem(file: RemoteFile, error: L10nError) -> Export:
    return Export(file, None, error.message, error.hint or LATER)


def batches(
    client: SmartcatClient, files: Sequence[RemoteFile], order: Order
) -> Iterator[tuple[RemoteFile, ...]]:
    """As many files each as fit into the address of one export request."""
    batch: list[RemoteFile] = []
    for file in files:
        ids = [each.id for each in (*batch, file)]
        if batch and not client.export_fits(ids, kind=order.kind, mode=order.mode, stage=order.stage):
            yield tuple(batch)
            batch = []
        batch.append(file)
    if batch:
        yield tuple(batch)

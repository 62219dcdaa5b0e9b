"""
Existing translations of the repository into the platform, so that nobody pays for them twice.

What the platform has of each file with anything to offer is read once, what it lacks is sent, and one more look shows
whether that arrived. How this is done is up to the platform, see `way.Way`. Nothing is remembered: what the platform has
is seen there, so a run that died is simply repeated.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ci_l10n.errors import AuthError, ContentError, L10nError, Location, RemoteError
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.candidates import Candidates
from ci_l10n.flow.seeding.keys import ByKeys
from ci_l10n.flow.seeding.outcomes import Decided, Decision, Wish
from ci_l10n.flow.seeding.result import Seeded, SeedResult, findings_of, not_taken, seeded
from ci_l10n.flow.seeding.segments import BySegments
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.flow.seeding.way import Job, NotShown, Prepared, Way
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State
from ci_l10n.tms.base import Export, Project, RemoteFile

_MOST_FAILURES = 2  # in a row; then it is the platform, not the file


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a seeding goes by: the state and the remote files, and what the commit holds."""

    state: State
    inventory: Inventory
    tree: Mapping[Path, BlobId]
    fresh: Set[Path] = frozenset()  # sources that the platform got in this run


def seed_files(ports: Ports, grounds: Grounds, sources: Sequence[SourceFile], wish: Wish) -> SeedResult:
    """
    Send what the platform lacks of the selected targets of ``sources``; with ``--dry-run`` only look.

    Errors of the platform end the run and stand in the result, beside what was done until then.
    """
    return _Seeding(ports, grounds, _way_of(ports, grounds, wish)).run(sources)


def _way_of(ports: Ports, grounds: Grounds, wish: Wish) -> Way:
    if ports.key_import is not None:
        fresh = {file.id for path in grounds.fresh for file in grounds.inventory.of(path).values()}
        return ByKeys(ports.key_import, wish, fresh)
    if ports.bilingual is None:
        raise TypeError("this platform takes no translations")
    return BySegments(ports.bilingual, wish)


class _Seeding:
    def __init__(self, ports: Ports, grounds: Grounds, way: Way) -> None:
        self.ports = ports
        self.grounds = grounds
        self.way = way
        self.files: dict[Path, Seeded] = {}
        self.findings: list[Finding] = []
        self.failures: list[L10nError] = []
        self.in_a_row = 0
        self.sent: list[tuple[Job, frozenset[str]]] = []  # with the places that were filled
        self.source: SeedSource | None = None  # the one looked at last

    def run(self, sources: Sequence[SourceFile]) -> SeedResult:
        error: L10nError | None = None
        try:
            jobs = {job.file.id: job for source in sources for job in self._jobs(source)}
            if jobs:
                self.ports.ci.step(f"comparing {len(jobs)} files with the platform's")
                for count, export in enumerate(self.way.read([job.file for job in jobs.values()])):
                    self.ports.ci.progress(count, len(jobs), "files seeded")
                    self._take(jobs[export.file.id], export)
            self._verify()
        except (AuthError, RemoteError) as failure:
            error = failure
        done = len(self.files)
        if error is None and self.failures and not done:
            error = self.failures[0]
        return SeedResult(tuple(self.files.values()), tuple(self.findings), len(self.failures), error)

    def _jobs(self, source: SourceFile) -> Iterator[Job]:
        """The targets of ``source`` that exist and hold something to offer; what is held is said here."""
        targets = {
            locale: target
            for locale, target in source.targets.items()
            if target in self.grounds.tree and is_selected(self.ports, source, locale)
        }
        if not targets:
            return
        remote = self.grounds.inventory.of(source.path)
        try:
            view = self._view(source)
        except ContentError as error:
            self._fail(error, Location(source.path), None)
            return
        if view is None:
            self.findings.append(_document(source.path))
            return
        if refusal := self.way.refusal(view):
            self.findings.append(Finding("warning", "seed-refused", *refusal, Location(source.path)))
            return
        if remote and view.is_unsent:
            self.findings.append(_push_first(source.path, "the source changed since it was sent"))
        for locale, target in targets.items():
            if (file := remote.get(locale)) is None:
                self.findings.append(_push_first(source.path, "the platform does not have the file", locale))
            elif file.condition != "ready":
                self.findings.append(_not_ready(source.path, file))
            else:
                yield from self._worthwhile(Job(source, locale, target, file))

    def _worthwhile(self, job: Job) -> Iterator[Job]:
        candidates = self._candidates(job)
        if candidates is None:
            return
        if not candidates.is_empty:
            yield job
            return
        self._record(job, candidates, Decided())

    def _view(self, source: SourceFile) -> SeedSource | None:
        """The source's catalogs; None for documents, which have no keys."""
        if self.source is None or self.source.path != source.path:
            self.source = SeedSource.read(self.ports, self.grounds.state, self.grounds.tree, source)
        return self.source

    def _view_of(self, job: Job) -> SeedSource:
        view = self._view(job.source)
        if view is None:
            raise TypeError("a document is no job")
        return view

    def _candidates(self, job: Job) -> Candidates | None:
        try:
            view = self._view_of(job)
            found = view.candidates(job.target, job.locale, complete=job.file.is_complete)
            return self.way.narrowed(view, job, found)
        except ContentError as error:
            self._fail(error, job.place, job.locale)
            return None

    def _take(self, job: Job, export: Export) -> None:
        candidates = self._candidates(job)
        if candidates is None:
            return
        try:
            prepared = self.way.prepare(self._view_of(job), job, candidates, export)
            refused = frozenset[str]() if self.ports.options.dry_run else self._send(job, prepared)
        except AuthError:
            raise
        except L10nError as error:
            self._fail(error, job.place, job.locale)
            self._look_whether_to_go_on(error)
            return
        self.in_a_row = 0
        self._record(job, candidates, prepared.decided, refused)

    def _send(self, job: Job, prepared: Prepared) -> frozenset[str]:
        """Returns the places that the platform refused."""
        refused = frozenset[str]()
        for parcel in prepared.parcels:
            sent = self.way.send(self._view_of(job), job, parcel)
            self.findings += sent.findings
            refused |= sent.refused
        if left := prepared.places - refused:
            self.sent.append((job, left))
        return refused

    def _look_whether_to_go_on(self, error: L10nError) -> None:
        """One file may be at fault for one failure; a platform that fails again and again is not asked further."""
        if isinstance(error, RemoteError):
            self.in_a_row += 1
            if self.in_a_row == _MOST_FAILURES:
                raise error

    def _record(
        self, job: Job, candidates: Candidates, decided: Decided, refused: Set[str] = frozenset()
    ) -> None:
        target = file_of(job.target)
        self.files[job.target] = seeded(
            job.source.path, target, job.locale, candidates.held, decided.refusing(refused)
        )
        self.findings += findings_of(target, job.locale, candidates, decided)

    def _fail(self, error: L10nError, place: Location, locale: Locale | None) -> None:
        self.failures.append(error)
        self.findings.append(
            Finding("error", "seed-failed", error.message, error.hint, error.location or place, locale)
        )

    def _verify(self) -> None:
        """Look at what was sent once more."""
        jobs = {job.file.id: (job, places) for job, places in self.sent}
        for export in self.way.read_sent([job.file for job, _ in self.sent]) if jobs else ():
            job, places = jobs[export.file.id]
            try:
                candidates = self._candidates(job) or Candidates()
                found = self.way.lost(self._view_of(job), job, candidates, export)
                self._note_losses(job, [each for each in found if not places.isdisjoint(each.places)])
            except NotShown as error:
                self.findings.append(_not_verified(job.place, job.locale, str(error)))
            except ContentError as error:
                self.findings.append(_not_verified(job.place, job.locale, error.message))

    def _note_losses(self, job: Job, lost: Sequence[Decision]) -> None:
        self.findings += (not_taken(file_of(job.target), job.locale, decision) for decision in lost)
        before = self.files[job.target]
        words = before.words - sum(decision.form.words for decision in lost)
        self.files[job.target] = replace(before, sent=before.sent - len(lost), words=max(0, words))


def wait_until_taken_apart(ports: Ports, project: Project, ids: set[str]) -> Project:
    """
    Read the project until it has taken the files ``ids`` apart (or failed), at most for ``wait.timeout``.

    Returns the last reading; files that it is still at work on say so.
    """
    options, config = ports.options, ports.config
    timeout = config.wait_timeout if options.timeout is None else options.timeout
    deadline = ports.clock.monotonic() + timeout
    pause = min(1.0, config.wait_poll)
    while _is_at_work(project, ids):
        left = deadline - ports.clock.monotonic()
        if left <= 0:
            break
        ports.clock.sleep(min(pause, left))
        pause = min(pause * 1.5, config.wait_poll)
        project = ports.platform.fetch_project()
    return project


def _is_at_work(project: Project, ids: set[str]) -> bool:
    """Files that were sent just now may not even be listed yet."""
    files = {file.id: file for file in project.files}
    return any(id_ not in files or files[id_].condition == "preparing" for id_ in ids)


def _push_first(path: Path, why: str, locale: Locale | None = None) -> Finding:
    hint = "run `ci-l10n push` first, or `ci-l10n push --seed` for both"
    return Finding("warning", "push-first", why, hint, Location(path), locale)


def _not_ready(path: Path, file: RemoteFile) -> Finding:
    if file.condition == "failed":
        message = f"the platform could not take the file apart: {file.reason or 'no reason given'}"
        hint = "correct the source file and push it again"
        return Finding("error", "source-not-processed", message, hint, Location(path), file.locale)
    message = "the platform is still taking the file apart; nothing was seeded"
    return Finding(
        "warning", "seed-not-ready", message, "run `ci-l10n seed` later", Location(path), file.locale
    )


def _document(path: Path) -> Finding:
    message = "a document has no keys; its translations cannot be told apart"
    hint = "import it on the platform, or let its translation memory have the pair of files"
    return Finding("notice", "seed-document", message, hint, Location(path))


def _not_verified(place: Location, locale: Locale, problem: str) -> Finding:
    message = f"sent, but not seen to have arrived: {problem}"
    return Finding(
        "warning",
        "seed-not-verified",
        message,
        "run `ci-l10n seed` again; nothing is sent twice",
        place,
        locale,
    )

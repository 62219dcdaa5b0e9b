"""
Existing translations of the repository into the platform, so that nobody pays for them twice.

Each document with anything to offer is exported once as bilingual XLIFF, its segments are matched with the texts of
the file, and those that the platform lacks are sent back in one part of that XLIFF. Then one more export shows whether
they arrived. Nothing is remembered: what the platform has is seen there, so a run that died is simply repeated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ci_l10n.errors import AuthError, ContentError, L10nError, Location, RemoteError
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.candidates import Candidates
from ci_l10n.flow.seeding.decisions import Decided, Wish, decide
from ci_l10n.flow.seeding.result import Seeded, SeedResult, findings_of, not_taken, seeded
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.flow.slots import file_of
from ci_l10n.formats.bilingual_targets import Fillable, read_fillable
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State
from ci_l10n.tms.base import Bilingual, Export, Project, RemoteFile

_MOST_FAILURES = 2  # in a row; then it is the platform, not the file


class _Job(NamedTuple):
    """One source in one locale, with a translation to offer."""

    source: SourceFile
    locale: Locale
    target: Path
    file: RemoteFile

    @property
    def place(self) -> Location:
        return Location(file_of(self.target))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a seeding goes by: the state and the remote files, and what the commit holds."""

    state: State
    inventory: Inventory
    tree: Mapping[Path, BlobId]


def seed_files(ports: Ports, grounds: Grounds, sources: Sequence[SourceFile], wish: Wish) -> SeedResult:
    """
    Send what the platform lacks of the selected targets of ``sources``; with ``--dry-run`` only look.

    Errors of the platform end the run and stand in the result, beside what was done until then.
    """
    return _Seeding(ports, grounds, wish).run(sources)


class _Seeding:
    def __init__(self, ports: Ports, grounds: Grounds, wish: Wish) -> None:
        if ports.bilingual is None:
            raise TypeError("this platform has no bilingual files")
        self.ports = ports
        self.bilingual: Bilingual = ports.bilingual
        self.grounds = grounds
        self.wish = wish
        self.files: dict[Path, Seeded] = {}
        self.findings: list[Finding] = []
        self.failures: list[L10nError] = []
        self.in_a_row = 0
        self.sent: list[tuple[_Job, frozenset[str]]] = []
        self.source: SeedSource | None = None  # the one looked at last

    def run(self, sources: Sequence[SourceFile]) -> SeedResult:
        error: L10nError | None = None
        try:
            jobs = {job.file.id: job for source in sources for job in self._jobs(source)}
            if jobs:
                self.ports.ci.step(f"reading {len(jobs)} files segment by segment")
                for count, export in enumerate(self._exports([job.file for job in jobs.values()])):
                    self.ports.ci.progress(count, len(jobs), "files seeded")
                    self._take(jobs[export.file.id], export)
            self._verify()
        except (AuthError, RemoteError) as failure:
            error = failure
        done = len(self.files)
        if error is None and self.failures and not done:
            error = self.failures[0]
        return SeedResult(tuple(self.files.values()), tuple(self.findings), len(self.failures), error)

    def _exports(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        return self.bilingual.export_xliff(files)

    def _jobs(self, source: SourceFile) -> Iterator[_Job]:
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
        if remote and view.is_unsent:
            self.findings.append(_push_first(source.path, "the source changed since it was sent"))
        for locale, target in targets.items():
            if (file := remote.get(locale)) is None:
                self.findings.append(_push_first(source.path, "the platform does not have the file", locale))
            elif file.condition != "ready":
                self.findings.append(_not_ready(source.path, file))
            elif candidates := self._candidates(_Job(source, locale, target, file)):
                yield from self._worthwhile(_Job(source, locale, target, file), candidates)

    def _worthwhile(self, job: _Job, candidates: Candidates) -> Iterator[_Job]:
        if not candidates.is_empty:
            yield job
            return
        self._record(job, candidates, Decided())

    def _view(self, source: SourceFile) -> SeedSource | None:
        """The source's catalogs; None for documents, which have no keys."""
        if self.source is None or self.source.path != source.path:
            self.source = SeedSource.read(self.ports, self.grounds.state, self.grounds.tree, source)
        return self.source

    def _candidates(self, job: _Job) -> Candidates | None:
        try:
            view = self._view(job.source)
            return view.candidates(job.target, job.locale, complete=job.file.is_complete) if view else None
        except ContentError as error:
            self._fail(error, job.place, job.locale)
            return None

    def _take(self, job: _Job, export: Export) -> None:
        candidates = self._candidates(job)
        if candidates is None:
            return
        try:
            file = _readable(job, export)
            decided = self._decide(job, candidates, file, self.wish)
            if decided.targets and not self.ports.options.dry_run:
                self._send(job, file.part(decided.targets), decided)
        except AuthError:
            raise
        except L10nError as error:
            self._fail(error, job.place, job.locale)
            self._look_whether_to_go_on(error)
            return
        self.in_a_row = 0
        self._record(job, candidates, decided)

    def _decide(self, job: _Job, candidates: Candidates, file: Fillable, wish: Wish) -> Decided:
        view = self._view(job.source)
        return decide(candidates, file, wish, is_ordered=view is not None and view.is_certain)

    def _send(self, job: _Job, part: bytes, decided: Decided) -> None:
        wish = self.wish
        self.bilingual.import_xliff(job.file, lambda: part, confirm=wish.confirm, overwrite=wish.overwrite)
        self.sent.append((job, frozenset(decided.targets)))

    def _look_whether_to_go_on(self, error: L10nError) -> None:
        """One file may be at fault for one failure; a platform that fails again and again is not asked further."""
        if isinstance(error, RemoteError):
            self.in_a_row += 1
            if self.in_a_row == _MOST_FAILURES:
                raise error

    def _record(self, job: _Job, candidates: Candidates, decided: Decided) -> None:
        target = file_of(job.target)
        self.files[job.target] = seeded(job.source.path, target, job.locale, candidates.held, decided)
        self.findings += findings_of(target, job.locale, candidates.held, decided)

    def _fail(self, error: L10nError, place: Location, locale: Locale | None) -> None:
        self.failures.append(error)
        self.findings.append(
            Finding("error", "seed-failed", error.message, error.hint, error.location or place, locale)
        )

    def _verify(self) -> None:
        """Export what was sent once more: whatever is still to be sent was not taken."""
        jobs = {job.file.id: (job, ids) for job, ids in self.sent}
        for export in self._exports([job.file for job, _ in self.sent]) if jobs else ():
            job, ids = jobs[export.file.id]
            try:
                self._look_for_losses(job, ids, _readable(job, export))
            except ContentError as error:
                self.findings.append(_not_verified(job.place, job.locale, error.message))

    def _look_for_losses(self, job: _Job, ids: frozenset[str], file: Fillable) -> None:
        if not file.shows_targets:
            self.findings.append(_not_verified(job.place, job.locale, "the export shows no targets"))
            return
        candidates = self._candidates(job) or Candidates()
        wish = replace(self.wish, confirm=False)  # what is confirmed is not always said
        now = self._decide(job, candidates, file, wish)
        lost = [d for d in now.decisions if d.kind in ("sent", "kept") and not ids.isdisjoint(d.segments)]
        self.findings += (not_taken(file_of(job.target), job.locale, decision) for decision in lost)
        before = self.files[job.target]
        words = before.words - sum(len(decision.form.source.split()) for decision in lost)
        self.files[job.target] = replace(before, sent=before.sent - len(lost), words=max(0, words))


def _readable(job: _Job, export: Export) -> Fillable:
    if export.content is None:
        raise ContentError(
            f"no usable export: {export.problem}", hint=export.hint, location=job.place, code="export-failed"
        )
    return read_fillable(export.content, f"{job.file.name}.xliff")


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
    message = "a document has no keys; its translations cannot be told apart segment by segment"
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

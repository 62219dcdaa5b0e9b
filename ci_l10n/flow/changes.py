"""Exports and repository bytes, file by file, into the change set that is to be delivered."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.branches import Edit
from ci_l10n.flow.documents import Document, decide_document
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.merge import UNDECIDED, Edited, Merged, Note, Sides, merge, show
from ci_l10n.flow.pointers import MOST_POINTER_BYTES, check_is_content
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.model import Catalog, Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State
from ci_l10n.tms.base import RemoteFile

Effect: TypeAlias = Literal["none", "created", "updated", "removed"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened to the strings of one target, seen from what people have now."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    translated: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target file after the merge; blob ids, None where there is no file."""

    source: Path
    path: Path
    locale: Locale
    before: BlobId | None
    after: BlobId | None
    effect: Effect
    tally: Tally | None  # None: not looked into, nothing moved
    notes: tuple[Note, ...]
    export: BlobId | None  # what came from the platform in this run
    fingerprint: str  # of the remote file at that export
    held: BlobId | None = None  # what the base branch holds, maybe still at the place before a rename
    leaves: bool = False  # no target of ours any more: forgotten as soon as nothing is left to deliver

    @property
    def file(self) -> Path:
        """The file to write: several changes have the same one where locales share it, and its one content."""
        return file_of(self.path)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The result of merging, and what was odd about it."""

    targets: tuple[TargetChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    failed: frozenset[Path] = frozenset()  # targets that could not be merged; nothing of them is recorded


@dataclass(frozen=True, slots=True)
class Fetched:
    """The exports of this run, by target path: blob and fingerprint; and the remote files by target path."""

    exports: Mapping[Path, tuple[BlobId, str]] = field(default_factory=dict)
    files: Mapping[Path, RemoteFile] = field(default_factory=dict)
    done: Container[Path] = frozenset()  # complete when their temporary project went

    def is_complete(self, path: Path) -> bool:
        return self.files[path].is_complete if path in self.files else path in self.done


@dataclass(frozen=True, slots=True)
class Here:
    """What the repository holds."""

    base: Mapping[Path, BlobId]  # the base branch, or the working tree
    edits: Mapping[Path, Edit]  # files that people changed on the branch of the pull request
    moved: Mapping[Path, Path] = field(default_factory=dict)  # target -> where the base branch still holds it

    def held(self, path: Path) -> BlobId | None:
        """What the base branch holds of a target, wherever it lies."""
        return self.base.get(self.moved.get(path, path))


def merge_all(
    ports: Ports,
    state: State,
    sources: Sequence[SourceFile],
    fetched: Fetched,
    here: Here,
    is_selected: Callable[[SourceFile, Locale], bool],
) -> ChangeSet:
    """
    Merge the selected targets of ``sources``; all others stay as they were delivered.

    A file that cannot be merged is a finding and stays as it is.
    """
    targets: list[TargetChange] = []
    findings: list[Finding] = []
    failed: set[Path] = set()
    here = replace(here, moved=_still_elsewhere(state, sources, here))
    moved = [
        source
        for source in sources
        if any(is_selected(source, locale) for locale in source.targets)
        and _moved(source, state, fetched, here)
    ]
    settled = {source.path for source in sources} - {source.path for source in moved}
    for source in sources:
        if source.path in settled:
            targets += (
                _unmoved(source, locale, path, state, here) for locale, path in source.targets.items()
            )
    for index, source in enumerate(moved):
        ports.ci.progress(index, len(moved), "files merged")
        try:
            merger = _Merger(ports, state, source, fetched, here)
        except ContentError as error:
            findings.append(_unreadable(error, source.path, None))
            failed.update(source.targets.values())
            targets += (
                _unmoved(source, locale, path, state, here) for locale, path in source.targets.items()
            )
            continue
        for locale, path in source.targets.items():
            is_known = path in state.platform or path in fetched.exports
            if not is_known or not (is_slot(path) or is_selected(source, locale)):
                targets.append(_unmoved(source, locale, path, state, here))
                continue
            try:
                targets.append(merger.target(locale, path))
            except ContentError as error:
                findings.append(_unreadable(error, path, locale))
                failed.add(path)
                targets.append(_unmoved(source, locale, path, state, here))
    targets += _left_behind(state, sources, here)
    targets += _departed(state, sources, here, is_selected)
    targets += _orphans(state, sources, here)
    return ChangeSet(tuple(_one_content(targets)), tuple(findings), frozenset(failed))


def _one_content(targets: Sequence[TargetChange]) -> Iterator[TargetChange]:
    """Changes of slots with the content of their file, which the last merged one of them has whole."""
    contents: dict[Path, BlobId | None] = {}
    for rank in (lambda c: c.before != c.after, lambda c: c.tally is not None):
        contents |= {change.file: change.after for change in targets if is_slot(change.path) and rank(change)}
    for change in targets:
        if is_slot(change.path) and change.file in contents:
            change = replace(change, after=contents[change.file], effect=_effect_of_slot(change))
        yield change


def _effect_of_slot(change: TargetChange) -> Effect:
    """What happened to this locale's strings: the file as a whole changes with those of others."""
    if change.tally is None or change.after is None:
        return change.effect
    if not (change.tally.new or change.tally.changed or change.tally.removed):
        return "none"
    return "created" if change.before is None else "updated"


def _moved(source: SourceFile, state: State, fetched: Fetched, here: Here) -> bool:
    """Whether anything that a merge of this source's targets reads differs from the last time."""
    is_own_target = source.path in map(file_of, source.targets.values())  # and looked at as such
    has_moved = state.sources.get(source.path) != here.base.get(source.path)
    if source.path in state.merged or (has_moved and not is_own_target):
        return True
    return any(_target_moved(path, state, fetched, here) for path in source.targets.values())


def _target_moved(path: Path, state: State, fetched: Fetched, here: Here) -> bool:
    if path in fetched.exports:
        return True
    if path not in state.platform:
        return False  # never exported: there is nothing to merge with
    return here.held(path) != state.base.get(path) or _edit_of(path, state, here) is not None


def _edit_of(path: Path, state: State, here: Here) -> Edit | None:
    """What people made of the file on the branch, when that is something else than what was delivered."""
    edit = here.edits.get(path)
    if edit is None or edit.now == state.target.get(path):
        return None
    # Without a delivery, what equals the base branch says nothing: it came from there.
    is_known = path in state.target or path in state.base
    return edit if is_known or edit.now != here.held(path) else None


def _unmoved(source: SourceFile, locale: Locale, path: Path, state: State, here: Here) -> TargetChange:
    """What was delivered stays delivered; what was never delivered stays as people have it, also on the branch."""
    before, held = here.base.get(path), here.held(path)
    known = path in state.target or path in state.base
    after = state.target.get(path) if known and held == state.base.get(path) else held
    if edit := _edit_of(path, state, here):
        after = edit.now
    return TargetChange(
        source.path, path, locale, before, after, _effect(before, after), None, (), None, "", held
    )


def _effect(before: BlobId | None, after: BlobId | None) -> Effect:
    if before == after:
        return "none"
    if before is None:
        return "created"
    return "removed" if after is None else "updated"


def _orphans(state: State, sources: Iterable[SourceFile], here: Here) -> list[TargetChange]:
    """Targets of sources that are gone: removed where people left them as they were delivered."""
    live = {source.path for source in sources}
    present = live | {file_of(path) for source in sources for path in source.targets.values()}
    orphans = []
    for path, known in state.known.items():
        if path in live or path in state.sources:
            continue
        for locale, target in known.targets.items():
            if file_of(target) not in present:
                orphans.append(_leaving(path, target, locale, state, here))
    return orphans


def _leaving(source: Path, path: Path, locale: Locale, state: State, here: Here) -> TargetChange:
    """A target whose source is gone: it goes as well, unless people made it theirs."""
    before = here.base.get(path)
    ours = {state.target.get(path), state.base.get(path), None}
    edit = _edit_of(path, state, here)
    after = edit.now if edit else None if before in ours else before
    effect = _effect(before, after)
    return TargetChange(source, path, locale, before, after, effect, None, (), None, "", before, leaves=True)


def _departed(
    state: State,
    sources: Iterable[SourceFile],
    here: Here,
    is_selected: Callable[[SourceFile, Locale], bool],
) -> Iterator[TargetChange]:
    """Targets in locales that the configuration no longer has: people keep what they have, no more is proposed."""
    present = {path for source in sources for path in source.targets.values()}
    for source in sources:
        known = state.known.get(source.path)
        for locale, path in known.targets.items() if known else ():
            if locale not in source.targets and path not in present and is_selected(source, locale):
                held = here.base.get(path)
                yield TargetChange(
                    source.path, path, locale, held, held, "none", None, (), None, "", held, leaves=True
                )


def _moves(
    state: State, sources: Sequence[SourceFile], here: Here
) -> Iterator[tuple[SourceFile, Locale, Path]]:
    """Targets of renamed sources that may still lie in their former place."""
    taken = {file_of(path) for source in sources for path in (source.path, *source.targets.values())}
    for source in sources:
        known = state.known.get(source.path)
        for locale, old in known.moved.items() if known else ():
            if file_of(old) not in taken and locale in source.targets:
                yield source, locale, old


def _still_elsewhere(state: State, sources: Sequence[SourceFile], here: Here) -> dict[Path, Path]:
    moves = _moves(state, sources, here)
    return {
        source.targets[locale]: old
        for source, locale, old in moves
        if old in here.base and source.targets[locale] not in here.base
    }


def _left_behind(state: State, sources: Sequence[SourceFile], here: Here) -> Iterator[TargetChange]:
    """The former places of targets that moved: their content was carried over, unless people have both."""
    for source, locale, old in _moves(state, sources, here):
        path = source.targets[locale]
        before = here.base.get(old)
        is_carried = path in here.moved or before in (state.target.get(path), state.base.get(path))
        after = None if is_carried else before
        effect = _effect(before, after)
        yield TargetChange(
            source.path, old, locale, before, after, effect, None, (), None, "", before, leaves=True
        )


def _unreadable(error: ContentError, path: Path, locale: Locale | None) -> Finding:
    location = error.location or Location(file_of(path))
    return Finding("error", "file-malformed", error.message, error.hint, location, locale)


def _open_keys(path: Path, state: State) -> dict[str, str]:
    """What is listed of the keys of a target: the kind of each finding, or that a conflict waits for a decision."""
    return {f.key: UNDECIDED if f.code == UNDECIDED else f.kind for f in state.findings if f.path == path}


class _Merger:
    """Merges the targets of one source file; the source is read once."""

    def __init__(self, ports: Ports, state: State, source: SourceFile, fetched: Fetched, here: Here) -> None:
        self.repo = ports.repo
        self.state = state
        self.source = source
        self.fetched = fetched
        self.here = here
        self.data = self.repo.blob(here.base[source.path])
        check_is_content(self.data, source.path)
        self.reader: Reader = reader_for(source.rule, source.path, self.data, ports.config.source_locale)
        before = state.merged.get(source.path) or state.sources.get(source.path)
        self.before = before if before and self.repo.has(before) else None
        known = state.known.get(source.path)
        self.current = known.current if known and source.path in state.merged else ()
        self.catalog = self.reader.source(self.data, source.path) if self.reader.merges_keys else None
        self.catalog_before = self._catalog_before() if self.reader.merges_keys else None
        self.written: dict[Path, BlobId] = {}  # files that locales share, as far as they are merged

    def _catalog_before(self) -> Catalog | None:
        if self.before is None or self.before == self.here.base[self.source.path]:
            return self.catalog
        try:
            return self.reader.source(self.repo.blob(self.before), self.source.path)
        except ContentError:  # an older version that was malformed says nothing about keys
            return None

    def target(self, locale: Locale, path: Path) -> TargetChange:
        if self.catalog is None:
            return self._document(locale, path)
        sides = self._sides(locale, path)
        merged = merge(sides, self.reader, self.source.rule.policy, file_of(path), locale)
        after = None if merged.content is None else self.repo.store(merged.content)
        if after is not None and is_slot(path):
            self.written[file_of(path)] = after
        tally = self._tally(merged, self.here.held(path), path, locale)
        return self._change(locale, path, after, tally, tuple(merged.notes))

    def _change(
        self, locale: Locale, path: Path, after: BlobId | None, tally: Tally | None, notes: tuple[Note, ...]
    ) -> TargetChange:
        before = self.here.base.get(path)
        export, fingerprint = self.fetched.exports.get(path, (None, ""))
        effect = _effect(before, after)
        return TargetChange(
            self.source.path, path, locale, before, after, effect, tally, notes, export, fingerprint,
            self.here.held(path),
        )  # fmt: skip

    def _sides(self, locale: Locale, path: Path) -> Sides:
        assert self.catalog is not None  # noqa: S101 -- asked by target()
        state, here = self.state, self.here
        base, t0, b0 = here.held(path), state.target.get(path), state.base.get(path)
        p0 = state.platform.get(path)
        export = self.fetched.exports.get(path, (p0, ""))[0]
        edit = _edit_of(path, state, here)
        start = self.written.get(file_of(path)) or self._start(base, t0, b0, edit)
        on_branch = set(edit) if edit else set()
        read = {blob: self._read(blob, path, locale) for blob in {base, t0, b0, start} | on_branch if blob}
        exports = {blob: self._read(blob, path, locale, exported=True) for blob in {p0, export} if blob}
        return Sides(
            source=self.catalog,
            source_before=self.catalog if locale in self.current else self.catalog_before,
            platform=exports.get(export or ""),
            platform_before=exports.get(p0 or ""),
            target=read.get(t0 or ""),
            base_before=read.get(b0 or ""),
            base=read.get(base or ""),
            branch=Edited(read.get(edit.now or ""), read.get(edit.before or "")) if edit else None,
            start=read.get(start or ""),
            fresh=path in self.fetched.exports,
            complete=self.fetched.is_complete(path),
            open_keys=_open_keys(path, state),
        )

    def _start(
        self, base: BlobId | None, t0: BlobId | None, b0: BlobId | None, edit: Edit | None
    ) -> BlobId | None:
        """
        The bytes that are edited: while the base branch holds what it held, those that people see in the pull
        request; else the base branch's, so that what people did there outside the keys is not undone.
        """
        if base == b0 and (base is not None or t0 is not None):
            return edit.now if edit else t0 or base
        return base

    def _read(self, blob: BlobId, path: Path, locale: Locale, *, exported: bool = False) -> Catalog:
        try:
            return self.reader.target(self.repo.blob(blob), file_of(path), locale)
        except ContentError as error:
            if not exported:
                raise
            raise ContentError(
                f"what the platform exported for {file_of(path)} cannot be read: {error.message}",
                hint="nothing of it was taken; it is fetched again with the next run",
                location=Location(file_of(path)),
            ) from error

    def _tally(self, merged: Merged, before: BlobId | None, path: Path, locale: Locale) -> Tally:
        old = self._read(before, path, locale).units if before else {}
        new = changed = removed = 0
        for decision in merged.decisions:
            unit = old.get(decision.key)
            had = unit is not None and not unit.needs_review and any(show(unit.value) or "")
            if decision.value is None:
                removed += had
            elif not had:
                new += 1
            elif unit is not None and unit.value != decision.value:
                changed += 1
        return Tally(new, changed, removed, merged.translated, merged.total)

    def _check_is_content(self, blob: BlobId | None, path: Path) -> None:
        if blob and self.repo.blob_size(blob) < MOST_POINTER_BYTES:
            check_is_content(self.repo.blob(blob), path)

    def _document(self, locale: Locale, path: Path) -> TargetChange:
        """A document is one value: the table of the merge applies to the whole file."""
        state, here = self.state, self.here
        self._check_is_content(here.held(path), path)
        export = self.fetched.exports.get(path, (state.platform.get(path), ""))[0]
        outcome = decide_document(
            Document(
                source=here.base[self.source.path],
                source_before=here.base[self.source.path] if locale in self.current else self.before,
                export=export,
                platform=state.platform.get(path),
                target=state.target.get(path),
                base_before=state.base.get(path),
                base=here.held(path),
                branch=_edit_of(path, state, here),
                complete=self.fetched.is_complete(path),
                fresh=path in self.fetched.exports,
                policy=self.source.rule.policy,
                was_open=set(_open_keys(path, state).values()),
            )
        )
        tally = Tally(total=1, translated=int(outcome.blob is not None))
        return self._change(locale, path, outcome.blob, tally, outcome.notes)

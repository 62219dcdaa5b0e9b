"""Exports and repository bytes, file by file, into the change set that is to be delivered."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.change_set import ChangeSet, Effect, Fetched, Here, TargetChange, edit_of, effect_of
from ci_l10n.flow.leaving import departed, left_behind, orphans, still_elsewhere
from ci_l10n.flow.merging import SourceMerger
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State


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
    here = replace(here, moved=still_elsewhere(state, sources, here))
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
        merged = _merge_source(ports, state, source, fetched, here, is_selected)
        targets += merged.targets
        findings += merged.findings
        failed |= merged.failed
    targets += left_behind(state, sources, here)
    targets += departed(state, sources, here, is_selected)
    targets += orphans(state, sources, here)
    return ChangeSet(tuple(_one_content(targets)), tuple(findings), frozenset(failed))


def _merge_source(
    ports: Ports,
    state: State,
    source: SourceFile,
    fetched: Fetched,
    here: Here,
    is_selected: Callable[[SourceFile, Locale], bool],
) -> ChangeSet:
    """The changes of one source's targets, in the order of its locales."""
    try:
        merger = SourceMerger(ports, state, source, fetched, here)
    except ContentError as error:
        unmoved = (_unmoved(source, locale, path, state, here) for locale, path in source.targets.items())
        finding = _unreadable(error, source.path, None)
        return ChangeSet(tuple(unmoved), (finding,), frozenset(source.targets.values()))
    targets: list[TargetChange] = []
    findings: list[Finding] = []
    failed: set[Path] = set()
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
    return ChangeSet(tuple(targets), tuple(findings), frozenset(failed))


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
    return here.held(path) != state.base.get(path) or edit_of(path, state, here) is not None


def _unmoved(source: SourceFile, locale: Locale, path: Path, state: State, here: Here) -> TargetChange:
    """What was delivered stays delivered; what was never delivered stays as people have it, also on the branch."""
    before, held = here.base.get(path), here.held(path)
    known = path in state.target or path in state.base
    after = state.target.get(path) if known and held == state.base.get(path) else held
    if edit := edit_of(path, state, here):
        after = edit.now
    return TargetChange(
        source.path, path, locale, before, after, effect_of(before, after), None, (), None, "", held
    )


def _unreadable(error: ContentError, path: Path, locale: Locale | None) -> Finding:
    location = error.location or Location(file_of(path))
    return Finding("error", error.code, error.message, error.hint, location, locale)

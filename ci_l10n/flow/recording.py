"""What is remembered of a change set once it is delivered. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from ci_l10n.flow.change_set import ChangeSet, TargetChange
from ci_l10n.model import Locale
from ci_l10n.state import BlobId, Known, OpenFinding, Path, State


def record(changes: ChangeSet, state: State, *, is_whole: bool) -> State:
    """
    ``state`` once ``changes`` are delivered. ``is_whole`` says that nothing was left out by a filter.

    Targets that were never exported are not recorded: the first export must find people's translations without a
    common base, or it would replace them.
    """
    platform, target, base = dict(state.platform), dict(state.target), dict(state.base)
    known = dict(state.known)
    for change in changes.targets:
        path = change.path
        if change.export and change.source in known:
            platform[path] = change.export
            entry = known[change.source]
            exported = {**entry.exported, change.locale: change.fingerprint}
            known[change.source] = replace(entry, exported=exported)
        if change.tally is not None and path in platform and path not in changes.failed:
            _set(target, path, change.after)
            _set(base, path, change.held)
        if change.leaves and change.before == change.after:
            for entries in (platform, target, base):
                entries.pop(path, None)
    merged = _still_unmerged(changes, state) if is_whole else state.merged
    _follow_targets(known, changes)
    _note_current(known, changes, merged)
    unfinished = {c.source for c in changes.targets if c.leaves and c.before != c.after}
    return replace(
        state,
        platform=platform,
        target=target,
        base=base,
        known={path: entry for path, entry in known.items() if path in state.sources or path in unfinished},
        merged=merged,
        findings=open_findings(changes, state),
    )


def _follow_targets(known: dict[Path, Known], changes: ChangeSet) -> None:
    """Bring every source's targets up to date; places that were left for good are forgotten."""
    by_source: dict[Path, list[TargetChange]] = {}
    for change in changes.targets:
        by_source.setdefault(change.source, []).append(change)
    for source, made in by_source.items():
        if (entry := known.get(source)) is None:
            continue
        gone = {(c.locale, c.path) for c in made if c.leaves and c.before == c.after}
        now = {c.locale: c.path for c in made if not c.leaves}
        targets = {loc: path for loc, path in {**entry.targets, **now}.items() if (loc, path) not in gone}
        pending = {c.path for c in made if c.leaves and c.before != c.after}
        moved = {loc: path for loc, path in entry.moved.items() if path in pending}
        exported = {loc: mark for loc, mark in entry.exported.items() if loc in targets}
        if (targets, moved, exported) != (entry.targets, entry.moved, entry.exported):
            known[source] = replace(entry, targets=targets, moved=moved, exported=exported)


def _note_current(known: dict[Path, Known], changes: ChangeSet, merged: Mapping[Path, BlobId]) -> None:
    """Which locales of sources that wait for others have seen the newest source, so that they are not called stale."""
    done: dict[Path, list[Locale]] = {}
    for change in changes.targets:
        if change.source in merged and change.tally is not None and change.path not in changes.failed:
            done.setdefault(change.source, []).append(change.locale)
    for source, entry in known.items():
        current = tuple(sorted({*entry.current, *done.get(source, ())})) if source in merged else ()
        if current != entry.current:
            known[source] = replace(entry, current=current)


def _set(entries: dict[Path, BlobId], path: Path, blob: BlobId | None) -> None:
    if blob is None:
        entries.pop(path, None)
    else:
        entries[path] = blob


def _still_unmerged(changes: ChangeSet, state: State) -> dict[Path, BlobId]:
    failed = {change.source for change in changes.targets if change.path in changes.failed}
    return {path: blob for path, blob in state.merged.items() if path in failed}


def open_findings(changes: ChangeSet, state: State) -> tuple[OpenFinding, ...]:
    """The findings that stay open: those of merged targets anew, those of all others as they were."""
    looked_into = {change.path for change in changes.targets if change.tally is not None or change.leaves}
    live = {change.path for change in changes.targets}
    kept = [f for f in state.findings if f.path not in looked_into and f.path in live]
    fresh = [
        OpenFinding(
            note.kind, change.path, change.locale, note.key, note.code, note.message, note.suffix, note.line,
            dict(note.values), change.source if note.in_source else "",
        )
        for change in changes.targets
        for note in change.notes
    ]  # fmt: skip
    return tuple(sorted((*kept, *fresh), key=lambda f: (f.path, f.key, f.kind, f.suffix)))

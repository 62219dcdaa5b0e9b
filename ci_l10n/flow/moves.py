"""Sources and targets that lie elsewhere now: all that is recorded of them moves along. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ci_l10n.flow.slots import by_file, file_of
from ci_l10n.model import Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path, State

T = TypeVar("T")


def follow_templates(state: State, sources: Iterable[SourceFile]) -> State:
    """``state`` with the targets where the configuration wants them now."""
    for source in sources:
        known = state.known.get(source.path)
        if known and any(known.targets.get(loc, path) != path for loc, path in source.targets.items()):
            state = move_source(state, source.path, source.path, source.targets)
    return state


def follow_edits(edits: Mapping[Path, T], state: State, sources: Collection[SourceFile]) -> Mapping[Path, T]:
    """What people changed at a target's former place counts at its new one, unless they changed that as well."""
    paths = {}
    for source in sources:
        known = state.known.get(source.path)
        for locale, old in known.moved.items() if known else ():
            new = source.targets.get(locale, old)
            if new not in edits:
                paths[file_of(old)] = file_of(new)
    if not paths:
        return edits
    return by_file(_moved(edits, paths), [path for source in sources for path in source.targets.values()])


def move_source(state: State, old: Path, new: Path, targets: Mapping[Locale, Path]) -> State:
    """
    ``state`` after a source was renamed: all that is recorded of its targets moves to their new places.

    Where they lay is remembered, because the base branch holds them there until the change request is merged.
    """
    known = state.known[old]
    changed = {loc: path for loc, path in targets.items() if known.targets.get(loc, path) != path}
    paths = {known.targets[loc]: path for loc, path in changed.items()}
    moved = {**known.moved, **{loc: known.moved.get(loc, known.targets[loc]) for loc in changed}}
    entry = replace(known, targets={**known.targets, **targets}, moved=moved)
    return replace(
        state,
        sources=_moved(state.sources, {old: new}),
        merged=_moved(state.merged, {old: new}),
        known={**{path: item for path, item in state.known.items() if path != old}, new: entry},
        platform=_moved(state.platform, paths),
        target=_moved(state.target, paths),
        base=_moved(state.base, paths),
        findings=tuple(replace(f, path=paths.get(f.path, f.path)) for f in state.findings),
    )


def _moved(entries: Mapping[Path, T], paths: Mapping[Path, Path]) -> dict[Path, T]:
    return {paths.get(path, path): value for path, value in entries.items()}

"""Targets whose place, locale or source is gone: what becomes of the files that lie there."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from ci_l10n.flow.change_set import Here, TargetChange, edit_of, effect_of
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path, State


def orphans(state: State, sources: Iterable[SourceFile], here: Here) -> list[TargetChange]:
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
    edit = edit_of(path, state, here)
    after = edit.now if edit else None if before in ours else before
    effect = effect_of(before, after)
    return TargetChange(source, path, locale, before, after, effect, None, (), None, "", before, leaves=True)


def departed(
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


def still_elsewhere(state: State, sources: Sequence[SourceFile], here: Here) -> dict[Path, Path]:
    moves = _moves(state, sources, here)
    return {
        source.targets[locale]: old
        for source, locale, old in moves
        if old in here.base and source.targets[locale] not in here.base
    }


def left_behind(state: State, sources: Sequence[SourceFile], here: Here) -> Iterator[TargetChange]:
    """The former places of targets that moved: their content was carried over, unless people have both."""
    for source, locale, old in _moves(state, sources, here):
        path = source.targets[locale]
        before = here.base.get(old)
        is_carried = path in here.moved or before in (state.target.get(path), state.base.get(path))
        after = None if is_carried else before
        effect = effect_of(before, after)
        yield TargetChange(
            source.path, old, locale, before, after, effect, None, (), None, "", before, leaves=True
        )

"""Sources that the platform lacks go there before their translations: without them no key can be matched."""

from collections.abc import Sequence
from dataclasses import replace

from ci_l10n.errors import ContentError
from ci_l10n.flow import sync
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.files import Grounds
from ci_l10n.flow.seeding.keys import find_refusal
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.model import Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path
from ci_l10n.tms.base import RemoteFile


def find_missing(ports: Ports, grounds: Grounds, sources: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Those of ``sources`` with a target to seed in a locale that the platform does not have of them."""
    return tuple(
        source
        for source in sources
        if _is_missing(ports, grounds, source) and _can_be_seeded(ports, grounds, source)
    )


def _is_missing(ports: Ports, grounds: Grounds, source: SourceFile) -> bool:
    remote = grounds.inventory.of(source.path)
    return any(
        target in grounds.tree and locale not in remote and is_selected(ports, source, locale)
        for locale, target in source.targets.items()
    )


def _can_be_seeded(ports: Ports, grounds: Grounds, source: SourceFile) -> bool:
    """What cannot be is told where everything is looked at; sending it would be of no use here."""
    try:
        view = SeedSource.read(ports, grounds.state, grounds.tree, source)
    except ContentError:
        return False
    return view is not None and ports.key_import is not None and find_refusal(ports.key_import, view) is None


def push_first(ports: Ports, sources: Sequence[SourceFile]) -> tuple[str, ...]:
    """Push ``sources`` and nothing else, as `push` does it; says so in sentences. Raises what `push` raises."""
    paths = [source.path for source in sources]
    ports.ci.step(f"pushing {len(paths)} sources first, which the platform does not have")
    options = replace(ports.options, files=tuple(map(_literally, paths)), seed=False)
    sync.run(replace(ports, options=options), "push", sync.PUSH)
    return tuple(f"{path} was sent first: the platform did not have it" for path in paths)


def as_if_sent(grounds: Grounds, sources: Sequence[SourceFile]) -> Grounds:
    """What a dry run goes by: ``sources`` are on the platform, and nothing of them is translated."""
    files = {
        source.path: {locale: _untouched(source.path, locale) for locale in source.targets}
        for source in sources
    }
    known = {path: blob for path, blob in grounds.state.sources.items() if path not in files}
    return replace(
        grounds,
        state=replace(grounds.state, sources=known),
        inventory=Inventory({**grounds.inventory.by_path, **files}),
        fresh=frozenset(files),
    )


def _untouched(path: Path, locale: Locale) -> RemoteFile:
    return RemoteFile(
        id=f"{path} {locale}",
        group=path,
        name=path,
        external_id=path,
        locale=locale,
        condition="ready",
        reason="",
        is_complete=False,
        words=0,
        stages=(),
        fingerprint="",
    )


def _literally(path: Path) -> str:
    """
    A glob that matches ``path`` alone.

    >>> _literally("a[1]/{b}*.json")
    'a[[]1]/[{]b}[*].json'
    """
    return "".join(f"[{char}]" if char in "*?[{" else char for char in path)

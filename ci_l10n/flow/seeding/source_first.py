"""Sources that the platform lacks go there before their translations: without them no key can be matched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow import sync
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.files import Grounds
from ci_l10n.flow.seeding.keys import find_refusal
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path
from ci_l10n.tms.base import RemoteFile, Selective


@dataclass(frozen=True, slots=True)
class Missing:
    """Sources that the platform lacks: those it takes, and findings that say why it does not take others."""

    taken: tuple[SourceFile, ...] = ()
    refused: tuple[Finding, ...] = ()

    def takes(self, source: SourceFile) -> bool:
        return all(each.location is None or each.location.path != source.path for each in self.refused)


def find_missing(ports: Ports, grounds: Grounds, sources: Sequence[SourceFile]) -> Missing:
    """Those of ``sources`` with a target to seed in a locale that the platform does not have of them."""
    taken: list[SourceFile] = []
    refused: list[Finding] = []
    for source in sources:
        if not _is_missing(ports, grounds, source) or (view := _view_of(ports, grounds, source)) is None:
            continue
        if (refusal := _refusal(ports, view)) is not None:
            refused.append(Finding("error", "source-refused", *refusal, Location(source.path)))
        else:
            taken.append(source)
    return Missing(tuple(taken), tuple(refused))


def _is_missing(ports: Ports, grounds: Grounds, source: SourceFile) -> bool:
    remote = grounds.inventory.of(source.path)
    return any(
        target in grounds.tree and locale not in remote and is_selected(ports, source, locale)
        for locale, target in source.targets.items()
    )


def _view_of(ports: Ports, grounds: Grounds, source: SourceFile) -> SeedSource | None:
    """None for what cannot be seeded: that is told where everything is looked at; sending it would be of no use here."""
    try:
        view = SeedSource.read(ports, grounds.state, grounds.tree, source)
    except ContentError:
        return None
    if view is None or ports.key_import is None or find_refusal(ports.key_import, view) is not None:
        return None
    return view


def _refusal(ports: Ports, view: SeedSource) -> tuple[str, str] | None:
    """Why the platform will not take the source (a sentence, the next step), as far as that shows without asking it."""
    if not isinstance(ports.platform, Selective):
        return None
    return ports.platform.refusal(view.path, view.reader.by_keys.name, view.head.data)


def push_first(ports: Ports, sources: Sequence[SourceFile]) -> Missing:
    """Push ``sources`` and nothing else, as `push` does it. Raises what `push` raises."""
    paths = {source.path for source in sources}
    ports.ci.step(f"pushing {len(paths)} sources first, which the platform does not have")
    options = replace(ports.options, files=tuple(map(_literally, sorted(paths))), seed=False)
    report = sync.run(replace(ports, options=options), "push", sync.PUSH)
    said = tuple(each for each in report.findings if each.location and each.location.path in paths)
    found = Missing(refused=said)
    return replace(found, taken=tuple(filter(found.takes, sources)))


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

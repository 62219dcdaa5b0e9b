"""Counting what a change request changes: also in files that an earlier run merged, and this one did not look into."""

from collections.abc import Sequence
from dataclasses import replace

from ci_l10n.errors import ContentError
from ci_l10n.flow.change_set import Tally, TargetChange
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.sides import show
from ci_l10n.flow.situation import Situation
from ci_l10n.model import Catalog, Unit
from ci_l10n.state import BlobId


def counted(ports: Ports, situation: Situation, changes: Sequence[TargetChange]) -> tuple[TargetChange, ...]:
    """``changes`` with a tally for each file that differs from the base branch, as far as it can be read."""
    return _Counting(ports, situation).all(changes)


class _Counting:
    """Reads each source once, for how its targets are read."""

    def __init__(self, ports: Ports, situation: Situation) -> None:
        self.ports, self.tree = ports, situation.tree
        self.sources = {source.path: source for source in situation.sources}
        self.readers: dict[str, Reader] = {}

    def all(self, changes: Sequence[TargetChange]) -> tuple[TargetChange, ...]:
        return tuple(
            self._counted(change)
            if change.tally is None and change.effect != "none" and change.source in self.sources
            else change
            for change in changes
        )

    def _counted(self, change: TargetChange) -> TargetChange:
        try:
            reader = self._reader(change.source)
            if not reader.merges_keys:
                return change
            before, after = (self._read(reader, change, blob) for blob in (change.held, change.after))
        except ContentError:  # a finding says so
            return change
        return replace(change, tally=tally_of(before, after))

    def _reader(self, path: str) -> Reader:
        if path not in self.readers:
            data = self.ports.repo.blob(self.tree[path])
            rule, locale = self.sources[path].rule, self.ports.config.source_locale
            self.readers[path] = reader_for(rule, path, data, locale)
        return self.readers[path]

    def _read(self, reader: Reader, change: TargetChange, blob: BlobId | None) -> Catalog | None:
        return reader.target(self.ports.repo.blob(blob), change.file, change.locale) if blob else None


def tally_of(before: Catalog | None, after: Catalog | None) -> Tally:
    """What happened to the translations of a file."""
    old = before.units if before else {}
    new = after.units if after else {}
    had = {key for key, unit in old.items() if _is_translated(unit)}
    has = {key for key, unit in new.items() if _is_translated(unit)}
    changed = sum(1 for key in had & has if old[key].value != new[key].value)
    return Tally(len(has - had), changed, len(had - has), len(has), len(new))


def _is_translated(unit: Unit) -> bool:
    return not unit.needs_review and any(show(unit.value) or "")

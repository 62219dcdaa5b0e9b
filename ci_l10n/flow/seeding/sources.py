"""One source file as repository and platform have it, and what its targets offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from ci_l10n.errors import ContentError
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.candidates import Candidates, Sides, find_candidates
from ci_l10n.flow.slots import file_of
from ci_l10n.git.repo import Repository
from ci_l10n.model import Catalog, Locale, Value
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State


@dataclass(frozen=True, slots=True)
class SeedSource:
    """
    ``sent`` is the version the platform has; where that is not known for certain (``is_certain``) it is ``head``.

    ``before`` is the version that the targets were merged with last, None when that is the present one or unknown.
    """

    path: Path
    source: SourceFile
    reader: Reader
    head: Catalog
    sent: Catalog
    before: Catalog | None
    is_certain: bool
    repo: Repository
    state: State
    tree: Mapping[Path, BlobId]

    @classmethod
    def read(
        cls, ports: Ports, state: State, tree: Mapping[Path, BlobId], source: SourceFile
    ) -> "SeedSource | None":
        """None for a document, which has no keys; raises `ContentError` when the source cannot be read."""
        repo, path = ports.repo, source.path
        data = repo.blob(tree[path])
        reader = reader_for(source.rule, path, data, ports.config.source_locale)
        if reader.format is None:
            return None
        head = reader.source(data, path)
        sent = _catalog(repo, reader, path, state.sources.get(path))
        before = _catalog(repo, reader, path, state.merged.get(path))
        is_open = any(intent.get("path") == path for intent in state.intents)
        is_certain = sent is not None and not is_open
        return cls(path, source, reader, head, sent or head, before, is_certain, repo, state, tree)

    @property
    def is_unsent(self) -> bool:
        """Whether the repository has texts that the platform does not have yet."""
        return any(
            key not in self.sent.units or self.sent.units[key].value != unit.value
            for key, unit in self.head.units.items()
        )

    @property
    def directives(self) -> Mapping[str, str]:
        """All that hold for the file: of the rule, and of the source's own comments."""
        return {**self.reader.own, **self.reader.rule.directives}

    def target(self, target: Path, locale: Locale) -> Catalog:
        """The target as the commit has it; raises `ContentError` when it cannot be read."""
        return self.reader.target(self.repo.blob(self.tree[target]), file_of(target), locale)

    def candidates(self, target: Path, locale: Locale, *, complete: bool) -> Candidates:
        """What the target offers; raises `ContentError` when it cannot be read."""
        catalog = self.target(target, locale)
        sides = Sides(self.sent, self.head, catalog, complete, self._stale(target, locale, catalog))
        return find_candidates(sides, self.reader, self.source.rule.policy, locale)

    def _stale(self, target: Path, locale: Locale, catalog: Catalog) -> frozenset[str]:
        """Keys whose translation is still that of an older source text, as far as anybody can tell."""
        stale = {f.key for f in self.state.findings if f.path == target and f.kind == "stale"}
        known = self.state.known.get(self.path)
        if self.before is not None and not (known and locale in known.current):
            changed = [
                key
                for key, unit in self.before.units.items()
                if key in self.head.units
                and self.head.units[key].value != unit.value
                and key in catalog.units
            ]
            earlier = self._earlier(target, locale) if changed else []
            stale.update(
                key
                for key in changed
                if not earlier or any(_value(old, key) == catalog.units[key].value for old in earlier)
            )
        return frozenset(stale)

    def _earlier(self, target: Path, locale: Locale) -> list[Catalog]:
        """The target as it was with the older source: when it was merged last, else when that source was sent."""
        blobs = {self.state.target.get(target), self.state.base.get(target)} - {None}
        commit = self.state.source_commit
        if not blobs and commit and commit != self.repo.head and self.repo.has(commit):
            blobs = {self.repo.tree(commit).get(file_of(target))}
        found = []
        for blob in blobs:
            if blob and self.repo.has(blob):
                try:
                    found.append(self.reader.target(self.repo.blob(blob), file_of(target), locale))
                except ContentError:  # it says nothing then
                    continue
        return found


def _value(catalog: Catalog, key: str) -> Value | None:
    return catalog.units[key].value if key in catalog.units else None


def _catalog(repo: Repository, reader: Reader, path: Path, blob: BlobId | None) -> Catalog | None:
    if not blob or not repo.has(blob):
        return None
    try:
        return reader.source(repo.blob(blob), path)
    except ContentError:
        return None

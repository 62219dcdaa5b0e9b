"""What a run would send: a comparison of the repository, the last state and the project. Pure."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import PurePosixPath

from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Known, Path, State
from ci_l10n.tms.base import Project, RemoteFile


@dataclass(frozen=True, slots=True)
class New:
    """A source the platform does not have."""

    source: SourceFile
    blob: BlobId
    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A source whose content moved since it was sent."""

    source: SourceFile
    blob: BlobId
    before: BlobId
    file: RemoteFile
    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A source that lies elsewhere now; its translations move along."""

    old: Path
    source: SourceFile
    file: RemoteFile | None  # None: the platform has no file of it any more, only what is recorded moves
    name: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A source that is gone from the repository."""

    path: Path
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Extended:
    """A source that the platform has, for locales that are added to the project: all of it is to be translated."""

    source: SourceFile  # with those locales only
    blob: BlobId  # what the platform has


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that would be sent, in the order of sending."""

    locales: tuple[Locale, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    deleted: tuple[Deleted, ...] = ()
    new: tuple[New, ...] = ()
    changed: tuple[Changed, ...] = ()
    findings: tuple[Finding, ...] = ()
    extended: tuple[Extended, ...] = ()  # what adding ``locales`` brings; nothing is sent for it

    @property
    def is_empty(self) -> bool:
        return not (self.locales or self.renamed or self.deleted or self.new or self.changed)

    def without(self, paths: Container[Path]) -> "Plan":
        """The plan without sending these sources."""
        new = tuple(item for item in self.new if item.source.path not in paths)
        changed = tuple(item for item in self.changed if item.source.path not in paths)
        return replace(self, new=new, changed=changed)

    def summary(self) -> str:
        """The plan in numbers."""
        counts = (len(self.new), len(self.changed), len(self.renamed), len(self.deleted), len(self.locales))
        names = ("new", "changed", "renamed", "deleted", "locales to add")
        return ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True))

    def lines(self) -> list[str]:
        """The plan as text, one action a line."""
        return [
            *(f"add locale {locale}" for locale in self.locales),
            *(f"rename {item.old} -> {item.source.path}" for item in self.renamed),
            *(f"delete {item.path}" for item in self.deleted),
            *(f"upload {item.source.path}" for item in self.new),
            *(f"update {item.source.path}" for item in self.changed),
        ]


def document_name(path: Path, base: str, *, is_default_base: bool) -> str:
    """What a source file is called on the platform: its path, under the branch's name unless that is the default."""
    return path if is_default_base else f"@{base}/{path}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """Which remote files stand for which source path."""

    by_path: Mapping[Path, Mapping[Locale, RemoteFile]]

    def of(self, path: Path) -> Mapping[Locale, RemoteFile]:
        return self.by_path.get(path, {})

    def part(self, has: Callable[[Path], bool]) -> "Inventory":
        return Inventory({path: files for path, files in self.by_path.items() if has(path)})


def take_inventory(
    paths: Iterable[Path], state: State, project: Project, base: str, *, is_default_base: bool
) -> Inventory:
    """
    Match the project's files to source paths: by recorded id, else by name, else by external id.

    Names come before external ids, which keep telling where a file lay at first, also when another lies there now.
    A file that matches nobody belongs to somebody else and is left alone.
    """
    by_id = {file.id: file for file in project.files}
    by_external: dict[str, dict[Locale, RemoteFile]] = {}
    by_name: dict[str, dict[Locale, RemoteFile]] = {}
    by_group: dict[str, dict[Locale, RemoteFile]] = {}
    for file in project.files:
        if file.external_id:
            by_external.setdefault(file.external_id, {}).setdefault(file.locale, file)
        by_name.setdefault(file.name, {}).setdefault(file.locale, file)
        by_group.setdefault(file.group, {})[file.locale] = file
    names = {
        path: document_name(path, base, is_default_base=is_default_base)
        for path in sorted({*paths, *state.known}, key=lambda p: (p not in state.known, p))
    }
    found: dict[Path, Mapping[Locale, RemoteFile]] = {}
    claimed: set[str] = set()

    def claim(path: Path, files: Mapping[Locale, RemoteFile]) -> None:
        if path in found:
            return
        if free := {locale: file for locale, file in files.items() if file.id not in claimed}:
            found[path] = free
            claimed.update(file.id for file in free.values())

    for path in names:
        claim(path, _recorded(state.known.get(path), by_id, by_group))
    for path, name in names.items():
        claim(path, by_name.get(name, {}))
    for path, name in names.items():
        known = state.known.get(path)
        claim(path, by_external.get(known.external_id if known else name, {}))
    return Inventory(found)


def _recorded(
    known: Known | None,
    by_id: Mapping[str, RemoteFile],
    by_group: Mapping[str, Mapping[Locale, RemoteFile]],
) -> dict[Locale, RemoteFile]:
    """The recorded files that still exist, and locales that were added to them since."""
    if known is None:
        return {}
    files = {locale: by_id[id_] for locale, id_ in known.files.items() if id_ in by_id}
    for group in {file.group for file in files.values()}:
        files = {**by_group[group], **files}
    return files


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan is made from."""

    sources: Sequence[SourceFile]
    blobs: Mapping[Path, BlobId]  # of the sources at HEAD
    state: State
    project: Project
    inventory: Inventory
    renames: Sequence[tuple[Path, Path]]  # by similarity, old and new
    target_locales: Sequence[Locale]
    base: str
    is_default_base: bool
    is_temporary: bool = False  # the project holds only what was sent since it was made
    has_news: Callable[[SourceFile, BlobId, BlobId], bool] = lambda source, before, blob: before != blob


def make_plan(facts: Facts) -> Plan:
    """Decide what to send; nothing is sent for what the platform already has as it is."""
    state = facts.state
    renames = {new: old for old, new in facts.renames if _can_be_renamed(facts, old, new)}
    taken = {file.external_id for file in facts.project.files}
    new: list[New] = []
    changed: list[Changed] = []
    renamed: list[Renamed] = []
    extended: list[Extended] = []
    missing = [locale for locale in facts.target_locales if locale not in facts.project.target_locales]
    for source in facts.sources:
        blob = facts.blobs[source.path]
        name = document_name(source.path, facts.base, is_default_base=facts.is_default_base)
        origin = renames.get(source.path, source.path)
        files = facts.inventory.of(origin)
        if not files or origin not in state.sources:
            if origin != source.path:
                renamed.append(Renamed(origin, source, None, name))
            if unsent := _unsent(facts, source, origin, blob):
                new.append(New(unsent, blob, _free_id(name, taken), name))
            continue
        file = next(iter(files.values()))
        external_id = state.known[origin].external_id if origin in state.known else name
        if added := {locale: path for locale, path in source.targets.items() if locale in missing}:
            extended.append(Extended(replace(source, targets=added), state.sources[origin]))
        if origin != source.path:
            renamed.append(Renamed(origin, source, file, name))
        if state.sources[origin] != blob:
            changed.append(Changed(source, blob, state.sources[origin], file, external_id, name))
    gone = _deleted(facts, set(renames.values()))
    return Plan(
        tuple(missing), tuple(renamed), tuple(gone), tuple(new), tuple(changed), extended=tuple(extended)
    )


def _unsent(facts: Facts, source: SourceFile, origin: Path, blob: BlobId) -> SourceFile | None:
    """``source`` in the locales that it is to be sent for, being not in the project."""
    state = facts.state
    if not facts.is_temporary or origin not in state.sources or origin not in state.known:
        return source
    before = state.sources[origin]
    if before != blob and facts.has_news(source, before, blob):
        return source
    done = state.known[origin].done
    targets = {locale: path for locale, path in source.targets.items() if locale not in done}
    return replace(source, targets=targets) if targets else None


def _free_id(name: str, taken: Container[str]) -> str:
    """``name``, unless a file that was renamed away still goes by it."""
    candidates = chain((name,), (f"{name}~{number}" for number in count(2)))
    return next(each for each in candidates if each not in taken)


def _can_be_renamed(facts: Facts, old: Path, new: Path) -> bool:
    """The platform must have the file, and a name there keeps its extension: that says how it is taken apart."""
    suffixes = {PurePosixPath(path).suffix.lower() for path in (old, new)}
    is_there = facts.is_temporary or bool(facts.inventory.of(old))
    return len(suffixes) == 1 and is_there and old in facts.state.known


def _deleted(facts: Facts, renamed_away: set[Path]) -> list[Deleted]:
    present = {source.path for source in facts.sources}
    gone = []
    for path in sorted(facts.state.sources):
        if path not in present and path not in renamed_away:
            gone.append(Deleted(path, tuple(facts.inventory.of(path).values())))
    return gone

"""The values that a merge reads and makes, target by target: exports, what the repository holds, changes."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ci_l10n.flow.branches import Edit
from ci_l10n.flow.sides import Note
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding, Locale
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
    gone: Container[Path] = frozenset()  # targets whose branch was deleted since it was delivered to
    moved: Mapping[Path, Path] = field(default_factory=dict)  # target -> where the base branch still holds it

    def held(self, path: Path) -> BlobId | None:
        """What the base branch holds of a target, wherever it lies."""
        return self.base.get(self.moved.get(path, path))


def edit_of(path: Path, state: State, here: Here) -> Edit | None:
    """What people made of the file on the branch, when that is something else than what was delivered."""
    edit = here.edits.get(path)
    if edit is None or edit.now == state.target.get(path):
        return None
    # Without a delivery, what equals the base branch says nothing: it came from there.
    is_known = path in state.target or path in state.base
    return edit if is_known or edit.now != here.held(path) else None


def effect_of(before: BlobId | None, after: BlobId | None) -> Effect:
    if before == after:
        return "none"
    if before is None:
        return "created"
    return "removed" if after is None else "updated"

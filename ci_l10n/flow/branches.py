"""A branch that is proposed, as the server has it now: what people did to it since the last run."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.flow.authorship import is_ours
from ci_l10n.flow.slots import file_of
from ci_l10n.git.repo import Repository
from ci_l10n.state import BlobId, Delivery, Path

# How the base branch moved: not at all, in files that are not managed, in managed ones, or it lost commits it had.
BaseMove: TypeAlias = Literal["none", "elsewhere", "managed", "rewritten"]


class Edit(NamedTuple):
    """A file that people changed on the branch; None where there is no file."""

    now: BlobId | None
    before: BlobId | None


@dataclass(frozen=True, slots=True)
class Branch:
    """``managed`` are the files that are delivered on this branch; ``last`` is what is recorded of it."""

    name: str
    last: Delivery = field(default_factory=Delivery)
    managed: Set[Path] = frozenset()
    head: str | None = None  # None: there is no such branch
    tree: Mapping[Path, BlobId] = field(default_factory=dict)
    edits: Mapping[Path, Edit] = field(default_factory=dict)  # of managed files, since they were merged last
    foreign: tuple[str, ...] = ()  # commits of other people, newest first
    base_move: BaseMove = "none"
    is_forced: bool = False  # what was seen last is not part of it any more
    is_emptied: bool = False  # it was taken back to where the base branch is or was
    is_unrecorded: bool = False  # its head is ours, but the run that made it did not come to recording it
    is_retired: bool = False  # the configuration has no such branch any more

    @property
    def needs_base(self) -> bool:
        """Whether what is delivered has to take the base branch's newest commit in."""
        return self.base_move in ("managed", "rewritten")

    def found(self, base: str) -> list[str]:
        """What people did, one line each."""
        lines = []
        if self.is_emptied:
            lines.append(f"{self.name} was taken back to {base}; nothing of ours is on it any more")
        elif self.is_forced:
            lines.append(f"{self.name} was force-pushed by somebody; it is built upon as it is now")
        if self.foreign:
            count, shown = len(self.foreign), ", ".join(sha[:10] for sha in self.foreign[:3])
            commits = "1 commit" if count == 1 else f"{count} commits"
            lines.append(
                f"{self.name} has {commits} of other people ({shown}{', ...' if count > 3 else ''}), kept"
            )
        if self.head and self.base_move == "elsewhere" and not self.is_emptied:
            lines.append(f"{base} moved on, but in no file that is delivered; {self.name} stays where it is")
        if self.head and self.base_move == "rewritten":
            lines.append(f"{base} was rewritten: it lost commits that {self.name} was built on")
        return lines


class Bases(NamedTuple):
    """The base branch: as checked out, and its newest commit on the server."""

    head: str
    tip: str


def look_at(
    repo: Repository, bases: Bases, last: Delivery, name: str, head: str | None, managed: Set[Path]
) -> Branch:
    """The branch ``name`` with head ``head``; its commits must be here."""
    if head is None:
        return Branch(name, last, managed)
    return _Look(repo, bases, last, name, head, managed).branch()


class _Look:
    """One look at one branch."""

    def __init__(
        self, repo: Repository, bases: Bases, last: Delivery, name: str, head: str, managed: Set[Path]
    ) -> None:
        self.repo, self.bases, self.last = repo, bases, last
        self.name, self.head, self.managed = name, head, managed
        excluded = [each for each in dict.fromkeys((*bases, last.base)) if each and repo.has(each)]
        self.commits = repo.commits(head, excluded)
        recorded = set(last.commits)
        self.ours = {sha for sha in self.commits if sha in recorded or is_ours(repo, sha)}
        seen = last.seen or last.head
        self.is_forced = bool(seen) and not self._contains(seen)
        self.seen = "" if self.is_forced else seen

    def branch(self) -> Branch:
        foreign = tuple(sha for sha in self.commits if sha not in self.ours)
        emptied = self._is_emptied()
        return Branch(
            self.name,
            self.last,
            self.managed,
            self.head,
            self.repo.tree(self.head),
            self._edits() if (foreign or self.is_forced) and not emptied else {},
            foreign,
            self._base_move(is_ours_alone=not foreign and not self.is_forced),
            self.is_forced,
            emptied,
            self.head in self.ours and self.head not in self.last.commits,
        )

    def _contains(self, commit: str) -> bool:
        return self.repo.has(commit) and self.repo.is_ancestor(commit, self.head)

    def _is_emptied(self) -> bool:
        """Whether nothing is left to propose although nothing was merged."""
        if self.commits or not self.last.head or self.last.head == self.head:
            return False
        return not (self.repo.has(self.last.head) and self.repo.is_ancestor(self.last.head, self.bases.tip))

    def _edits(self) -> dict[Path, Edit]:
        """
        Managed files that people made what they are since their content was merged last.

        What was there before is known; counting it again would undo what happened on the base branch since, when a
        branch outlives its change request. Where that point is gone, the newest commit of ours takes its place.
        """
        since = self.seen or next((sha for sha in self.commits if sha in self.ours), None)
        since = since or self.repo.merge_base(self.head, self.bases.head)
        now, before = self.repo.tree(self.head), self.repo.tree(since) if since else {}
        changed = self.repo.changed_paths(since, self.head) if since else set(now)
        return {path: Edit(now.get(path), before.get(path)) for path in changed if path in self.managed}

    def _base_move(self, *, is_ours_alone: bool) -> BaseMove:
        repo, base, head = self.repo, self.last.base, self.bases.head
        known = base if base and repo.has(base) else ""
        # A shallow checkout cannot tell whether the base branch still has a commit.
        if known and not repo.is_shallow and not repo.is_ancestor(known, self.bases.tip):
            return "rewritten"
        if repo.is_ancestor(head, self.head):
            return "none"
        built_on = (known if is_ours_alone else "") or repo.merge_base(self.head, head) or known
        if built_on == head:
            return "none"
        if not built_on:
            return "managed"
        return "elsewhere" if repo.changed_paths(built_on, head).isdisjoint(self.managed) else "managed"


def managed_files(paths: Set[Path]) -> frozenset[Path]:
    """The files that targets and slots lie in."""
    return frozenset(map(file_of, paths))

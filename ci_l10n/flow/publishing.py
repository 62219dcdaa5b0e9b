"""
Bringing a commit to its branch: made and signed by the forge where it can, else pushed as it is.

The objects of a commit that the forge is to make are pushed first, to a ref that is no branch and starts no pipeline.
That ref goes with the next push of the state.
"""

import contextlib
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.errors import DeliveryError, L10nError
from ci_l10n.flow.ports import Ports
from ci_l10n.forge.committing import Committer, Declined, NewCommit, Signed
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.repo import RefUpdate
from ci_l10n.git.trees import FILE


class LocalCommit(NamedTuple):
    """A commit in the private repository that is to become the head of a branch."""

    id: str
    parents: tuple[str, ...]
    message: str
    rebuilt: bool = False  # not on top of what the branch has


@dataclass(frozen=True, slots=True)
class Published:
    """
    What is to be the branch's head, and what the next pushes of the state have to take along.

    ``branch_update`` is None where the forge moved the branch already.
    """

    commit: str
    branch_update: RefUpdate | None = None
    cleanup: RefUpdate | None = None
    notes: tuple[str, ...] = ()


def objects_ref(base: str, name: str = "") -> str:
    """Where the objects of a delivery to branch ``base`` wait for the forge; ``name`` is the configuration's."""
    return f"refs/l10n/objects{f'-{name}' if name else ''}/{base}"


def publish(
    ports: Ports, commit: LocalCommit, branch: str, before: str | None, leftover: str | None = None
) -> Published:
    """
    Have the forge make and sign ``commit`` and move ``branch`` from ``before``; leave to git what it cannot.

    ``leftover`` is what `objects_ref` has now. The branch is moved once, so that it never is where its pull request
    has nothing to show. Raises `LeaseLost` when the branch is not at ``before`` any more.
    """
    by_git = RefUpdate(f"refs/heads/{branch}", commit.id, before)
    if ports.committer is None or ports.config.pull_request.author is not None:
        return Published(commit.id, by_git)
    return _Publishing(ports, ports.committer, commit, by_git, leftover).go(branch)


def sweep(ports: Ports, cleanup: RefUpdate | None) -> None:
    """Leave nothing behind when a delivery failed; what cannot be removed now, the next run removes."""
    if cleanup is not None:
        with contextlib.suppress(L10nError):
            ports.repo.push([cleanup])


class _Publishing:
    """One commit on its way through the forge."""

    def __init__(
        self,
        ports: Ports,
        committer: Committer,
        commit: LocalCommit,
        by_git: RefUpdate,
        leftover: str | None,
    ) -> None:
        self.ports = ports
        self.committer = committer
        self.commit = commit
        self.by_git = by_git
        self.objects = RefUpdate(objects_ref(ports.base, ports.config.state.name), commit.id, leftover)
        self.cleanup: RefUpdate | None = None

    def go(self, branch: str) -> Published:
        try:
            return self._by_forge(branch)
        except L10nError:
            sweep(self.ports, self.cleanup)
            raise

    def _by_forge(self, branch: str) -> Published:
        try:
            if self.committer.signing() == "any":
                return self._make(branch)
            if why := self._why_not_appended():
                return self._unsigned(f"a personal token can sign only what appends plain files; {why}")
            return self._append(branch)
        except Declined as reason:
            self._was_moved()
            return self._unsigned(str(reason))

    def _make(self, branch: str) -> Published:
        """Any commit: the forge makes it from the objects, then its id replaces the one before in the branch."""
        try:
            self._push_objects()
        except Declined:  # a rule can forbid the ref, or the server has no refs of that kind
            if self._why_not_appended():
                raise
            return self._append(branch)
        signed = self.committer.make(self._new_commit())
        notes = _notes(signed)
        try:
            self.committer.move_branch(branch, self.by_git.expected, signed.id, force=self.commit.rebuilt)
        except Declined as reason:
            if self._was_moved(to=signed.id):  # only the answer was lost
                return Published(signed.id, None, self.cleanup, notes)
            return self._move_by_git(signed, notes, reason)
        return Published(signed.id, None, self.cleanup, notes)

    def _move_by_git(self, signed: Signed, notes: tuple[str, ...], reason: Declined) -> Published:
        try:
            self.ports.repo.fetch([signed.id])
        except DeliveryError:
            return self._unsigned(str(reason))
        return Published(signed.id, self.by_git._replace(new=signed.id), self.cleanup, notes)

    def _append(self, branch: str) -> Published:
        """
        Plain files on top of the branch; their contents go to the forge with the request.

        A new branch has to exist before: it is where its parent is for a moment, when no pull request can be open.
        """
        repo, head = self.ports.repo, self.commit.parents[0]
        if self.by_git.expected is None:
            repo.push([RefUpdate(self.by_git.ref, head, None)])
            self.by_git = self.by_git._replace(expected=head)
        changes = repo.entry_changes(head, self.commit.id)
        files = {change.path: repo.blob(change.id) if change.id else None for change in changes}
        signed = self.committer.append(branch, head, self.commit.message, files)
        return Published(signed.id, None, self.cleanup, _notes(signed))

    def _why_not_appended(self) -> str:
        commit, head = self.commit, self.by_git.expected
        if len(commit.parents) > 1:
            return "this commit merges the base branch"
        if head is not None and commit.parents[0] != head:
            return "this one replaces what the branch had"
        changes = self.ports.repo.entry_changes(commit.parents[0], commit.id)
        odd = next((c for c in changes if c.id and (c.mode != FILE or c.old_mode not in ("", FILE))), None)
        if odd is not None:
            return f"{odd.path} is executable"
        return "" if all(change.is_utf8 for change in changes) else "a path is not UTF-8"

    def _push_objects(self) -> None:
        self.ports.ci.step("pushing what the forge is to sign")
        try:
            self.ports.repo.push([self.objects])
        except LeaseLost:
            raise
        except DeliveryError as error:
            raise Declined(f"{self.objects.ref} was refused: {error.message}") from error
        self.cleanup = RefUpdate(self.objects.ref, None, self.commit.id)

    def _new_commit(self) -> NewCommit:
        """With the shortest way to its tree: of a merge, either parent may be nearer."""
        repo, commit = self.ports.repo, self.commit
        ways = [(repo.entry_changes(parent, commit.id), parent) for parent in commit.parents]
        changes, parent = min(ways, key=lambda way: len(way[0]))
        tree = repo.tree_id(commit.id)
        return NewCommit(commit.message, tree, commit.parents, repo.tree_id(parent), tuple(changes))

    def _was_moved(self, to: str = "") -> bool:
        """Whether the branch is at ``to``; raises `LeaseLost` when it is neither there nor where it was."""
        ref, _, expected = self.by_git
        now = self.ports.repo.remote_refs([ref]).get(ref)
        if now != expected and (now is None or now != to):
            raise LeaseLost(f"{ref} moved meanwhile", hint="somebody else pushed at the same time; run again")
        return now != expected

    def _unsigned(self, reason: str) -> Published:
        note = f"the commit is not verified: {reason}"
        return Published(self.commit.id, self.by_git, self.cleanup, (note,))


def _notes(signed: Signed) -> tuple[str, ...]:
    if signed.verified:
        return ()
    return (f"the commit is not verified: the forge says {signed.reason or 'nothing about it'!r}",)

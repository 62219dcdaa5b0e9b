"""The commit that a branch needs, made in the private repository; nothing is pushed here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ci_l10n.errors import DeliveryError
from ci_l10n.flow.authorship import content_digest, with_trailer
from ci_l10n.flow.branches import Branch
from ci_l10n.flow.change_set import ChangeSet, TargetChange
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.publishing import LocalCommit
from ci_l10n.flow.situation import Situation
from ci_l10n.state import BlobId, Path


class Part(NamedTuple):
    """What is delivered on one branch."""

    branch: Branch
    targets: tuple[TargetChange, ...] = ()

    @property
    def difference(self) -> dict[Path, BlobId | None]:
        """The files that are to differ from the base branch, and what they become (None: removed)."""
        return {c.file: c.after for c in self.targets if c.before != c.after}

    @property
    def overlay(self) -> dict[Path, BlobId | None]:
        """The files that are to differ from what the branch has."""
        tree = self.branch.tree
        return {c.file: c.after for c in self.targets if tree.get(c.file) != c.after}


class Made(NamedTuple):
    """``commit`` is None when the branch has everything, or for a reason that ``notes`` tell (``is_unwanted``)."""

    commit: LocalCommit | None = None
    has_base: bool = False  # the base branch's newest commit is in it
    is_unwanted: bool = False  # people removed what we proposed, and there is nothing new
    notes: tuple[str, ...] = ()


def parts_of(situation: Situation, changes: ChangeSet) -> list[Part]:
    """The change set, branch by branch; branches that are retired have no targets."""
    targets: dict[str, list[TargetChange]] = {name: [] for name in situation.branches}
    for change in changes.targets:
        name = situation.parts.branch_of(change.source, change.path, change.locale)
        targets.setdefault(name, []).append(change)
    stem = situation.parts.stem
    return [
        Part(_branch(situation, name, is_over=name != stem and _is_over(chosen)), tuple(chosen))
        for name, chosen in targets.items()
    ]


def _branch(situation: Situation, name: str, *, is_over: bool) -> Branch:
    branch = situation.branches.get(name) or Branch(name)
    return replace(branch, is_retired=True) if is_over else branch


def _is_over(targets: Sequence[TargetChange]) -> bool:
    """Whether nothing will come to a part any more: its locale or its sources are gone."""
    return bool(targets) and all(change.leaves and change.before == change.after for change in targets)


def make_commit(ports: Ports, part: Part, delivered: Mapping[Path, BlobId], message: str) -> Made:
    """
    The commit for ``part``, whose difference is not empty; ``delivered`` is the content of the last delivery.

    Raises `DeliveryError` when people's commits and the base branch cannot be merged.
    """
    branch, repo, base = part.branch, ports.repo, ports.base
    if branch.head is None or branch.is_emptied:
        return _made_again(ports, part, delivered, message)
    if not branch.needs_base:
        return _made(ports, part, repo.make_tree(branch.head, part.overlay), [branch.head], message)
    if branch.foreign:
        note = f"{base} moved; it was merged into {branch.name}, which has commits of other people"
        tree = _merged_tree(ports, part, branch.head)
        made = _made(ports, part, tree, [branch.head, repo.head], message)
    else:
        note = f"{base} moved; {branch.name} was made anew on top of it"
        made = _made(ports, part, repo.make_tree(repo.head, part.difference), [repo.head], message)
    return made._replace(has_base=True, notes=(note,)) if made.commit else made


def _made_again(ports: Ports, part: Part, delivered: Mapping[Path, BlobId], message: str) -> Made:
    """A branch that does not exist, or that people took everything off; without news they have it their way."""
    branch, repo = part.branch, ports.repo
    is_known = all(delivered.get(c.path) == c.after for c in part.targets if c.before != c.after)
    what = "was taken back" if branch.is_emptied else "was deleted"
    if is_known and branch.last.number and not branch.last.pending:
        gone = f"{branch.name} {what} and there is nothing new; it is not opened again"
        return Made(is_unwanted=True, notes=(gone,))
    made = _made(ports, part, repo.make_tree(repo.head, part.difference), [repo.head], message)
    again = (f"{branch.name} {what}; it is made again, because there is news",) if branch.last.number else ()
    return made._replace(has_base=True, notes=again)


def _made(ports: Ports, part: Part, tree: str, parents: list[str], message: str) -> Made:
    repo, head = ports.repo, part.branch.head
    has_all = head is not None and tree == repo.tree_id(head)
    if has_all and not part.branch.is_emptied and part.branch.base_move != "rewritten":
        return Made()
    author = ports.config.pull_request.author
    if author and author.sign_off:
        message += f"Signed-off-by: {author.name} <{author.email}>\n"
    message = with_trailer(message, content_digest(repo, parents[0], tree))
    who = (author.name, author.email) if author else None
    commit = repo.commit(tree, parents, message, author=who, when=ports.clock.now())
    is_on_top = head is None or head in parents
    return Made(LocalCommit(commit, tuple(parents), message, rebuilt=not is_on_top))


def _merged_tree(ports: Ports, part: Part, head: str) -> str:
    """Branch and base merged; managed files as decided, so only other people's files can conflict."""
    name = part.branch.name
    if ports.repo.merge_base(head, ports.repo.head) is None:
        raise DeliveryError(
            f"{name} has commits of other people and no history in common with {ports.base} any more",
            hint=f"rebase them onto {ports.base}, or delete {name}; the branch was left untouched",
            code="branch-unrelated",
        )
    tree, conflicts = ports.repo.merge_tree(head, ports.repo.head)
    managed = {change.file: change.after for change in part.targets}
    if foreign := [path for path in conflicts if path not in managed]:
        raise DeliveryError(
            f"{name} has commits of other people that conflict with {ports.base} in {foreign[0]}",
            hint=f"merge {ports.base} into {name} by hand; the branch was left untouched",
            code="branch-conflict",
        )
    return ports.repo.make_tree(tree, managed)

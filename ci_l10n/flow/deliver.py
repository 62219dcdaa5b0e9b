"""Change set → branch, commit, state, change request. Content that is already there is not written again."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.config.model import PullRequest
from ci_l10n.errors import DeliveryError
from ci_l10n.flow.changes import ChangeSet
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.situation import Situation
from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.git.repo import RefUpdate
from ci_l10n.git.state_ref import state_ref_name, write_state
from ci_l10n.state import BlobId, Delivery, Path, State

Operation: TypeAlias = Literal["created", "updated", "closed", "none"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the branch and its change request."""

    branch: str
    commit: str = ""  # the commit made in this run
    changed: bool = False
    operation: Operation = "none"
    number: int = 0
    url: str = ""
    notes: tuple[str, ...] = ()
    patch: str = ""  # the files of `--deliver patch`
    body: str = ""


class _Made(NamedTuple):
    """The commit the branch needs; none when it has everything, or for the reason in ``why_not``."""

    commit: str = ""
    rebuilt: bool = False  # made on the base branch, not on the branch's head
    merged: bool = False  # the base branch is its second parent
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """The text side of a delivery; the body is asked for when everything else is known."""

    message: str  # of the commit
    body: Callable[[], str]


def save_state(
    ports: Ports, state: State, also: RefUpdate | None = None, *, before: State | None = None
) -> State:
    """
    Push ``state`` (and with it, in one atomic push, another ref); returns it with its commit. No push without a
    difference. Raises `LeaseLost` when somebody else moved either.
    """
    state = replace(state, memory=ports.platform.memory())
    if ports.repo.remote_url is None or (also is None and state == before):
        return state  # without a remote there is nowhere to keep it; who allows that says so
    commit = write_state(
        ports.repo,
        state,
        source_commit=ports.repo.head,
        trailers={
            "L10n-Platform": ports.platform.account,
            "L10n-Branch": ports.base,
            # Two runs that start in one second would else make the very same commit, and both think it was theirs.
            "L10n-Run": secrets.token_hex(8),
        },
        when=ports.clock.now(),
    )
    updates = [also] if also else []
    if commit != state.commit:
        updates.append(RefUpdate(state_ref_name(ports.base, ports.config.state), commit, state.commit))
    if updates:
        ports.repo.push(updates)
    return replace(state, commit=commit)


def deliver(
    ports: Ports, situation: Situation, changes: ChangeSet, state: State, writing: Writing
) -> tuple[State, Delivered]:
    """
    Bring branch and change request to what ``changes`` want; ``state`` is what is to be recorded.

    Branch and state move together. The change request follows; until it does, the state says that it is pending, so
    that a run that dies in between is finished by the next one.
    """
    difference = {c.file: c.after for c in changes.targets if c.before != c.after}
    if not difference:
        return _withdraw(ports, situation, changes, state)
    made = _make_commit(ports, situation, changes, difference, state, writing.message)
    branch = situation.branch
    old = state.delivery
    if made.commit:
        base = old.base if old.base and not (made.rebuilt or made.merged) else ports.repo.head
        commits = (made.commit,) if made.rebuilt else (*old.commits, made.commit)
        seen = _seen(situation, changes, made.commit)
        delivery = Delivery(branch, made.commit, commits, base, old.number, old.url, pending=True, seen=seen)
        update = RefUpdate(f"refs/heads/{branch}", made.commit, situation.branch_head)
        ports.ci.step(f"pushing {branch}")
        state = save_state(ports, replace(state, delivery=delivery), update)
    else:
        seen = _seen(situation, changes, situation.branch_head)
        delivery = replace(old, pending=_is_news(ports, situation, state, made), seen=seen)
        state = save_state(ports, replace(state, delivery=delivery), before=situation.state)
    delivered = Delivered(
        branch, made.commit, bool(made.commit), number=state.delivery.number, url=state.delivery.url
    )
    if made.why_not:
        delivered = replace(delivered, notes=(made.why_not,))
    if ports.forge is None or not state.delivery.pending:
        return state, delivered
    return _propose(
        ports, situation, state, delivered, writing, is_new_content=bool(made.commit) or old.pending
    )


def _seen(situation: Situation, changes: ChangeSet, head: str | None) -> str:
    """``head``, unless people's work on the branch waits for a run that looks into the file, or can read it."""
    last = situation.state.delivery
    edits, delivered = situation.branch_edits, situation.state.target
    open_edits = any(
        c.tally is None and c.after != c.held and c.path in edits and edits[c.path] != delivered.get(c.path)
        for c in changes.targets
    )
    return (last.seen or last.head) if open_edits else head or ""


def _is_news(ports: Ports, situation: Situation, state: State, made: _Made) -> bool:
    """Whether the change request must be looked at although the branch has everything."""
    if ports.forge is None or made.why_not:
        return state.delivery.pending
    told = state.findings == situation.state.findings
    return state.delivery.pending or state.delivery.number == 0 or not told


def _make_commit(
    ports: Ports,
    situation: Situation,
    changes: ChangeSet,
    difference: dict[Path, BlobId | None],
    state: State,
    message: str,
) -> _Made:
    repo, head = ports.repo, situation.branch_head
    rebuilt = merged = False
    if head is None:
        told = situation.state.target
        same = all(told.get(c.path) == c.after for c in changes.targets if c.before != c.after)
        if same and state.delivery.number:
            gone = f"{situation.branch} was deleted and there is nothing new; it is not opened again"
            return _Made(why_not=gone)
        rebuilt, tree, parents = True, repo.make_tree(repo.head, difference), [repo.head]
    elif situation.base_touched and not situation.foreign:
        rebuilt, tree, parents = True, repo.make_tree(repo.head, difference), [repo.head]
    elif situation.base_touched:
        merged, tree, parents = True, _merged_tree(ports, situation, changes), [head, repo.head]
    else:
        tree, parents = repo.make_tree(head, _overlay(situation, changes)), [head]
    if head is not None and tree == repo.tree_id(head):
        return _Made()
    author = ports.config.pull_request.author
    if author and author.sign_off:
        message += f"Signed-off-by: {author.name} <{author.email}>\n"
    who = (author.name, author.email) if author else None
    made = repo.commit(tree, parents, message, author=who, when=ports.clock.now())
    return _Made(made, rebuilt, merged)


def _overlay(situation: Situation, changes: ChangeSet) -> dict[Path, BlobId | None]:
    branch = situation.branch_tree
    return {c.file: c.after for c in changes.targets if branch.get(c.file) != c.after}


def _merged_tree(ports: Ports, situation: Situation, changes: ChangeSet) -> str:
    """Branch and base merged; managed files as decided here, so only other people's files can conflict."""
    assert situation.branch_head is not None  # noqa: S101 -- there are foreign commits on it
    tree, conflicts = ports.repo.merge_tree(situation.branch_head, ports.repo.head)
    managed = {change.file: change.after for change in changes.targets}
    if foreign := [path for path in conflicts if path not in managed]:
        raise DeliveryError(
            f"{situation.branch} has commits of other people that conflict with {ports.base} in {foreign[0]}",
            hint=f"merge {ports.base} into {situation.branch} by hand; the branch was left untouched",
        )
    return ports.repo.make_tree(tree, managed)


def _propose(
    ports: Ports,
    situation: Situation,
    state: State,
    delivered: Delivered,
    writing: Writing,
    *,
    is_new_content: bool,
) -> tuple[State, Delivered]:
    """Open or update the change request, then record that it was seen to."""
    assert ports.forge is not None  # noqa: S101 -- the caller looked
    settings = ports.config.pull_request
    proposal = Proposal(
        branch=situation.branch,
        base=ports.base,
        title=settings.title,
        body=writing.body(),
        labels=settings.labels,
        reviewers=settings.reviewers,
        team_reviewers=settings.team_reviewers,
        assignees=settings.assignees,
        milestone=settings.milestone,
        draft=settings.draft,
    )
    existing = ports.forge.find(situation.branch, ports.base)
    notes: tuple[str, ...] = delivered.notes
    request: ChangeRequest | None = existing
    operation: Operation = "none"
    if existing is not None and existing.state == "open":
        if ports.forge.update(existing, proposal) or delivered.changed:
            operation = "updated"
    elif existing is None or is_new_content:
        request = ports.forge.create(proposal)
        operation = "created"
    else:
        notes = (
            *notes,
            f"{existing.url} was {existing.state} by a person; it is opened again when there is news",
        )
    number, url = (request.number, request.url) if request else (0, "")
    state = replace(state, delivery=replace(state.delivery, pending=False, number=number, url=url))
    state = save_state(ports, state)
    notes = (*notes, *ports.forge.notes, *_unsupported(settings))
    return state, replace(delivered, operation=operation, number=number, url=url, notes=notes)


def _unsupported(settings: PullRequest) -> list[str]:
    """Settings that this version accepts and does not act upon; nobody should wonder why nothing happens."""
    asked = {"auto_merge": settings.auto_merge is not None, "split": settings.split != "none"}
    return [
        f"unsupported in this version: pull_request.{name}" for name, is_asked in asked.items() if is_asked
    ]


def _withdraw(
    ports: Ports, situation: Situation, changes: ChangeSet, state: State
) -> tuple[State, Delivered]:
    """Nothing differs from the base branch: close what is open, and forget it when that is done."""
    old = state.delivery
    delivered = Delivered(situation.branch)
    delivery, also = replace(old, seen=_seen(situation, changes, situation.branch_head)), None
    is_stale = any(
        situation.branch_head and situation.branch_tree.get(c.path) != c.before for c in changes.targets
    )
    # Without a number (it got lost with the state, or a person opened it) a branch that differs is reason to ask.
    if ports.forge is not None and (old.number or old.pending or is_stale):
        existing = ports.forge.find(situation.branch, ports.base)
        if existing is not None and existing.state == "open":
            comment = f"Nothing differs from `{ports.base}` any more, so there is nothing left to merge."
            ports.forge.close(existing, comment)
            delivered = replace(delivered, operation="closed", number=existing.number, url=existing.url)
        delivery = replace(delivery, number=0, url="", pending=False)
        delivered = replace(delivered, notes=tuple(ports.forge.notes))
    is_over = delivered.operation == "closed" or (ports.forge is None and is_stale)
    if is_over and situation.branch_head and not situation.foreign:
        also = RefUpdate(f"refs/heads/{situation.branch}", None, situation.branch_head)
        delivery = Delivery()
    state = save_state(ports, replace(state, delivery=delivery), also, before=situation.state)
    return state, delivered

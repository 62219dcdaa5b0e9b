"""The change request of a branch: opened, updated, opened again, or closed when nothing is left to merge."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ci_l10n.config.model import PullRequest
from ci_l10n.flow.branches import Branch
from ci_l10n.flow.commits import Part
from ci_l10n.forge.base import ChangeRequest, Forge, Proposal

Operation: TypeAlias = Literal["created", "updated", "closed", "none"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one branch and its change request."""

    branch: str
    commit: str = ""  # the commit made in this run
    changed: bool = False
    operation: Operation = "none"
    number: int = 0
    url: str = ""
    notes: tuple[str, ...] = ()
    patch: str = ""  # path of the patch file, where one was asked for
    body: str = ""  # path of the text beside it
    reference: str = ""  # how people of the forge call the change request
    unmet: tuple[tuple[str, str], ...] = ()  # field and name of what was asked for in vain, for now
    on_hold: bool = False  # a label on the change request stops deliveries, and nothing was written

    def noting(self, *notes: str) -> "Delivered":
        return replace(self, notes=(*self.notes, *notes))


def asked_for(settings: PullRequest, title: str) -> dict[str, tuple[str, ...]]:
    """What the configuration asks for, by field of `Proposal`, as the state keeps it to know what is new."""
    asked = {
        "title": (title,),
        "labels": settings.labels,
        "reviewers": settings.reviewers,
        "team_reviewers": settings.team_reviewers,
        "assignees": settings.assignees,
        "milestone": (settings.milestone,) if settings.milestone else (),
        "draft": ("yes",) if settings.draft else (),
        "auto_merge": (settings.auto_merge,) if settings.auto_merge else (),
    }
    return {name: tuple(values) for name, values in asked.items() if values}


def without(
    asked: Mapping[str, tuple[str, ...]], unmet: Collection[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """``asked`` as it is to be remembered: what was refused for now is asked for again."""
    left = {
        field: tuple(name for name in names if (field, name) not in unmet) for field, names in asked.items()
    }
    return {field: names for field, names in left.items() if names}


def make_proposal(
    settings: PullRequest, branch: str, base: str, title: str, body: str, asked: Mapping[str, tuple[str, ...]]
) -> Proposal:
    """What the configuration wants a change request to be; ``asked`` is what it wanted at the last delivery."""
    return Proposal(
        branch=branch,
        base=base,
        title=title,
        body=body,
        labels=settings.labels,
        reviewers=settings.reviewers,
        team_reviewers=settings.team_reviewers,
        assignees=settings.assignees,
        milestone=settings.milestone,
        draft=settings.draft,
        auto_merge=settings.auto_merge,
        asked=asked or None,
    )


def propose(forge: Forge, proposal: Proposal, delivered: Delivered, *, is_news: bool) -> Delivered:
    """
    Open or update the change request. ``is_news`` says that its content is not what people saw before.

    One that a person closed is opened again only then; what cannot be opened again is followed by another one.
    """
    before, unmet_before = len(forge.notes), len(forge.unmet)
    existing = forge.find(proposal.branch, proposal.base)
    operation: Operation
    if existing is not None and is_news and existing.number != delivered.number:
        # A run that died opened it, and may not have come to the labels; what was asked for before was of another one.
        proposal = replace(proposal, asked={})
    if existing is not None and existing.state == "open":
        is_updated = forge.update(existing, proposal) or delivered.changed
        request, operation = existing, "updated" if is_updated else "none"
        if existing.base not in ("", proposal.base):
            delivered = delivered.noting(
                f"{existing.url} is to be merged into {existing.base} since a person changed that; it stays so"
            )
    elif existing is not None and not is_news:
        request, operation = existing, "none"
        delivered = delivered.noting(_settled(existing) + "; it is opened again when there is news")
    else:
        request, operation, notes = _open(forge, proposal, existing)
        delivered = delivered.noting(*notes)
    unmet = tuple(forge.unmet[unmet_before:])
    delivered = replace(_naming(delivered, request), operation=operation, unmet=unmet)
    return delivered.noting(*forge.notes[before:])


def _naming(delivered: Delivered, request: ChangeRequest) -> Delivered:
    return replace(delivered, number=request.number, url=request.url, reference=request.reference)


def _open(
    forge: Forge, proposal: Proposal, existing: ChangeRequest | None
) -> tuple[ChangeRequest, Operation, list[str]]:
    if existing is None:
        return forge.create(proposal), "created", []
    if existing.state == "merged":
        return forge.create(proposal), "created", [f"{existing.url} was merged; this is the next one"]
    if reopened := forge.reopen(existing, proposal):
        return (
            reopened,
            "updated",
            [f"{existing.url} was closed by a person and is open again: there is news"],
        )
    request = forge.create(replace(proposal, follows=existing))
    return request, "created", [f"{existing.url} was closed and cannot be opened again; this one follows it"]


def _settled(existing: ChangeRequest) -> str:
    return f"{existing.url} was {existing.state} by a person"


def withdraw(forge: Forge | None, part: Part, base: str, delivered: Delivered) -> tuple[Delivered, bool]:
    """
    Close what is open, because nothing differs from the base branch any more, or the branch has no use now.

    Also says whether the branch itself is over: it may go if all of its commits are ours.
    """
    branch, last = part.branch, part.branch.last
    is_stray = _is_stray(part)
    if forge is None:
        return delivered, branch.is_retired or is_stray
    if not (last.number or last.pending or branch.is_retired or (is_stray and not last.head)):
        return delivered, False
    before = len(forge.notes)
    existing = forge.find(branch.name, base)
    if existing is not None and existing.base not in ("", base):
        existing = None  # a person gave it another base, from which it may well differ
    if existing is not None and existing.state == "open":
        forge.close(existing, _why(branch, base))
        delivered = replace(_naming(delivered, existing), operation="closed")
    elif existing is not None and last.number:
        delivered = delivered.noting(_settled(existing))
    is_over = branch.is_retired or delivered.operation == "closed"
    return delivered.noting(*forge.notes[before:]), is_over


def _is_stray(part: Part) -> bool:
    """
    Whether a branch of ours lies about with something else than what the base branch holds.

    It may have a change request that we lost the number of, or that a person opened.
    """
    branch = part.branch
    if branch.head is None or branch.is_emptied or (branch.foreign and not branch.last.head):
        return False
    return any(branch.tree.get(change.file) != change.before for change in part.targets)


def _why(branch: Branch, base: str) -> str:
    if branch.is_retired:
        return (
            f"Translations are not proposed on `{branch.name}` any more; the configuration has no use for it."
        )
    return f"Nothing differs from `{base}` any more, so there is nothing left to merge."

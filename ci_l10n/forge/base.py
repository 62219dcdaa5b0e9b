"""The port to a forge: GitHub, GitLab, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A pull or merge request."""

    number: int
    url: str
    state: Literal["open", "closed", "merged"]
    title: str
    body: str
    head: str  # commit the forge has as its head
    labels: tuple[str, ...] = ()
    draft: bool = False
    auto_merge: bool = False  # it is merged as soon as everything that is required is there
    node_id: str = ""  # how GraphQL calls it, where a forge has such a thing
    base: str = ""  # branch it is to be merged into; people can change that
    reviewer_ids: tuple[int, ...] = ()  # where a forge replaces all of them at once
    assignee_ids: tuple[int, ...] = ()
    reference: str = ""  # how people of the forge call it: "pull request #7"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What we want a change request to be."""

    branch: str
    base: str
    title: str
    body: str
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    milestone: str = ""
    draft: bool = False
    auto_merge: Literal["merge", "squash", "rebase"] | None = None  # once the checks have passed
    follows: ChangeRequest | None = None  # the closed one that a new one goes on with, and links
    asked: Mapping[str, tuple[str, ...]] | None = (
        None  # what earlier runs asked for, by field; None: nobody knows
    )

    def additions(self) -> "Proposal":
        """
        The same with those labels, people and milestone only that no earlier run asked for.

        A change request that exists gets these: what people took away since stays away.
        """
        if self.asked is None:
            return replace(self, reviewers=(), team_reviewers=(), assignees=(), milestone="")
        return replace(
            self,
            labels=self._new("labels", self.labels),
            reviewers=self._new("reviewers", self.reviewers),
            team_reviewers=self._new("team_reviewers", self.team_reviewers),
            assignees=self._new("assignees", self.assignees),
            milestone="".join(self._new("milestone", (self.milestone,))),
        )

    def _new(self, name: str, wanted: Sequence[str]) -> tuple[str, ...]:
        before = (self.asked or {}).get(name, ())
        return tuple(each for each in wanted if each not in before)


class Forge(Protocol):
    """
    The change requests of one repository.

    Methods raise `AuthError` (token missing, wrong, or without the right; the hint names right and place) or
    `DeliveryError`. What a forge cannot do, or refused while the change request itself stands (a reviewer, a label),
    is not an exception but a line in ``notes``. When it may be granted another time, ``unmet`` has it too.
    """

    name: str  # "github"
    body_limit: int  # characters a change request's body may have
    notes: list[str]
    unmet: list[tuple[str, str]]  # field of `Proposal` and name

    @property
    def asked(self) -> Sequence[str]:
        """The last requests, one line each, oldest first."""

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """
        The open change request from ``branch``, else the newest closed or merged one, else None: one read.

        Those into ``base`` come first; an open one that a person gave another base is found too, where the forge can.
        """

    def create(self, proposal: Proposal) -> ChangeRequest:
        """Open one; finds the existing one when the forge says that there is one already."""

    def reopen(self, existing: ChangeRequest, proposal: Proposal) -> ChangeRequest | None:
        """Open a closed one again and bring it up to date; None where the forge refuses, as it does after a rebase."""

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        """
        Bring title and body up to date, and put on what is new of labels, people and milestone.

        No request and False when nothing differs. Draft and auto-merge follow when the setting changed; what people
        chose since stays.
        """

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """Close it, with a comment that says why."""

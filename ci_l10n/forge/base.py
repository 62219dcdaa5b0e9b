"""The port to a forge: GitHub, GitLab, or none."""

from dataclasses import dataclass
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


class Forge(Protocol):
    """
    The change requests of one repository.

    Methods raise `AuthError` (token missing, wrong, or without the right; the hint names right and place) or
    `DeliveryError`. What a forge cannot do, or refused while the change request itself stands (a reviewer, a label),
    is not an exception but a line in ``notes``.
    """

    name: str  # "github"
    body_limit: int  # characters a change request's body may have
    notes: list[str]

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """The open change request from ``branch``, else the newest closed or merged one, else None: one read."""

    def create(self, proposal: Proposal) -> ChangeRequest:
        """Open one; finds the existing one when the forge says that there is one already."""

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        """Bring title, body and labels up to date; no request and False when they are."""

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """Close it, with a comment that says why."""

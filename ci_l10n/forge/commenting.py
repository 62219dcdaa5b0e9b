"""The port to comments on a change request: one of ours that is kept up to date."""

from typing import NamedTuple, Protocol


class Comment(NamedTuple):
    id: int
    body: str


class Comments(Protocol):
    """
    Comments on the change requests of one repository.

    Methods raise `AuthError` (a token that may not) or `DeliveryError`.
    """

    def find(self, number: int, marker: str) -> Comment | None:
        """The first comment that begins with ``marker`` and was written by the token's own identity."""

    def post(self, number: int, body: str) -> None:
        """Write a new one."""

    def edit(self, comment: Comment, body: str) -> None:
        """Replace the text of one."""

"""The port to a forge that makes commits itself, and so can sign them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

from ci_l10n.git.trees import EntryChange


class NewCommit(NamedTuple):
    """A commit that the forge is to make. Its objects lie on the server already, as a commit without a signature."""

    message: str
    tree: str
    parents: tuple[str, ...]
    base_tree: str  # a tree that the server has for sure
    changes: tuple[EntryChange, ...]  # what turns ``base_tree`` into ``tree``


class Signed(NamedTuple):
    """A commit that the forge made; ``reason`` is the forge's own word for why it is not verified."""

    id: str
    verified: bool
    reason: str


class Declined(Exception):
    """The forge did not do it, or nobody knows whether it did; the text says why. git may still do it."""


class Committer(Protocol):
    """
    Commits that the forge makes and signs itself, in the name of the token.

    Methods raise `Declined`, or `AuthError` where the token is not valid any more.
    """

    def signing(self) -> Literal["any", "appended"]:
        """What the token gets signed: any commit, or only such as append files to a branch."""

    def make(self, commit: NewCommit) -> Signed:
        """Make a commit that is on no branch yet."""

    def move_branch(self, branch: str, before: str | None, after: str, *, force: bool) -> None:
        """Move the branch if it is at ``before`` (None: if there is none); ``force``: also to what is no descendant."""

    def append(self, branch: str, before: str, message: str, files: Mapping[str, bytes | None]) -> Signed:
        """
        Put a commit on top of the branch, which must be at ``before``; a file that is None goes.

        All files become regular ones that cannot be executed.
        """

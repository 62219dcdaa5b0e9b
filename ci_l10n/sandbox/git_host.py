"""What the git server asks a simulated forge: who may read and write, what is refused, and in which words."""

from collections.abc import Collection, Sequence
from typing import IO, Protocol

from ci_l10n.sandbox.receiving import Command, Decline, find_decline
from ci_l10n.sandbox.repositories import Repositories, Repository, Right


class GitHost(Protocol):
    """One forge. Texts are shown by git with `remote:` in front."""

    @property
    def realm(self) -> str: ...

    @property
    def access_denied(self) -> str: ...

    @property
    def not_found(self) -> str: ...

    @property
    def repositories(self) -> Repositories: ...

    def is_known(self, token: str) -> bool:
        """Whether ``token`` is one of this forge's, whatever it may do."""

    def right(self, token: str) -> Right: ...

    def no_write(self, token: str, repository: Repository) -> str:
        """What somebody is told who may read only."""

    def find_decline(
        self, repository: Repository, token: str, commands: Sequence[Command], pack: IO[bytes]
    ) -> Decline | None:
        """Why these refs may not move together, or None; ``pack`` may be read, it holds the objects sent along."""

    def pushed(self, repository: Repository, token: str) -> None:
        """Refs may have moved; the caller holds the lock of the repository."""


class GitHubHost:
    """Git at GitHub. ``tokens`` is looked at on each request, so it may change."""

    realm = "GitHub"
    access_denied = "Invalid username or token."
    not_found = "Repository not found."

    def __init__(self, repositories: Repositories, tokens: Collection[str]) -> None:
        self.repositories = repositories
        self._tokens = tokens

    def is_known(self, token: str) -> bool:
        return any(token == one for one in self._tokens) or token in self.repositories.access.rights

    def right(self, token: str) -> Right:
        known = any(token == one for one in self._tokens)
        return self.repositories.access.right(token, "write" if known else "none")

    def no_write(self, token: str, repository: Repository) -> str:
        return f"Permission to {repository.full_name}.git denied."

    def find_decline(
        self, repository: Repository, token: str, commands: Sequence[Command], pack: IO[bytes]
    ) -> Decline | None:
        return find_decline(self.repositories.rules, commands)

    def pushed(self, repository: Repository, token: str) -> None:
        repository.changed()

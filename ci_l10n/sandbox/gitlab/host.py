"""What the git server asks the simulated GitLab about a clone or a push."""

from collections.abc import Sequence
from typing import IO

from ci_l10n.sandbox.gitlab.git_access import find_decline, forbids_force
from ci_l10n.sandbox.gitlab.records import DEVELOPER, REPORTER, Hub, Pusher
from ci_l10n.sandbox.gitlab.tokens import Tokens
from ci_l10n.sandbox.receiving import Command, Decline
from ci_l10n.sandbox.repositories import Repositories, Repository, Right


class GitLabHost:
    """Passwords are tokens; the user name (`oauth2`, `gitlab-ci-token`, any other) does not matter."""

    realm = "GitLab"
    access_denied = (
        "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect "
        "or you're required to use a token instead of a password. If a token was provided, it was either "
        "incorrect, expired, or improperly scoped."
    )
    not_found = "The project you were looking for could not be found or you don't have permission to view it."

    def __init__(self, hub: Hub, tokens: Tokens) -> None:
        self._hub = hub
        self._tokens = tokens

    @property
    def repositories(self) -> Repositories:
        return self._hub.repositories

    def is_known(self, token: str) -> bool:
        return self._tokens.is_known(token)

    def right(self, token: str) -> Right:
        found = self._tokens.find(token)
        level = self._hub.level(found)
        if found is None or level < REPORTER:
            return "none"
        return "read" if self.no_write(token) else "write"

    def no_write(self, token: str, repository: Repository | None = None) -> str:
        """Why nothing can be pushed with that token, empty when something can."""
        knobs, found = self._hub.knobs, self._tokens.find(token)
        is_job = found is not None and found.kind == "job"
        if (is_job and not knobs.job_token_push) or (not is_job and self._hub.is_read_only(found)):
            return "You are not allowed to upload code."
        return (
            "" if self._hub.level(found) >= DEVELOPER else "You are not allowed to push code to this project."
        )

    def find_decline(
        self, repository: Repository, token: str, commands: Sequence[Command], pack: IO[bytes]
    ) -> Decline | None:
        project = self._hub.project(repository)
        if any(forbids_force(self._hub, project, command) for command in commands):
            _take_in(repository, pack.read())
        return find_decline(self._hub, project, self._hub.level(self._tokens.find(token)), commands)

    def pushed(self, repository: Repository, token: str) -> None:
        """Merge requests and pipelines follow what was pushed. The caller holds the lock."""
        project, found = self._hub.project(repository), self._tokens.find(token)
        if found is not None:
            project.pusher = Pusher(found.username, starts_pipelines=found.kind != "job")
        try:
            repository.changed()
        finally:
            project.pusher = None


def _take_in(repository: Repository, pack: bytes) -> None:
    """Store the objects of a push before it is judged; those of a refused one are reachable from nowhere."""
    if pack:
        repository.run("index-pack", "--stdin", "--fix-thin", stdin=pack, check=False)

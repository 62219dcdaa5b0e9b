"""Moves of refs through the API: the same rules as for a push, other words when they are broken."""

from collections.abc import Sequence

from ci_l10n.sandbox.github.records import Hub, Project
from ci_l10n.sandbox.github.refusals import declined_move, empty_repository, unprocessable
from ci_l10n.sandbox.receiving import Command, find_decline
from ci_l10n.sandbox.repositories import GitError


def move_refs(hub: Hub, project: Project, commands: Sequence[Command]) -> None:
    """Move all or none; pull requests follow. Raises the 422 of a broken rule or of a lost race."""
    decline = find_decline(hub.repositories.rules, commands)
    if decline is not None:
        raise declined_move(commands[0].ref, decline.lines, decline.reason)
    try:
        project.repository.move(commands)
    except GitError as error:
        raise unprocessable("Reference update failed") from error


def check_not_empty(project: Project) -> None:
    """Nothing can be made in a repository without commits. Raises the 409."""
    if not project.repository.refs():
        raise empty_repository()

"""
Who may push what: the checks of GitLab for pushes and for moves of branches through the API.

Only branches and tags are protected; any other ref needs no more than the right to push, unless it lies in one of
the namespaces that GitLab keeps for itself.
"""

import fnmatch
from collections.abc import Iterator, Sequence

from ci_l10n.sandbox.gitlab.records import DEVELOPER, MAINTAINER, Hub, Project, Protection
from ci_l10n.sandbox.receiving import ZERO, Command, Decline

HIDDEN = ("refs/merge-requests/", "refs/pipelines/", "refs/environments/", "refs/keep-around/", "refs/tmp/")
NO_PUSH = "You are not allowed to push code to protected branches on this project."
_NO_FORCE = "You are not allowed to force push code to a protected branch on this project."
_NO_DELETE = (
    "You are not allowed to delete protected branches from this project. "
    "Only a project maintainer or owner can delete a protected branch."
)
_WEB_DELETE = "You can only delete protected branches using the web interface."
_DEFAULT_DELETE = "The default branch of a project cannot be deleted."


def find_decline(hub: Hub, project: Project, level: int, commands: Sequence[Command]) -> Decline | None:
    """Why these refs may not move together, or None. One refused ref refuses the push."""
    hidden = (*HIDDEN, *hub.knobs.hidden_refs)
    if any(command.ref.startswith(hidden) for command in commands):
        return Decline((), "deny updating a hidden ref")
    for command in commands:
        problem = why_not(hub, project, level, command)
        if problem:
            return Decline((f"GitLab: {problem}",), "pre-receive hook declined")
    return None


def why_not(hub: Hub, project: Project, level: int, command: Command) -> str:
    """GitLab's reason against one move of a branch, empty when there is none."""
    branch = command.ref.removeprefix("refs/heads/")
    if branch == command.ref:
        return ""
    if command.new == ZERO and branch == project.repository.default_branch:
        return _DEFAULT_DELETE
    for one in protections(hub, project, branch):
        problem = _why_protected(project, one, level, command)
        if problem:
            return problem
    return "" if command.new == ZERO else hub.knobs.push_rule


def _why_protected(project: Project, one: Protection, level: int, command: Command) -> str:
    if command.new == ZERO:
        return _WEB_DELETE if level >= MAINTAINER else _NO_DELETE
    if not one.push_level or level < one.push_level:
        return NO_PUSH
    is_forced = command.old != ZERO and not project.repository.is_ancestor(command.old, command.new)
    return _NO_FORCE if is_forced and not one.allow_force_push else ""


def forbids_force(hub: Hub, project: Project, command: Command) -> bool:
    """Whether it matters for a move that it goes forward."""
    branch = command.ref.removeprefix("refs/heads/")
    is_move = branch != command.ref and ZERO not in (command.old, command.new)
    return is_move and any(not one.allow_force_push for one in protections(hub, project, branch))


def protections(hub: Hub, project: Project, branch: str) -> Iterator[Protection]:
    """What protects a branch: the project's own settings, and the knob, which leaves the right to nobody."""
    for one in project.protections.values():
        if fnmatch.fnmatchcase(branch, one.pattern):
            yield one
    for pattern in hub.knobs.protected_branches:
        if fnmatch.fnmatchcase(branch, pattern):
            yield Protection(0, pattern, push_level=0, merge_level=DEVELOPER)


def may_merge(hub: Hub, project: Project, branch: str, level: int) -> bool:
    levels = [DEVELOPER, *(one.merge_level for one in protections(hub, project, branch))]
    return 0 not in levels and level >= max(levels)


def may_push(hub: Hub, project: Project, branch: str, level: int) -> bool:
    return all(one.push_level and level >= one.push_level for one in protections(hub, project, branch))

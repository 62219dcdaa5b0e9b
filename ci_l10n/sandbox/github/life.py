"""
The life of a pull request, derived from the real branches.

It follows its head branch while it is open. When the branch goes away it is closed. When its head comes to lie
inside its base it is merged, if the base moved there, or closed for good, if the head moved there: nothing is left
to propose, and it cannot be reopened.
"""

from collections.abc import Iterable

from ci_l10n.sandbox.github.records import Hub, Project, Pull
from ci_l10n.sandbox.github.refusals import Refusal, invalid
from ci_l10n.sandbox.receiving import Command


def follow(hub: Hub, project: Project) -> None:
    """Bring all open pull requests of ``project`` in line with its branches. The caller holds the lock."""
    for pull in open_pulls(project):
        before = (pull.state, pull.head_sha)
        _follow_one(project, pull, hub.clock.now(), hub.login)
        if (pull.state, pull.head_sha) != before:
            pull.updated = hub.clock.now()
            keep_head(project, pull)


def open_pulls(project: Project) -> Iterable[Pull]:
    return [pull for pull in project.pulls.values() if pull.state == "open"]


def _follow_one(project: Project, pull: Pull, now: float, login: str) -> None:
    repository = project.repository
    head, base = repository.branch(pull.head), repository.branch(pull.base)
    if head is None or base is None:
        close(pull, now)
        return
    if (head, base) == (pull.head_sha, pull.base_sha):
        return
    old_base, pull.head_sha = pull.base_sha, head
    if not repository.is_ancestor(head, base):
        pull.base_sha = base
    elif repository.is_ancestor(head, old_base):
        pull.dead = True
        close(pull, now)
    else:  # the base it had shows what was merged
        mark_merged(pull, head, now, login)


def close(pull: Pull, now: float) -> None:
    pull.state, pull.closed, pull.updated, pull.auto_merge = "closed", now, now, None


def mark_merged(pull: Pull, merge_sha: str, now: float, login: str) -> None:
    close(pull, now)
    pull.merged, pull.merged_by, pull.merge_sha, pull.dead = now, login, merge_sha, True


def keep_head(project: Project, pull: Pull) -> None:
    """`refs/pull/N/head` keeps the commits, as on GitHub, also after the branch is gone."""
    name = f"refs/pull/{pull.number}/head"
    if project.repository.ref(name) != pull.head_sha:
        project.repository.run("update-ref", "--", name, pull.head_sha)


def reopen(project: Project, pull: Pull, now: float) -> None:
    """Open a closed pull request again. Raises the 422 with GitHub's reason."""
    problem = _why_not_reopen(project, pull)
    if problem:
        raise invalid("PullRequest", "state", message=f"state cannot be changed. {problem}")
    pull.state, pull.closed, pull.updated = "open", None, now
    pull.head_sha = project.repository.branch(pull.head) or pull.head_sha
    pull.base_sha = project.repository.branch(pull.base) or pull.base_sha
    keep_head(project, pull)


def _why_not_reopen(project: Project, pull: Pull) -> str:
    repository = project.repository
    head, base = repository.branch(pull.head), repository.branch(pull.base)
    if pull.merged is not None:
        return "The pull request has been merged."
    if head is None:
        return f"The {pull.head} branch has been deleted."
    if base is None:
        return f"The {pull.base} branch has been deleted."
    if not repository.is_ancestor(pull.head_sha, head):
        return f"The {pull.head} branch was force-pushed or recreated."
    if pull.dead or repository.is_ancestor(head, base):
        return f"There are no new commits on the {pull.head} branch."
    if any(other.head == pull.head and other.base == pull.base for other in open_pulls(project)):
        return f"There is already an open pull request from {pull.head} to {pull.base}."
    return ""


def check_base(project: Project, pull: Pull, base: str) -> str:
    """The commit of a new base branch. Raises the 422 when the base cannot become that one."""
    if pull.state != "open":
        raise Refusal(422, "Validation Failed", [_closed_base()])
    sha = project.repository.branch(base)
    if sha is None:
        raise invalid("PullRequest", "base")
    if project.repository.is_ancestor(pull.head_sha, sha):
        raise invalid(
            "PullRequest",
            "base",
            message=f"There are no new commits between base branch '{base}' and head branch '{pull.head}'",
        )
    return sha


def _closed_base() -> dict[str, str]:
    text = "Cannot change the base branch of a closed pull request."
    return {"resource": "PullRequest", "field": "base", "code": "invalid", "message": text}


def move_branch(project: Project, branch: str, new: str, old: str) -> None:
    """Move one branch by a server-side operation."""
    project.repository.move([Command(f"refs/heads/{branch}", old, new)])

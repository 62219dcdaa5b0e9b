"""GitHub's JSON for pull requests and the issues behind them."""

from urllib.parse import quote

from ci_l10n.sandbox.github import shapes
from ci_l10n.sandbox.github.merging import commits_between, merge_state
from ci_l10n.sandbox.github.records import AutoMerge, Hub, Project, Pull
from ci_l10n.sandbox.github.shapes import Json, node_id, user, when

_LINKS = {
    "comments": "issues/{0}/comments",
    "commits": "pulls/{0}/commits",
    "issue": "issues/{0}",
    "review_comments": "pulls/{0}/comments",
    "self": "pulls/{0}",
}


def pull_node_id(project: Project, pull: Pull) -> str:
    return node_id("PR", f"{project.repository.full_name}#{pull.number}")


def simple_pull(hub: Hub, project: Project, pull: Pull) -> Json:
    """The shape in lists."""
    name = project.repository.full_name
    api, html = f"{hub.api}/repos/{name}", f"{hub.origin}/{name}/pull/{pull.number}"
    links = {key: f"{api}/{path.format(pull.number)}" for key, path in _LINKS.items()}
    links["review_comment"] = f"{api}/pulls/comments{{/number}}"
    links["statuses"] = f"{api}/statuses/{pull.head_sha}"
    return {
        "url": links["self"],
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": links["issue"],
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "_links": {key: {"href": url} for key, url in (links | {"html": html}).items()},
        **_common(hub, project, pull),
        "node_id": pull_node_id(project, pull),
        "merged_at": when(pull.merged),
        "merge_commit_sha": pull.merge_sha,
        "requested_reviewers": [user(hub, login) for login in pull.reviewers],
        "requested_teams": [shapes.team(hub, project.repository.owner, slug) for slug in pull.teams],
        "head": _end(hub, project, pull.head, pull.head_sha),
        "base": _end(hub, project, pull.base, pull.base_sha),
        "draft": pull.draft,
        "auto_merge": _auto_merge(hub, pull.auto_merge),
    }


def full_pull(hub: Hub, project: Project, pull: Pull) -> Json:
    """The shape of a single pull request."""
    repository = project.repository
    commits = commits_between(repository, pull)
    rows = repository.text("diff", "--numstat", f"{pull.base_sha}...{pull.head_sha}", "--").splitlines()
    counts = [row.split("\t")[:2] for row in rows]
    mergeable, state = merge_state(hub, project, pull)
    return {
        **simple_pull(hub, project, pull),
        "merged": pull.merged is not None,
        "merged_by": user(hub, pull.merged_by) if pull.merged is not None else None,
        "mergeable": mergeable,
        "mergeable_state": state,
        "rebaseable": mergeable,
        "maintainer_can_modify": False,
        "comments": len(pull.comments),
        "review_comments": 0,
        "commits": len(commits),
        "additions": sum(int(added) for added, _ in counts if added != "-"),
        "deletions": sum(int(removed) for _, removed in counts if removed != "-"),
        "changed_files": len(rows),
    }


def issue(hub: Hub, project: Project, pull: Pull) -> Json:
    """The issue that every pull request is, too."""
    name = project.repository.full_name
    url = f"{hub.api}/repos/{name}/issues/{pull.number}"
    html = f"{hub.origin}/{name}/pull/{pull.number}"
    pull_url = f"{hub.api}/repos/{name}/pulls/{pull.number}"
    return {
        "url": url,
        "repository_url": f"{hub.api}/repos/{name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": html,
        **_common(hub, project, pull),
        "node_id": pull_node_id(project, pull),
        "state_reason": None,
        "comments": len(pull.comments),
        "draft": pull.draft,
        "pull_request": {
            "url": pull_url,
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "merged_at": when(pull.merged),
        },
        "performed_via_github_app": None,
    }


def _common(hub: Hub, project: Project, pull: Pull) -> Json:
    """What an issue and a pull request both show."""
    marked = [project.labels[name.lower()] for name in pull.labels if name.lower() in project.labels]
    milestone = project.milestones.get(pull.milestone or 0)
    people = [user(hub, login) for login in pull.assignees]
    return {
        "id": pull.id,
        "number": pull.number,
        "state": pull.state,
        "locked": False,
        "active_lock_reason": None,
        "title": pull.title,
        "body": pull.body,
        "user": user(hub, pull.author),
        "author_association": "OWNER" if pull.author == project.repository.owner else "CONTRIBUTOR",
        "labels": [
            shapes.label(hub, project, one) | {"description": one.description or ""} for one in marked
        ],
        "milestone": shapes.milestone(hub, project, milestone) if milestone else None,
        "assignee": people[0] if people else None,
        "assignees": people,
        "created_at": when(pull.created),
        "updated_at": when(pull.updated),
        "closed_at": when(pull.closed),
    }


def _end(hub: Hub, project: Project, branch: str, sha: str) -> Json:
    owner = project.repository.owner
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(hub, owner),
        "repo": shapes.repository(hub, project),
    }


def _auto_merge(hub: Hub, order: AutoMerge | None) -> Json | None:
    if order is None:
        return None
    return {
        "enabled_by": user(hub, order.by),
        "merge_method": order.method,
        "commit_title": order.title,
        "commit_message": order.message,
    }


def changed_files(hub: Hub, project: Project, pull: Pull) -> list[Json]:
    """Files of a pull request with status and line counts; renames are found as on GitHub."""
    repository = project.repository
    between = f"{pull.base_sha}...{pull.head_sha}"
    raw = repository.text("diff", "--raw", "--no-abbrev", "-M", "-z", between, "--").split("\0")
    fields = iter(raw)
    found: list[Json] = []
    for entry in fields:
        if not entry.startswith(":"):
            continue
        _, _, _, new, status = entry[1:].split(" ")
        path = next(fields)
        previous, path = (path, next(fields)) if status[0] in "RC" else (None, path)
        found.append(_file(hub, project, pull, (path, previous, status[0], new)))
    return found


_STATUS = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


def _file(hub: Hub, project: Project, pull: Pull, row: tuple[str, str | None, str, str]) -> Json:
    path, previous, status, sha = row
    paths = [path] if previous is None else [previous, path]
    between = f"{pull.base_sha}...{pull.head_sha}"
    diff = project.repository.text("diff", "-M", between, "--", *(f":(literal){one}" for one in paths))
    patch = diff[diff.find("\n@@") + 1 :] if "\n@@" in diff else ""
    added = sum(line.startswith("+") for line in patch.split("\n"))
    removed = sum(line.startswith("-") for line in patch.split("\n"))
    html = f"{hub.origin}/{project.repository.full_name}"
    shown: Json = {
        "sha": sha,
        "filename": path,
        "status": _STATUS.get(status, "changed"),
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
        "blob_url": f"{html}/blob/{pull.head_sha}/{quote(path)}",
        "raw_url": f"{html}/raw/{pull.head_sha}/{quote(path)}",
        "contents_url": f"{hub.api}/repos/{project.repository.full_name}/contents/{quote(path)}?ref={pull.head_sha}",
    }
    if patch:
        shown["patch"] = patch
    if previous is not None:
        shown["previous_filename"] = previous
    return shown

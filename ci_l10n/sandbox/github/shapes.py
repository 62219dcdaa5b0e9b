"""GitHub's JSON for people, repositories, labels, milestones and comments."""

import base64
import datetime
import hashlib
from typing import Any
from urllib.parse import quote

from ci_l10n.sandbox.github.records import Comment, Hub, Label, Milestone, Project

Json = dict[str, Any]

_USER_URLS = {
    "followers_url": "followers",
    "following_url": "following{/other_user}",
    "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}",
    "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos",
    "events_url": "events{/privacy}",
    "received_events_url": "received_events",
}
_REPOSITORY_URLS = {
    "archive_url": "{archive_format}{/ref}",
    "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}",
    "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}",
    "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}",
    "contributors_url": "contributors",
    "deployments_url": "deployments",
    "downloads_url": "downloads",
    "events_url": "events",
    "forks_url": "forks",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}",
    "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}",
    "keys_url": "keys{/key_id}",
    "labels_url": "labels{/name}",
    "languages_url": "languages",
    "merges_url": "merges",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}",
    "stargazers_url": "stargazers",
    "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers",
    "subscription_url": "subscription",
    "tags_url": "tags",
    "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}
_ZEROS = (
    "forks forks_count network_count open_issues open_issues_count size "
    "stargazers_count subscribers_count watchers watchers_count"
)


def when(seconds: float | None) -> str | None:
    """`2026-11-22T10:00:00Z`, or None for what has not happened."""
    if seconds is None:
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(kind: str, name: object) -> str:
    """An opaque id as GraphQL has them: `PR_...`."""
    return f"{kind}_{base64.urlsafe_b64encode(str(name).encode()).decode().rstrip('=')}"


def read_node_id(text: str, kind: str) -> str | None:
    """What `node_id` was made from, if it is one of that kind."""
    prefix, _, rest = text.partition("_")
    if prefix != kind:
        return None
    try:
        return base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode()
    except ValueError:
        return None


def user(hub: Hub, login: str) -> Json:
    """A simple user; people exist as soon as somebody names them."""
    number = int.from_bytes(hashlib.sha256(login.encode()).digest()[:3], "big")
    url = f"{hub.api}/users/{quote(login)}"
    return {
        "login": login,
        "id": number,
        "node_id": node_id("U", login),
        "avatar_url": f"{hub.origin}/avatars/u/{number}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{hub.origin}/{quote(login)}",
        **{name: f"{url}/{path}" for name, path in _USER_URLS.items()},
        "type": "Bot" if login.endswith("[bot]") else "User",
        "user_view_type": "public",
        "site_admin": False,
    }


def full_user(hub: Hub, login: str) -> Json:
    """The user of the token, as `GET /user` gives it."""
    nothing = dict.fromkeys(("bio", "company", "hireable", "location", "twitter_username"))
    counts = dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0)
    times = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
    name = {"name": login, "email": f"{login}@users.noreply.example", "blog": ""}
    return {**user(hub, login), **name, **nothing, **counts, **times}


def repository(hub: Hub, project: Project, right: str = "write") -> Json:
    """A full repository; also good wherever a smaller one is expected."""
    owner, name = project.repository.owner, project.repository.name
    url = f"{hub.api}/repos/{owner}/{name}"
    html_url = f"{hub.origin}/{owner}/{name}"
    made = when(project.created)
    zeros = dict.fromkeys(_ZEROS.split(), 0)
    writes = right == "write"
    return {
        "id": project.id,
        "node_id": node_id("R", f"{owner}/{name}"),
        "name": name,
        "full_name": f"{owner}/{name}",
        "private": project.private,
        "visibility": "private" if project.private else "public",
        "owner": user(hub, owner),
        "html_url": html_url,
        "description": project.description,
        "fork": False,
        "url": url,
        **{key: f"{url}/{path}" for key, path in _REPOSITORY_URLS.items()},
        "git_url": f"git:{html_url.partition(':')[2]}.git",
        "ssh_url": f"git@127.0.0.1:{owner}/{name}.git",
        "clone_url": f"{hub.origin}/git/{owner}/{name}.git",
        "svn_url": html_url,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "archived": False,
        "disabled": False,
        "is_template": False,
        "topics": [],
        "has_issues": True,
        "has_projects": True,
        "has_wiki": True,
        "has_pages": False,
        "has_downloads": True,
        "has_discussions": False,
        "allow_forking": True,
        "web_commit_signoff_required": False,
        "default_branch": project.repository.default_branch,
        **zeros,
        "created_at": made,
        "updated_at": made,
        "pushed_at": made,
        "permissions": {"admin": writes, "maintain": writes, "push": writes, "triage": writes, "pull": True},
        **project.settings,
    }


def label(hub: Hub, project: Project, one: Label) -> Json:
    return {
        "id": one.id,
        "node_id": node_id("LA", one.id),
        "url": f"{hub.api}/repos/{project.repository.full_name}/labels/{quote(one.name, safe='')}",
        "name": one.name,
        "color": one.color,
        "default": False,
        "description": one.description,
    }


def milestone(hub: Hub, project: Project, one: Milestone) -> Json:
    url = f"{hub.api}/repos/{project.repository.full_name}/milestones/{one.number}"
    carried = [pull.state for pull in project.pulls.values() if pull.milestone == one.number]
    return {
        "url": url,
        "html_url": f"{hub.origin}/{project.repository.full_name}/milestone/{one.number}",
        "labels_url": f"{url}/labels",
        "id": one.id,
        "node_id": node_id("MI", one.id),
        "number": one.number,
        "title": one.title,
        "description": one.description,
        "creator": user(hub, hub.login),
        "open_issues": carried.count("open"),
        "closed_issues": carried.count("closed"),
        "state": one.state,
        "created_at": when(one.created),
        "updated_at": when(one.created),
        "due_on": None,
        "closed_at": None,
    }


def comment(hub: Hub, project: Project, one: Comment) -> Json:
    name = project.repository.full_name
    return {
        "url": f"{hub.api}/repos/{name}/issues/comments/{one.id}",
        "html_url": f"{hub.origin}/{name}/pull/{one.issue}#issuecomment-{one.id}",
        "issue_url": f"{hub.api}/repos/{name}/issues/{one.issue}",
        "id": one.id,
        "node_id": node_id("IC", one.id),
        "user": user(hub, one.author),
        "created_at": when(one.created),
        "updated_at": when(one.updated),
        "author_association": "OWNER" if one.author == project.repository.owner else "NONE",
        "body": one.body,
        "performed_via_github_app": None,
    }


def team(hub: Hub, owner: str, slug: str) -> Json:
    number = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:3], "big")
    url = f"{hub.api}/organizations/1/team/{number}"
    return {
        "id": number,
        "node_id": node_id("T", slug),
        "url": url,
        "html_url": f"{hub.origin}/orgs/{owner}/teams/{slug}",
        "name": slug,
        "slug": slug,
        "description": None,
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "permission": "push",
        "type": "organization",
        "organization_id": 1,
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "parent": None,
    }

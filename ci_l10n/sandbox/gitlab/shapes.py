"""GitLab's JSON for users, projects, branches, commits and what hangs on them ("REST API resources")."""

import datetime
from urllib.parse import quote

from ci_l10n.sandbox.gitlab.objects import Commit
from ci_l10n.sandbox.gitlab.records import (
    Hub,
    Project,
    Protection,
    User,
)

Json = dict[str, object]

_LEVELS = {0: "No one", 30: "Developers + Maintainers", 40: "Maintainers"}


def when(seconds: float | None) -> str | None:
    """`2026-11-22T10:00:00.000Z`, or None for what has not happened."""
    if seconds is None:
        return None
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def user(hub: Hub, one: User) -> Json:
    """A basic user."""
    return {
        "id": one.id,
        "username": one.username,
        "public_email": "",
        "name": one.username,
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": f"{hub.origin}/{quote(one.username)}",
    }


def user_named(hub: Hub, username: str) -> Json:
    return user(hub, hub.user(username))


def full_user(hub: Hub, one: User) -> Json:
    """The user of the token, as `GET /user` gives it."""
    texts = dict.fromkeys(
        ("bio", "location", "linkedin", "twitter", "discord", "website_url", "job_title"), ""
    )
    email = f"{one.username}@users.noreply.gitlab.example"
    return {
        **user(hub, one),
        **texts,
        "bot": one.bot,
        "created_at": "2020-01-01T00:00:00.000Z",
        "organization": "",
        "email": email,
        "commit_email": email,
        "can_create_group": True,
        "can_create_project": True,
        "external": False,
        "private_profile": False,
        "two_factor_enabled": False,
        "namespace_id": one.id,
    }


def member(hub: Hub, one: User, level: int) -> Json:
    return {
        **user(hub, one),
        "access_level": level,
        "created_at": "2020-01-01T00:00:00.000Z",
        "expires_at": None,
        "membership_state": "active",
    }


def project(hub: Hub, one: Project, level: int = 0) -> Json:
    """A full project."""
    repository = one.repository
    name, path = repository.name, repository.full_name
    url = f"{hub.api}/projects/{one.id}"
    links = ("issues", "merge_requests", "labels", "events", "members")
    is_empty = not repository.refs("refs/heads/")
    return {
        "id": one.id,
        "description": one.description,
        "name": name,
        "name_with_namespace": f"{repository.owner} / {name}",
        "path": name,
        "path_with_namespace": path,
        "created_at": when(one.created),
        "default_branch": None if is_empty else repository.default_branch,
        "tag_list": [],
        "topics": [],
        "ssh_url_to_repo": f"git@127.0.0.1:{path}.git",
        "http_url_to_repo": f"{hub.origin}/git/{path}.git",
        "web_url": f"{hub.origin}/{path}",
        "readme_url": None,
        "avatar_url": None,
        "forks_count": 0,
        "star_count": 0,
        "last_activity_at": when(one.created),
        "namespace": _namespace(hub, repository.owner),
        "_links": {"self": url}
        | {link: f"{url}/{link}" for link in links}
        | {"repo_branches": f"{url}/repository/branches"},
        "empty_repo": is_empty,
        "archived": False,
        "visibility": one.visibility,
        "owner": user_named(hub, repository.owner),
        "merge_requests_enabled": True,
        "issues_enabled": True,
        "jobs_enabled": True,
        "merge_requests_access_level": "enabled",
        "builds_access_level": "enabled",
        "creator_id": hub.user(hub.owner).id,
        "open_issues_count": 0,
        "ci_default_git_depth": 20,
        "ci_push_repository_for_job_token_allowed": hub.knobs.job_token_push,
        **one.settings,
        "permissions": {
            "project_access": {"access_level": level, "notification_level": 3} if level else None,
            "group_access": None,
        },
    }


def _namespace(hub: Hub, path: str) -> Json:
    return {
        "id": hub.user(path).id,
        "name": path,
        "path": path,
        "kind": "user",
        "full_path": path,
        "parent_id": None,
        "avatar_url": None,
        "web_url": f"{hub.origin}/{path}",
    }


def commit(hub: Hub, one: Project, found: Commit) -> Json:
    title, _, _ = found.message.partition("\n")
    return {
        "id": found.sha,
        "short_id": found.sha[:8],
        "created_at": found.committed,
        "parent_ids": list(found.parents),
        "title": title,
        "message": found.message,
        "author_name": found.author_name,
        "author_email": found.author_email,
        "authored_date": found.authored,
        "committer_name": found.committer_name,
        "committer_email": found.committer_email,
        "committed_date": found.committed,
        "trailers": {},
        "extended_trailers": {},
        "web_url": f"{hub.origin}/{one.repository.full_name}/-/commit/{found.sha}",
    }


def protection(found: Protection) -> Json:
    def allowed(level: int) -> list[Json]:
        return [
            {
                "id": found.id,
                "access_level": level,
                "access_level_description": _LEVELS.get(level, "Maintainers"),
                "user_id": None,
                "group_id": None,
            }
        ]

    return {
        "id": found.id,
        "name": found.pattern,
        "push_access_levels": allowed(found.push_level),
        "merge_access_levels": allowed(found.merge_level),
        "unprotect_access_levels": [],
        "allow_force_push": found.allow_force_push,
        "code_owner_approval_required": False,
        "inherited": False,
    }

"""Checks of the GitHub repository and of the token: what is allowed, found out by reading alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from ci_l10n.ci.detect import GitHubAccess, github_access
from ci_l10n.doctor.asking import Answer, Asker
from ci_l10n.doctor.ground import Fact, Ground, Results, error, notice, warning
from ci_l10n.model import Finding

Owner: TypeAlias = Literal["workflow", "app", "person"]

APP_LIFE = 45 * 60  # seconds of the hour that can be spent waiting
_FEW = 100  # requests that a delivery with all its trimmings may take
_SOON = 7 * 24 * 3600
_WEEKS_HINT = "make a new one and replace the secret"
_SETTING = (
    "Settings > Actions > General > Workflow permissions: allow GitHub Actions to create and approve pull requests;"
    " or pass the token of an App or a person as github_token"
)


@dataclass(frozen=True)
class Repo:
    """The repository as the forge tells of it, to the token in use."""

    asker: Asker
    name: str
    data: Mapping[str, Any]
    headers: Mapping[str, str]  # of the same answer
    owner: Owner  # of the token

    def ask(self, *segments: str) -> Answer:
        return self.asker.get("repos", *self.name.split("/"), *segments)


def looks_like_github(ground: Ground) -> bool:
    """Whether the run, or the remote, is on GitHub."""
    if ground.env.get("GITHUB_REPOSITORY") or ground.env.get("GITHUB_ACTIONS") == "true":
        return True
    return re.match(r"\w+://github\.com/|git@github\.com:", ground.repo.remote_url or "") is not None


def find_access(ground: Ground) -> GitHubAccess | Finding:
    """Where the API is and with which token, or why nothing can be asked."""
    access = github_access(ground.env)
    if access is not None and re.fullmatch(r"[\w.-]+/[\w.-]+", access.repository):
        return access
    if access is not None:
        message = f"GITHUB_REPOSITORY is {access.repository!r}, which is no repository"
        return error("forge-address-invalid", message, "write `owner/name`")
    what = "GITHUB_TOKEN" if not ground.env.get("GITHUB_TOKEN") else "GITHUB_REPOSITORY"
    hint = "pass the input github_token (usually ${{ github.token }}), or set both; or deliver with --deliver branch"
    if ground.ci.name == "github" or ground.env.get("GITHUB_REPOSITORY"):
        return error("github-token-missing", f"{what} is not set, so no pull request can be opened", hint)
    return notice("not-asked", f"GitHub was not asked: {what} is not set", hint)


def open_repo(ground: Ground, access: GitHubAccess) -> Repo | Finding:
    """The repository, or why the token does not show it."""
    ground.redactor.add(access.token)
    asker = Asker(
        access.api_url,
        {"Authorization": f"Bearer {access.token}", "X-GitHub-Api-Version": "2022-11-28"},
        ground.clock,
        ground.redactor,
        ground.env.get("SSL_CERT_FILE") or ground.env.get("REQUESTS_CA_BUNDLE"),
    )
    answer = asker.get("repos", *access.repository.split("/"))
    if not answer.is_good or not isinstance(answer.data, dict):
        return _refused(answer, access)
    return Repo(asker, access.repository, answer.data, answer.headers, _owner(ground, asker, answer))


def _refused(answer: Answer, access: GitHubAccess) -> Finding:
    what = f"GitHub does not show {access.repository}: {answer.words or answer.status}"
    if answer.is_rate_limit:
        return error("forge-rate-limit", what, "wait for the hour to end, or use another token")
    if answer.status == 401:
        hint = "check the input github_token; the token of an App lives one hour"
        return error("github-token-refused", what, hint)
    if answer.status == 404:
        hint = "check GITHUB_REPOSITORY, and that the App or the personal token includes the repository"
        return error("github-not-found", what, hint)
    if answer.status == 403:
        return error(
            "github-right-missing", what, "grant the token `contents: write` and `pull-requests: write`"
        )
    hint = f"check {access.api_url}, and what stands between here and it; or run again later"
    return error("forge-trouble", what, hint)


def _owner(ground: Ground, asker: Asker, answer: Answer) -> Owner:
    """Whose the token is: people have a user; workflows and Apps none, and workflows pass their own by default."""
    if asker.get("user").is_good:
        return "person"
    passed = [use.token for use in ground.uses if use.sends]
    is_of_app = bool(passed) and all(passed) and answer.headers.get("x-ratelimit-limit") != "1000"
    return "app" if is_of_app else "workflow"


def check_token(ground: Ground, repo: Repo) -> Results:
    """Rights, rest of the rate limit, and how long the token lives."""
    headers = repo.headers
    yield from _check_rights(repo)
    left = headers.get("x-ratelimit-remaining", "")
    if left.isdigit() and int(left) < _FEW:
        message = f"{left} requests are left to the token in this hour"
        yield warning("rate-limit-low", message, "wait for the hour to end, or use another token")
    yield from _check_expiry(ground, headers.get("github-authentication-token-expiration", ""))
    wait = ground.config.wait_timeout if ground.config else 0.0
    limit = {"app": APP_LIFE, "workflow": 6 * 3600}.get(repo.owner)
    if limit is not None and wait >= limit:
        life = "one hour" if repo.owner == "app" else "as long as the job, 6 hours at most"
        message = f"the token lives {life}, and wait.timeout is {wait / 60:.0f} minutes"
        hint = "lower wait.timeout, or deliver in a job of its own (`pull --deliver pr`)"
        yield warning("token-lifetime", message, hint)
    yield Fact("GitHub", f"{repo.name}, token of {_OWNERS[repo.owner]}, {left or 'unknown'} requests left")


_OWNERS = {"workflow": "a workflow", "app": "an App", "person": "a person"}


def _check_rights(repo: Repo) -> Results:
    if repo.data.get("archived") is True:
        yield error(
            "repository-archived", f"{repo.name} is archived, so nothing can be pushed", "unarchive it"
        )
    permissions = repo.data.get("permissions")
    hint = (
        "grant it write access to the repository (`contents: write`, `pull-requests: write`; classic: `repo`)"
    )
    # What GitHub says here of the tokens of Apps and workflows is not to be relied upon; for these a push is tried.
    if repo.owner == "person" and isinstance(permissions, dict) and permissions.get("push") is False:
        yield error("github-right-missing", f"the token may only read {repo.name}", hint)
    elif (scopes := repo.headers.get("x-oauth-scopes")) and not {"repo", "public_repo"} & set(
        re.split(r"[\s,]+", scopes)
    ):
        yield error(
            "github-right-missing", f"the token has the scopes {scopes}, and none of them may push", hint
        )
    if repo.data.get("fork") is True:
        message = f"{repo.name} is a fork: its workflows are off until somebody turns them on, and it has no secrets"
        yield notice(
            "repository-is-fork", message, "synchronise in the original repository, or set the secrets here"
        )


def _check_expiry(ground: Ground, text: str) -> Results:
    """``text`` is such as `2026-12-01 10:00:00 UTC`, of personal tokens that expire."""
    found = re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text)
    if not found:
        return
    ends = datetime.strptime(found[0], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
    if ends - ground.clock.now() < _SOON:
        yield warning("token-expires", f"the token expires on {found[0]}", _WEEKS_HINT)


def check_auto_merge(ground: Ground, repo: Repo) -> Results:
    """Whether what the configuration wants of pull requests is allowed; GitHub tells that to some tokens only."""
    config = ground.config
    if config and config.pull_request.auto_merge and repo.data.get("allow_auto_merge") is False:
        place = config.locate("pull_request.auto_merge")
        hint = "Settings > General > Pull Requests: allow auto-merge; or leave `auto_merge` out"
        yield warning("auto-merge-off", f"{repo.name} does not allow auto-merge", hint, place)


def check_setting(ground: Ground, repo: Repo) -> Results:
    """Whether GitHub Actions may open pull requests, as far as the token may know."""
    is_own = any(use.sends and not use.token for use in ground.uses)
    if repo.owner != "workflow" and not is_own:
        return
    answer = repo.ask("actions", "permissions", "workflow")
    if answer.is_good and isinstance(answer.data, dict):
        if answer.data.get("can_approve_pull_request_reviews") is False:
            message = "GitHub Actions may not open pull requests in this repository, and the workflow's token is used"
            yield error("actions-may-not-open-pulls", message, _SETTING)
        else:
            yield Fact("setting", "GitHub Actions may open pull requests")
        return
    message = (
        "nobody can say whether GitHub Actions may open pull requests: the token may not read the setting"
    )
    yield notice("pulls-setting-unknown", message, f"look there: {_SETTING}")

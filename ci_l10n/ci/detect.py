"""Where a run happens and which forge it belongs to, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ci_l10n.ci.base import Ci
from ci_l10n.config.address import host_of
from ci_l10n.config.credentials import service_url
from ci_l10n.errors import AuthError, ConfigError
from ci_l10n.redact import Redactor

_OF_JOBS = "glcbt-"  # what job tokens begin with (GitLab documentation, "Token overview")
_BAD_ADDRESS = "forge-address-invalid"
_NOBODYS_PROJECT = "1217"  # the CI_PROJECT_ID of every project in gitlab-ci-local, where GITLAB_CI is "false"


@dataclass(frozen=True, slots=True)
class GitHubAccess:
    """Where the repository's API is, as given by the runner; never built from a host name."""

    repository: str  # owner/name
    api_url: str
    graphql_url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GitLabAccess:
    """Where the project's API is, as given by the runner; never built from a host name."""

    project: str  # number or path
    api_url: str
    token: str = field(repr=False)


def make_ci(env: Mapping[str, str], redactor: Redactor, *, is_json: bool = False) -> Ci:
    """The place this run happens in."""
    if env.get("GITHUB_ACTIONS") == "true":
        from ci_l10n.ci.github import GitHubCi

        return GitHubCi(redactor, env, is_json=is_json)
    if env.get("GITLAB_CI") or env.get("CI_API_V4_URL"):
        from ci_l10n.ci.gitlab import GitLabCi

        return GitLabCi(redactor, env, is_json=is_json)
    from ci_l10n.ci.local import LocalCi

    return LocalCi(redactor, is_json=is_json)


def named_branch(env: Mapping[str, str]) -> str | None:
    """
    The branch that other CI systems, and people, name as GitHub and GitLab do: for a detached HEAD.

    >>> named_branch({"GITHUB_REF": "refs/heads/release/2"}), named_branch({"GITHUB_REF": "refs/tags/v2"})
    ('release/2', None)
    """
    ref = env.get("GITHUB_REF", "")
    return (
        ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else env.get("CI_COMMIT_BRANCH")
    ) or None


def github_access(env: Mapping[str, str]) -> GitHubAccess | None:
    """
    Access to the GitHub repository, None when the environment names none or holds no token.

    Raises `ConfigError` for an address that no token may be sent to.
    """
    repository, token = env.get("GITHUB_REPOSITORY", ""), env.get("GITHUB_TOKEN", "")
    if not repository or not token:
        return None
    api = service_url(env, "GITHUB_API_URL", _BAD_ADDRESS) or "https://api.github.com"
    graphql = service_url(env, "GITHUB_GRAPHQL_URL", _BAD_ADDRESS) or f"{api}/graphql"
    return GitHubAccess(repository, api, graphql, token)


def is_gitlab(env: Mapping[str, str]) -> bool:
    """Whether the environment is a GitLab job's, or names a project there; GitHub's names come first."""
    if env.get("GITHUB_REPOSITORY"):
        return False
    return any(env.get(name) for name in ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_JOB_TOKEN", "GITLAB_TOKEN"))


def gitlab_access(env: Mapping[str, str]) -> GitLabAccess:
    """
    Access to the GitLab project.

    Raises `AuthError` without a token that may open merge requests, `ConfigError` when the project is not named or its
    address is none that a token may be sent to.
    """
    token = env.get("GITLAB_TOKEN", "")
    if not token or _is_of_job(token, env):
        raise AuthError(
            "GITLAB_TOKEN is not set, and the job token cannot create merge requests"
            if not token
            else "GITLAB_TOKEN is the job token, which cannot create merge requests",
            hint="make a project access token with scope api and role Developer (Settings > Access tokens), and set it as"
            " the masked CI/CD variable GITLAB_TOKEN; a protected variable is seen on protected branches only",
            code="gitlab-token-missing",
        )
    project = env.get("CI_PROJECT_ID", "")
    if not project or (project == _NOBODYS_PROJECT and env.get("GITLAB_CI") == "false"):
        project = env.get("CI_PROJECT_PATH") or project
    api = service_url(env, "CI_API_V4_URL", _BAD_ADDRESS)
    if not project or not api:
        raise ConfigError(
            "CI_API_V4_URL and CI_PROJECT_ID (or CI_PROJECT_PATH) say where merge requests are opened, and are not set",
            hint="jobs of GitLab have them; elsewhere set them, or use --deliver branch",
            code="gitlab-project-unnamed",
        )
    return GitLabAccess(project, api, token)


def git_token(env: Mapping[str, str]) -> tuple[str, str] | None:
    """
    User name and token that git pushes with, None to leave that to the user's own git.

    Never GitLab's job token: what is pushed with it starts no pipeline. Never the token of the other forge.
    """
    if not is_gitlab(env):
        return ("x-access-token", token) if (token := env.get("GITHUB_TOKEN")) else None
    token = env.get("GITLAB_TOKEN", "")
    return ("oauth2", token) if token and not _is_of_job(token, env) else None


def token_hosts(env: Mapping[str, str]) -> frozenset[str]:
    """
    Where the token of `git_token` may be sent: to the forge that the environment names.

    A checkout's own configuration says where `origin` is, and is no authority on that.
    """
    if is_gitlab(env):
        names = ("CI_SERVER_URL", "CI_API_V4_URL", "CI_PROJECT_URL", "CI_REPOSITORY_URL")
        return frozenset(host_of(env.get(name) or "") for name in names) - {""} or frozenset({"gitlab.com"})
    hosts = {host_of(env.get(name) or "") for name in ("GITHUB_SERVER_URL", "GITHUB_API_URL")} - {""}
    # The API of github.com and of companies' ghe.com has a host of its own beside that of git.
    return frozenset(hosts | {host.removeprefix("api.") for host in hosts or {"github.com"}})


def _is_of_job(token: str, env: Mapping[str, str]) -> bool:
    return token == env.get("CI_JOB_TOKEN") or token.startswith(_OF_JOBS)

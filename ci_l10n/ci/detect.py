"""Where a run happens and which forge it belongs to, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ci_l10n.ci.base import Ci
from ci_l10n.redact import Redactor


@dataclass(frozen=True, slots=True)
class GitHubAccess:
    """Where the repository's API is, as given by the runner; never built from a host name."""

    repository: str  # owner/name
    api_url: str
    graphql_url: str
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


def github_access(env: Mapping[str, str]) -> GitHubAccess | None:
    """Access to the GitHub repository, None when the environment names none or holds no token."""
    repository, token = env.get("GITHUB_REPOSITORY", ""), env.get("GITHUB_TOKEN", "")
    if not repository or not token:
        return None
    api = (env.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")
    return GitHubAccess(repository, api, env.get("GITHUB_GRAPHQL_URL") or f"{api}/graphql", token)


def git_token(env: Mapping[str, str]) -> tuple[str, str] | None:
    """User name and token that git pushes with, None to leave that to the user's own git."""
    if token := env.get("GITHUB_TOKEN"):
        return "x-access-token", token
    if token := env.get("GITLAB_TOKEN"):
        return "oauth2", token
    return None

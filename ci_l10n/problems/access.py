"""Codes of credentials and rights. Exit code 3."""

from ci_l10n.problems.explanation import Explanation

_EXIT = 3
_SCOPE = "Settings > Access tokens, role Developer, scope `api`; set it as the masked CI/CD variable `GITLAB_TOKEN`"

ACCESS = {
    "access-refused": Explanation(
        "A server refused the credentials",
        "They are missing, wrong, or without the right that is needed.",
        "The message names the secret and where it is set.",
        _EXIT,
    ),
    "credentials-missing": Explanation(
        "Credentials of the platform are not set",
        "The environment has no account, key, user identifier or secret. Runs for forks and Dependabot never get them.",
        "Set the secrets that the message names (GitHub: Settings > Secrets and variables > Actions; GitLab: Settings > CI/CD > Variables), and pass them to the step.",
        _EXIT,
    ),
    "credentials-malformed": Explanation(
        "Credentials have characters that no such value has",
        "A blank, a line break or a quote was copied along.",
        "Copy the value again, without anything around it.",
        _EXIT,
    ),
    "fork-without-secrets": Explanation(
        "Runs for forks get no secrets",
        "The run belongs to a pull request from a fork, or by Dependabot: the forge gives it no secrets and a token that may only read.",
        "Run `ci-l10n check` or `ci-l10n plan` there, and `sync` when it is merged.",
        _EXIT,
    ),
    "smartcat-key-refused": Explanation(
        "Smartcat does not accept the account and key",
        "`SMARTCAT_ACCOUNT_ID` or `SMARTCAT_API_KEY` is wrong or was revoked, or the account lives on another server.",
        "Copy both from Smartcat (Settings > API), and check `platform.smartcat.server` (eu, us or ea): an account lives on one server only.",
        _EXIT,
    ),
    "smartcat-forbidden": Explanation(
        "The account may not do this in Smartcat",
        "The project belongs to another account, the feature is not enabled, or the account is a personal one.",
        "Use the key of the account that owns the project.",
        _EXIT,
    ),
    "smartling-key-refused": Explanation(
        "Smartling does not accept the user identifier and secret",
        "`SMARTLING_USER_IDENTIFIER` or `SMARTLING_USER_SECRET` is wrong, or the token was revoked.",
        "Make a token in Smartling (Account settings > API) and set both values.",
        _EXIT,
    ),
    "smartling-forbidden": Explanation(
        "The token may not do this in Smartling",
        "The token belongs to another project, or lacks the role.",
        "Make a token for the project with a role that may import and export files.",
        _EXIT,
    ),
    "github-token-missing": Explanation(
        "There is no token for GitHub",
        "`GITHUB_TOKEN` or `GITHUB_REPOSITORY` is not set, so no pull request can be opened.",
        "Pass the input `github_token` (usually `${{ github.token }}`), or use `--deliver branch` where there is no forge.",
        _EXIT,
    ),
    "github-token-refused": Explanation(
        "GitHub does not accept the token",
        "It is wrong, revoked or expired; that of an App lives one hour.",
        "Check the input `github_token`. With the token of an App keep `wait.timeout` below 45m, or deliver in a job of its own (`pull --deliver pr`).",
        _EXIT,
    ),
    "github-right-missing": Explanation(
        "The token lacks a right on GitHub",
        "Pushing needs `contents: write`, the pull request `pull-requests: write`, creating labels `issues: write`.",
        "Add them under `permissions:` of the job, or in the settings of the App or the personal token.",
        _EXIT,
    ),
    "github-not-found": Explanation(
        "The token cannot see the repository",
        "GitHub answers alike for what is not there and for what the token may not see.",
        "Check `GITHUB_REPOSITORY`, and that the App is installed on the repository, or that the personal token includes it.",
        _EXIT,
    ),
    "actions-may-not-open-pulls": Explanation(
        "GitHub Actions may not open pull requests here",
        "The setting is off, as it is in new repositories, and the workflow's own token is in use.",
        "Settings > Actions > General > Workflow permissions: allow GitHub Actions to create and approve pull requests (an organisation can forbid it); or pass the token of an App or a person.",
        _EXIT,
    ),
    "gitlab-token-missing": Explanation(
        "There is no token for GitLab",
        "`GITLAB_TOKEN` is not set, or is the job token, which cannot create merge requests.",
        f"Make a project or group access token ({_SCOPE}). A protected variable is seen on protected branches only.",
        _EXIT,
    ),
    "gitlab-job-token": Explanation(
        "The job token of GitLab may not push",
        "Pushing with `CI_JOB_TOKEN` is off unless the project allows it, and what it pushes starts no pipeline.",
        f"Make a project or group access token: {_SCOPE}.",
        _EXIT,
    ),
    "gitlab-token-refused": Explanation(
        "GitLab does not accept the token",
        "It is wrong, revoked or expired.",
        f"Make a new one: {_SCOPE}.",
        _EXIT,
    ),
    "gitlab-scope-missing": Explanation(
        "The token lacks the scope `api`",
        "Other scopes do not let merge requests be opened.",
        f"Make a new one: {_SCOPE}.",
        _EXIT,
    ),
    "gitlab-role-too-low": Explanation(
        "The token's role is too low",
        "Reporters and guests may neither push nor open merge requests.",
        f"Make a token with the role Developer: {_SCOPE}.",
        _EXIT,
    ),
    "gitlab-not-found": Explanation(
        "The token cannot see the project",
        "It belongs to another project or group, or the variables name another GitLab.",
        "Use a token of the project or its group; `CI_API_V4_URL` and `CI_PROJECT_ID` must be those of the project.",
        _EXIT,
    ),
    "git-access-refused": Explanation(
        "The git server does not let us in",
        "The token is missing, expired or lacks the right to this repository.",
        "GitHub: `contents: write`; GitLab: role Developer and scope `api`. Without a token, git's own credentials are used.",
        _EXIT,
    ),
    "git-push-denied": Explanation(
        "The git server lets us read, not write",
        "The token, or the key that git uses, has no right to push to this repository.",
        "Grant it: GitHub `contents: write`; GitLab role Developer and scope `api`.",
        _EXIT,
    ),
    "workflow-right-missing": Explanation(
        "The token may not touch workflow files",
        "A commit of the branch adds or changes a file below `.github/workflows`.",
        "Grant the token `workflows: write`; the workflow's own token cannot have it.",
        _EXIT,
    ),
}

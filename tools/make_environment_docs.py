"""Writes docs/reference/environment.md: every variable that is read, and what for; --check only compares."""

import sys
from collections.abc import Mapping
from pathlib import Path

from ci_l10n.commands.platforms import LONGEST
from ci_l10n.commands.wiring import MOST_THREADS
from ci_l10n.flow.ports import THREADS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "environment.md"

_HEAD = """\
# Environment variables

<!-- Made by tools/make_environment_docs.py; do not edit. -->

Credentials and hosts come from here, or from the inputs of the action, and never from `l10n.yml`. An empty variable counts as
one that is not set.
"""
_SECTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Platforms": (
        "you",
        {
            "SMARTCAT_ACCOUNT_ID": "account id (Smartcat: Settings > API)",
            "SMARTCAT_API_KEY": "its API key: a secret",
            "SMARTCAT_URL": "another host than that of `platform.smartcat.server`, such as the sandbox",
            "SMARTLING_USER_IDENTIFIER": "user identifier of an API token (Smartling: Account Settings > API)",
            "SMARTLING_USER_SECRET": "its user secret: a secret",
            "SMARTLING_URL": "another host than `https://api.smartling.com`, such as the sandbox",
        },
    ),
    "This program": (
        "you, where the defaults do not fit",
        {
            "CI_L10N_TIMEOUT": f"seconds that platform, forge and git server may be silent, 1 to {LONGEST}; 120 for platforms, 30 for forges unless set",
            "CI_L10N_THREADS": f"requests that are under way at once, 1 to {MOST_THREADS}; {THREADS} unless set",
        },
    ),
    "Network": (
        "you, where there is a proxy or an authority of your own",
        {
            "HTTPS_PROXY": "proxy for requests and git; also `HTTP_PROXY`, `ALL_PROXY`, and all of them in small letters",
            "NO_PROXY": "hosts that are reached without it",
            "SSL_CERT_FILE": "file of certificates to trust in requests; comes before the next one",
            "REQUESTS_CA_BUNDLE": "the same",
            "GIT_SSL_CAINFO": "the same for git, which reads it itself",
        },
    ),
    "GitHub": (
        "the runner, and the action's inputs; in a terminal set the first two, and the addresses for a server of your own",
        {
            "GITHUB_TOKEN": "token that pushes and opens the pull request: a secret",
            "GITHUB_REPOSITORY": "`owner/name`; without it there is no forge to open a pull request on",
            "GITHUB_API_URL": "address of the API, such as `https://github.example.com/api/v3`",
            "GITHUB_GRAPHQL_URL": "address of GraphQL",
            "GITHUB_SERVER_URL": "address of the pages; the token is sent to this host and that of the API only",
            "GITHUB_ACTIONS": "`true`: annotations, page of the run and outputs",
            "GITHUB_EVENT_NAME": "what started the run: pull requests of forks and of ours are told apart",
            "GITHUB_EVENT_PATH": "the event, which is read as hostile text",
            "GITHUB_REF": "branch of the run, where HEAD is detached",
            "GITHUB_BASE_REF": "base branch of a pull request",
            "GITHUB_SHA": "the base commit, in runs that `pull_request_target` starts",
            "GITHUB_ACTOR": "who started the run: Dependabot has no secrets",
            "GITHUB_RUN_ID": "for the link to the run's artifacts",
            "GITHUB_OUTPUT": "file of outputs",
            "GITHUB_STEP_SUMMARY": "file of the run's page",
            "GITHUB_WORKSPACE": "the checkout in a container, whose owner the program becomes",
            "RUNNER_TEMP": "folder for the report and the review page",
        },
    ),
    "GitLab": (
        "the runner, but for the token; in a terminal set the first two and one of the next two",
        {
            "GITLAB_TOKEN": "token that pushes and opens the merge request: a secret",
            "CI_API_V4_URL": "address of the API, such as `https://gitlab.example.com/api/v4`",
            "CI_PROJECT_ID": "number of the project",
            "CI_PROJECT_PATH": "or its path, `group/name`",
            "CI_SERVER_URL": "address of the pages; the token is sent to this host and that of the API only",
            "CI_PROJECT_URL": "the same, where the other one is missing",
            "CI_REPOSITORY_URL": "the same",
            "CI_JOB_TOKEN": "reads the repository where there is no `GITLAB_TOKEN`; cannot open merge requests",
            "CI_JOB_URL": "for the link to the job's artifacts",
            "GITLAB_CI": "`true`: the run is a job",
            "CI_COMMIT_BRANCH": "branch of the run",
            "CI_DEFAULT_BRANCH": "the project's default branch",
            "CI_MERGE_REQUEST_IID": "number of the merge request that the job is for",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "its branch",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "its base branch",
            "CI_MERGE_REQUEST_PROJECT_ID": "its project",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "another one for forks",
        },
    ),
}
_TAIL = """\
Variables that `callbacks set --header-env` names are read, too. Those of git that would point it elsewhere (`GIT_DIR` and the like, as hooks set
them) are not passed on; its settings for proxies, certificates and ssh are.
"""


def names() -> frozenset[str]:
    """All variables of the page."""
    return frozenset(name for _, rows in _SECTIONS.values() for name in rows)


def make_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for title, (who, rows) in _SECTIONS.items():
        parts += [f"## {title}", "", f"Set by {who}.", "", "| variable | |", "|---|---|"]
        parts += [*(f"| `{name}` | {text} |" for name, text in rows.items()), ""]
    return "\n".join((*parts, _TAIL))


def main() -> int:
    page = make_page()
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

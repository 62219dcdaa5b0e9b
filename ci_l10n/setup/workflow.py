"""The pipeline that runs `sync`: a workflow of GitHub, or a job of GitLab."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

GITHUB = ".github/workflows/l10n.yml"
GITLAB = ".gitlab/l10n.yml"
GITLAB_MAIN = ".gitlab-ci.yml"
_NOT_TEXTS = frozenset(("true", "false", "null", "yes", "no", "on", "off"))


class Secret(NamedTuple):
    """A secret that runs need: how it is called, and where its value comes from."""

    name: str
    origin: str


SECRETS: Mapping[str, tuple[Secret, Secret]] = {
    "smartcat": (
        Secret("SMARTCAT_ACCOUNT_ID", "Smartcat: Settings > API"),
        Secret("SMARTCAT_API_KEY", "Smartcat: Settings > API"),
    ),
    "smartling": (
        Secret("SMARTLING_USER_IDENTIFIER", "Smartling: Account Settings > API"),
        Secret("SMARTLING_USER_SECRET", "Smartling: Account Settings > API"),
    ),
}

_GITHUB = """\
# Sends what changed in {branch} to be translated, and opens one pull request with what came back.
name: Localization
on:
  push:
    branches: [{branch}]
  schedule:
    - cron: "17 5 * * *"  # picks up what translators finished
  workflow_dispatch:

permissions:
  contents: write       # the branch of the pull request, and the state ref
  pull-requests: write  # the pull request

concurrency:
  group: l10n-${{{{ github.ref }}}}  # one run at a time; a second one waits

jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with: {{persist-credentials: false}}  # the action has its own token
      - uses: ci-l10n/ci-l10n@v1
        with:
{inputs}
"""

_GITLAB = """\
# Sends what changed in the default branch to be translated, and opens one merge request with what came back.
# Needs masked CI/CD variables: GITLAB_TOKEN (project access token, role Developer, scope api: the job token cannot
# create merge requests), {secrets}.
l10n:
  image:
    name: ghcr.io/ci-l10n/ci-l10n:1
    entrypoint: [""]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH  # pushes, schedules, pipelines started by hand
  resource_group: l10n  # one run at a time
  script:
    - {command}
  after_script:
    - cp .git/ci-l10n/report.json ci-l10n-report.json || true
  artifacts:
    when: always
    paths: [ci-l10n-report.json]
"""

INCLUDE = f"""\
include:
  - local: {GITLAB}
"""


def github_workflow(platform: str, branch: str, config: str | None) -> str:
    """The text of `GITHUB`; ``config`` is the path of the configuration where it is no usual one."""
    inputs = [f"{secret.name.lower()}: ${{{{ secrets.{secret.name} }}}}" for secret in SECRETS[platform]]
    if config:
        inputs.append(f"config: {_scalar(config)}")
    return _GITHUB.format(branch=_quoted(branch), inputs="\n".join(f"          {line}" for line in inputs))


def gitlab_job(platform: str, config: str | None) -> str:
    """The text of `GITLAB`."""
    names = " and ".join(secret.name for secret in SECRETS[platform])
    return _GITLAB.format(secrets=names, command=_command(config))


def _command(config: str | None) -> str:
    """In a line of YAML that a shell reads."""
    if config is None:
        return "ci-l10n sync"
    command = f"ci-l10n sync --config {shlex.quote(config)}"
    return command if _scalar(config) == config else json.dumps(command, ensure_ascii=False)


def _quoted(branch: str) -> str:
    """
    A branch as a filter of GitHub takes it: its wildcards are meant literally.

    >>> print(_quoted("main"), _quoted("it's"), _quoted("a+b"))
    main "it's" "a\\\\+b"
    """
    return _scalar("".join(f"\\{char}" if char in "*?+[]!" else char for char in branch))


def _scalar(text: str) -> str:
    """``text`` in YAML; plain where nobody can take it for anything else."""
    is_plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9._/-]*", text) and text not in _NOT_TEXTS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def find_forge(remote: str, env: Mapping[str, str], every: Sequence[str]) -> str:
    """
    The forge that a repository lives on: by its remote, the job it runs in, the files it has; "none" if nothing tells.

    >>> find_forge("git@gitlab.example.org:a/b.git", {}, []), find_forge("", {}, [".github/workflows/ci.yml"])
    ('gitlab', 'github')
    """
    host = remote.partition("://")[2].partition("/")[0] or remote.partition(":")[0]
    for forge in ("github", "gitlab"):
        if forge in host.rpartition("@")[2].lower():
            return forge
    if env.get("GITLAB_CI") or ".gitlab-ci.yml" in every:
        return "gitlab"
    has_workflows = any(path.startswith(".github/") for path in every)
    return "github" if has_workflows or env.get("GITHUB_REPOSITORY") else "none"

"""The pipeline that runs `sync`: a workflow of GitHub, or a job of GitLab."""

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
name: {title}
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
      - id: l10n
        uses: ci-l10n/ci-l10n@v1
        with:
{inputs}
          timeout: 10m
{page}      - if: steps.l10n.outputs.held_strings > 0
        env:
          HELD: ${{{{ steps.l10n.outputs.held_strings }}}}
        run: echo "$HELD translations are held back, see the summary"
"""

# Not on GitHub Enterprise Server, for which there is no such version of the action.
_PAGE = """\
          review_page: l10n-review.html
      - if: always()  # every string before and after; the pull request links to it
        uses: actions/upload-artifact@v7
        with:
          path: ${{ runner.temp }}/l10n-review.html
          archive: false  # it opens in the browser
          if-no-files-found: ignore
"""

_GITLAB = """\
# Sends what changed in the default branch to be translated, and opens one merge request with what came back.
# Needs masked CI/CD variables: GITLAB_TOKEN (project access token, role Developer, scope api: the job token cannot
# create merge requests), {secrets}.
{job}:
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
    paths: [ci-l10n-report.json, ci-l10n-review.html]  # the second shows every string before and after
"""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a pipeline runs, and where."""

    platform: str
    branch: str = "main"
    config: str | None = None  # the path of the configuration where it is no usual one
    name: str = ""  # of the configuration where there are several: they have a pipeline each
    is_enterprise: bool = False  # a GitHub of somebody's own

    @property
    def job(self) -> str:
        return f"l10n-{self.name}" if self.name else "l10n"

    @property
    def github(self) -> str:
        return f".github/workflows/{self.job}.yml"

    @property
    def gitlab(self) -> str:
        return f".gitlab/{self.job}.yml"


def github_workflow(pipeline: Pipeline) -> str:
    """The text of the workflow at `Pipeline.github`."""
    secrets = SECRETS[pipeline.platform]
    inputs = [f"{secret.name.lower()}: ${{{{ secrets.{secret.name} }}}}" for secret in secrets]
    if pipeline.config:
        inputs.append(f"config: {_scalar(pipeline.config)}")
    return _GITHUB.format(
        branch=_quoted(pipeline.branch),
        title=f"Localization ({pipeline.name})" if pipeline.name else "Localization",
        inputs="\n".join(f"          {line}" for line in inputs),
        page="" if pipeline.is_enterprise else _PAGE,
    )


def gitlab_job(pipeline: Pipeline) -> str:
    """The text of the job at `Pipeline.gitlab`."""
    names = " and ".join(secret.name for secret in SECRETS[pipeline.platform])
    return _GITLAB.format(secrets=names, job=pipeline.job, command=_command(pipeline.config))


def include(pipeline: Pipeline) -> str:
    """The text of `GITLAB_MAIN` where there is none yet."""
    return f"include:\n  - local: {pipeline.gitlab}\n"


def _command(config: str | None) -> str:
    """In a line of YAML that a shell reads."""
    flag = "" if config is None else f" --config {shlex.quote(config)}"
    command = f"ci-l10n sync{flag} --timeout 10m --review-page ci-l10n-review.html"
    is_plain = config is None or _scalar(config) == config
    return command if is_plain else json.dumps(command, ensure_ascii=False)


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
    host = _host(remote)
    for forge in ("github", "gitlab"):
        if forge in host:
            return forge
    if env.get("GITLAB_CI") or ".gitlab-ci.yml" in every:
        return "gitlab"
    has_workflows = any(path.startswith(".github/") for path in every)
    return "github" if has_workflows or env.get("GITHUB_REPOSITORY") else "none"


def is_enterprise(remote: str, env: Mapping[str, str]) -> bool:
    """
    Is this a GitHub of somebody's own? ``github.com`` and ``*.ghe.com`` run what is newest.

    >>> is_enterprise("git@github.acme.org:a/b.git", {}), is_enterprise("https://github.com/a/b", {})
    (True, False)
    """
    host = _host(remote) or _host(env.get("GITHUB_SERVER_URL", ""))
    return bool(host) and not f".{host}".endswith((".github.com", ".ghe.com"))


def _host(remote: str) -> str:
    """Of an address, or of `git@host:path`; "" for a path."""
    before, has_scheme, after = remote.partition("://")
    place = after.partition("/")[0] if has_scheme else before.partition(":")[0] if ":" in before else ""
    return place.rpartition("@")[2].partition(":")[0].lower()

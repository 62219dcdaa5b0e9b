"""Checks of the GitLab project, of the token, and of `.gitlab-ci.yml`."""

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ci_l10n.ci.detect import GitLabAccess, gitlab_access
from ci_l10n.config.yaml_source import MAX_BYTES, Document, parse_yaml
from ci_l10n.doctor.asking import Answer, Asker
from ci_l10n.doctor.ground import Fact, Ground, Results, error, notice, warning
from ci_l10n.doctor.workflow_reading import mapping, sequence
from ci_l10n.doctor.workflows import read_start
from ci_l10n.errors import ConfigError, Location
from ci_l10n.model import Finding

PIPELINE = ".gitlab-ci.yml"
_DEVELOPER = 30
_SOON = 7 * 24 * 3600
_WAY_IN = "make a project access token with scope api and role Developer (Settings > Access tokens), set as GITLAB_TOKEN"
_OURS = re.compile(r"\bci-l10n\b")


@dataclass(frozen=True)
class Project:
    """The project as the forge tells of it, to the token in use."""

    asker: Asker
    id: str
    data: Mapping[str, Any]

    @property
    def level(self) -> int:
        """Access level of the token's owner; 0 where the forge does not say."""
        permissions = mapping(self.data.get("permissions"))
        kinds = (permissions.get("project_access"), permissions.get("group_access"))
        levels = [mapping(kind).get("access_level") for kind in kinds]
        return max([level for level in levels if isinstance(level, int)], default=0)

    def ask(self, *segments: str) -> Answer:
        return self.asker.get("projects", self.id, *segments)


def check_gitlab(ground: Ground) -> Results:
    """Token, project, rights, protected branches; raises `AuthError` or `ConfigError` without a usable token."""
    access = gitlab_access(ground.env)
    ground.redactor.add(access.token)
    asker = Asker(
        access.api_url,
        {"Authorization": f"Bearer {access.token}"},  # which the transport keeps from going out unencrypted
        ground.clock,
        ground.redactor,
        ground.env.get("SSL_CERT_FILE") or ground.env.get("REQUESTS_CA_BUNDLE"),
    )
    answer = asker.get("projects", access.project)
    if not answer.is_good or not isinstance(answer.data, dict):
        yield _refused(answer, access)
        return
    project = Project(asker, access.project, answer.data)
    yield from _check_token(ground, asker)
    yield from _check_project(project)
    yield from _check_protection(ground, project)
    yield Fact(
        "GitLab",
        f"{answer.data.get('path_with_namespace', access.project)}, access level {project.level or '?'}",
    )


def _refused(answer: Answer, access: GitLabAccess) -> Finding:
    what = f"GitLab does not show the project {access.project}: {answer.words or answer.status}"
    if answer.is_rate_limit:
        return error("forge-rate-limit", what, "run again in a minute")
    if answer.status == 401:
        return error(
            "gitlab-token-refused", what, f"GITLAB_TOKEN is wrong, has expired or was revoked: {_WAY_IN}"
        )
    if answer.status == 403:
        return error("gitlab-scope-missing", what, f"GITLAB_TOKEN lacks the scope `api`: {_WAY_IN}")
    if answer.status == 404:
        hint = "the token must be of this project or its group; CI_API_V4_URL and CI_PROJECT_ID those of the project"
        return error("gitlab-not-found", what, hint)
    if 300 <= answer.status < 400:
        return error("forge-moved", what, "set CI_API_V4_URL and CI_PROJECT_ID to where it is now")
    return error("forge-trouble", what, f"check {access.api_url}, and what stands between here and it")


def _check_token(ground: Ground, asker: Asker) -> Iterator[Finding]:
    """What the token says of itself; job tokens and old servers say nothing."""
    data = asker.get("personal_access_tokens", "self").data
    if not isinstance(data, dict):
        return
    scopes = [str(scope) for scope in sequence(data.get("scopes"))]
    if scopes and "api" not in scopes:
        message = f"GITLAB_TOKEN has the scopes {', '.join(scopes)}, and merge requests need `api`"
        yield error("gitlab-scope-missing", message, _WAY_IN)
    try:
        ends = datetime.fromisoformat(str(data.get("expires_at"))).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return
    if ends - ground.clock.now() < _SOON:
        yield warning(
            "token-expires", f"GITLAB_TOKEN expires on {data['expires_at']}", "make a new one and replace it"
        )


def _check_project(project: Project) -> Iterator[Finding]:
    if project.data.get("archived") is True:
        yield error(
            "repository-archived", "the project is archived, so nothing can be pushed", "unarchive it"
        )
    if project.data.get("merge_requests_access_level") == "disabled":
        hint = "Settings > General > Visibility, project features, permissions: enable merge requests"
        yield error("merge-requests-disabled", "merge requests are disabled in the project", hint)
    if project.data.get("permissions") and project.level < _DEVELOPER:
        message = f"the role of GITLAB_TOKEN is too low (access level {project.level}): it may not push"
        yield error("gitlab-role-too-low", message, _WAY_IN)


def _check_protection(ground: Ground, project: Project) -> Iterator[Finding]:
    """Protected branches, by the list where the token may see it, else by the branch where it exists."""
    rows = project.ask("protected_branches").data
    for branch in ground.branches:
        stopped = [row for row in sequence(rows) if _covers(mapping(row), branch, project.level)]
        there = project.ask("repository", "branches", branch).data
        if stopped or mapping(there).get("can_push") is False:
            rule = f" by the rule '{mapping(stopped[0]).get('name')}'" if stopped else ""
            hint = "exempt it (Settings > Repository > Protected branches), or choose another `pull_request.branch`"
            yield error(
                "branch-protected", f"{branch} is protected{rule}, so GITLAB_TOKEN cannot push to it", hint
            )


def _covers(row: Mapping[str, Any], branch: str, level: int) -> bool:
    """Whether a protection stops somebody of that access level; 0 among the levels means nobody."""
    name = re.sub(r"([\[\]?])", r"[\1]", str(row.get("name")))  # only * means more than itself
    if not fnmatch.fnmatchcase(branch, name):
        return False
    needed = [mapping(one).get("access_level") for one in sequence(row.get("push_access_levels"))]
    return not any(isinstance(one, int) and 0 < one <= level for one in needed)


def check_pipeline(ground: Ground) -> Results:
    """What `.gitlab-ci.yml` says."""
    if not (ground.repo.root / PIPELINE).exists():
        hint = "examples/gitlab.yml is one to copy; nothing to do where it is run by other means"
        yield notice("pipeline-missing", f"there is no {PIPELINE}", hint, Location(PIPELINE))
        return
    try:
        document = parse_yaml(read_start(ground.repo.root, PIPELINE, MAX_BYTES), PIPELINE)
    except (ConfigError, OSError) as problem:
        hint = "correct the file; GitLab does not run it like this"
        place = problem.location if isinstance(problem, ConfigError) else Location(PIPELINE)
        yield warning("workflow-unreadable", f"the pipeline cannot be read: {problem}", hint, place)
        return
    root = mapping(document.root.plain())
    jobs = [name for name, job in root.items() if _OURS.search(str(mapping(job).get("script")))]
    if not jobs and not _OURS.search(str(root.get("include"))):
        hint = "include the template, as examples/gitlab.yml does"
        yield notice("pipeline-missing", "no job of the pipeline runs ci-l10n", hint, Location(PIPELINE))
    for name in jobs:
        yield from _check_job(document, name, mapping(root[name]), root)
    if jobs or root.get("include"):
        yield Fact("pipeline", ", ".join(jobs) or "the template is included")


def _check_job(
    document: Document, name: str, job: Mapping[str, Any], root: Mapping[str, Any]
) -> Iterator[Finding]:
    image = job.get("image") or mapping(root.get("default")).get("image") or root.get("image")
    spelled = mapping(image) or {"name": image}
    if _OURS.search(str(spelled.get("name"))) and spelled.get("entrypoint") != [""]:
        message = f"the image of the job '{name}' starts the program instead of a shell"
        hint = 'write `image: {name: ..., entrypoint: [""]}`'
        yield error("pipeline-entrypoint", message, hint, document.locate((name,), key="image"))
    if not job.get("resource_group") and re.search(r"ci-l10n\s+(sync|push|pull)", str(job.get("script"))):
        message = f"the job '{name}' has no `resource_group`, so two runs can meet and one of them stops"
        hint = "add `resource_group: ci-l10n/$CI_COMMIT_REF_SLUG`"
        yield warning("workflow-concurrency", message, hint, document.locate((name,)))

"""What the payload of an event says about the change request of a run; it comes from outside."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.ci.base import Reviewed
from ci_l10n.ci.github import GitHubCi
from ci_l10n.ci.gitlab import GitLabCi
from ci_l10n.redact import Redactor


def ci_of(event: Any, folder: Path, name: str = "pull_request", **env: str) -> GitHubCi:
    path = folder / "event.json"
    path.write_text(json.dumps(event))
    given = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": "acme/app"}
    return GitHubCi(Redactor(), {**given, **env})


def event(number: object = 7, repository: str = "acme/app") -> dict[str, object]:
    head = {"ref": "feature", "repo": {"full_name": repository}}
    return {"number": number, "pull_request": {"head": head}}


def test_a_run_of_a_pull_request_knows_its_number_and_branch(tmp_path: Path) -> None:
    ci = ci_of(event(), tmp_path, GITHUB_BASE_REF="main")
    assert (ci.change_request, ci.base_branch, ci.is_fork) == (Reviewed(7, "feature"), "main", False)
    assert ci_of(event(), tmp_path, "push").change_request is None
    assert ci_of(event(repository="stranger/app"), tmp_path).is_fork
    assert ci_of(event(), tmp_path, GITHUB_ACTOR="dependabot[bot]").is_fork


def test_a_workflow_of_the_base_branch_may_comment_on_forks(tmp_path: Path) -> None:
    fork = event(repository="stranger/app")
    assert not ci_of(fork, tmp_path, GITHUB_SHA="1" * 40).may_comment
    ci = ci_of(fork, tmp_path, "pull_request_target", GITHUB_SHA="1" * 40)
    assert (ci.is_fork, ci.may_comment, ci.change_request) == (True, True, Reviewed(7, "feature", "1" * 40))


@pytest.mark.parametrize(
    "odd", [[], "text", {"number": "7"}, {"number": True}, {"number": -1}, {"pull_request": 3}, None]
)
def test_a_payload_of_another_shape_names_no_pull_request(odd: object, tmp_path: Path) -> None:
    assert ci_of(odd, tmp_path).change_request is None


def test_a_pipeline_of_a_merge_request_knows_its_number_and_branch() -> None:
    env = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "feature"}
    assert GitLabCi(Redactor(), env).change_request == Reviewed(7, "feature", sign="!")
    assert GitLabCi(Redactor(), {}).change_request is None

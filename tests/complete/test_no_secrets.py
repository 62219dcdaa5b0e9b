"""No test needs a secret: whatever the environment holds, tests do not see it, and CI gives them none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import foreign

ROOT = Path(__file__).resolve().parents[2]
PLANTED = {
    "SMARTCAT_ACCOUNT_ID": "planted", "SMARTCAT_API_KEY": "planted", "SMARTCAT_URL": "http://127.0.0.1:9/",
    "SMARTLING_USER_SECRET": "planted", "GITHUB_TOKEN": "planted", "GH_TOKEN": "planted", "GITLAB_TOKEN": "planted",
    "CI_JOB_TOKEN": "planted", "AWS_SECRET_ACCESS_KEY": "planted", "GITHUB_ACTIONS": "true", "GITLAB_CI": "true",
    "GITHUB_STEP_SUMMARY": "/nowhere", "INPUT_COMMAND": "sync",
}  # fmt: skip


def test_tests_see_neither_secrets_nor_the_job_they_run_in() -> None:
    assert list(foreign(os.environ)) == []


def test_secrets_that_are_set_do_not_reach_tests() -> None:
    one = f"{Path(__file__).relative_to(ROOT)}::{test_tests_see_neither_secrets_nor_the_job_they_run_in.__name__}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", one],
        cwd=ROOT, env={**os.environ, **PLANTED}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_known_as_foreign(name: str) -> None:
    assert list(foreign([name])) == [name]


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "CI", "CI_L10N_GOLDEN", "CI_L10N_IMAGE_WORK", "L10N_CORPUS", "PIP_INDEX_URL", "KEYBOARD"]
)  # fmt: skip
def test_what_tests_need_is_left(name: str) -> None:
    assert list(foreign([name])) == []


def test_ci_gives_no_secret_to_what_it_runs() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "secrets" not in text
    assert "github.token" not in text
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")

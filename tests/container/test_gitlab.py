"""The GitLab example and template: in the image as a GitLab job, and run by gitlab-ci-local."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from ci_l10n.sandbox.server import Sandbox
from tests.container import engine
from tests.container.conftest import RULES
from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.world import Ran

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

EXAMPLE = (engine.ROOT / "examples" / "gitlab.yml").read_text(encoding="utf-8")
TEMPLATE = (engine.ROOT / "templates" / "ci-l10n.yml").read_text(encoding="utf-8")
INCLUDE = """\
include:
  - local: templates/ci-l10n.yml
    inputs: {job: texts, options: "--timeout 20s"}
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}"\n}\n'


@pytest.fixture
def project(sandbox: Sandbox, tmp_path: Path) -> Iterator[GitLabWorld]:
    """A repository of two web files on the simulated GitLab; what the runner leaves is not part of it."""
    made = GitLabWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    made.create({"web/en.json": EN, ".gitignore": ".gitlab-ci-local\nci-l10n-*\n"}, RULES)
    yield made
    made.control("reset", {})


@pytest.fixture(scope="session")
def runner() -> None:
    """gitlab-ci-local, fetched on demand."""
    ran = engine.script("gitlab-ci-local.sh", "--version")
    if ran.code != 0:
        pytest.skip(f"gitlab-ci-local cannot be had here: {ran.err.strip()[-300:]}")


def run_pipeline(project: GitLabWorld, variables: Mapping[str, str]) -> Ran:
    """All jobs, in shells that find this very program; the runner derives server and project from `origin`."""
    given = [part for name, value in variables.items() for part in ("--variable", f"{name}={value}")]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [engine.ROOT / "tools" / "image" / "gitlab-ci-local.sh", *given],
        cwd=project.folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def secrets(project: GitLabWorld) -> dict[str, str]:
    """What people set as CI/CD variables."""
    names = ("SMARTCAT_ACCOUNT_ID", "SMARTCAT_API_KEY", "SMARTCAT_URL", "GITLAB_TOKEN")
    return {name: project.env[name] for name in names}


@pytest.mark.parametrize(
    "files",
    [{".gitlab-ci.yml": EXAMPLE}, {".gitlab-ci.yml": INCLUDE, "templates/ci-l10n.yml": TEMPLATE}],
    ids=["example", "template"],
)
def test_a_pipeline_opens_the_merge_request_and_the_next_one_changes_nothing(
    files: dict[str, str], project: GitLabWorld, runner: None
) -> None:
    project.write(files)
    project.commit("Add a pipeline")
    ran = run_pipeline(project, secrets(project))
    assert ran.code == 0, ran.out[-4000:] + ran.err[-4000:]
    (request,) = project.merge_requests("opened")
    assert (request["source_branch"], request["target_branch"]) == ("l10n/main", "main")
    assert b"{name}" in project.on_branch("web/de.json")
    for secret in ("SMARTCAT_API_KEY", "GITLAB_TOKEN"):
        assert project.env[secret] not in ran.out + ran.err
    heads = project.git("ls-remote", "origin")
    ran = run_pipeline(project, secrets(project))
    assert ran.code == 0, ran.out[-4000:] + ran.err[-4000:]
    assert "nothing new to deliver" in ran.out
    assert project.git("ls-remote", "origin") == heads
    assert project.merge_requests() == [request]
    assert project.git("status", "--porcelain") == ""


def test_a_pipeline_with_only_the_job_token_fails_and_says_what_to_make(
    project: GitLabWorld, runner: None
) -> None:
    project.write({".gitlab-ci.yml": EXAMPLE})
    project.commit("Add a pipeline")
    ran = run_pipeline(project, {**secrets(project), "GITLAB_TOKEN": ""})
    assert ran.code != 0
    assert "make a project access token with scope api" in ran.out + ran.err
    assert project.merge_requests() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the container writes as root")
def test_the_script_of_the_example_runs_in_the_image(
    image: str, project: GitLabWorld, tmp_path: Path
) -> None:
    job = yaml.safe_load(EXAMPLE)["l10n"]
    assert job["image"]["entrypoint"] == [""]
    project.check_out_as_a_runner()
    kept = {
        name: value for name, value in project.env.items() if name.startswith(("CI", "GITLAB", "SMARTCAT"))
    }
    # As GitLab's runner: a shell on standard input of the image, errors end the job, the builds folder is mounted.
    lines = ["set -eo pipefail", *job["script"], *job["after_script"]]
    (tmp_path / "script").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mounts = ["-v", f"{project.folder}:/builds/app", "-v", f"{tmp_path}/script:/tmp/script:ro"]
    ran = engine.run(
        "sh", "-c", "exec bash </tmp/script",
        options=["--entrypoint", "", "--workdir", "/builds/app", *mounts], env=kept,
    )  # fmt: skip
    assert ran.code == 0, ran.out + ran.err
    assert [request["source_branch"] for request in project.merge_requests("opened")] == ["l10n/main"]
    assert (project.folder / "ci-l10n-report.json").is_file()
    assert (project.folder / "ci-l10n-review.html").is_file()

"""Workflows, the action, the Dockerfile and the lock: pinned, with least rights, and fitting each other."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXAMPLE = ROOT / "examples" / "github.yml"
PLAN_EXAMPLE = EXAMPLE.with_name("github-pull-request.yml")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in load(workflow)["jobs"].values() for step in job.get("steps", [])]


# Workflows


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_name_their_version(workflow: Path) -> None:
    uses = re.findall(r"uses: (\S+)(.*)", workflow.read_text(encoding="utf-8"))
    assert uses
    for name, comment in uses:
        if not name.startswith("./"):
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", name), name
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), f"{name}: {comment!r}"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_jobs_get_rights_one_by_one_and_end_in_time(workflow: Path) -> None:
    document = load(workflow)
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        assert job["permissions"]
        assert "timeout-minutes" in job or "uses" in job


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_scripts_of_workflows_take_values_from_the_environment(workflow: Path) -> None:
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []


def test_ci_runs_the_line_of_the_readme() -> None:
    assert ".ci/run" in [step.get("run") for step in steps(WORKFLOWS[0])]
    assert re.search(r"^make check 2>&1", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert "\nmake check " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_release_finds_the_line_it_replaces_by_a_digest() -> None:
    (pattern,) = re.findall(r"sed -i \"s\|\^(.*?)\$\|", (WORKFLOWS[-1]).read_text(encoding="utf-8"))
    lines = (ROOT / "action.yml").read_text(encoding="utf-8").splitlines()
    assert lines.count(pattern) == 1


def test_the_example_uses_inputs_and_outputs_that_exist() -> None:
    action = load(ROOT / "action.yml")
    text = EXAMPLE.read_text(encoding="utf-8")
    given = {name for step in steps(EXAMPLE) if "ci-l10n" in step.get("uses", "") for name in step["with"]}
    read = set(re.findall(r"steps\.l10n\.outputs\.(\w+)", text))
    assert given
    assert given <= set(action["inputs"])
    assert read
    assert read <= set(action["outputs"])


def test_the_example_for_pull_requests_has_the_least_rights_and_inputs_that_exist() -> None:
    document, action = load(PLAN_EXAMPLE), load(ROOT / "action.yml")
    assert document["permissions"] == {"contents": "read", "pull-requests": "write"}
    ours = [step for step in steps(PLAN_EXAMPLE) if "ci-l10n" in step.get("uses", "")]
    assert [step["with"]["command"] for step in ours] == ["check", "plan"]
    assert {name for step in ours for name in step["with"]} <= set(action["inputs"])


# The image


def instructions() -> list[tuple[str, str]]:
    """(INSTRUCTION, rest) of the Dockerfile, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in text.splitlines() if line.strip()]


def test_the_dockerfile_keeps_the_rules_for_container_actions() -> None:
    names = [name for name, _ in instructions()]
    assert "USER" not in names
    assert "WORKDIR" not in names
    (entrypoint,) = (rest for name, rest in instructions() if name == "ENTRYPOINT")
    assert all(part.startswith("/") for part in yaml.safe_load(entrypoint))


def test_what_the_dockerfile_copies_is_let_through_to_the_engine() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / path).exists() for path in copied)


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["sandbox"]]
    for text in wanted:
        requirement = Requirement(text)
        version = locked().get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked; run `make lock`"
        assert requirement.specifier.contains(version), f"{text} but {version} is locked; run `make lock`"


def test_everything_locked_has_hashes_and_comes_from_wherever_the_machine_says() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "index-url" not in text

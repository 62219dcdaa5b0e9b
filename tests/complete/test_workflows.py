"""Workflows, the action, the Dockerfile and the lock: valid, pinned, with least rights, and fitting each other."""

import re
import subprocess
import sys
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
SCRIPTS = [ROOT / ".ci" / "run", *sorted((ROOT / "tools" / "image").glob("*.sh"))]


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name(program), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in load(workflow)["jobs"].values() for step in job.get("steps", [])]


# Schemas and rules of third parties


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.github-workflows", ".github/workflows/release.yml"),
        ("vendor.github-workflows", "examples/github.yml"),
        ("vendor.github-workflows", "examples/github-pull-request.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
        ("vendor.gitlab-ci", "examples/gitlab.yml"),
    ],
)
def test_a_file_follows_its_vendors_schema(schema: str, path: str) -> None:
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    done = run("check-jsonschema", "--builtin-schema", schema, *transform, path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_template_is_a_gitlab_component_with_inputs_that_exist(tmp_path: Path) -> None:
    text = (ROOT / "templates" / "ci-l10n.yml").read_text(encoding="utf-8")
    header, body = text.split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", body)) == set(inputs)
    assert all(value["description"] and "default" in value for value in inputs.values())
    filled = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: str(inputs[match[1]]["default"]), body)
    (tmp_path / "filled.yml").write_text(filled, encoding="utf-8")
    schema = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    done = run("check-jsonschema", *schema, tmp_path / "filled.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    (job,) = yaml.safe_load(filled).values()
    assert job["image"]["entrypoint"] == [""]
    page = (ROOT / "docs" / "how-to" / "gitlab.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(inputs)


def test_an_auditor_of_workflows_finds_nothing() -> None:
    done = run("zizmor", "--offline", "--no-progress", ".github", "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_shell_script_can_be_parsed_and_stops_at_errors(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r'^set -[a-z]*u|^\. "\$\(dirname', script.read_text(encoding="utf-8"), re.MULTILINE)


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

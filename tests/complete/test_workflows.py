"""Workflows, the action and its examples: pinned, with least rights, and fitting each other."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXAMPLE = ROOT / "examples" / "github.yml"
MARKS = ("pin_base.sh", "build-push-action", "sbom-path", "actions/attest@", "sbom.py", "git tag")
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


def test_the_release_pins_builds_lists_attests_and_tags_in_this_order() -> None:
    release = steps(WORKFLOWS[-1])
    found = [[mark for mark in MARKS if mark in str(step)] for step in release]
    done = [marks[0] for marks in found if marks]
    assert done == [
        "pin_base.sh",
        "build-push-action",
        "actions/attest@",
        "sbom.py",
        *["sbom-path"] * 2,
        "git tag",
    ]
    for step in release:
        if "actions/attest@" in step.get("uses", ""):
            assert step["with"]["subject-digest"] == "${{ steps.push.outputs.digest }}"
    listed = [step["with"]["sbom-path"] for step in release if "sbom-path" in step.get("with", {})]
    assert listed == [f"ci-l10n-${{{{ inputs.version }}}}-{name}.cdx.json" for name in ("amd64", "arm64")]
    assert release[-1]["run"].count('"ci-l10n-$VERSION-"*.cdx.json') == 1  # beside the release, too


def test_the_tagged_commit_has_the_pinned_base_as_well() -> None:
    assert "-- action.yml Dockerfile" in steps(WORKFLOWS[-1])[-1]["run"]


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

"""Workflows that use ci-l10n are found in whatever form; hostile files are said and not followed."""

import os
from pathlib import Path

import pytest

from ci_l10n.config.yaml_source import parse_yaml
from ci_l10n.doctor.workflow_reading import Use, find_uses, triggers
from ci_l10n.doctor.workflows import FOLDER, read_workflows

ROOT = Path(__file__).resolve().parents[3]


def _uses(text: str) -> list[Use]:
    return list(find_uses(parse_yaml(text.encode(), "x.yml")))


def _step(text: str) -> str:
    return f"on: push\njobs:\n  a:\n    steps:\n      - {text}\n"


@pytest.mark.parametrize(
    ("step", "command"),
    [
        ("uses: ci-l10n/ci-l10n@v1", "sync"),
        ("uses: someone/ci-l10n@0123456", "sync"),
        ("{uses: 'docker://ghcr.io/ci-l10n/ci-l10n:1', with: {command: pull}}", "pull"),
        ("uses: ./ci-l10n", "sync"),
        ("run: pipx run ci-l10n push --shard 1/4", "push"),
    ],
)
def test_uses_are_found_as_action_image_and_command(step: str, command: str) -> None:
    (use,) = _uses(_step(step))
    assert use.command == command


@pytest.mark.parametrize(
    "step", ["uses: actions/checkout@v7", "run: echo hi", "uses: other/ci-l10n-tools@v1"]
)
def test_other_steps_are_no_uses(step: str) -> None:
    assert _uses(_step(step)) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "a",
        "jobs: 1",
        "jobs: [a]",
        "jobs: {a: b}",
        "jobs: {a: {steps: x}}",
        "jobs: {a: {steps: [1, [], {uses: [x]}, {run: {a: b}}]}}",
        "on: [1, null]\njobs: {a: {steps: [{uses: ci-l10n/ci-l10n@v1, with: [1], env: 5}], env: []}}",
    ],
)
def test_any_shape_of_a_workflow_is_read_without_a_defect(text: str) -> None:
    for use in _uses(text):
        assert use.sends
        assert triggers(use.workflow) <= {"1", "None"}


def test_a_pull_sends_only_where_it_delivers() -> None:
    steps = "{{uses: ci-l10n/ci-l10n@v1, with: {{command: pull{}}}}}"
    assert not _uses(_step(steps.format("")))[0].sends
    assert _uses(_step(steps.format(", options: --deliver pr")))[0].sends


@pytest.mark.parametrize("own", ["${{ github.token }}", "${{ secrets.GITHUB_TOKEN }}", ""])
def test_the_workflows_own_token_is_told_from_that_of_an_app(own: str) -> None:
    step = f"{{uses: ci-l10n/ci-l10n@v1, with: {{github_token: '{own}'}}}}"
    assert _uses(_step(step))[0].token == ""
    assert _uses(_step("{uses: ci-l10n/ci-l10n@v1, with: {github_token: '${{ steps.app.outputs.token }}'}}"))[
        0
    ].token


def test_links_and_pipes_in_the_folder_of_workflows_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (tmp_path / "secret.yml").write_text("a: [b\n")
    (folder / "link.yml").symlink_to(tmp_path / "secret.yml")
    os.mkfifo(folder / "pipe.yml")

    uses, findings = read_workflows(tmp_path)

    assert uses == ()
    assert [finding.code for finding in findings] == ["workflow-unreadable"] * 2


def test_the_examples_of_the_project_are_read(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for name in ("github.yml", "github-pull-request.yml"):
        (folder / name).write_bytes((ROOT / "examples" / name).read_bytes())

    uses, findings = read_workflows(tmp_path)

    assert findings == ()
    assert {use.command for use in uses} >= {"sync", "plan"}

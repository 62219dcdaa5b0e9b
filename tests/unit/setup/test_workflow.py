"""The pipelines that `init` writes are YAML that says what it should, whatever branches and files are called."""

import shlex
from pathlib import Path

import pytest
import yaml

from ci_l10n.setup.workflow import Pipeline, github_workflow, gitlab_job

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
_BRANCHES = ("main", "it's", "a','b", "x#y", "1.0", "on", 'a"b', "ü/{b}", "${{github.token}}")


@pytest.mark.parametrize("branch", _BRANCHES)
def test_a_workflow_runs_for_the_one_branch(branch: str) -> None:
    document = yaml.load(github_workflow(Pipeline("smartcat", branch)), yaml.BaseLoader)
    assert document["on"]["push"]["branches"] == [branch]


def test_wildcards_of_a_branch_are_meant_literally() -> None:
    document = yaml.load(github_workflow(Pipeline("smartcat", "a+b*")), yaml.BaseLoader)
    assert document["on"]["push"]["branches"] == [r"a\+b\*"]


@pytest.mark.parametrize("path", ["ci/l10n.yml", "a b.yml", "it's.yml", "$(x) #y: z.yml"])
def test_a_configuration_is_named_as_it_is_called(path: str) -> None:
    workflow = yaml.safe_load(github_workflow(Pipeline("smartling", config=path)))
    assert workflow["jobs"]["sync"]["steps"][1]["with"]["config"] == path
    (line,) = yaml.safe_load(gitlab_job(Pipeline("smartling", config=path)))["l10n"]["script"]
    assert shlex.split(line)[:4] == ["ci-l10n", "sync", "--config", path]


def test_the_pipelines_are_those_of_the_examples() -> None:
    example = yaml.safe_load((EXAMPLES / "github.yml").read_text(encoding="utf-8"))
    assert yaml.safe_load(github_workflow(Pipeline("smartcat"))) == example
    example = yaml.safe_load((EXAMPLES / "gitlab.yml").read_text(encoding="utf-8"))
    assert yaml.safe_load(gitlab_job(Pipeline("smartcat"))) == example


def test_a_server_of_ones_own_gets_no_action_that_it_cannot_run() -> None:
    text = github_workflow(Pipeline("smartcat", is_enterprise=True))
    steps = yaml.safe_load(text)["jobs"]["sync"]["steps"]
    assert [step.get("uses", "").partition("@")[0] for step in steps] == [
        "actions/checkout",
        "ci-l10n/ci-l10n",
        "",
    ]
    assert "review_page" not in steps[1]["with"]

"""The pipelines that `init` writes are YAML that says what it should, whatever branches and files are called."""

import shlex

import pytest
import yaml

from ci_l10n.setup.workflow import github_workflow, gitlab_job

_BRANCHES = ("main", "it's", "a','b", "x#y", "1.0", "on", 'a"b', "ü/{b}", "${{github.token}}")


@pytest.mark.parametrize("branch", _BRANCHES)
def test_a_workflow_runs_for_the_one_branch(branch: str) -> None:
    document = yaml.load(github_workflow("smartcat", branch, None), yaml.BaseLoader)
    assert document["on"]["push"]["branches"] == [branch]


def test_wildcards_of_a_branch_are_meant_literally() -> None:
    document = yaml.load(github_workflow("smartcat", "a+b*", None), yaml.BaseLoader)
    assert document["on"]["push"]["branches"] == [r"a\+b\*"]


@pytest.mark.parametrize("path", ["ci/l10n.yml", "a b.yml", "it's.yml", "$(x) #y: z.yml"])
def test_a_configuration_is_named_as_it_is_called(path: str) -> None:
    workflow = yaml.safe_load(github_workflow("smartling", "main", path))
    assert workflow["jobs"]["sync"]["steps"][1]["with"]["config"] == path
    (line,) = yaml.safe_load(gitlab_job("smartling", path))["l10n"]["script"]
    assert shlex.split(line) == ["ci-l10n", "sync", "--config", path]

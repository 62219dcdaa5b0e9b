import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_l10n.config.refname import branch_problem


@pytest.mark.parametrize("name", ["l10n/main", "l10n/feature/x-1", "übersetzung", "a.b", "l10n@x", "x{y"])
def test_ordinary_names_are_fine(name: str) -> None:
    assert branch_problem(name) == ""


@pytest.mark.parametrize(
    "name",
    ["", "-x", "--upload-pack=x", "a b", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a@{1}", "@", "HEAD",
     "/a", "a/", "a//b", "a.", ".a", "a/.b", "a.lock", "a.lock/b", "refs/heads/x", "a\nb", "a\x7f", "a\u202eb", "x" * 300],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    assert branch_problem(name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("ab/.-@{}~^:?*[\\ lock", min_size=1, max_size=8))
def test_whatever_passes_here_passes_git(tmp_path: Path, name: str) -> None:
    if branch_problem(name) == "":
        checked = subprocess.run(
            ["git", "check-ref-format", "--branch", name], capture_output=True, cwd=tmp_path
        )
        assert checked.returncode == 0

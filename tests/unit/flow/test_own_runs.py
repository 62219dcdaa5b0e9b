"""Which branches are our own, by their names."""

import pytest

from ci_l10n.config.load import parse_config
from ci_l10n.config.model import PullRequest
from ci_l10n.flow.own_runs import is_branch_for, possible_bases, possible_states

CONFIG = """\
version: 1
source_locale: en
target_locales: [de]
platform: {smartling: {project: abc123def}}
files: [{source: en.json, target: "{locale}.json"}]
"""


def settings(branch: str = "l10n/{base}", split: str = "none") -> PullRequest:
    return PullRequest(branch, "Title", (), (), (), (), "", False, None, None, split)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("branch", "pattern", "split", "bases"),
    [
        ("main", "l10n/{base}", "none", []),
        ("l10n/main", "l10n/{base}", "none", ["main"]),
        ("l10n/release/1.x", "l10n/{base}", "none", ["release/1.x"]),
        ("main-l10n", "{base}-l10n", "none", ["main"]),
        ("l10n/main-de", "l10n/{base}", "none", ["main-de"]),
        ("l10n/main-pt-BR", "l10n/{base}", "locale", ["main-pt-BR", "main", "main-pt"]),
        ("translations", "translations", "none", []),
        ("l10n/", "l10n/{base}", "none", []),
    ],
)
def test_a_branch_is_ours_for_the_bases_that_its_name_allows(
    branch: str, pattern: str, split: str, bases: list[str]
) -> None:
    assert list(possible_bases(settings(pattern, split), branch)) == bases


def test_a_change_request_is_ours_by_the_branch_it_comes_from() -> None:
    assert is_branch_for(settings(), "l10n/main", "main")
    assert not is_branch_for(settings(), "l10n/main", "develop")
    assert not is_branch_for(settings(), "l10n/main-de", "main")
    assert is_branch_for(settings(split="locale"), "l10n/main-de", "main")
    assert is_branch_for(settings("translations"), "translations", "main")


@pytest.mark.parametrize(
    ("name", "branch", "states"),
    [
        ("", "main", []),
        ("", "l10n/main", ["state/main"]),
        ("app", "l10n-app/main", ["state-app/main"]),
        ("", "l10n-app/main", ["state-app/main"]),
        ("app", "l10n/main", ["state/main"]),
        ("app", "l10n-web/release/2", ["state-web/release/2"]),
        ("", "l10n-app/main-pt-BR", ["state-app/main-pt-BR", "state-app/main", "state-app/main-pt"]),
        ("", "l10n-/main", []),
    ],
)
def test_branches_of_other_configurations_are_known_by_the_state_that_they_would_have(
    name: str, branch: str, states: list[str]
) -> None:
    text = CONFIG + (f"name: {name}\n" if name else "")
    found = possible_states(parse_config(text.encode(), "l10n.yml"), branch)
    assert found == [f"refs/l10n/{state}" for state in states]

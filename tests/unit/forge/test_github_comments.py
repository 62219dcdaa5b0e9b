"""One comment of ours on a pull request, found among those of others."""

from pathlib import Path
from typing import Any

import pytest
import requests

from ci_l10n.errors import AuthError, DeliveryError
from ci_l10n.flow.preview.comment import keep_comment, marker_of
from ci_l10n.forge.github import GitHubForge
from ci_l10n.forge.github_comments import GitHubComments
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.forge.test_github_modes import PLAIN, rest

MARKER = marker_of("l10n.yml")


@pytest.fixture
def number(forge: GitHubForge, pushed: Path) -> int:
    return forge.create(PLAIN).number


@pytest.fixture
def comments(sandbox: Sandbox, clock: FastClock) -> GitHubComments:
    where = sandbox.announcement
    graphql = f"{where['github']}/graphql"
    return GitHubComments("acme/app", where["github_token"], where["github"], graphql, Redactor(), clock)


def bodies(sandbox: Sandbox, number: int) -> list[str]:
    return [one["body"] for one in rest(sandbox, "GET", f"/issues/{number}/comments?per_page=100")]


def test_the_comment_is_found_behind_a_hundred_others(
    comments: GitHubComments, sandbox: Sandbox, number: int
) -> None:
    with requests.Session() as session:
        where = sandbox.announcement
        session.headers["Authorization"] = f"Bearer {where['github_token']}"
        for count in range(101):
            url = f"{where['github']}/repos/acme/app/issues/{number}/comments"
            session.post(url, json={"body": f"me too {count}"}, timeout=10)
    assert keep_comment(comments, number, MARKER, "One") == "created"
    assert keep_comment(comments, number, MARKER, "One") == "unchanged"
    assert keep_comment(comments, number, MARKER, "Two") == "updated"
    found = comments.find(number, MARKER)
    assert found is not None
    assert found.body == f"{MARKER}\nTwo"


def test_without_anything_to_say_there_is_no_comment_and_an_old_one_says_so(
    comments: GitHubComments, sandbox: Sandbox, number: int
) -> None:
    assert keep_comment(comments, number, MARKER, "") == "none"
    assert bodies(sandbox, number) == []
    keep_comment(comments, number, MARKER, "One")
    assert keep_comment(comments, number, MARKER, "") == "updated"
    assert "Nothing is left" in bodies(sandbox, number)[0]
    assert keep_comment(comments, number, MARKER, "") == "unchanged"


def test_configurations_have_comments_of_their_own(
    comments: GitHubComments, sandbox: Sandbox, number: int
) -> None:
    keep_comment(comments, number, MARKER, "One")
    assert keep_comment(comments, number, marker_of("app/l10n.yml"), "Two") == "created"
    assert len(bodies(sandbox, number)) == 2


@pytest.mark.parametrize("fault", ["502", "apply-then-502", "reset"])
def test_a_lost_answer_is_an_error_and_never_two_comments(
    fault: str, comments: GitHubComments, sandbox: Sandbox, number: int
) -> None:
    sandbox.faults.add([{"match": f"POST /issues/{number}/comments", "do": fault}])
    with pytest.raises(DeliveryError):
        keep_comment(comments, number, MARKER, "One")
    keep_comment(comments, number, MARKER, "One")
    assert len(bodies(sandbox, number)) == 1


def test_a_token_that_may_only_read_is_told(comments: GitHubComments, sandbox: Sandbox, number: int) -> None:
    sandbox.set_knobs(read_only_tokens=[sandbox.github_token])
    with pytest.raises(AuthError, match="comment on the pull request"):
        keep_comment(comments, number, MARKER, "One")


def test_a_list_that_is_none_is_an_error(comments: GitHubComments, sandbox: Sandbox, number: int) -> None:
    faults: list[Any] = [{"match": f"GET /issues/{number}/comments", "do": "html", "times": 9}]
    sandbox.faults.add(faults)
    with pytest.raises(DeliveryError):
        comments.find(number, MARKER)

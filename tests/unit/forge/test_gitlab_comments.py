from pathlib import Path

import pytest

from ci_l10n.errors import AuthError
from ci_l10n.forge.commenting import Comments
from ci_l10n.forge.gitlab_comments import GitLabComments
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.sandbox.gitlab.bench import MERGE_REQUESTS, Bench

NOTES = f"{MERGE_REQUESTS}/1/notes"
MARKER = "<!-- ci-l10n plan -->"


@pytest.fixture
def bench(sandbox: Sandbox, tmp_path: Path) -> Bench:
    """A GitLab with a merge request of acme/app."""
    made = Bench(sandbox, tmp_path / "bench")
    made.start()
    made.propose("feature")
    return made


def comments(bench: Bench, token: str = "") -> GitLabComments:
    told = bench.told
    return GitLabComments("acme/app", token or bench.token, told["gitlab"], Redactor(), FastClock())


def test_a_comment_is_posted_found_and_changed_in_place(bench: Bench) -> None:
    port: Comments = comments(bench)
    assert port.find(1, MARKER) is None
    port.post(1, f"{MARKER}\nOne")
    found = port.find(1, MARKER)
    assert found is not None
    assert found.body == f"{MARKER}\nOne"
    port.edit(found, f"{MARKER}\nTwo")
    (note,) = bench.call("GET", NOTES).body
    assert (note["id"], note["body"]) == (found.id, f"{MARKER}\nTwo")


def test_a_comment_of_somebody_else_with_our_mark_is_not_ours(bench: Bench) -> None:
    said = bench.call("POST", NOTES, {"body": f"{MARKER}\nNot the bot"}, token=bench.person)
    assert said.status == 201
    assert comments(bench).find(1, MARKER) is None
    comments(bench).post(1, f"{MARKER}\nThe bot")
    found = comments(bench).find(1, MARKER)
    assert found is not None
    assert found.body.endswith("The bot")


def test_one_far_down_a_long_discussion_is_found(bench: Bench) -> None:
    for number in range(101):
        bench.call("POST", NOTES, {"body": f"Remark {number}"})
    comments(bench).post(1, f"{MARKER}\nLate")
    assert comments(bench).find(1, MARKER) is not None


def test_a_token_that_may_not_comment_is_an_error_with_the_way_out(bench: Bench) -> None:
    with pytest.raises(AuthError) as raised:
        comments(bench, bench.job).post(1, "Hello")
    assert "scope `api`" in raised.value.hint

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import requests

from ci_l10n.errors import AuthError, ConfigError, DeliveryError
from ci_l10n.forge.base import ChangeRequest, Forge, Proposal
from ci_l10n.forge.github import GitHubForge
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.git.real_git import commit, git

PROPOSAL = Proposal("l10n/main", "main", "Update translations", "Body\n\nof it")


def _asked(sandbox: Sandbox) -> list[str]:
    """Requests to the pull requests since the log was cleared."""
    entries = sandbox.log.entries("github")
    return [f"{entry.method} {entry.path.removeprefix('/api/v3/repos/acme/app')}" for entry in entries]


def _rest(sandbox: Sandbox, verb: str, path: str, **body: object) -> Any:
    """What a person does on the web site, or looks at there."""
    where = sandbox.announcement
    answer = requests.request(
        verb,
        f"{where['github']}/repos/acme/app{path}",
        json=body or None,
        headers={"Authorization": f"Bearer {where['github_token']}"},
        timeout=10,
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


def _with(**values: object) -> Proposal:
    return dataclasses.replace(PROPOSAL, **values)  # type: ignore[arg-type]


def test_a_pull_request_is_opened_found_and_left_alone_when_nothing_differs(
    forge: GitHubForge, pushed: Path, sandbox: Sandbox
) -> None:
    port: Forge = forge
    assert port.find("l10n/main", "main") is None
    made = port.create(PROPOSAL)
    found = port.find("l10n/main", "main")
    assert found == made
    assert (made.state, made.title, made.body) == ("open", "Update translations", "Body\n\nof it")
    assert made.head == git(pushed, "rev-parse", "HEAD")
    assert port.update(found, PROPOSAL) is False
    assert port.notes == []
    assert _asked(sandbox) == ["GET /pulls", "POST /pulls", "GET /pulls"]


def test_pull_requests_of_other_branches_and_closed_ones_of_other_bases_are_not_ours(
    forge: GitHubForge,
) -> None:
    made = forge.create(PROPOSAL)
    assert forge.find("l10n/main", "develop") == made  # a person may have changed the base; `base` tells
    forge.close(made, "Never mind")
    assert forge.find("l10n/main", "develop") is None
    assert forge.find("l10n/mai", "main") is None
    assert forge.find("", "main") is None


def test_the_open_pull_request_is_preferred_and_else_the_newest(
    forge: GitHubForge, pushed: Path, sandbox: Sandbox
) -> None:
    first = forge.create(PROPOSAL)
    _rest(sandbox, "PATCH", f"/pulls/{first.number}", state="closed")
    closed = forge.find("l10n/main", "main")
    assert closed is not None
    assert (closed.number, closed.state) == (first.number, "closed")
    second = forge.create(PROPOSAL)
    _rest(sandbox, "PATCH", f"/pulls/{second.number}", state="closed")
    newest = forge.find("l10n/main", "main")
    assert newest is not None
    assert newest.number == second.number
    _rest(sandbox, "PATCH", f"/pulls/{first.number}", state="open")
    assert forge.find("l10n/main", "main") == first


def test_a_merged_pull_request_is_merged_and_not_just_closed(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    _rest(sandbox, "PUT", f"/pulls/{made.number}/merge")
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert found.state == "merged"


def test_only_what_differs_is_sent(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    sandbox.log.clear()
    assert forge.update(made, _with(body="New")) is True
    assert forge.update(made, _with(title="New")) is True
    assert _asked(sandbox) == [f"PATCH /pulls/{made.number}"] * 2
    assert forge.update(made, _with(labels=("l10n",))) is True
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert (found.title, found.body, found.labels) == ("New", "New", ("l10n",))


def test_line_ends_and_labels_of_people_are_no_difference(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    edited = dataclasses.replace(made, body=made.body.replace("\n", "\r\n") + "\n", labels=("theirs", "L10N"))
    sandbox.log.clear()
    assert forge.update(edited, _with(labels=("l10n",))) is False
    assert _asked(sandbox) == []


def test_all_that_is_asked_for_is_set(forge: GitHubForge, sandbox: Sandbox) -> None:
    _rest(sandbox, "POST", "/milestones", title="v2")
    made = forge.create(
        _with(
            labels=("l10n", "bot"),
            reviewers=("ann",),
            team_reviewers=("acme/docs",),
            assignees=("bob",),
            milestone="v2",
            draft=True,
        )
    )
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert pull["draft"] is True
    assert {label["name"] for label in pull["labels"]} == {"l10n", "bot"}
    assert [one["login"] for one in pull["requested_reviewers"]] == ["ann"]
    assert [one["slug"] for one in pull["requested_teams"]] == ["docs"]
    assert [one["login"] for one in pull["assignees"]] == ["bob"]
    assert pull["milestone"]["title"] == "v2"
    assert forge.notes == []


def test_what_the_configuration_adds_later_is_added_and_what_people_took_away_stays_away(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    _rest(sandbox, "POST", "/milestones", title="v2")
    first = {"labels": ("l10n", "bot"), "reviewers": ("ann",), "assignees": ("bob",)}
    made = forge.create(_with(**first))
    _rest(sandbox, "PUT", f"/issues/{made.number}/labels", labels=["bot"])
    _rest(sandbox, "DELETE", f"/pulls/{made.number}/requested_reviewers", reviewers=["ann"])
    now = {"labels": ("l10n", "bot", "late"), "reviewers": ("ann", "eve"), "assignees": ("bob", "dan")}
    existing = forge.find("l10n/main", "main")
    assert existing is not None
    assert forge.update(existing, _with(**now, milestone="v2", asked=first)) is True
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert {label["name"] for label in pull["labels"]} == {"bot", "late"}
    assert [one["login"] for one in pull["requested_reviewers"]] == ["eve"]
    assert {one["login"] for one in pull["assignees"]} == {"bob", "dan"}
    assert pull["milestone"]["title"] == "v2"
    sandbox.log.clear()
    assert forge.update(existing, _with(**now, milestone="v2", asked={**now, "milestone": ("v2",)})) is False
    assert _asked(sandbox) == []


def test_reviewers_that_are_refused_do_not_cost_the_others_theirs(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(collaborators=["ann", "bob"], teams=["docs"])
    made = forge.create(
        _with(reviewers=("ann", "stranger", "acme", "bob"), team_reviewers=("docs", "nobody"))
    )
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert {one["login"] for one in pull["requested_reviewers"]} == {"ann", "bob"}
    assert [one["slug"] for one in pull["requested_teams"]] == ["docs"]
    notes = "\n".join(forge.notes)
    assert len(forge.notes) == 3
    assert "reviewer 'stranger' was not requested: Reviews may only be requested from collaborators" in notes
    assert "reviewer 'acme' was not requested: Review cannot be requested from pull request author" in notes
    assert "team reviewer 'nobody'" in notes


def test_a_label_that_may_not_be_made_is_noted_and_the_others_are_set(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    _rest(sandbox, "POST", "/labels", name="l10n")
    sandbox.set_knobs(may_create_labels=False)
    made = forge.create(_with(labels=("l10n", "brand-new")))
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert [label["name"] for label in pull["labels"]] == ["l10n"]
    (note,) = forge.notes
    assert "'brand-new'" in note
    assert "issues: write" in note


def test_assignees_dropped_without_a_word_and_unknown_milestones_are_noted(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(collaborators=["ann"])
    forge.create(_with(assignees=("Ann", "ann", "stranger"), milestone="v9"))
    assert [note for note in forge.notes if "stranger" in note]
    assert [note for note in forge.notes if "v9" in note]


def test_a_repository_without_drafts_gets_a_pull_request_that_is_ready(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(drafts=False)
    made = forge.create(_with(draft=True))
    assert _rest(sandbox, "GET", f"/pulls/{made.number}")["draft"] is False
    assert "drafts" in forge.notes[0]


def test_a_pull_request_that_is_there_already_is_found_and_brought_up_to_date(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    made = forge.create(PROPOSAL)
    again = forge.create(_with(title="Other", labels=("l10n",)))
    assert again.number == made.number
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert pull["title"] == "Other"
    assert [label["name"] for label in pull["labels"]] == ["l10n"]


def test_nothing_between_base_and_branch_is_an_error(forge: GitHubForge, pushed: Path) -> None:
    git(pushed, "push", "-q", "origin", "main:same")
    with pytest.raises(DeliveryError, match="No commits between"):
        forge.create(_with(branch="same"))


def test_the_setting_that_forbids_pull_requests_is_named(forge: GitHubForge, sandbox: Sandbox) -> None:
    sandbox.set_knobs(workflow_token=True, may_create_pulls=False)
    with pytest.raises(AuthError) as raised:
        forge.create(PROPOSAL)
    assert "Settings > Actions > General > Workflow permissions" in raised.value.hint


def test_a_pull_request_not_known_everywhere_yet_is_dressed_a_moment_later(
    forge: GitHubForge, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(late_nodes=2)
    made = forge.create(_with(labels=("l10n",), reviewers=("ann",)))
    pull = _rest(sandbox, "GET", f"/pulls/{made.number}")
    assert [label["name"] for label in pull["labels"]] == ["l10n"]
    assert [one["login"] for one in pull["requested_reviewers"]] == ["ann"]
    assert forge.notes == []
    assert 0 < sum(clock.slept) < 20


def test_a_team_that_can_never_be_resolved_ends_as_a_note(forge: GitHubForge, sandbox: Sandbox) -> None:
    sandbox.set_knobs(workflow_token=True)
    forge.create(_with(team_reviewers=("docs",)))
    (note,) = forge.notes
    assert "Could not resolve to a node" in note


@pytest.mark.parametrize(("status", "after", "slept"), [(403, 7, 7), (429, 3, 3), (403, None, 60)])
def test_a_secondary_rate_limit_is_waited_out(
    status: int, after: int | None, slept: float, forge: GitHubForge, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(secondary_limit=1, secondary_status=status, retry_after=after)
    forge.create(PROPOSAL)
    assert clock.slept == [slept]
    assert _asked(sandbox) == ["POST /pulls", "POST /pulls"]


def test_an_endless_rate_limit_ends_in_an_error(
    forge: GitHubForge, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(secondary_limit=1000)
    with pytest.raises(DeliveryError, match="rate limit"):
        forge.create(PROPOSAL)
    assert 60 <= sum(clock.slept) <= 300


@pytest.mark.parametrize(
    "fault", ["502", "apply-then-502", "reset", "truncate", "html", "empty", "foreign", "types"]
)
def test_an_answer_that_got_lost_never_makes_two_pull_requests(
    fault: str, forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "POST /pulls", "do": fault}])
    made = forge.create(_with(labels=("l10n",)))
    pulls = _rest(sandbox, "GET", "/pulls?state=all")
    assert [pull["number"] for pull in pulls] == [made.number]
    assert [label["name"] for label in pulls[0]["labels"]] == ["l10n"]


@pytest.mark.parametrize("fault", ["502", "503", "reset", "truncate"])
def test_reading_is_repeated_when_an_answer_is_lost(fault: str, forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    sandbox.faults.add([{"match": "GET /pulls", "do": fault, "times": 2}])
    assert forge.find("l10n/main", "main") == made


@pytest.mark.parametrize("fault", ["html", "empty", "foreign", "types", "gzip"])
def test_an_error_page_is_never_taken_for_no_pull_request(
    fault: str, forge: GitHubForge, sandbox: Sandbox
) -> None:
    forge.create(PROPOSAL)
    sandbox.faults.add([{"match": "GET /pulls", "do": fault, "times": 9}])
    with pytest.raises(DeliveryError):
        forge.find("l10n/main", "main")


def test_closing_says_why_and_happens_once(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PROPOSAL)
    forge.close(made, "Nothing is left to change.")
    found = forge.find("l10n/main", "main")
    assert found is not None
    assert found.state == "closed"
    comments = _rest(sandbox, "GET", f"/issues/{made.number}/comments")
    assert [one["body"] for one in comments] == ["Nothing is left to change."]
    sandbox.log.clear()
    forge.close(found, "again")
    assert _asked(sandbox) == []


def test_a_body_that_is_too_long_is_cut_rather_than_refused(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(_with(body="x" * 70_000))
    assert len(made.body) == forge.body_limit
    assert forge.update(made, _with(body="x" * 70_000)) is False


def test_a_wrong_token_is_an_error_that_does_not_show_it(pushed: Path, sandbox: Sandbox) -> None:
    where = sandbox.announcement
    forge = GitHubForge("acme/app", "ghp_wrong_token_0123", where["github"], "", Redactor(), FastClock())
    with pytest.raises(AuthError) as raised:
        forge.find("l10n/main", "main")
    assert "ghp_wrong" not in f"{raised.value} {raised.value.hint}"
    assert "expired" in raised.value.hint


def test_a_token_that_may_only_read_is_an_error_that_names_the_right(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(read_only_tokens=[sandbox.github_token])
    with pytest.raises(AuthError) as raised:
        forge.create(PROPOSAL)
    assert "pull_requests=write" in raised.value.hint


def test_a_token_that_expires_in_between_is_an_error_with_a_hint(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    made = forge.create(PROPOSAL)
    sandbox.set_knobs(expires_in=0)
    with pytest.raises(AuthError) as raised:
        forge.update(made, _with(title="New"))
    assert "expired" in raised.value.hint


def test_a_repository_nobody_sees_is_an_error(sandbox: Sandbox) -> None:
    where = sandbox.announcement
    forge = GitHubForge("acme/none", where["github_token"], where["github"], "", Redactor(), FastClock())
    with pytest.raises(AuthError, match="Not Found"):
        forge.find("l10n/main", "main")


@pytest.mark.parametrize("name", ["", "acme", "acme/app/x", "../x", "acme/..", "acme/a?b"])
def test_a_name_that_is_no_repository_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        GitHubForge(name, "token", "https://api.github.com", "", Redactor())


def test_an_answer_without_end_is_given_up(forge: GitHubForge, sandbox: Sandbox) -> None:
    sandbox.faults.add([{"match": "GET /pulls", "do": "flood", "times": 9}])
    with pytest.raises(DeliveryError, match="larger than") as raised:
        forge.find("l10n/main", "main")
    assert "address" in str(raised.value.hint)


def test_labels_that_were_refused_are_worth_asking_again_when_a_right_was_missing(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.faults.add([{"match": "POST /labels", "do": "403"}])
    made = forge.create(_with(labels=("l10n",)))
    assert forge.unmet == [("labels", "l10n")]
    assert "was not set" in forge.notes[-1]
    sandbox.faults.add([{"match": "POST /labels", "do": "422"}])
    assert forge.update(made, _with(labels=("l10n",), asked={})) is True
    assert forge.unmet == [("labels", "l10n")]  # this time it was a decision


def test_a_missing_token_is_an_error_before_anything_is_asked() -> None:
    with pytest.raises(AuthError, match="no token"):
        GitHubForge("acme/app", "", "https://api.github.com", "", Redactor())


def test_a_server_that_is_not_there_is_an_error_with_a_hint() -> None:
    forge = GitHubForge("acme/app", "token", "http://127.0.0.1:9", "", Redactor(), FastClock())
    with pytest.raises(DeliveryError, match="no answer") as raised:
        forge.find("l10n/main", "main")
    assert raised.value.hint


def test_the_head_follows_the_branch(forge: GitHubForge, pushed: Path) -> None:
    forge.create(PROPOSAL)
    head = commit(pushed, {"fr.json": b"{}"})
    git(pushed, "push", "-q", "origin", "l10n/main")
    found = forge.find("l10n/main", "main")
    assert isinstance(found, ChangeRequest)
    assert found.head == head

"""Draft, auto-merge and reopening: what GitHub does, refuses, and what people chose."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import requests

from ci_l10n.forge.base import ChangeRequest, Proposal
from ci_l10n.forge.github import GitHubForge
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.git.real_git import commit, git

PLAIN = Proposal("l10n/main", "main", "Update translations", "Body")
SQUASH = dataclasses.replace(PLAIN, auto_merge="squash")
DRAFT = dataclasses.replace(PLAIN, draft=True)


def rest(sandbox: Sandbox, verb: str, path: str, **body: object) -> Any:
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


def mutate(sandbox: Sandbox, field: str, request: ChangeRequest) -> None:
    """What a person switches by hand."""
    where = sandbox.announcement
    query = f"mutation($id: ID!) {{ {field}(input: {{pullRequestId: $id}}) {{ clientMutationId }} }}"
    answer = requests.post(
        f"{where['github']}/graphql",
        json={"query": query, "variables": {"id": request.node_id}},
        headers={"Authorization": f"Bearer {where['github_token']}"},
        timeout=10,
    )
    assert "errors" not in answer.json(), answer.text


def found(forge: GitHubForge) -> ChangeRequest:
    request = forge.find("l10n/main", "main")
    assert request is not None
    return request


@pytest.fixture
def waiting(sandbox: Sandbox) -> None:
    """A repository that allows auto-merge and whose checks have not reported."""
    sandbox.set_knobs(auto_merge=True, pending_checks=True)


@pytest.mark.usefixtures("waiting")
def test_auto_merge_is_turned_on_at_creation_by_the_method_asked_for(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    made = forge.create(SQUASH)
    pull = rest(sandbox, "GET", f"/pulls/{made.number}")
    assert pull["auto_merge"]["merge_method"] == "squash"
    assert forge.notes == []
    assert forge.update(found(forge), SQUASH) is False


@pytest.mark.usefixtures("waiting")
def test_auto_merge_that_a_person_turned_off_stays_off(forge: GitHubForge, sandbox: Sandbox) -> None:
    forge.create(SQUASH)
    mutate(sandbox, "disablePullRequestAutoMerge", found(forge))
    assert forge.update(found(forge), dataclasses.replace(SQUASH, body="News")) is True
    assert found(forge).auto_merge is False


@pytest.mark.usefixtures("waiting")
def test_auto_merge_follows_the_configuration_when_that_changed(forge: GitHubForge) -> None:
    forge.create(PLAIN)
    assert forge.update(found(forge), SQUASH) is True
    assert found(forge).auto_merge is True
    assert forge.update(found(forge), PLAIN) is True
    assert found(forge).auto_merge is False


def test_a_repository_without_auto_merge_is_a_note_with_the_way_out_and_it_is_tried_again(
    forge: GitHubForge, sandbox: Sandbox
) -> None:
    sandbox.set_knobs(auto_merge=False, pending_checks=True)
    forge.create(SQUASH)
    (note,) = forge.notes
    assert "Auto merge is not allowed for this repository" in note
    assert "Settings > General > Pull Requests" in note
    sandbox.set_knobs(auto_merge=True)
    assert forge.update(found(forge), SQUASH) is True
    assert found(forge).auto_merge is True


def test_a_pull_request_with_nothing_to_wait_for_is_never_merged_by_us(
    forge: GitHubForge, sandbox: Sandbox, clock: FastClock
) -> None:
    sandbox.set_knobs(auto_merge=True)
    forge.create(SQUASH)
    (note,) = forge.notes
    assert "is in clean status" in note
    assert "required check" in note
    assert found(forge).state == "open"
    assert clock.slept == [1.0, 2.0]  # just after creation the checks may only not be known yet
    before = len(sandbox.log.entries("github"))
    assert forge.update(found(forge), SQUASH) is False  # the note is no reason to write again
    writes = [e for e in sandbox.log.entries("github")[before:] if e.method not in ("GET", "POST")]
    assert writes == []


def test_a_draft_follows_the_configuration_and_not_a_person(forge: GitHubForge, sandbox: Sandbox) -> None:
    forge.create(DRAFT)
    assert found(forge).draft is True
    mutate(sandbox, "markPullRequestReadyForReview", found(forge))
    forge.update(found(forge), dataclasses.replace(DRAFT, body="News"))
    assert found(forge).draft is False  # as the person wanted
    forge.update(found(forge), PLAIN)
    forge.update(found(forge), DRAFT)
    assert found(forge).draft is True  # the configuration changed since


def test_drafts_that_a_repository_does_not_have_are_a_note(forge: GitHubForge, sandbox: Sandbox) -> None:
    forge.create(PLAIN)
    sandbox.set_knobs(drafts=False)
    forge.update(found(forge), DRAFT)
    assert [note for note in forge.notes if "Draft pull requests are not supported" in note]


def test_a_closed_pull_request_is_opened_again_and_brought_up_to_date(
    forge: GitHubForge, pushed: Path, sandbox: Sandbox
) -> None:
    made = forge.create(PLAIN)
    rest(sandbox, "PATCH", f"/pulls/{made.number}", state="closed")
    commit(pushed, {"fr.json": b"{}"})
    git(pushed, "push", "-q", "origin", "l10n/main")
    again = forge.reopen(found(forge), dataclasses.replace(PLAIN, body="News"))
    assert again is not None
    assert again.number == made.number
    assert (found(forge).state, found(forge).body) == ("open", "News")


def test_after_a_rebase_a_new_pull_request_links_the_old_one(
    forge: GitHubForge, pushed: Path, sandbox: Sandbox
) -> None:
    made = forge.create(PLAIN)
    rest(sandbox, "PATCH", f"/pulls/{made.number}", state="closed")
    git(pushed, "commit", "-q", "--amend", "-m", "Rebuilt")
    git(pushed, "push", "-q", "-f", "origin", "l10n/main")
    old = found(forge)
    assert forge.reopen(old, PLAIN) is None
    new = forge.create(dataclasses.replace(PLAIN, follows=old))
    assert new.number != made.number
    comments = rest(sandbox, "GET", f"/issues/{new.number}/comments")
    assert [f"#{made.number}" in one["body"] for one in comments] == [True]
    assert new.body == "Body"


def test_a_merged_pull_request_is_not_opened_again(forge: GitHubForge, sandbox: Sandbox) -> None:
    made = forge.create(PLAIN)
    rest(sandbox, "PUT", f"/pulls/{made.number}/merge")
    assert forge.reopen(found(forge), PLAIN) is None

"""Whole runs as jobs of GitLab: the command line, the simulated services over HTTP, real git."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.gitlab_world import GitLabWorld

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}",\n  "bye": "Good bye"\n}\n'
ASKED_FOR = """
pull_request:
  labels: [l10n, bot]
  reviewers: [ann, ghost]
  team_reviewers: [docs]
  assignees: [bob]
  milestone: v2
  draft: true
"""


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> Iterator[GitLabWorld]:
    made = GitLabWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    yield made
    made.control("reset", {})


@pytest.fixture
def app(world: GitLabWorld) -> GitLabWorld:
    world.create({"web/en.json": EN}, RULES, locales=("de",))
    return world


def german(world: GitLabWorld, branch: str = "l10n/main") -> dict[str, str]:
    strings: dict[str, str] = json.loads(world.on_branch("web/de.json", branch))
    return strings


def refs(world: GitLabWorld) -> tuple[str, str]:
    return world.remote_ref("refs/heads/l10n/main"), world.remote_ref("refs/l10n/state/main")


def assert_settled(world: GitLabWorld) -> None:
    """A run without news pushes nothing and has nothing to ask the forge."""
    before, at = refs(world), world.log_length()
    report = world.sync()
    assert report["delivery"]["operation"] == "none"
    assert report["delivery"]["changed"] is False
    assert refs(world) == before
    assert world.forge_calls(at) == []


def test_a_merge_request_gets_all_that_is_asked_for_and_a_second_run_does_nothing(world: GitLabWorld) -> None:
    world.create({"web/en.json": EN}, RULES, locales=("de",), extra=ASKED_FOR)
    world.control("knobs", {"gitlab": {"users": ["ann", "bob"]}})
    world.on_project("POST", "milestones", {"title": "v2"})
    world.check_out_as_a_runner()
    report = world.sync()
    (request,) = world.merge_requests()
    assert (request["source_branch"], request["target_branch"]) == ("l10n/main", "main")
    assert report["delivery"]["operation"] == "created"
    assert (report["delivery"]["number"], report["delivery"]["url"]) == (request["iid"], request["web_url"])
    assert request["title"] == "Draft: Update translations"
    assert sorted(request["labels"]) == ["bot", "l10n"]
    assert [one["username"] for one in request["reviewers"]] == ["ann"]
    assert [one["username"] for one in request["assignees"]] == ["bob"]
    assert request["milestone"]["title"] == "v2"
    notes = "\n".join(report["notes"])
    assert "reviewer 'ghost' was not set: GitLab knows nobody of this name" in notes
    assert "unsupported: team reviewers" in notes
    assert "{name}" in german(world)["greet"]
    assert_settled(world)


@pytest.mark.long
def test_news_go_to_the_same_merge_request_and_it_is_closed_when_nothing_differs(app: GitLabWorld) -> None:
    app.sync()
    app.translate("web/en.json", "de", {"Good bye": "Auf Wiedersehen"})
    assert app.sync()["delivery"]["operation"] == "updated"
    (request,) = app.merge_requests()
    assert german(app)["bye"] == "Auf Wiedersehen"
    app.write({"web/de.json": app.on_branch("web/de.json")})
    app.commit("Take the translations over by hand")
    report = app.sync()
    assert (report["delivery"]["operation"], report["delivery"]["number"]) == ("closed", request["iid"])
    assert app.merge_requests()[0]["state"] == "closed"
    (note,) = app.on_project("GET", f"merge_requests/{request['iid']}/notes")
    assert "Nothing differs from" in note["body"]
    assert_settled(app)


@pytest.mark.long
@pytest.mark.parametrize("squash", [False, True], ids=["merged", "squashed"])
def test_what_a_person_merged_is_not_proposed_again(app: GitLabWorld, squash: bool) -> None:
    app.sync()
    app.merge(squash=squash)
    app.sync()
    assert_settled(app)
    assert [request["state"] for request in app.merge_requests()] == ["merged"]
    app.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    assert app.sync()["delivery"]["operation"] == "created"
    assert [request["state"] for request in app.merge_requests()] == ["opened", "merged"]
    assert german(app)["bye"] == "Tschüss"


@pytest.mark.long
def test_a_merge_request_closed_by_hand_stays_closed_until_there_is_news(app: GitLabWorld) -> None:
    app.sync()
    first = app.merge_requests()[0]["iid"]
    app.on_project("PUT", f"merge_requests/{first}", {"state_event": "close"})
    app.sync()
    assert [request["state"] for request in app.merge_requests()] == ["closed"]
    app.translate("web/en.json", "de", {"Good bye": "Tschüss"})
    report = app.sync()
    assert report["delivery"]["number"] == first
    (request,) = app.merge_requests()
    assert request["state"] == "opened"
    assert german(app)["bye"] == "Tschüss"
    assert_settled(app)


@pytest.mark.parametrize("is_given", [False, True], ids=["nothing else", "in the place of the other"])
def test_the_job_token_is_refused_before_anything_is_sent(app: GitLabWorld, is_given: bool) -> None:
    given = app.announced["gitlab_job_token"] if is_given else ""
    at = app.log_length()
    ran = app.run("sync", env={"GITLAB_TOKEN": given})
    assert ran.code == 3, ran.out + ran.err
    assert "cannot create merge requests" in ran.err
    assert "make a project access token with scope api" in ran.err
    assert app.requests_to("smartcat", at) == []
    assert app.requests_to("gitlab", at) == []
    assert refs(app) == ("", "")


@pytest.mark.long
def test_a_branch_that_the_job_token_may_not_push_is_an_error_that_says_so(app: GitLabWorld) -> None:
    app.check_out_as_a_runner()
    at = app.log_length()
    ran = app.run("sync", "--deliver", "branch", env={"GITLAB_TOKEN": ""})
    assert ran.code == 3, ran.out + ran.err
    assert "git has only the job token of GitLab CI, which may not push" in ran.err
    assert "GITLAB_TOKEN" in ran.err
    assert [call for call in app.requests_to("smartcat", at) if not call.startswith("GET")] == []
    app.control("knobs", {"gitlab": {"job_token_push": True}})
    assert app.run("sync", "--deliver", "branch", env={"GITLAB_TOKEN": ""}).code == 0
    assert all(refs(app))


def test_a_token_without_the_rights_is_refused_and_the_way_out_is_named(app: GitLabWorld) -> None:
    app.control("knobs", {"gitlab": {"read_only": True}})
    ran = app.run("sync")
    assert ran.code == 3, ran.out + ran.err
    assert "scope `api`" in ran.err
    ran = app.run("sync", env={"GITLAB_TOKEN": "glpat-wrong"})
    assert ran.code == 3
    assert "glpat-wrong" not in ran.out + ran.err


@pytest.mark.long
def test_a_protected_branch_is_named_and_a_later_run_delivers(app: GitLabWorld) -> None:
    app.control("knobs", {"gitlab": {"protected_branches": ["l10n/*"]}})
    ran = app.run("sync")
    assert ran.code == 6, ran.out + ran.err
    assert "the branch is protected" in ran.err
    app.control("knobs", {"gitlab": {"protected_branches": []}})
    assert app.sync()["delivery"]["operation"] == "created"
    assert_settled(app)


def merge_request_pipeline(world: GitLabWorld, branch: str, source_project: int) -> dict[str, str]:
    """A developer's merge request, and the variables of its pipeline."""
    world.git("checkout", "-q", "-b", branch)
    world.write({"web/en.json": EN.replace("Good bye", "Farewell")})
    world.git("commit", "-qam", "Reword")
    world.git("push", "-q", "origin", branch)
    values = {"source_branch": branch, "target_branch": world.base, "title": "Reword"}
    made = world.on_project("POST", "merge_requests", values)
    world.check_out_as_a_runner()
    return {
        "CI_COMMIT_BRANCH": "",
        "CI_MERGE_REQUEST_IID": str(made["iid"]),
        "CI_MERGE_REQUEST_PROJECT_ID": str(world.project_id),
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": str(source_project),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": world.base,
    }


def test_a_merge_request_pipeline_of_a_fork_gets_no_further_than_plan(app: GitLabWorld) -> None:
    fork = merge_request_pipeline(app, "feature", app.project_id + 1) | {"GITLAB_TOKEN": ""}
    ran = app.run("sync", env=fork)
    assert ran.code == 3
    assert "ci-l10n check" in ran.err
    assert app.run("check", env=fork).code == 0
    assert app.run("plan", env=fork).code == 0


def test_a_plan_is_told_in_one_comment_that_is_kept_up_to_date(app: GitLabWorld) -> None:
    job = merge_request_pipeline(app, "feature", app.project_id)
    notes = f"merge_requests/{job['CI_MERGE_REQUEST_IID']}/notes"
    assert app.run("plan", env=job).code == 0
    (first,) = app.on_project("GET", notes)
    assert "Farewell" in first["body"]
    at = app.log_length()
    assert app.run("plan", env=job).code == 0
    assert [call for call in app.forge_calls(at) if not call.startswith("GET ")] == []
    app.write({"web/en.json": EN.replace("Good bye", "So long")})
    app.git("commit", "-qam", "Reword again")
    assert app.run("plan", env=job).code == 0
    (second,) = app.on_project("GET", notes)
    assert second["id"] == first["id"]
    assert "So long" in second["body"]
    ran = app.run("plan", env={**job, "GITLAB_TOKEN": ""})
    assert ran.code == 0
    assert "no comment: GITLAB_TOKEN is not set" in ran.out


@pytest.mark.long
def test_auto_merge_waits_for_the_pipeline_and_merges_when_it_succeeds(world: GitLabWorld) -> None:
    world.create({"web/en.json": EN}, RULES, locales=("de",), extra="pull_request: {auto_merge: squash}\n")
    world.control("knobs", {"gitlab": {"pipelines": "running", "pipeline_reads": 2}})
    report = world.sync()
    (request,) = world.merge_requests()
    assert report["notes"] == []
    assert request["merge_when_pipeline_succeeds"] is True
    assert request["squash"] is True

"""Merge requests of the simulated GitLab: opening, changing, listing, and how they follow the branches."""

from typing import Any

import pytest

from tests.unit.sandbox.github_server import git
from tests.unit.sandbox.gitlab.bench import APP, MERGE_REQUESTS, Bench

pytestmark = pytest.mark.long  # each makes a server and repositories of its own

ONE = f"{MERGE_REQUESTS}/1"


def order(**values: object) -> dict[str, object]:
    return {"source_branch": "l10n/main", "target_branch": "main", "title": "T"} | values


def numbers(bench: Bench, query: str) -> list[int]:
    return [one["iid"] for one in bench.call("GET", f"{MERGE_REQUESTS}?{query}").body]


def test_a_merge_request_is_opened_with_everything_at_once(bench: Bench) -> None:
    mona = bench.call("GET", "/users?username=mona").body[0]["id"]
    bob = bench.call("GET", "/users?username=bob").body[0]["id"]
    milestone = bench.call("POST", f"{APP}/milestones", {"title": "1.0"}).body["id"]
    made = bench.propose(
        title="Draft: Translations",
        description="Words",
        labels="l10n,automation",
        assignee_ids=[mona],
        reviewer_ids=[bob, mona, 999_999_999],
        milestone_id=milestone,
        squash=True,
        remove_source_branch=True,
    ).body
    assert (made["iid"], made["state"], made["draft"]) == (1, "opened", True)
    assert made["labels"] == ["automation", "l10n"]
    assert [one["username"] for one in made["reviewers"]] == ["bob", "mona"]
    assert made["assignee"]["username"] == "mona"
    assert made["milestone"]["title"] == "1.0"
    assert (made["squash"], made["force_remove_source_branch"]) == (True, True)
    assert made["sha"] == made["diff_refs"]["head_sha"] == bench.sha("l10n/main")
    assert made["diff_refs"]["base_sha"] == made["diff_refs"]["start_sha"] == bench.sha("main")
    assert made["changes_count"] == "1"
    assert made["web_url"].endswith("/acme/app/-/merge_requests/1")
    assert {one["name"] for one in bench.call("GET", f"{APP}/labels").body} == {"l10n", "automation"}
    assert bench.call("GET", ONE).body == made


LONG = "is too long (maximum is {} characters)"
REFUSED: tuple[tuple[dict[str, object], int, object], ...] = (
    ({"title": None}, 400, {"error": "title is empty"}),
    ({"title": "x" * 256}, 400, {"message": {"title": [LONG.format(255)]}}),
    ({"description": "x" * 1_048_577}, 400, {"message": {"description": [LONG.format(1_048_576)]}}),
    ({"source_branch": "none"}, 400, {"message": {"source_branch": ["does not exist"]}}),
    ({"target_branch": "none"}, 400, {"message": {"target_branch": ["does not exist"]}}),
    (
        {"target_branch": "l10n/main"},
        422,
        {"message": ["You can't use same project/branch for source and target"]},
    ),
    ({"squash": "maybe"}, 400, {"error": "squash is invalid"}),
    ({"assignee_ids": ["mona"]}, 400, {"error": "assignee_ids is invalid"}),
)


def test_what_cannot_be_opened_is_refused_in_the_words_of_gitlab(bench: Bench) -> None:
    bench.push("main:refs/heads/l10n/main")
    for values, status, body in REFUSED:
        refused = bench.call("POST", MERGE_REQUESTS, order(**values))
        assert (refused.status, refused.body) == (status, body)
    assert bench.call("GET", MERGE_REQUESTS).body == []


def test_missing_parameters_are_told_together(bench: Bench) -> None:
    refused = bench.call("POST", MERGE_REQUESTS, {"title": "T"})
    assert refused.body == {"error": "source_branch is missing, target_branch is missing"}
    assert bench.propose().status == 201
    refused = bench.call("PUT", ONE, {"unknown": 1})
    assert (refused.status, "at least one parameter must be provided" in refused.body["error"]) == (400, True)
    assert bench.call("PUT", f"{MERGE_REQUESTS}/7", {"title": "T"}).status == 404


def test_one_merge_request_is_open_for_a_pair_of_branches(bench: Bench) -> None:
    bench.propose()
    refused = bench.call("POST", MERGE_REQUESTS, order())
    text = "Another open merge request already exists for this source branch: !1"
    assert (refused.status, refused.body) == (409, {"message": [text]})
    bench.push("main:refs/heads/other")
    assert bench.call("POST", MERGE_REQUESTS, order(target_branch="other")).body["iid"] == 2
    moved = bench.call("PUT", f"{MERGE_REQUESTS}/2", {"target_branch": "main"})
    assert moved.status == 409
    bench.call("PUT", ONE, {"state_event": "close"})
    assert bench.call("PUT", f"{MERGE_REQUESTS}/2", {"target_branch": "main"}).body["target_branch"] == "main"
    again = bench.call("PUT", ONE, {"state_event": "reopen"})
    assert (again.status, again.body["message"][0][-2:]) == (409, "!2")


def test_everything_about_a_merge_request_can_be_changed(bench: Bench) -> None:
    bench.propose(labels=["a", "b"], description="Old")
    values = {"title": "Better", "description": "New", "add_labels": "c", "remove_labels": "a"}
    changed = bench.call("PUT", ONE, values, token=bench.person).body
    assert (changed["title"], changed["description"], changed["labels"]) == ("Better", "New", ["b", "c"])
    assert changed["author"]["username"] == "acme"
    cleared = bench.call("PUT", ONE, {"labels": "", "assignee_ids": [0], "milestone_id": 0}).body
    assert (cleared["labels"], cleared["assignees"], cleared["milestone"]) == ([], [], None)
    bench.knobs(access_level=20)
    assert bench.call("PUT", ONE, {"title": "Mine"}).status == 200, "authors may change their own"
    assert bench.call("POST", MERGE_REQUESTS, order()).status == 403


def test_the_free_plan_keeps_one_reviewer_and_one_assignee_without_a_word(bench: Bench) -> None:
    people = [bench.call("GET", f"/users?username={name}").body[0]["id"] for name in ("mona", "bob")]
    bench.knobs(free_tier=True)
    made = bench.propose(reviewer_ids=people, assignee_ids=people).body
    assert [one["username"] for one in made["reviewers"] + made["assignees"]] == ["mona", "mona"]
    bench.knobs(free_tier=False, members=["bob"])
    changed = bench.call("PUT", ONE, {"reviewer_ids": people}).body
    assert [one["username"] for one in changed["reviewers"]] == ["bob"]


def test_lists_are_filtered_and_sorted(bench: Bench) -> None:
    for branch in ("one", "two", "three"):
        bench.propose(branch, labels=branch)
    bench.call("PUT", f"{MERGE_REQUESTS}/2", {"state_event": "close"})
    assert numbers(bench, "") == [3, 2, 1]
    assert numbers(bench, "state=opened&sort=asc") == [1, 3]
    assert numbers(bench, "source_branch=two&target_branch=main") == [2]
    assert numbers(bench, "labels=three") == [3]
    assert numbers(bench, "iids[]=1&iids[]=2") == [2, 1]
    assert numbers(bench, "order_by=updated_at") == [2, 3, 1]
    assert numbers(bench, "search=nothing") == []
    assert bench.call("GET", f"{MERGE_REQUESTS}?state=open").body == {
        "error": "state does not have a valid value"
    }
    detailed = bench.call("GET", f"{MERGE_REQUESTS}?with_labels_details=true&per_page=1").body
    assert detailed[0]["labels"][0]["name"] == "three"


def test_a_merge_request_follows_its_source_branch(bench: Bench) -> None:
    bench.propose()
    newer = bench.commit("de.json", '{"a": "c"}\n', "More")
    bench.push("l10n/main")
    assert bench.call("GET", ONE).body["sha"] == newer
    assert [one["id"] for one in bench.call("GET", f"{ONE}/commits").body] == [newer, bench.sha("HEAD~1")]
    found = bench.call("GET", f"{ONE}/diffs").body[0]
    assert (found["new_path"], found["new_file"], found["diff"]) == (
        "de.json",
        True,
        '@@ -0,0 +1 @@\n+{"a": "c"}\n',
    )
    assert bench.call("GET", f"{ONE}/changes").body["changes"] == [found]
    assert bench.tip("refs/merge-requests/1/head") == newer


def test_deleting_the_source_branch_closes_and_pushing_it_again_lets_reopen(bench: Bench) -> None:
    bench.propose()
    bench.push(":l10n/main", remote="person")
    closed = bench.call("GET", ONE).body
    assert (closed["state"], closed["closed_by"]["username"]) == ("closed", "mona")
    assert bench.call("PUT", ONE, {"state_event": "reopen"}).body["state"] == "closed"
    bench.push("l10n/main")
    assert bench.state() == "closed"
    assert bench.call("PUT", ONE, {"state_event": "reopen"}).body["state"] == "opened"


def test_a_push_of_the_commits_to_the_target_merges(bench: Bench) -> None:
    head = bench.propose().body["sha"]
    bench.push("l10n/main:main", remote="person")
    merged = bench.call("GET", ONE).body
    assert (merged["state"], merged["merge_commit_sha"]) == ("merged", head)
    assert merged["merged_by"]["username"] == "mona"
    assert merged["detailed_merge_status"] == "not_open"
    assert bench.call("PUT", ONE, {"state_event": "reopen"}).body["state"] == "merged"


def test_a_merge_by_hand_that_deletes_the_branch_with_the_same_push_is_a_merge(bench: Bench) -> None:
    bench.propose()
    git(bench.folder, "switch", "-q", "main")
    git(bench.folder, "merge", "-q", "--no-ff", "-m", "Merge", "l10n/main")
    bench.push("main", ":l10n/main", remote="person")
    merged = bench.call("GET", ONE).body
    assert (merged["state"], merged["merge_commit_sha"]) == ("merged", bench.sha("main"))


def test_a_branch_moved_back_into_its_target_stays_open_without_commits(bench: Bench) -> None:
    bench.propose()
    bench.push("--force", "main:l10n/main")
    empty = bench.call("GET", ONE).body
    assert (empty["state"], empty["changes_count"], empty["detailed_merge_status"]) == (
        "opened",
        None,
        "commits_status",
    )
    bench.push("l10n/main")
    assert bench.call("GET", ONE).body["detailed_merge_status"] == "mergeable"


def test_comments_are_written_changed_and_listed_with_the_newest_first(bench: Bench) -> None:
    bench.propose()
    first = bench.call("POST", f"{ONE}/notes", {"body": "Look"}).body
    bench.call("POST", f"{ONE}/notes", {"body": "Why?"}, token=bench.person)
    listed: list[Any] = bench.call("GET", f"{ONE}/notes").body
    assert [(one["author"]["username"], one["body"]) for one in listed] == [
        ("mona", "Why?"),
        ("acme", "Look"),
    ]
    assert [one["body"] for one in bench.call("GET", f"{ONE}/notes?sort=asc").body] == ["Look", "Why?"]
    assert bench.call("PUT", f"{ONE}/notes/{first['id']}", {"body": "See"}).body["body"] == "See"
    assert bench.call("DELETE", f"{ONE}/notes/{first['id']}").status == 204
    assert bench.call("GET", f"{ONE}/notes/{first['id']}").status == 404
    assert bench.call("POST", f"{ONE}/notes", {}).body == {"error": "body is missing"}
    assert len(bench.call("GET", f"{ONE}/discussions").body) == 1
    bench.knobs(access_level=30)
    assert bench.call("PUT", f"{ONE}/notes/{listed[0]['id']}", {"body": "Mine"}).status == 403


def test_lines_that_are_commands_are_carried_out_and_taken_out(bench: Bench) -> None:
    text = 'Words\n/label ~x ~"two words"\n/assign @mona\n```\n/close\n```\n    /close\n> /close\n/unknown'
    made = bench.propose(description=text).body
    assert made["description"] == "Words\n```\n/close\n```\n    /close\n> /close\n/unknown"
    assert (made["state"], made["labels"]) == ("opened", ["two words", "x"])
    bench.call("PUT", ONE, {"description": "/title Stolen\n/draft"})
    assert bench.call("GET", ONE).body["title"] == "Draft: Stolen"
    bench.call("POST", f"{ONE}/notes", {"body": "/close "}, token=bench.person)
    assert bench.call("GET", ONE).body["closed_by"]["username"] == "mona"
    assert bench.call("GET", f"{ONE}/notes").body == []

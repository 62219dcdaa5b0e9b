"""Branches, commits and files through the API of the simulated GitLab."""

import base64

import pytest

from tests.unit.sandbox.github_server import git
from tests.unit.sandbox.gitlab.bench import APP, MERGE_REQUESTS, Bench

pytestmark = pytest.mark.long  # real git many times over; what runs use of it, their own tests prove

BRANCHES = f"{APP}/repository/branches"
COMMITS = f"{APP}/repository/commits"


def action(kind: str, path: str, **values: object) -> dict[str, object]:
    return {"action": kind, "file_path": path} | values


def commit(*actions: dict[str, object], **values: object) -> dict[str, object]:
    return {"branch": "l10n/main", "commit_message": "Update", "actions": list(actions)} | values


def test_a_commit_is_made_from_actions_on_a_new_branch(bench: Bench) -> None:
    binary = base64.b64encode(b"\0\xff").decode()
    made = bench.call(
        "POST",
        COMMITS,
        commit(
            action("create", "i18n/de.json", content='{"a": "ä"}\n'),
            action("create", "bin", content=binary, encoding="base64", execute_filemode=True),
            action("move", "docs/README.md", previous_path="README.md"),
            start_branch="main",
            author_name="Ada",
            author_email="ada@example.org",
        ),
    )
    assert made.status == 201, made.body
    assert made.body["parent_ids"] == [bench.sha("main")]
    assert (made.body["author_name"], made.body["committer_name"]) == ("Ada", "acme")
    git(bench.folder, "fetch", "-q", "origin", "l10n/main")
    listed = git(bench.folder, "ls-tree", "-r", "FETCH_HEAD").stdout.splitlines()
    assert [(row.split()[0], row.split("\t")[1]) for row in listed] == [
        ("100755", "bin"),
        ("100644", "docs/README.md"),
        ("100644", "i18n/de.json"),
    ]
    found = bench.call("GET", f"{APP}/repository/files/i18n%2Fde.json?ref=l10n/main").body
    assert base64.b64decode(found["content"]).decode() == '{"a": "ä"}\n'
    assert found["last_commit_id"] == made.body["id"]
    assert (
        bench.call("GET", f"{APP}/repository/files/i18n%2Fde.json/raw?ref=l10n/main").body == '{"a": "ä"}\n'
    )
    assert bench.call("GET", f"{APP}/repository/files/none?ref=main").body == {
        "message": "404 File Not Found"
    }


REFUSED = (
    (commit(action("create", "README.md", content=""), start_branch="main"), "this name already exists"),
    (commit(action("update", "none", content=""), start_branch="main"), "with this name doesn't exist"),
    (commit(action("delete", "none"), branch="main"), "with this name doesn't exist"),
    (commit(action("create", "a", content="a")), "when you are on a branch"),
    (
        commit(action("create", "a", content="a"), branch="main", start_branch="main"),
        "already exists. Switch",
    ),
    (commit(action("create", "../a", content="a"), branch="main"), "directory traversal"),
    (
        commit(action("update", "README.md", content="b", last_commit_id="1" * 40), branch="main"),
        "has changed since",
    ),
)


def test_what_cannot_be_committed_changes_nothing(bench: Bench) -> None:
    for order, text in REFUSED:
        refused = bench.call("POST", COMMITS, order)
        assert (refused.status, text in refused.body["message"]) == (400, True), refused.body
    assert bench.tip("refs/heads/main") == bench.sha("main")
    assert bench.tip("refs/heads/l10n/main") == ""


def test_commits_of_the_api_are_pushes_to_merge_requests(bench: Bench) -> None:
    bench.propose()
    made = bench.call("POST", COMMITS, commit(action("update", "de.json", content="{}\n"))).body
    assert bench.call("GET", f"{MERGE_REQUESTS}/1").body["sha"] == made["id"]
    forced = commit(action("create", "x", content="x"), start_branch="main", force=True)
    rewritten = bench.call("POST", COMMITS, forced).body
    assert rewritten["parent_ids"] == [bench.sha("main")]
    assert bench.call("GET", f"{MERGE_REQUESTS}/1").body["sha"] == rewritten["id"]


def test_history_is_read_with_the_newest_first(bench: Bench) -> None:
    second = bench.commit("a.txt", "a\n", "Second\n\nBody")
    bench.push("main")
    listed = bench.call("GET", f"{COMMITS}?ref_name=main").body
    assert [one["title"] for one in listed] == ["Second", "First"]
    assert [one["id"] for one in bench.call("GET", f"{COMMITS}?path=a.txt").body] == [second]
    one = bench.call("GET", f"{COMMITS}/main").body
    assert (one["message"], one["stats"]["additions"]) == ("Second\n\nBody\n", 1)
    assert bench.call("GET", f"{COMMITS}/{second}/diff").body[0]["diff"] == "@@ -0,0 +1 @@\n+a\n"
    assert bench.call("GET", f"{COMMITS}/none").body == {"message": "404 Commit Not Found"}
    compared = bench.call("GET", f"{APP}/repository/compare?from={listed[1]['id']}&to=main").body
    assert [one["id"] for one in compared["commits"]] == [second]
    assert [one["path"] for one in bench.call("GET", f"{APP}/repository/tree").body] == ["README.md", "a.txt"]


def test_branches_are_made_shown_and_deleted(bench: Bench) -> None:
    made = bench.call("POST", f"{BRANCHES}?branch=l10n%2Fmain&ref=main")
    assert (made.status, made.body["name"], made.body["default"]) == (201, "l10n/main", False)
    assert bench.call("POST", BRANCHES, {"branch": "l10n/main", "ref": "main"}).body == {
        "message": "Branch already exists"
    }
    assert bench.call("POST", BRANCHES, {"branch": "x", "ref": "none"}).body == {
        "message": "Invalid reference name: none"
    }
    for path in ("l10n%2Fmain", "l10n/main"):
        assert bench.call("GET", f"{BRANCHES}/{path}").body["commit"]["id"] == bench.sha("main")
    assert bench.call("DELETE", f"{BRANCHES}/l10n%2Fmain").status == 204
    assert bench.call("GET", f"{BRANCHES}/l10n%2Fmain").body == {"message": "404 Branch Not Found"}
    assert bench.call("DELETE", f"{BRANCHES}/main").status == 405


def test_labels_and_milestones_are_made_once(bench: Bench) -> None:
    label = {"name": "l10n", "color": "#00ff00"}
    assert bench.call("POST", f"{APP}/labels", label).body["color"] == "#00ff00"
    assert bench.call("POST", f"{APP}/labels", label).status == 409
    assert bench.call("GET", f"{APP}/labels/l10n").status == 200
    made = bench.call("POST", f"{APP}/milestones", {"title": "1.0"}).body
    assert bench.call("POST", f"{APP}/milestones", {"title": "1.0"}).status == 400
    assert bench.call("GET", f"{APP}/milestones?title=1.0&state=active").body == [made]
    closed = bench.call("PUT", f"{APP}/milestones/{made['id']}", {"state_event": "close"}).body
    assert closed["state"] == "closed"
    assert bench.call("GET", f"{APP}/milestones?state=active").body == []

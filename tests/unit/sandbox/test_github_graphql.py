"""GraphQL of the simulated GitHub."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.unit.sandbox.github_server import TOKEN, GitHubServer, Work, git

pytestmark = pytest.mark.long  # each makes a server and repositories of its own

APP = "/repos/acme/app"
ZERO = "0" * 40
COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url signature { isValid wasSignedByGitHub } } ref { name } }
}"""
MOVE = "mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(tmp_path / "repositories") as running:
        assert running.call("POST", "/user/repos", {"name": "app", "allow_auto_merge": True}).status == 201
        yield running


@pytest.fixture
def work(server: GitHubServer, tmp_path: Path) -> Work:
    return Work(server, tmp_path / "work")


def commit_input(head: str, additions: dict[str, bytes], deletions: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "branch": {"repositoryNameWithOwner": "acme/app", "branchName": "main"},
        "expectedHeadOid": head,
        "message": {"headline": "Update", "body": "Body"},
        "fileChanges": {
            "additions": [
                {"path": p, "contents": base64.b64encode(data).decode()} for p, data in additions.items()
            ],
            "deletions": [{"path": path} for path in deletions],
        },
    }


def test_a_commit_on_a_branch_is_signed_and_drops_modes(server: GitHubServer, work: Work) -> None:
    file = work.folder / "run.sh"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    head = work.commit("old.txt", "old", "More")
    work.push("main")
    given = commit_input(head, {"run.sh": b"#!/bin/sh\ntrue\n", "new/a.txt": b"\xff\x00"}, ("old.txt",))
    made = server.graphql(COMMIT, input=given)["data"]["createCommitOnBranch"]
    assert made["commit"]["signature"] == {"isValid": True, "wasSignedByGitHub": True}
    assert made["ref"] == {"name": "main"}
    git(work.folder, "fetch", "-q", "origin", "main")
    assert git(work.folder, "rev-parse", "FETCH_HEAD", "FETCH_HEAD^").stdout.split() == [
        made["commit"]["oid"],
        head,
    ]
    listed = git(work.folder, "ls-tree", "-r", "FETCH_HEAD").stdout
    assert "old.txt" not in listed
    assert [row.split()[0] for row in listed.splitlines() if row.endswith("run.sh")] == ["100644"]
    assert git(work.folder, "log", "-1", "--format=%B", "FETCH_HEAD").stdout.strip() == "Update\n\nBody"


def test_a_stale_head_is_an_error_with_status_200(server: GitHubServer, work: Work) -> None:
    answer = server.graphql(COMMIT, input=commit_input("1" * 40, {"a": b"a"}))
    assert answer["data"] == {"createCommitOnBranch": None}
    assert answer["errors"][0]["type"] == "STALE_DATA"
    assert answer["errors"][0]["message"] == (
        f'Expected branch to point to "{"1" * 40}" but it did not.  Pull and try again.'
    )
    assert answer["errors"][0]["path"] == ["createCommitOnBranch"]


def test_wrong_commits_change_nothing(server: GitHubServer, work: Work) -> None:
    head = work.sha()
    twice = commit_input(head, {"README.md": b"x"}, ("README.md",))
    unpadded = commit_input(head, {"a": b"a"})
    unpadded["fileChanges"]["additions"][0]["contents"] = "YQ"
    missing_branch = commit_input(head, {"a": b"a"})
    missing_branch["branch"]["branchName"] = "none"
    for given in (
        twice,
        unpadded,
        missing_branch,
        commit_input(head, {}, ("none",)),
        commit_input(head, {"../a": b""}),
    ):
        assert server.graphql(COMMIT, input=given)["errors"]
    no_head = commit_input(head, {"a": b"a"}) | {"expectedHeadOid": None}
    assert "expectedHeadOid" in server.graphql(COMMIT, input=no_head)["errors"][0]["message"]
    assert git(work.folder, "ls-remote", "origin", "main").stdout.startswith(head)


def test_a_commit_without_changes_is_an_empty_commit(server: GitHubServer, work: Work) -> None:
    made = server.graphql(COMMIT, input=commit_input(work.sha(), {}))["data"]["createCommitOnBranch"]
    commit = server.call("GET", f"{APP}/git/commits/{made['commit']['oid']}").body
    assert commit["tree"]["sha"] == work.sha("HEAD^{tree}")


def test_several_refs_move_together_or_not_at_all(server: GitHubServer, work: Work) -> None:
    first = work.sha()
    second = work.commit("x", "x", "Second")
    work.push("HEAD:refs/heads/second")
    repository = server.graphql('{ repository(owner: "acme", name: "app") { id } }')["data"]["repository"][
        "id"
    ]
    state = "refs/l10n/state/main"

    def move(*updates: dict[str, Any]) -> dict[str, Any]:
        return server.graphql(MOVE, input={"repositoryId": repository, "refUpdates": list(updates)})

    created = {"name": state, "beforeOid": ZERO, "afterOid": first}
    moved = {"name": "refs/heads/main", "beforeOid": first, "afterOid": second}
    assert move(created, moved | {"beforeOid": second})["errors"]
    assert server.call("GET", f"{APP}/git/matching-refs/l10n/").body == []
    assert "errors" not in move(created, moved)
    assert server.call("GET", f"{APP}/git/ref/heads/main").body["object"]["sha"] == second
    back = {"name": "refs/heads/main", "beforeOid": second, "afterOid": first}
    assert "not a fast forward" in move(back)["errors"][0]["message"]
    assert "errors" not in move(back | {"force": True})
    assert move(created)["errors"]  # zeros: must not exist
    assert "errors" not in move({"name": state, "beforeOid": first, "afterOid": ZERO})
    assert server.call("GET", f"{APP}/git/matching-refs/l10n/").body == []


def test_moving_a_head_into_its_base_by_graphql_closes_the_pull_request(
    server: GitHubServer, work: Work
) -> None:
    pull = work.propose()
    repository = server.graphql('{ repository(owner: "acme", name: "app") { id } }')["data"]["repository"][
        "id"
    ]
    update = {"name": "refs/heads/l10n/main", "afterOid": work.sha("main"), "force": True}
    assert "errors" not in server.graphql(MOVE, input={"repositoryId": repository, "refUpdates": [update]})
    assert server.call("GET", f"{APP}/pulls/{pull['number']}").body["state"] == "closed"


def test_drafts_come_and_go(server: GitHubServer, work: Work) -> None:
    pull = work.propose()
    for mutation, draft in (("convertPullRequestToDraft", True), ("markPullRequestReadyForReview", False)):
        query = f"mutation ($id: ID!) {{ {mutation}(input: {{pullRequestId: $id}}) {{ pullRequest {{ isDraft }} }} }}"
        assert server.graphql(query, id=pull["node_id"])["data"][mutation]["pullRequest"]["isDraft"] is draft
        assert server.call("GET", f"{APP}/pulls/1").body["draft"] is draft


AUTO = """
mutation ($id: ID!) {
  enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: SQUASH}) {
    pullRequest { autoMergeRequest { mergeMethod } } } }"""


def test_auto_merge_needs_the_setting_and_something_to_wait_for(server: GitHubServer, work: Work) -> None:
    pull = work.propose()
    clean = server.graphql(AUTO, id=pull["node_id"])["errors"][0]
    assert "Pull request is in clean status" in clean["message"]
    server.github.configure({"auto_merge": False})
    forbidden = server.graphql(AUTO, id=pull["node_id"])["errors"][0]
    assert "Auto merge is not allowed for this repository" in forbidden["message"]
    server.github.configure({"auto_merge": None, "pending_checks": True})
    order = server.graphql(AUTO, id=pull["node_id"])["data"]["enablePullRequestAutoMerge"]["pullRequest"]
    assert order["autoMergeRequest"] == {"mergeMethod": "SQUASH"}
    assert server.call("GET", f"{APP}/pulls/1").body["auto_merge"]["merge_method"] == "squash"
    server.github.configure({"pending_checks": False})
    assert server.call("GET", f"{APP}/pulls/1").body["merged"] is True


def test_queries_answer_what_is_asked_and_name_what_is_unknown(server: GitHubServer, work: Work) -> None:
    work.propose()
    query = """query ($owner: String!, $name: String!) { viewer { login } repository(owner: $owner, name: $name) {
      nameWithOwner autoMergeAllowed defaultBranchRef { name target { oid } }
      ref(qualifiedName: "refs/heads/l10n/main") { target { ... on Commit { messageHeadline } } }
      pullRequest(number: 1) { state headRefOid } } }"""
    found = server.graphql(query, owner="acme", name="app")["data"]
    assert found["viewer"] == {"login": "acme"}
    assert found["repository"] == {
        "nameWithOwner": "acme/app",
        "autoMergeAllowed": True,
        "defaultBranchRef": {"name": "main", "target": {"oid": work.sha("main")}},
        "ref": {"target": {"messageHeadline": "Update translations on l10n/main"}},
        "pullRequest": {"state": "OPEN", "headRefOid": work.sha("l10n/main")},
    }
    assert "nonsense" in server.graphql("{ nonsense }")["errors"][0]["message"]
    missing = server.graphql('{ repository(owner: "a", name: "b") { id } }')["errors"][0]
    assert missing["type"] == "NOT_FOUND"


def test_a_read_only_token_cannot_mutate_and_none_cannot_ask(server: GitHubServer, work: Work) -> None:
    server.github.configure({"read_only_tokens": [TOKEN]})
    answer = server.graphql(COMMIT, input=commit_input(work.sha(), {}))
    assert (answer["errors"][0]["type"], answer["errors"][0]["message"]) == (
        "FORBIDDEN",
        "Resource not accessible by integration",
    )
    body = {"query": "{ viewer { login } }"}
    assert requests.post(f"{server.origin}/api/graphql", json=body, timeout=10).status_code == 401


def test_older_servers_do_not_know_every_mutation(server: GitHubServer, work: Work) -> None:
    server.github.configure({"update_refs": False})
    answer = server.graphql(MOVE, input={"repositoryId": "x", "refUpdates": []})
    assert "updateRefs" in answer["errors"][0]["message"]
    assert server.graphql(COMMIT, input=commit_input(work.sha(), {"a": b"a"}))["data"]["createCommitOnBranch"]


def test_other_tokens_can_be_let_in(server: GitHubServer) -> None:
    assert server.call("GET", APP, token="ghp_other").status == 401
    server.github.configure({"more_tokens": ["ghp_other"]})
    assert server.call("GET", APP, token="ghp_other").status == 200
    server.github.configure({"more_tokens": []})
    assert server.call("GET", APP, token="ghp_other").status == 401

"""The simulated GitHub, call by call; requests and answers are held against GitHub's own description."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.github_schema import check_request, check_response
from tests.unit.sandbox.github_server import TOKEN, GitHubServer, Work, git

pytestmark = pytest.mark.long  # each makes a server and repositories of its own

APP = "/repos/acme/app"
ZERO = "0" * 40


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(tmp_path / "repositories") as running:
        assert running.call("POST", "/user/repos", {"name": "app", "private": True}).status == 201
        yield running


@pytest.fixture
def work(server: GitHubServer, tmp_path: Path) -> Work:
    return Work(server, tmp_path / "work")


def errors(reply: Any) -> list[str]:
    return [error.get("message", error["code"]) for error in reply.body["errors"]]


def state_of(server: GitHubServer, number: int) -> tuple[str, bool]:
    pull = server.call("GET", f"{APP}/pulls/{number}").body
    return pull["state"], pull["merged"]


# credentials, limits, repositories


@pytest.mark.parametrize("scheme", ["token", "Bearer", "bearer", "TOKEN"])
def test_both_schemes_of_authorization_are_accepted(server: GitHubServer, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    answer = requests.get(f"{server.api}/user", headers=headers, timeout=10)
    assert answer.json()["login"] == "acme"
    assert int(answer.headers["X-RateLimit-Remaining"]) < int(answer.headers["X-RateLimit-Limit"])


def test_wrong_and_missing_credentials_are_told_apart(server: GitHubServer) -> None:
    wrong = server.call("GET", "/user", token="wrong")
    assert (wrong.status, wrong.body["message"], wrong.body["status"]) == (401, "Bad credentials", "401")
    missing = requests.get(f"{server.api}/user", timeout=10)
    assert (missing.status_code, missing.json()["message"]) == (401, "Requires authentication")


def test_what_does_not_exist_is_not_found(server: GitHubServer) -> None:
    for path in ("/repos/acme/none", f"{APP}/pulls/7", f"{APP}/git/ref/heads/none/of/these"):
        if "git/ref" not in path:
            assert server.call("GET", path).body["message"] == "Not Found"
    assert server.call("GET", f"{APP}/nothing/here", checked=False).status == 404
    assert server.call("GET", f"{APP}/git/ref/heads/main").status == 409  # empty repository


def test_repositories_tell_where_they_are_and_what_may_be_done(server: GitHubServer, work: Work) -> None:
    found = server.call("GET", APP).body
    assert found["clone_url"] == f"{server.origin}/git/acme/app.git"
    assert (found["default_branch"], found["private"], found["permissions"]["push"]) == ("main", True, True)
    server.github.configure({"read_only_tokens": [TOKEN]})
    assert server.call("GET", APP).body["permissions"]["push"] is False
    refused = server.call("POST", f"{APP}/labels", {"name": "x"})
    assert (refused.status, refused.body["message"]) == (403, "Resource not accessible by integration")


def test_a_second_repository_of_the_same_name_is_refused(server: GitHubServer) -> None:
    refused = server.call("POST", "/user/repos", {"name": "app"})
    assert (refused.status, errors(refused)) == (422, ["name already exists on this account"])
    assert server.call("POST", "/user/repos", {"name": "../x"}).status == 422


def test_a_deleted_repository_is_gone_and_can_be_made_anew(server: GitHubServer, work: Work) -> None:
    work.propose()
    assert server.call("DELETE", APP).status == 204
    assert server.call("GET", APP).status == 404
    assert server.call("POST", "/user/repos", {"name": "app"}).status == 201
    assert server.call("GET", f"{APP}/pulls?state=all").body == []


def test_the_workflow_token_has_no_user(server: GitHubServer, work: Work) -> None:
    server.github.configure({"workflow_token": True})
    assert server.call("GET", "/user").status == 403
    assert work.propose()["user"]["login"] == "github-actions[bot]"


@pytest.mark.parametrize(("status", "retry_after"), [(403, None), (403, 7), (429, 7)])
def test_the_secondary_limit_hits_writes_as_often_as_ordered(
    server: GitHubServer, work: Work, status: int, retry_after: int | None
) -> None:
    server.github.configure({"secondary_limit": 2, "secondary_status": status, "retry_after": retry_after})
    assert server.call("GET", APP).status == 200
    for _ in range(2):
        refused = server.call("POST", f"{APP}/labels", {"name": "x"})
        assert refused.status == status
        assert "secondary rate limit" in refused.body["message"]
        assert refused.headers.get("Retry-After") == (None if retry_after is None else "7")
    server.github.configure({"drafts": False})  # turning another knob does not arm it again
    assert server.call("POST", f"{APP}/labels", {"name": "x"}).status == 201


def test_the_hourly_limit_ends_with_the_hour(server: GitHubServer) -> None:
    server.github.configure({"rate_remaining": 1})
    assert server.call("GET", APP).status == 200
    refused = server.call("GET", APP)
    assert (refused.status, refused.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert int(refused.headers["X-RateLimit-Reset"]) > server.clock.now()
    assert server.call("GET", "/rate_limit").body["rate"]["remaining"] == 0
    server.clock.advance(3601)
    assert server.call("GET", APP).status == 200


def test_unknown_knobs_and_wrong_values_are_named_and_change_nothing(server: GitHubServer) -> None:
    before = server.github.knobs()
    for values, told in (
        ({"drafts": False, "nonsense": 1}, "nonsense"),
        ({"drafts": "no"}, "drafts"),
        ({"most_refs": True}, "most_refs"),
        ({"protected_branches": "main"}, "protected_branches"),
    ):
        with pytest.raises(ValueError, match=told):
            server.github.configure(values)
    assert server.github.knobs() == before


def test_bodies_that_are_no_json_objects_are_refused(server: GitHubServer) -> None:
    headers = {"Authorization": f"token {TOKEN}"}
    for data, status in (
        (b"{", 400),
        (b"[1]", 400),
        (b'"x"', 400),
        (b"", 422),
        (b"{}", 422),
        (b'{"name": 1}', 422),
    ):
        answer = requests.post(f"{server.api}/user/repos", data=data, headers=headers, timeout=10)
        assert answer.status_code == status, data


# the life of a pull request


def test_a_pull_request_opens_with_everything_a_client_shows(server: GitHubServer, work: Work) -> None:
    pull = work.propose()
    assert (pull["number"], pull["state"], pull["commits"], pull["changed_files"]) == (1, "open", 1, 1)
    assert (pull["additions"], pull["deletions"], pull["mergeable"], pull["mergeable_state"]) == (
        1,
        0,
        True,
        "clean",
    )
    assert (pull["head"]["label"], pull["head"]["sha"]) == ("acme:l10n/main", work.sha("l10n/main"))
    files = server.call("GET", f"{APP}/pulls/1/files").body
    assert [(one["filename"], one["status"], one["additions"]) for one in files] == [("de.json", "added", 1)]
    commits = server.call("GET", f"{APP}/pulls/1/commits").body
    assert [one["commit"]["message"].strip() for one in commits] == ["Update translations on l10n/main"]
    assert server.call("GET", f"{APP}/issues/1").body["pull_request"]["url"] == pull["url"]


def test_a_second_pull_request_for_the_same_branch_is_refused(server: GitHubServer, work: Work) -> None:
    work.propose()
    refused = server.call("POST", f"{APP}/pulls", {"title": "T", "head": "acme:l10n/main", "base": "main"})
    assert refused.status == 422
    assert errors(refused) == ["A pull request already exists for acme:l10n/main."]


def test_a_branch_without_commits_of_its_own_cannot_be_proposed(server: GitHubServer, work: Work) -> None:
    work.push("main:l10n/main")
    refused = server.call("POST", f"{APP}/pulls", {"title": "T", "head": "l10n/main", "base": "main"})
    assert errors(refused) == ["No commits between main and l10n/main"]
    for head, base in (("none", "main"), ("main", "none"), ("stranger:l10n/main", "main")):
        assert server.call("POST", f"{APP}/pulls", {"title": "T", "head": head, "base": base}).status == 422


def test_settings_can_forbid_pull_requests_and_drafts(server: GitHubServer, work: Work) -> None:
    work.branch("b")
    work.commit("x", "x", "X")
    work.push("b")
    proposal = {"title": "T", "head": "b", "base": "main", "draft": True}
    server.github.configure({"may_create_pulls": False, "drafts": False})
    refused = server.call("POST", f"{APP}/pulls", proposal)
    assert (refused.status, refused.body["message"]) == (
        403,
        "GitHub Actions is not permitted to create or approve pull requests.",
    )
    server.github.configure({"may_create_pulls": True})
    refused = server.call("POST", f"{APP}/pulls", proposal)
    assert (refused.status, refused.body["message"]) == (
        422,
        "Draft pull requests are not supported in this repository.",
    )
    server.github.configure({"drafts": True})
    assert server.call("POST", f"{APP}/pulls", proposal).body["draft"] is True


def test_a_body_above_the_limit_is_refused(server: GitHubServer, work: Work) -> None:
    work.propose()
    assert server.call("PATCH", f"{APP}/pulls/1", {"body": "x" * 65536}).status == 200
    refused = server.call("PATCH", f"{APP}/pulls/1", {"title": "new", "body": "x" * 65537})
    assert errors(refused) == ["body is too long (maximum is 65536 characters)"]
    assert server.call("GET", f"{APP}/pulls/1").body["title"] == "T"


def test_the_head_follows_its_branch_while_open(server: GitHubServer, work: Work) -> None:
    work.propose()
    sha = work.commit("fr.json", "{}", "More")
    work.push("l10n/main")
    assert server.call("GET", f"{APP}/pulls/1").body["head"]["sha"] == sha
    server.call("PATCH", f"{APP}/pulls/1", {"state": "closed"})
    work.commit("it.json", "{}", "Even more")
    work.push("l10n/main")
    assert server.call("GET", f"{APP}/pulls/1").body["head"]["sha"] == sha
    assert git(work.folder, "ls-remote", "origin", "refs/pull/1/head").stdout.startswith(sha)


def test_a_head_inside_its_base_closes_the_pull_request_for_good(server: GitHubServer, work: Work) -> None:
    work.propose()
    kept = work.sha()
    work.push("-f", "main:l10n/main")  # for one request only ...
    work.push("-f", f"{kept}:l10n/main")
    assert state_of(server, 1) == ("closed", False)
    refused = server.call("PATCH", f"{APP}/pulls/1", {"state": "open"})
    assert refused.status == 422
    assert errors(refused)[0].startswith("state cannot be changed. There are no new commits")
    again = server.call("POST", f"{APP}/pulls", {"title": "T", "head": "l10n/main", "base": "main"})
    assert again.body["number"] == 2


def test_moving_the_branch_back_to_its_base_by_api_closes_it_as_well(
    server: GitHubServer, work: Work
) -> None:
    work.propose()
    moved = server.call("PATCH", f"{APP}/git/refs/heads/l10n/main", {"sha": work.sha("main"), "force": True})
    assert moved.status == 200
    assert state_of(server, 1) == ("closed", False)


def test_a_base_that_comes_to_contain_the_head_marks_it_merged(server: GitHubServer, work: Work) -> None:
    work.propose()
    work.push("l10n/main:main")
    assert state_of(server, 1) == ("closed", True)
    assert server.call("GET", f"{APP}/pulls/1").body["commits"] == 1
    assert server.call("PATCH", f"{APP}/pulls/1", {"state": "open"}).status == 422


def test_deleting_the_branch_closes_and_recreating_it_elsewhere_keeps_it_closed(
    server: GitHubServer, work: Work
) -> None:
    work.propose()
    old = work.sha()
    assert server.call("DELETE", f"{APP}/git/refs/heads/l10n/main").status == 204
    assert state_of(server, 1) == ("closed", False)
    work.branch("l10n/main", "main")
    work.commit("other", "x", "Other")
    work.push("l10n/main")
    refused = server.call("PATCH", f"{APP}/pulls/1", {"state": "open"})
    assert errors(refused) == ["state cannot be changed. The l10n/main branch was force-pushed or recreated."]
    work.push("-f", f"{old}:l10n/main")
    assert server.call("PATCH", f"{APP}/pulls/1", {"state": "open"}).body["state"] == "open"


def test_a_closed_pull_request_reopens_on_a_descendant(server: GitHubServer, work: Work) -> None:
    work.propose()
    server.call("PATCH", f"{APP}/pulls/1", {"state": "closed"})
    sha = work.commit("fr.json", "{}", "More")
    work.push("l10n/main")
    opened = server.call("PATCH", f"{APP}/pulls/1", {"state": "open"}).body
    assert (opened["state"], opened["head"]["sha"], opened["closed_at"]) == ("open", sha, None)


def test_the_base_changes_only_while_open(server: GitHubServer, work: Work) -> None:
    work.propose()
    work.push("main:release")
    assert server.call("PATCH", f"{APP}/pulls/1", {"base": "release"}).body["base"]["ref"] == "release"
    assert server.call("PATCH", f"{APP}/pulls/1", {"base": "none"}).status == 422
    server.call("PATCH", f"{APP}/pulls/1", {"state": "closed"})
    assert server.call("PATCH", f"{APP}/pulls/1", {"base": "main"}).status == 422


def test_lists_are_filtered_sorted_and_paged(server: GitHubServer, work: Work) -> None:
    for name in ("a", "b", "c"):
        work.propose(name)
    server.call("PATCH", f"{APP}/pulls/2", {"state": "closed"})

    def numbers(query: str) -> list[int]:
        return [pull["number"] for pull in server.call("GET", f"{APP}/pulls?{query}").body]

    assert numbers("state=open") == [3, 1]
    assert numbers("state=all&direction=asc") == [1, 2, 3]
    assert numbers("state=all&head=acme:b&base=main") == [2]
    assert numbers("state=open&head=b") == [3, 1]  # without "owner:" it is no filter
    assert numbers("state=all&base=none") == []
    page = server.call("GET", f"{APP}/pulls?state=all&per_page=2")
    assert [pull["number"] for pull in page.body] == [3, 2]
    following = requests.utils.parse_header_links(page.headers["Link"])
    assert [link["rel"] for link in following] == ["next", "last"]
    answer = requests.get(following[0]["url"], headers={"Authorization": f"token {TOKEN}"}, timeout=10)
    assert [pull["number"] for pull in answer.json()] == [1]
    assert server.call("GET", f"{APP}/pulls?state=some", checked=False).status == 422


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_merging_is_real(server: GitHubServer, work: Work, method: str, parents: int) -> None:
    work.propose()
    work.commit("fr.json", "{}", "More")
    work.push("l10n/main")
    work.branch("main", "main")
    work.commit("other", "x", "Other")
    work.push("main")
    done = server.call("PUT", f"{APP}/pulls/1/merge", {"merge_method": method})
    assert done.body["merged"] is True
    git(work.folder, "fetch", "-q", "origin", "main")
    assert git(work.folder, "rev-parse", "FETCH_HEAD").stdout.strip() == done.body["sha"]
    assert git(work.folder, "ls-tree", "--name-only", "FETCH_HEAD").stdout.split() == [
        "README.md",
        "de.json",
        "fr.json",
        "other",
    ]
    commit = server.call("GET", f"{APP}/git/commits/{done.body['sha']}").body
    assert len(commit["parents"]) == parents
    pull = server.call("GET", f"{APP}/pulls/1").body
    assert (pull["merged"], pull["merge_commit_sha"], pull["commits"]) == (True, done.body["sha"], 2)
    assert server.call("PUT", f"{APP}/pulls/1/merge", {}).status == 405


def test_conflicts_stale_heads_drafts_and_missing_checks_stop_a_merge(
    server: GitHubServer, work: Work
) -> None:
    work.propose()
    stale = server.call("PUT", f"{APP}/pulls/1/merge", {"sha": "1" * 40})
    assert (stale.status, stale.body["message"][:24]) == (409, "Head branch was modified")
    server.github.configure({"pending_checks": True})
    assert server.call("PUT", f"{APP}/pulls/1/merge", {}).status == 405
    server.github.configure({"pending_checks": False})
    work.branch("main", "main")
    work.commit("de.json", "conflict", "Conflict")
    work.push("main")
    pull = server.call("GET", f"{APP}/pulls/1").body
    assert (pull["mergeable"], pull["mergeable_state"]) == (False, "dirty")
    refused = server.call("PUT", f"{APP}/pulls/1/merge", {})
    assert (refused.status, refused.body["message"]) == (405, "Pull Request is not mergeable")


# labels, people, comments


def test_labels_are_made_on_the_way_only_with_the_right_to(server: GitHubServer, work: Work) -> None:
    work.propose()
    server.call("POST", f"{APP}/labels", {"name": "l10n", "color": "ff0000"})
    server.github.configure({"may_create_labels": False})
    assert server.call("POST", f"{APP}/issues/1/labels", {"labels": ["L10N"]}).body[0]["name"] == "l10n"
    refused = server.call("POST", f"{APP}/issues/1/labels", {"labels": ["new"]})
    assert (refused.status, refused.body["message"]) == (403, "Resource not accessible by integration")
    server.github.configure({"may_create_labels": True})
    assert server.call("POST", f"{APP}/issues/1/labels", {"labels": ["new", "a/b"]}).status == 200
    assert server.call("DELETE", f"{APP}/issues/1/labels/a%2Fb").status == 200
    assert server.call("DELETE", f"{APP}/issues/1/labels/a%2Fb").status == 404
    assert [one["name"] for one in server.call("GET", f"{APP}/pulls/1").body["labels"]] == ["l10n", "new"]
    assert [one["name"] for one in server.call("PUT", f"{APP}/issues/1/labels", {"labels": ["x"]}).body] == [
        "x"
    ]
    assert {one["name"] for one in server.call("GET", f"{APP}/labels").body} == {"l10n", "new", "a/b", "x"}
    assert server.call("DELETE", f"{APP}/issues/1/labels").status == 204


def test_one_wrong_reviewer_spoils_the_whole_request(server: GitHubServer, work: Work) -> None:
    work.propose()
    server.github.configure({"collaborators": ["mona", "hubot"], "teams": ["translators"]})
    url = f"{APP}/pulls/1/requested_reviewers"
    refused = server.call("POST", url, {"reviewers": ["mona", "stranger"]})
    assert refused.status == 422
    assert refused.body["message"].startswith("Reviews may only be requested from collaborators. ")
    refused = server.call("POST", url, {"reviewers": ["acme", "mona"]})
    assert refused.body["message"].startswith("Review cannot be requested from pull request author")
    assert server.call("GET", url).body == {"users": [], "teams": []}
    both = server.call("POST", url, {"reviewers": ["mona"], "team_reviewers": ["translators"]}).body
    assert [one["login"] for one in both["requested_reviewers"]] == ["mona"]
    assert [one["slug"] for one in both["requested_teams"]] == ["translators"]
    assert server.call("DELETE", url, {"reviewers": ["mona"]}).body["requested_reviewers"] == []


def test_a_workflow_token_cannot_ask_teams(server: GitHubServer, work: Work) -> None:
    work.propose()
    server.github.configure({"workflow_token": True})
    refused = server.call("POST", f"{APP}/pulls/1/requested_reviewers", {"team_reviewers": ["translators"]})
    assert (refused.status, "Could not resolve to a node" in refused.body["message"]) == (422, True)


def test_just_after_creation_a_pull_request_is_not_known_everywhere(server: GitHubServer, work: Work) -> None:
    server.github.configure({"late_nodes": 2})
    work.propose()
    for _ in range(2):
        refused = server.call("POST", f"{APP}/issues/1/labels", {"labels": ["l10n"]})
        assert refused.status == 422
        assert refused.body["message"].startswith("Could not resolve to a node with the global id")
    assert server.call("POST", f"{APP}/issues/1/labels", {"labels": ["l10n"]}).status == 200


def test_assignees_without_access_are_dropped_silently(server: GitHubServer, work: Work) -> None:
    work.propose()
    server.github.configure({"collaborators": ["mona"]})
    done = server.call("POST", f"{APP}/issues/1/assignees", {"assignees": ["mona", "stranger"]})
    assert [one["login"] for one in done.body["assignees"]] == ["mona"]
    assert server.call("DELETE", f"{APP}/issues/1/assignees", {"assignees": ["mona"]}).body["assignees"] == []


def test_comments_and_milestones_are_kept(server: GitHubServer, work: Work) -> None:
    work.propose()
    made = server.call("POST", f"{APP}/issues/1/comments", {"body": "Hello"}).body
    changed = server.call("PATCH", f"{APP}/issues/comments/{made['id']}", {"body": "Hello again"})
    assert changed.status == 200
    assert [one["body"] for one in server.call("GET", f"{APP}/issues/1/comments").body] == ["Hello again"]
    assert server.call("GET", f"{APP}/pulls/1").body["comments"] == 1
    number = server.call("POST", f"{APP}/milestones", {"title": "1.0"}).body["number"]
    assert server.call("PATCH", f"{APP}/issues/1", {"milestone": number}).body["milestone"]["title"] == "1.0"
    assert server.call("GET", f"{APP}/milestones").body[0]["open_issues"] == 1
    assert server.call("PATCH", f"{APP}/issues/1", {"milestone": 99}).status == 422


# git data


def test_refs_of_every_namespace_are_made_moved_listed_and_deleted(server: GitHubServer, work: Work) -> None:
    first = work.sha()
    second = work.commit("x", "x", "Second")
    work.push("main")
    name = "refs/l10n/state/main"
    assert server.call("POST", f"{APP}/git/refs", {"ref": name, "sha": first}).body["ref"] == name
    assert server.call("POST", f"{APP}/git/refs", {"ref": name, "sha": first}).body["message"] == (
        "Reference already exists"
    )
    assert server.call("PATCH", f"{APP}/git/{name}", {"sha": second}).body["object"]["sha"] == second
    refused = server.call("PATCH", f"{APP}/git/{name}", {"sha": first})
    assert (refused.status, refused.body["message"]) == (422, "Update is not a fast forward")
    assert server.call("PATCH", f"{APP}/git/{name}", {"sha": first, "force": True}).status == 200
    assert [one["ref"] for one in server.call("GET", f"{APP}/git/matching-refs/l10n/").body] == [name]
    assert server.call("GET", f"{APP}/git/ref/l10n%2Fstate%2Fmain").body["object"]["sha"] == first
    assert server.call("DELETE", f"{APP}/git/{name}").status == 204
    assert server.call("GET", f"{APP}/git/matching-refs/l10n/").body == []
    assert server.call("DELETE", f"{APP}/git/{name}").body["message"] == "Reference does not exist"


def test_refs_that_cannot_be_are_refused(server: GitHubServer, work: Work) -> None:
    sha = work.sha()
    work.push("main:l10n")
    for ref, target in (
        ("refs/main", sha),
        ("heads/main", sha),
        ("refs/heads/a..b", sha),
        ("refs/heads/new", "1" * 40),
        ("refs/heads/l10n/main", sha),  # a file and a folder of one name
    ):
        assert server.call("POST", f"{APP}/git/refs", {"ref": ref, "sha": target}).status == 422, ref


def test_rules_hold_for_moves_by_api_too(server: GitHubServer, work: Work) -> None:
    server.github.configure({"protected_branches": ["main"], "ruled_refs": ["refs/heads/l10n/*"]})
    sha = work.commit("x", "x", "Second")
    work.push("HEAD:refs/heads/free")
    refused = server.call("PATCH", f"{APP}/git/refs/heads/main", {"sha": sha})
    assert (refused.status, "GH006" in refused.body["message"]) == (422, True)
    refused = server.call("POST", f"{APP}/git/refs", {"ref": "refs/heads/l10n/main", "sha": sha})
    assert refused.body["message"].startswith("Repository rule violations found")
    assert server.call("GET", f"{APP}/branches/main").body["protected"] is True
    assert server.call("GET", f"{APP}/rules/branches/l10n/main").body[0]["type"] == "pull_request"


def test_rules_are_listed_for_branches_that_do_not_exist(server: GitHubServer, work: Work) -> None:
    server.github.configure({"branch_rules": [{"branches": "l10n/*", "type": "required_signatures"}]})
    assert [rule["type"] for rule in server.call("GET", f"{APP}/rules/branches/l10n/main").body] == [
        "required_signatures"
    ]
    assert server.call("GET", f"{APP}/rules/branches/main").body == []


def make_commit(server: GitHubServer, work: Work, **more: object) -> dict[str, Any]:
    head = work.sha("main")
    tree = server.call("GET", f"{APP}/git/trees/{head}").body["sha"]
    body = {"message": "Made here", "tree": tree, "parents": [head], **more}
    made = server.call("POST", f"{APP}/git/commits", body)
    assert made.status == 201, made.body
    found: dict[str, Any] = made.body
    return found


def test_a_commit_is_verified_only_without_an_author(server: GitHubServer, work: Work) -> None:
    ours = make_commit(server, work)
    assert (ours["verification"]["verified"], ours["verification"]["reason"]) == (True, "valid")
    assert ours["committer"]["name"] == "GitHub"
    person = {"name": "Mona", "email": "mona@example.org", "date": "2026-01-02T03:04:05Z"}
    for more in (
        {"author": person},
        {"committer": person},
        {"signature": "-----BEGIN PGP SIGNATURE-----\n\nx\n"},
    ):
        assert make_commit(server, work, **more)["verification"]["verified"] is False
    assert make_commit(server, work, author=person)["author"] == person
    server.github.configure({"personal_token": True})
    assert make_commit(server, work)["verification"] == {
        "verified": False,
        "reason": "unsigned",
        "signature": None,
        "payload": None,
        "verified_at": None,
    }
    server.github.configure({"personal_token": False, "web_commit_signing": False})
    assert make_commit(server, work)["verification"]["verified"] is False


def test_a_signed_commit_stays_verified_after_a_round_trip_through_git(
    server: GitHubServer, work: Work
) -> None:
    sha = make_commit(server, work)["sha"]
    server.call("POST", f"{APP}/git/refs", {"ref": "refs/heads/signed", "sha": sha})
    git(work.folder, "fetch", "-q", "origin", "signed")
    git(work.folder, "fsck", "--strict")
    assert "gpgsig" in git(work.folder, "cat-file", "-p", "FETCH_HEAD").stdout
    commit = server.call("GET", f"{APP}/git/commits/{sha}").body
    assert (commit["verification"]["verified"], commit["message"]) == (True, "Made here")


def test_commits_of_unknown_trees_and_parents_are_refused(server: GitHubServer, work: Work) -> None:
    tree = work.sha("HEAD^{tree}")
    for body in (
        {"message": "m", "tree": "1" * 40},
        {"message": "m", "tree": work.sha()},
        {"message": "m", "tree": tree, "parents": [tree]},
    ):
        assert server.call("POST", f"{APP}/git/commits", body).status == 422


def test_trees_change_only_what_is_named(server: GitHubServer, work: Work) -> None:
    work.commit("a/keep.txt", "keep", "More")
    work.commit("a/gone.txt", "gone", "More")
    work.push("main")
    blob = server.call("POST", f"{APP}/git/blobs", {"content": "aGkh", "encoding": "base64"}).body["sha"]
    content = server.call("GET", f"{APP}/git/blobs/{blob}").body["content"]
    assert base64.b64decode(content) == b"hi!"
    entries = [
        {"path": "a/gone.txt", "mode": "100644", "type": "blob", "sha": None},
        {"path": "a/new.sh", "mode": "100755", "type": "blob", "sha": blob},
        {"path": "link", "mode": "120000", "type": "blob", "content": "a/keep.txt"},
        {"path": "sub", "mode": "160000", "type": "commit", "sha": "1" * 40},
        {"path": "copy", "mode": "040000", "type": "tree", "sha": work.sha("HEAD:a")},
    ]
    made = server.call("POST", f"{APP}/git/trees", {"base_tree": work.sha("HEAD^{tree}"), "tree": entries})
    assert made.status == 201, made.body
    listed = server.call("GET", f"{APP}/git/trees/{made.body['sha']}?recursive=1").body["tree"]
    assert {entry["path"]: entry["mode"] for entry in listed} == {
        "README.md": "100644",
        "a": "040000",
        "a/keep.txt": "100644",
        "a/new.sh": "100755",
        "copy": "040000",
        "copy/gone.txt": "100644",
        "copy/keep.txt": "100644",
        "link": "120000",
        "sub": "160000",
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"path": "none", "mode": "100644", "type": "blob", "sha": None},
        {"path": "/a", "mode": "100644", "type": "blob", "content": "x"},
        {"path": "a/../b", "mode": "100644", "type": "blob", "content": "x"},
        {"path": ".GIT/config", "mode": "100644", "type": "blob", "content": "x"},
        {"path": "a", "mode": "100644", "type": "blob", "sha": "1" * 40},
        {"path": "a", "mode": "100644", "type": "tree", "content": "x"},
        {"path": "a", "mode": "100644", "type": "blob"},
    ],
)
def test_tree_entries_that_cannot_be_are_refused(
    server: GitHubServer, work: Work, entry: dict[str, Any]
) -> None:
    body = {"base_tree": work.sha("HEAD^{tree}"), "tree": [entry]}
    assert server.call("POST", f"{APP}/git/trees", body).status == 422


def test_contents_and_branches_are_read(server: GitHubServer, work: Work) -> None:
    work.commit("a/b.txt", "hello\n", "More")
    work.push("main")
    file = server.call("GET", f"{APP}/contents/a/b.txt?ref=main", checked=False).body
    assert (base64.b64decode(file["content"]), file["type"]) == (b"hello\n", "file")
    folder = server.call("GET", f"{APP}/contents/a", checked=False).body
    assert [(one["path"], one["type"]) for one in folder] == [("a/b.txt", "file")]
    assert server.call("GET", f"{APP}/contents/none", checked=False).status == 404
    assert [one["name"] for one in server.call("GET", f"{APP}/branches").body] == ["main"]
    assert server.call("GET", f"{APP}/branches/none").status == 404


# the checker itself


def test_the_checker_finds_wrong_requests() -> None:
    pulls = f"{APP}/pulls"
    assert check_request("GET", f"/api/v3{pulls}", {"state": "all", "head": "a:b"}) == []
    assert check_request("GET", pulls, {"state": "opened"})
    assert check_request("GET", pulls, {"sate": "open"})
    assert check_request("GET", pulls, {"per_page": "many"})
    assert check_request("GET", f"{pulls}/one", {})
    assert check_request("POST", pulls, {}, {"head": "b", "base": "main", "title": "T"}) == []
    assert check_request("POST", pulls, {}, {"head": "b"})
    assert check_request("POST", pulls, {}, {"head": "b", "base": "main", "titel": "T"})
    assert check_request("POST", pulls, {}, {"head": "b", "base": "main", "title": 1})
    assert check_request("POST", pulls, {})
    assert check_request("PATCH", f"{APP}/git/refs/heads/a/b", {}, {"sha": "x"}) == []
    assert check_request("DELETE", f"{APP}/nothing", {})


def test_the_checker_finds_wrong_answers() -> None:
    assert check_response("GET", f"{APP}/git/ref/heads/a", 200, {"ref": "refs/heads/a"})
    assert check_response("GET", f"{APP}/git/ref/heads/a", 299)
    assert check_response("DELETE", APP, 204) == []

"""Who may do what on the simulated GitLab, how often, and how it says no."""

from pathlib import Path

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.gitlab.bench import APP, MERGE_REQUESTS, Bench

pytestmark = pytest.mark.long  # each makes a server and repositories of its own


@pytest.mark.parametrize("header", ["PRIVATE-TOKEN", "Authorization"])
def test_the_token_is_taken_from_both_headers(empty: Bench, header: str) -> None:
    assert empty.call("GET", "/user", header=header).body["username"] == "acme"
    assert empty.call("GET", "/user", header=header, token=empty.person).body["username"] == "mona"


def test_wrong_missing_expired_and_narrow_tokens_are_told_apart(bench: Bench) -> None:
    wrong = bench.call("GET", "/user", token="wrong")
    assert (wrong.status, wrong.body) == (401, {"message": "401 Unauthorized"})
    assert requests.get(bench.told["gitlab"] + "/user", timeout=20).status_code == 401
    nobody = requests.get(bench.told["gitlab"] + APP, timeout=20)
    assert (nobody.status_code, nobody.json()) == (404, {"message": "404 Project Not Found"})
    bench.knobs(read_only=True)
    assert bench.call("GET", APP).status == 200
    refused = bench.call("POST", MERGE_REQUESTS, {})
    assert (refused.status, refused.body["error"]) == (403, "insufficient_scope")
    bench.knobs(read_only=False, expires_in=60)
    assert bench.call("GET", "/personal_access_tokens/self").body["scopes"] == ["api"]
    bench.sandbox.clock.advance(61)
    expired = bench.call("GET", APP)
    assert (expired.status, expired.body["error"]) == (401, "invalid_token")
    assert bench.call("GET", APP, token=bench.person).status == 200
    assert "HTTP Basic: Access denied" in bench.push("main:refs/heads/late", check=False)


def test_a_job_token_reads_merge_requests_and_changes_nothing(bench: Bench) -> None:
    bench.propose()
    for header in ("JOB-TOKEN", "Authorization"):
        listed = bench.call("GET", MERGE_REQUESTS, token=bench.job, header=header)
        assert (listed.status, [one["iid"] for one in listed.body]) == (200, [1])
    assert bench.call("GET", f"{MERGE_REQUESTS}/1", token=bench.job, header="JOB-TOKEN").status == 200
    assert bench.call("GET", f"{MERGE_REQUESTS}/1/notes", token=bench.job, header="JOB-TOKEN").status == 200
    assert bench.call("GET", APP, token=bench.job, header="JOB-TOKEN").status == 404
    assert bench.call("GET", "/user", token=bench.job, header="JOB-TOKEN").status == 401
    assert bench.call("GET", APP, token=bench.job).status == 401, "a job token is no private token"
    assert bench.call("GET", APP, header="JOB-TOKEN").status == 401, "nor the other way round"
    for method, path in (("POST", MERGE_REQUESTS), ("PUT", f"{MERGE_REQUESTS}/1")):
        refused = bench.call(method, path, {"title": "No"}, token=bench.job, header="JOB-TOKEN")
        assert (refused.status, refused.body) == (401, {"message": "401 Unauthorized"})
    bench.knobs(job_token_write_status=403)
    refused = bench.call("PUT", f"{MERGE_REQUESTS}/1", {"title": "No"}, token=bench.job, header="JOB-TOKEN")
    assert (refused.status, refused.body) == (403, {"message": "403 Forbidden"})
    assert bench.call("GET", f"{MERGE_REQUESTS}/1").body["title"] == "Translations"


def test_too_many_requests_are_refused_as_long_as_ordered(empty: Bench) -> None:
    assert "Retry-After" not in empty.call("GET", "/version").headers
    empty.knobs(throttled=1, retry_after=7)
    refused = empty.call("GET", "/version")
    assert (refused.status, refused.body) == (429, "Retry later\n")
    assert (refused.headers["Retry-After"], refused.headers["RateLimit-Remaining"]) == ("7", "0")
    assert empty.call("GET", "/version").body["version"].startswith("18.")


def test_knobs_are_checked_and_reset_forgets_projects(bench: Bench) -> None:
    with pytest.raises(ValueError, match="no such knob: nope"):
        bench.knobs(nope=1)
    with pytest.raises(ValueError, match="free_tier cannot be 1"):
        bench.knobs(free_tier=1)
    with pytest.raises(ValueError, match="none, running"):
        bench.knobs(pipelines="odd")
    bench.knobs(free_tier=True)
    bench.sandbox.control.reset()
    assert bench.call("GET", APP).status == 404
    assert bench.sandbox.control.knobs()["gitlab"] == Sandbox().control.knobs()["gitlab"]


def test_unknown_calls_and_methods_are_told_apart(bench: Bench) -> None:
    assert bench.call("GET", "/projects/acme%2Fapp/wikis").body == {"error": "404 Not Found"}
    assert bench.call("PATCH", APP).status == 405
    assert bench.call("GET", "/projects/acme/app").status == 404
    broken = bench.session.post(
        bench.told["gitlab"] + MERGE_REQUESTS,
        data=b"{",
        headers={"PRIVATE-TOKEN": bench.token, "Content-Type": "application/json"},
    )
    assert broken.status_code == 400


def test_odd_input_is_refused_and_the_connection_stays(bench: Bench) -> None:
    odd = {
        f"{APP}/repository/branches/%00": 400,
        f"{APP}/repository/branches/--help": 404,
        f"{APP}/repository/commits/--all": 404,
        f"{APP}/repository/commits?ref_name=main..--output=x": 404,
        f"{APP}/repository/files/..%2Fetc?ref=main": 400,
        f"{APP}/repository/tree?path=../etc": 404,
        f"{MERGE_REQUESTS}?per_page=many": 400,
        f"{MERGE_REQUESTS}/x": 404,
        "/projects/99999999999999999999": 404,
        "/projects/acme%2F..%2Fapp": 404,
    }
    assert {path: bench.call("GET", path).status for path in odd} == odd
    assert bench.call("POST", MERGE_REQUESTS, ["a"]).status == 400
    assert bench.call("POST", MERGE_REQUESTS, {"title": "\0"}).body == {"message": "400 Bad request"}
    assert bench.call("POST", f"{APP}/labels", {"name": "\\u0000", "color": "red"}).status == 201
    assert bench.call("POST", f"{APP}/repository/branches", {"branch": "--x", "ref": "main"}).status == 400


def test_projects_are_found_by_id_and_path_and_refuse_a_second_one_of_that_name(bench: Bench) -> None:
    project = bench.call("GET", APP).body
    assert project["path_with_namespace"] == "acme/app"
    assert project["default_branch"] == "main"
    assert project["http_url_to_repo"] == f"{bench.told['git']}/acme/app.git"
    assert bench.call("GET", f"/projects/{project['id']}").body == project
    assert bench.call("GET", "/projects/git%2Facme%2Fapp").body == project
    again = bench.call("POST", "/projects", {"name": "app"})
    assert (again.status, again.body["message"]["path"]) == (400, ["has already been taken"])
    assert bench.call("POST", "/projects", {}).status == 400
    assert bench.call("POST", "/projects", {"name": "../x"}).status == 400
    assert bench.call("PUT", APP, {"merge_method": "ff"}).body["merge_method"] == "ff"
    assert bench.call("PUT", APP, {"merge_method": "odd"}).body == {
        "error": "merge_method does not have a valid value"
    }
    made = bench.call("POST", "/projects", {"name": "Two words", "initialize_with_readme": True}).body
    assert (made["path"], made["empty_repo"]) == ("two-words", False)
    assert [one["path"] for one in bench.call("GET", "/projects").body] == ["app", "two-words"]
    assert bench.call("DELETE", APP).status == 202
    assert bench.call("GET", APP).status == 404


def test_people_are_found_by_name_and_the_knob_says_who_there_is(bench: Bench) -> None:
    mona = bench.call("GET", "/users?username=mona").body[0]
    assert bench.call("GET", "/users?username=bob").body[0]["username"] == "bob"
    bench.knobs(users=["mona"], members=["mona"])
    assert bench.call("GET", "/users?username=bob").body == []
    assert bench.call("GET", "/users?username=MONA").status == 200
    assert bench.call("GET", f"{APP}/members/all/{mona['id']}").body["access_level"] == 30
    assert {one["username"] for one in bench.call("GET", f"{APP}/members/all").body} == {"acme", "mona"}
    bench.knobs(project_token=True)
    assert bench.call("GET", "/user").body["bot"] is True


def test_lists_come_in_pages_with_the_headers_that_lead_on(bench: Bench) -> None:
    bench.push("main:a", "main:b", "main:c")
    path = f"{APP}/repository/branches"
    first = bench.call("GET", f"{path}?per_page=3")
    assert [one["name"] for one in first.body] == ["a", "b", "c"]
    told = [
        first.headers[name] for name in ("X-Total", "X-Total-Pages", "X-Page", "X-Next-Page", "X-Prev-Page")
    ]
    assert told == ["4", "2", "1", "2", ""]
    following = bench.session.get(
        first.headers["Link"].partition(">")[0][1:], headers={"PRIVATE-TOKEN": bench.token}
    )
    assert [one["name"] for one in following.json()] == ["main"]
    keyset = bench.call("GET", f"{path}?pagination=keyset&per_page=2")
    assert "page_token=b" in keyset.headers["Link"]
    assert [one["name"] for one in bench.call("GET", f"{path}?search=%5Ema").body] == ["main"]
    assert "X-Total" not in bench.call("GET", f"{APP}/repository/commits").headers


def test_requests_are_logged_under_the_name_of_the_service(bench: Bench) -> None:
    logged = bench.sandbox.log.entries("gitlab")
    assert [(one.method, one.path) for one in logged] == [("POST", "/api/v4/projects")]


def test_repositories_outlive_the_process_in_a_state_folder(tmp_path: Path) -> None:
    with Sandbox(seed=1, state_dir=tmp_path / "state") as sandbox:
        first = Bench(sandbox, tmp_path / "work")
        first.start()
        tip, number = first.sha(), first.call("GET", APP).body["id"]
    with Sandbox(seed=1, state_dir=tmp_path / "state") as sandbox:
        second = Bench(sandbox, tmp_path / "other")
        assert second.call("GET", f"/projects/{number}").body["path_with_namespace"] == "acme/app"
        assert second.token == first.token
        found = second.call("GET", f"{APP}/repository/branches/main")
        assert found.body["commit"]["id"] == tip

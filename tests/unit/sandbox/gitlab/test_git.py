"""Clones and pushes at the simulated GitLab."""

import pytest
import requests

from tests.unit.sandbox.github_server import git
from tests.unit.sandbox.gitlab.bench import APP, Bench

pytestmark = pytest.mark.long  # each makes a server and repositories of its own

REFUSED = "remote: GitLab: You are not allowed to push code to protected branches on this project."


def test_any_user_name_goes_with_a_token(bench: Bench) -> None:
    for user in ("oauth2", "anybody", "project_1_bot"):
        git(bench.folder, "push", "-q", bench.remote(user), f"main:refs/heads/{user}")
        assert bench.tip(f"refs/heads/{user}") == bench.sha("main")


def test_a_project_is_found_where_its_clone_address_leads_programs(bench: Bench) -> None:
    address = bench.remote().replace("/git/", "/")
    assert git(bench.folder, "ls-remote", address, "main").stdout.startswith(bench.sha())
    assert bench.call("GET", "/projects/git%2Facme%2Fapp").body["path_with_namespace"] == "acme/app"


def test_a_job_token_clones_but_pushes_only_where_the_project_lets_it(bench: Bench) -> None:
    bench.knobs(pipelines="running")
    assert git(bench.folder, "ls-remote", "job", "main").stdout.startswith(bench.sha())
    refused = bench.push("main:refs/heads/x", remote="job", check=False)
    assert "remote: You are not allowed to upload code." in refused
    assert "403" in refused
    bench.knobs(job_token_push=True)
    bench.push("main:refs/heads/x", remote="job")
    assert bench.tip("refs/heads/x")
    assert bench.call("GET", f"{APP}/pipelines").body == [], "what a job token pushes starts no pipeline"


def test_pipelines_are_started_by_branches_and_by_nothing_else(bench: Bench) -> None:
    bench.knobs(pipelines="running")
    bench.push("main:refs/l10n/state/main", "main:refs/tags/v1")
    assert bench.call("GET", f"{APP}/pipelines").body == []
    bench.push("main:refs/heads/l10n/main")
    assert [one["ref"] for one in bench.call("GET", f"{APP}/pipelines").body] == ["l10n/main"]
    bench.branch("quiet")
    bench.commit("a", "a", "Change\n\n[skip ci]")
    bench.push("quiet")
    assert bench.call("GET", f"{APP}/pipelines").body[0]["status"] == "skipped"


def test_protected_branches_refuse_pushes_with_the_words_of_gitlab(bench: Bench) -> None:
    bench.knobs(protected_branches=["l10n/*"])
    told = bench.push("main:refs/heads/l10n/main", check=False)
    assert REFUSED in told
    assert "pre-receive hook declined" in told
    bench.push("main:refs/l10n/state/main")
    branch = bench.call("GET", f"{APP}/protected_branches").body[0]
    assert branch["push_access_levels"][0]["access_level_description"] == "No one"
    made = bench.call("POST", f"{APP}/repository/branches?branch=l10n/x&ref=main")
    assert (made.status, made.body["message"]) == (
        403,
        "403 Forbidden - You are not allowed to push into this branch",
    )


def test_a_protected_branch_is_for_maintainers_and_never_forced(bench: Bench) -> None:
    assert bench.call("POST", f"{APP}/protected_branches", {"name": "main"}).status == 201
    assert bench.call("POST", f"{APP}/protected_branches", {"name": "main"}).status == 409
    first = bench.sha()
    bench.commit("a", "a", "Second")
    bench.push("main")
    forced = bench.push("--force", f"{first}:refs/heads/main", check=False)
    assert "GitLab: You are not allowed to force push code to a protected branch on this project." in forced
    bench.commit("b", "b", "Third")
    git(bench.folder, "commit", "-q", "--amend", "--no-edit", "--reset-author")
    bench.knobs(access_level=30)
    assert REFUSED in bench.push("main", check=False)
    bench.push("main", remote="person")
    assert bench.call("DELETE", f"{APP}/protected_branches/main").status == 403
    assert bench.call("DELETE", f"{APP}/protected_branches/main", token=bench.person).status == 204
    assert "default branch of a project cannot be deleted" in bench.push(":main", check=False)


def test_rewritten_commits_are_refused_on_a_protected_branch_too(bench: Bench) -> None:
    bench.call("POST", f"{APP}/protected_branches", {"name": "main"})
    git(bench.folder, "commit", "-q", "--amend", "-m", "Rewritten")
    before = bench.tip("refs/heads/main")
    forced = bench.push("--force", "main", check=False)
    assert "GitLab: You are not allowed to force push code to a protected branch on this project." in forced
    assert bench.tip("refs/heads/main") == before


def test_push_rules_and_hidden_namespaces_refuse_everything_at_once(bench: Bench) -> None:
    bench.knobs(push_rule="Commit message does not follow the pattern 'ABC-\\d+'")
    told = bench.push("main:refs/heads/a", "main:refs/l10n/x", check=False)
    assert "remote: GitLab: Commit message does not follow the pattern" in told
    assert bench.tip("refs/l10n/x") == ""
    bench.knobs(push_rule="", hidden_refs=["refs/l10n/"])
    told = bench.push("main:refs/heads/a", "main:refs/l10n/x", check=False)
    assert "deny updating a hidden ref" in told
    assert bench.tip("refs/heads/a") == ""
    assert "hidden ref" in bench.push("main:refs/merge-requests/1/head", check=False)


def test_unknown_projects_and_wrong_tokens_are_told_apart(bench: Bench) -> None:
    missing = git(bench.folder, "ls-remote", bench.remote(name="none"), check=False).stderr
    assert "could not be found or you don't have permission to view it" in missing
    wrong = git(bench.folder, "ls-remote", bench.remote(token="wrong"), check=False)
    assert wrong.returncode
    bench.knobs(access_level=20)
    told = bench.push("main:refs/heads/x", check=False)
    assert "You are not allowed to push code to this project." in told


def test_a_project_of_the_same_name_on_github_is_another_one(bench: Bench) -> None:
    headers = {"Authorization": f"Bearer {bench.told['github_token']}"}
    made = requests.post(
        f"{bench.told['github']}/user/repos", json={"name": "app"}, headers=headers, timeout=20
    )
    assert made.status_code == 201
    other = bench.remote("x-access-token", bench.told["github_token"])
    assert git(bench.folder, "ls-remote", other).stdout == ""
    git(bench.folder, "push", "-q", other, "main:refs/heads/only-here")
    assert bench.tip("refs/heads/only-here") == ""
    assert bench.tip("refs/heads/main") == bench.sha("main")


def test_a_lease_and_an_atomic_push_work_as_anywhere(bench: Bench) -> None:
    bench.branch("l10n/main")
    new = bench.commit("de.json", "{}", "Update")
    stale = bench.push(
        "--atomic",
        "--force-with-lease=refs/l10n/state/main:" + "1" * 40,
        "HEAD:refs/l10n/state/main",
        "HEAD",
        check=False,
    )
    assert "stale info" in stale
    bench.push("--atomic", "--force-with-lease=refs/l10n/state/main:", "HEAD:refs/l10n/state/main", "HEAD")
    assert bench.tip("refs/l10n/state/main") == new == bench.tip("refs/heads/l10n/main")

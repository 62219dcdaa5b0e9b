"""Merging at the simulated GitLab: now, when the pipeline succeeds, or not at all."""

import pytest

from tests.unit.sandbox.github_server import git
from tests.unit.sandbox.gitlab.bench import APP, MERGE_REQUESTS, Bench, Reply

pytestmark = pytest.mark.long  # each makes a server and repositories of its own

ONE = f"{MERGE_REQUESTS}/1"
NOT_ALLOWED = {"message": "405 Method Not Allowed"}


def merge(bench: Bench, **values: object) -> Reply:
    return bench.call("PUT", f"{ONE}/merge", values, token=bench.person)


def parents(bench: Bench, sha: str) -> list[str]:
    git(bench.folder, "fetch", "-q", "origin")
    return git(bench.folder, "rev-list", "--parents", "-1", sha).stdout.split()[1:]


def test_a_merge_commit_has_both_parents_and_removes_the_branch_when_asked(bench: Bench) -> None:
    base = bench.sha("main")
    head = bench.propose().body["sha"]
    merged = merge(bench, sha=head, should_remove_source_branch=True).body
    assert (merged["state"], merged["merged_by"]["username"]) == ("merged", "mona")
    assert parents(bench, merged["merge_commit_sha"]) == [base, head]
    assert bench.tip("refs/heads/main") == merged["merge_commit_sha"]
    assert bench.tip("refs/heads/l10n/main") == ""
    subject = git(bench.folder, "log", "-1", "--format=%B", merged["merge_commit_sha"]).stdout
    assert subject.startswith("Merge branch 'l10n/main' into 'main'\n\nTranslations\n")
    assert (merge(bench).status, merge(bench).body) == (405, NOT_ALLOWED)


def test_a_squash_takes_the_tree_of_the_branch_and_none_of_its_commits(bench: Bench) -> None:
    head = bench.propose(squash=True).body["sha"]
    base = bench.sha("main")
    merged = merge(bench).body
    assert parents(bench, merged["merge_commit_sha"]) == [base, merged["squash_commit_sha"]]
    assert parents(bench, merged["squash_commit_sha"]) == [base]
    assert git(bench.folder, "diff", head, merged["squash_commit_sha"]).stdout == ""
    assert bench.tip("refs/heads/l10n/main") == head


def test_a_fast_forward_project_moves_the_branch_or_wants_a_rebase(bench: Bench) -> None:
    bench.call("PUT", APP, {"merge_method": "ff"})
    head = bench.propose().body["sha"]
    bench.branch("ahead")
    bench.commit("x", "x", "Ahead")
    bench.push("ahead:main")
    assert bench.call("GET", ONE).body["detailed_merge_status"] == "need_rebase"
    assert merge(bench).status == 405
    git(bench.folder, "switch", "-q", "l10n/main")
    git(bench.folder, "rebase", "-q", "ahead")
    bench.push("--force", "l10n/main")
    merged = merge(bench).body
    assert (merged["state"], merged["merge_commit_sha"]) == ("merged", None)
    assert bench.tip("refs/heads/main") == bench.sha("l10n/main") != head


@pytest.mark.parametrize("status", [406, 422])
def test_conflicts_are_told_and_refused(bench: Bench, status: int) -> None:
    bench.knobs(conflict_status=status)
    bench.propose()
    bench.branch("other")
    bench.commit("de.json", "something else\n", "Other")
    bench.push("other:main")
    found = bench.call("GET", ONE).body
    assert (found["has_conflicts"], found["detailed_merge_status"]) == (True, "conflict")
    assert found["merge_status"] == "cannot_be_merged"
    refused = merge(bench)
    assert (refused.status, refused.body) == (status, {"message": "Branch cannot be merged"})


def test_drafts_stale_heads_missing_approvals_and_missing_rights_are_refused(bench: Bench) -> None:
    head = bench.propose(title="Draft: T").body["sha"]
    assert (merge(bench).status, bench.call("GET", ONE).body["detailed_merge_status"]) == (
        405,
        "draft_status",
    )
    bench.call("PUT", ONE, {"title": "T"})
    stale = merge(bench, sha="1" * 40)
    assert (stale.status, stale.body) == (
        409,
        {"message": f"SHA does not match HEAD of source branch: {head}"},
    )
    bench.knobs(approvals_required=1, access_level=20)
    assert bench.call("GET", ONE).body["detailed_merge_status"] == "not_approved"
    assert merge(bench).status == 405
    assert bench.call("PUT", f"{ONE}/merge", {}).body == {"message": "401 Unauthorized"}
    bench.call(
        "POST", f"{APP}/protected_branches", {"name": "main", "merge_access_level": 0}, token=bench.person
    )
    assert merge(bench).status == 401


def test_mergeability_is_checked_for_a_while(bench: Bench) -> None:
    bench.knobs(checking_reads=2)
    assert bench.propose().body["detailed_merge_status"] == "checking"
    assert merge(bench).status == 405
    seen = [bench.call("GET", ONE).body["detailed_merge_status"] for _ in range(2)]
    assert seen == ["checking", "mergeable"]


def test_auto_merge_needs_a_pipeline_which_comes_late_and_merges_when_it_succeeds(bench: Bench) -> None:
    bench.knobs(pipelines="running", pipeline_reads=3)
    bench.propose()
    early = merge(bench, auto_merge=True)
    assert (early.status, early.body) == (405, NOT_ALLOWED)
    assert bench.call("GET", ONE).body["head_pipeline"] is None
    assert bench.call("GET", f"{ONE}/pipelines").body == []
    assert bench.call("GET", f"{ONE}/pipelines").body[0]["status"] == "running"
    waiting = merge(bench, merge_when_pipeline_succeeds=True).body
    assert (waiting["state"], waiting["merge_when_pipeline_succeeds"]) == ("opened", True)
    bench.knobs(pipelines="success")
    assert bench.state() == "merged"
    assert bench.tip("refs/heads/main") != bench.sha("main")


def test_an_order_to_merge_ends_with_a_push_or_when_it_is_taken_back(bench: Bench) -> None:
    bench.knobs(pipelines="running")
    bench.propose()
    assert merge(bench, auto_merge=True).body["merge_when_pipeline_succeeds"]
    bench.commit("fr.json", "{}\n", "More")
    bench.push("l10n/main")
    assert not bench.call("GET", ONE).body["merge_when_pipeline_succeeds"]
    assert merge(bench, auto_merge=True).body["merge_when_pipeline_succeeds"]
    cancel = f"{ONE}/cancel_merge_when_pipeline_succeeds"
    assert not bench.call("POST", cancel).body["merge_when_pipeline_succeeds"]
    assert bench.call("POST", cancel).status == 406
    bench.knobs(pipelines="success")
    assert bench.state() == "opened"


def test_without_any_pipeline_auto_merge_is_never_allowed_but_merging_is(bench: Bench) -> None:
    bench.propose()
    assert merge(bench, auto_merge=True).status == 405
    assert merge(bench).body["state"] == "merged"


def test_a_project_may_want_pipelines_to_succeed(bench: Bench) -> None:
    bench.call("PUT", APP, {"only_allow_merge_if_pipeline_succeeds": True})
    bench.propose()
    assert bench.call("GET", ONE).body["detailed_merge_status"] == "ci_must_pass"
    assert merge(bench).status == 405
    bench.knobs(pipelines="running")
    bench.commit("fr.json", "{}\n", "More")
    bench.push("l10n/main")
    assert bench.call("GET", ONE).body["detailed_merge_status"] == "ci_still_running"
    bench.knobs(pipelines="failed")
    assert bench.call("GET", ONE).body["head_pipeline"]["status"] == "failed"
    assert merge(bench).status == 405

"""Commits that the simulated GitHub makes from objects that git pushed."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ci_l10n.errors import AuthError
from ci_l10n.forge.committing import Declined, NewCommit
from ci_l10n.forge.github_api import GitHubApi
from ci_l10n.forge.github_commits import GitHubCommits
from ci_l10n.git.trees import parse_changes
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from tests.unit.forge.conftest import FastClock
from tests.unit.git.real_git import ENVIRONMENT, commit, git

Committing = Callable[[str], GitHubCommits]
BRANCH = "l10n/main"


@pytest.fixture
def with_token(sandbox: Sandbox, pushed: Path, clock: FastClock) -> Committing:
    where = sandbox.announcement

    def make(token: str) -> GitHubCommits:
        turn(sandbox, more_tokens=[token])
        return GitHubCommits(GitHubApi("acme/app", token, where["github"], Redactor(), clock))

    return make


@pytest.fixture
def commits(with_token: Committing) -> GitHubCommits:
    return with_token("ghs_0123456789")


def turn(sandbox: Sandbox, **knobs: object) -> None:
    services = {service.name: service for service in sandbox.services}
    services["github"].configure(knobs)  # type: ignore[attr-defined]


def new_commit(work: Path, message: str = "Translate\n\nL10n-State: none\n") -> NewCommit:
    """What is committed at HEAD, with its objects pushed."""
    git(work, "push", "-q", "-f", "origin", "HEAD:refs/l10n/objects/main")
    base, tree = git(work, "rev-parse", "HEAD^"), git(work, "rev-parse", "HEAD^{tree}")
    done = subprocess.run(
        ["git", "diff-tree", "-r", "-z", "--raw", "--no-renames", base, tree],
        cwd=work,
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
    )
    base_tree = git(work, "rev-parse", "HEAD^^{tree}")
    return NewCommit(message, tree, (base,), base_tree, tuple(parse_changes(done.stdout)))


def asked(sandbox: Sandbox, path: str) -> int:
    return sum(entry.path.endswith(path) for entry in sandbox.log.entries())


def tip(work: Path, branch: str = BRANCH) -> str:
    return git(work, "ls-remote", "origin", f"refs/heads/{branch}").partition("\t")[0]


@pytest.mark.parametrize(
    ("token", "is_workflow", "signing"),
    [
        ("ghs_0123456789", False, "any"),
        ("ghp_0123456789", True, "appended"),
        ("github_pat_0123456789", True, "appended"),
        ("0123456789abcdef", False, "appended"),
        ("0123456789abcdef", True, "any"),
    ],
)
def test_the_token_or_its_owner_tells_what_is_signed(
    with_token: Committing, sandbox: Sandbox, token: str, is_workflow: bool, signing: str
) -> None:
    made = with_token(token)
    turn(sandbox, workflow_token=is_workflow)
    assert made.signing() == signing


def test_a_commit_is_made_from_its_changes_with_all_modes(commits: GitHubCommits, pushed: Path) -> None:
    (pushed / "run.sh").write_bytes(b"#!/bin/sh\n")
    (pushed / "run.sh").chmod(0o755)
    (pushed / "link").symlink_to("run.sh")
    (pushed / "de.json").unlink()
    submodule = git(pushed, "rev-parse", "HEAD")
    git(pushed, "update-index", "--add", "--cacheinfo", f"160000,{submodule},module")
    git(pushed, "add", "run.sh", "link", "de.json")
    git(pushed, "commit", "-q", "-m", "Modes")
    asked_for = new_commit(pushed)
    signed = commits.make(asked_for)
    assert signed.verified
    commits.move_branch(BRANCH, tip(pushed), signed.id, force=False)
    git(pushed, "fetch", "-q", "origin", BRANCH)
    assert git(pushed, "rev-parse", "FETCH_HEAD") == signed.id
    assert git(pushed, "rev-parse", "FETCH_HEAD^{tree}", "FETCH_HEAD^").split() == [
        asked_for.tree,
        *asked_for.parents,
    ]
    assert git(pushed, "log", "-1", "--format=%B", "FETCH_HEAD").strip() == asked_for.message.strip()


@pytest.mark.parametrize(("files", "trees"), [(101, 2), (1001, 0)])
def test_a_hundred_entries_go_into_one_request_and_too_many_into_none(
    commits: GitHubCommits, sandbox: Sandbox, pushed: Path, files: int, trees: int
) -> None:
    commit(pushed, {f"web/{number}.json": b"%d" % number for number in range(files)})
    signed = commits.make(new_commit(pushed))
    assert signed.verified
    assert asked(sandbox, "/git/trees") == trees
    commits.move_branch("new", None, signed.id, force=False)
    git(pushed, "fetch", "-q", "origin", "new")
    assert git(pushed, "diff", "--stat", "HEAD", "FETCH_HEAD") == ""


def test_a_tree_that_github_fails_to_make_is_named_instead(
    commits: GitHubCommits, sandbox: Sandbox, pushed: Path
) -> None:
    commit(pushed, {f"web/{number}.json": b"%d" % number for number in range(60)})
    turn(sandbox, tree_entries=50)
    assert commits.make(new_commit(pushed)).verified


def test_a_path_that_is_no_text_is_never_spelt_out(
    commits: GitHubCommits, sandbox: Sandbox, pushed: Path
) -> None:
    blob = git(pushed, "hash-object", "-w", "--stdin", stdin=b"x")
    listed = f"100644 {blob}\t".encode() + b"caf\xe9.json\0"
    git(pushed, "update-index", "-z", "--index-info", stdin=listed)
    git(pushed, "commit", "-q", "-m", "Latin")
    asked_for = new_commit(pushed)
    commits.move_branch("latin", None, commits.make(asked_for).id, force=False)
    assert asked(sandbox, "/git/trees") == 0
    git(pushed, "fetch", "-q", "origin", "latin")
    assert git(pushed, "rev-parse", "FETCH_HEAD^{tree}") == asked_for.tree


def test_a_file_may_become_a_folder(commits: GitHubCommits, pushed: Path) -> None:
    commit(pushed, {"text": b"1"})
    (pushed / "text").unlink()
    commit(pushed, {"text/de.json": b"2"})
    git(pushed, "push", "-q", "origin", "HEAD:refs/l10n/objects/other")
    asked_for = new_commit(pushed)
    commits.move_branch("folder", None, commits.make(asked_for).id, force=False)
    git(pushed, "fetch", "-q", "origin", "folder")
    assert git(pushed, "rev-parse", "FETCH_HEAD^{tree}") == asked_for.tree


def test_the_reason_for_no_signature_is_told(commits: GitHubCommits, sandbox: Sandbox, pushed: Path) -> None:
    commit(pushed, {"de.json": b"1"})
    turn(sandbox, web_commit_signing=False)
    signed = commits.make(new_commit(pushed))
    assert (signed.verified, signed.reason) == (False, "unsigned")


def test_a_branch_moves_only_from_where_it_was_said_to_be(commits: GitHubCommits, pushed: Path) -> None:
    before = tip(pushed)
    commit(pushed, {"de.json": b"1"})
    signed = commits.make(new_commit(pushed))
    for wrong in (None, tip(pushed, "main")):
        with pytest.raises(Declined):
            commits.move_branch(BRANCH, wrong, signed.id, force=True)
    with pytest.raises(Declined):
        commits.move_branch("none", before, signed.id, force=True)
    assert tip(pushed) == before
    git(pushed, "checkout", "-q", "-B", "rebuilt", "origin/main")
    commit(pushed, {"de.json": b"2"})
    rebuilt = commits.make(new_commit(pushed))
    with pytest.raises(Declined):
        commits.move_branch(BRANCH, before, rebuilt.id, force=False)
    commits.move_branch(BRANCH, before, rebuilt.id, force=True)
    assert tip(pushed) == rebuilt.id


def test_a_server_without_the_mutation_or_the_repository_declines(
    commits: GitHubCommits, sandbox: Sandbox, pushed: Path, clock: FastClock
) -> None:
    turn(sandbox, update_refs=False)
    with pytest.raises(Declined, match="updateRefs"):
        commits.move_branch(BRANCH, tip(pushed), tip(pushed, "main"), force=True)
    where = sandbox.announcement
    nowhere = GitHubCommits(GitHubApi("acme/none", where["github_token"], where["github"], Redactor(), clock))
    with pytest.raises(Declined, match="id of the repository"):
        nowhere.move_branch(BRANCH, None, tip(pushed), force=False)


def test_plain_files_are_appended_in_one_request(
    with_token: Committing, sandbox: Sandbox, pushed: Path
) -> None:
    commits = with_token("ghp_0123456789")
    turn(sandbox, personal_token=True)
    before = tip(pushed)
    signed = commits.append(BRANCH, before, "Title\n\nBody\n", {"fr/a.json": b"\xff\0", "de.json": None})
    assert signed.verified
    git(pushed, "fetch", "-q", "origin", BRANCH)
    assert git(pushed, "log", "-1", "--format=%H %P%n%B", "FETCH_HEAD").rstrip() == (
        f"{signed.id} {before}\nTitle\n\nBody"
    )
    assert git(pushed, "diff", "--name-status", "FETCH_HEAD^", "FETCH_HEAD").split() == [
        "D", "de.json", "A", "fr/a.json",
    ]  # fmt: skip
    with pytest.raises(Declined, match="Expected branch to point to"):
        commits.append(BRANCH, before, "Again", {"de.json": b""})


def test_what_is_too_large_for_one_request_is_not_sent(commits: GitHubCommits, sandbox: Sandbox) -> None:
    with pytest.raises(Declined, match="too large"):
        commits.append(BRANCH, "1" * 40, "Large", {"a.bin": bytes(30_000_000)})
    assert asked(sandbox, "graphql") == 0


def test_an_expired_token_is_an_error_with_a_way_out(
    commits: GitHubCommits, sandbox: Sandbox, pushed: Path, clock: FastClock
) -> None:
    where = sandbox.announcement
    expired = GitHubCommits(GitHubApi("acme/app", "ghs_expired", where["github"], Redactor(), clock))
    commit(pushed, {"de.json": b"1"})
    made = new_commit(pushed)
    for call in (
        lambda: expired.make(made),
        lambda: expired.move_branch(BRANCH, None, made.parents[0], force=False),
        lambda: expired.append(BRANCH, made.parents[0], "x", {}),
    ):
        with pytest.raises(AuthError) as raised:
            call()
        assert "wait.timeout" in raised.value.hint

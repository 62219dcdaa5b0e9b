"""PyGithub, which knows nothing of this project, against the simulated GitHub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from github import (
    Auth,
    BadCredentialsException,
    Github,
    GithubException,
    InputGitTreeElement,
    UnknownObjectException,
)
from github.GithubRetry import GithubRetry

from tests.unit.sandbox.github_server import TOKEN, GitHubServer, Work, git

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitHubServer]:
    with GitHubServer(tmp_path / "repositories") as running:
        yield running


@pytest.fixture
def hub(server: GitHubServer) -> Github:
    return Github(
        base_url=server.api,
        auth=Auth.Token(TOKEN),
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )


def test_a_whole_pull_request_from_an_empty_account_to_the_merge(
    server: GitHubServer, hub: Github, tmp_path: Path
) -> None:
    repository = hub.get_user().create_repo("app", private=True, delete_branch_on_merge=True)
    work = Work(server, tmp_path / "work")
    work.push("main:refs/l10n/objects")
    base = repository.get_branch("main").commit
    blob = repository.create_git_blob("{}\n", "utf-8")
    element = InputGitTreeElement("de.json", "100644", "blob", sha=blob.sha)
    tree = repository.create_git_tree([element], base_tree=repository.get_git_tree(base.sha))
    commit = repository.create_git_commit("Update", tree, [base.commit])
    assert commit.raw_data["verification"]["verified"] is True
    repository.create_git_ref("refs/heads/l10n/main", commit.sha)

    pull = repository.create_pull(
        base="main", head="l10n/main", title="Translations", body="Body", draft=True
    )
    pull.add_to_labels("l10n")
    pull.create_review_request(reviewers=["mona"])
    pull.add_to_assignees("mona")
    pull.create_issue_comment("Look")
    pull.edit(title="Better title", body="Better body")
    pull.as_issue().edit(milestone=repository.create_milestone("1.0"))
    pull.mark_ready_for_review()

    found = list(repository.get_pulls(state="all", head="acme:l10n/main", base="main"))
    assert [(one.number, one.title, one.draft) for one in found] == [(1, "Better title", False)]
    assert [label.name for label in found[0].labels] == ["l10n"]
    assert [one.login for one in found[0].requested_reviewers] == ["mona"]
    assert found[0].milestone.title == "1.0"
    assert [one.filename for one in pull.get_files()] == ["de.json"]
    assert [one.sha for one in pull.get_commits()] == [commit.sha]
    assert pull.mergeable

    merged = pull.merge(merge_method="squash", commit_title="Translations")
    assert merged.merged
    assert repository.get_pull(1).merged
    assert repository.get_branch("main").commit.sha == merged.sha
    with pytest.raises(UnknownObjectException):
        repository.get_git_ref("heads/l10n/main")
    git(work.folder, "pull", "-q", "origin", "main")
    assert (work.folder / "de.json").read_text() == "{}\n"


def test_refs_are_moved_and_deleted(server: GitHubServer, hub: Github, tmp_path: Path) -> None:
    repository = hub.get_user().create_repo("app")
    work = Work(server, tmp_path / "work")
    first, second = work.sha(), work.commit("x", "x", "Second")
    work.push("main")
    ref = repository.create_git_ref("refs/l10n/state/main", first)
    ref.edit(second)
    with pytest.raises(GithubException, match="not a fast forward"):
        ref.edit(first)
    ref.edit(first, force=True)
    assert [one.ref for one in repository.get_git_matching_refs("l10n/state/")] == ["refs/l10n/state/main"]
    ref.delete()
    assert list(repository.get_git_matching_refs("l10n/")) == []


def test_closing_and_reopening(server: GitHubServer, hub: Github, tmp_path: Path) -> None:
    repository = hub.get_user().create_repo("app")
    Work(server, tmp_path / "work").propose()
    pull = repository.get_pull(1)
    pull.edit(state="closed")
    assert repository.get_pulls().totalCount == 0
    pull.edit(state="open")
    assert repository.get_pulls().totalCount == 1
    repository.get_git_ref("heads/l10n/main").delete()
    assert repository.get_pull(1).state == "closed"


def test_many_pull_requests_are_paged_through(server: GitHubServer, hub: Github, tmp_path: Path) -> None:
    repository = hub.get_user().create_repo("app")
    work = Work(server, tmp_path / "work")
    for number in range(7):
        work.propose(f"branch-{number}")
    small = Github(base_url=server.api, auth=Auth.Token(TOKEN), per_page=3, retry=None)
    assert [pull.number for pull in small.get_repo("acme/app").get_pulls()] == [7, 6, 5, 4, 3, 2, 1]
    assert repository.get_pulls().totalCount == 7


def test_errors_arrive_as_the_exceptions_that_people_catch(
    server: GitHubServer, hub: Github, tmp_path: Path
) -> None:
    repository = hub.get_user().create_repo("app")
    work = Work(server, tmp_path / "work")
    work.propose()
    with pytest.raises(GithubException, match=r"A pull request already exists for acme:l10n/main\.") as told:
        repository.create_pull(base="main", head="l10n/main", title="T")
    assert told.value.status == 422
    with pytest.raises(BadCredentialsException):
        Github(base_url=server.api, auth=Auth.Token("wrong"), retry=None).get_repo("acme/app")
    with pytest.raises(UnknownObjectException):
        hub.get_repo("acme/none")


def test_its_own_retry_waits_out_a_secondary_limit(server: GitHubServer, tmp_path: Path) -> None:
    patient = Github(
        base_url=server.api, auth=Auth.Token(TOKEN), retry=GithubRetry(total=3, secondary_rate_wait=0)
    )
    repository = patient.get_user().create_repo("app")
    Work(server, tmp_path / "work")
    server.github.configure({"secondary_limit": 1, "retry_after": 1})
    assert repository.create_label("l10n", "ff0000").name == "l10n"

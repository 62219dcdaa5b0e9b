"""The folder of bare repositories behind the simulated forges."""

import subprocess
from pathlib import Path

import pytest

from ci_l10n.sandbox.receiving import ZERO, Command
from ci_l10n.sandbox.repositories import GitError, Repositories, Repository


@pytest.fixture
def repositories(tmp_path: Path) -> Repositories:
    return Repositories(tmp_path / "git")


def first_commit(repository: Repository, ref: str = "refs/heads/main") -> str:
    tree = repository.text("mktree")
    identity = "Mona <mona@example.org> 0 +0000"
    text = f"tree {tree}\nauthor {identity}\ncommitter {identity}\n\nFirst {ref}"
    sha = repository.text("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode())
    repository.move([Command(ref, ZERO, sha)])
    return sha


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("..", "a"),
        ("a", ".."),
        ("a", ""),
        ("", "a"),
        ("a/../b", "c"),
        ("a", "b/c"),
        ("-x", "a"),
        ("a", "b\n"),
        ("a.git", "b"),
    ],
)
def test_names_cannot_leave_the_folder(repositories: Repositories, owner: str, name: str) -> None:
    with pytest.raises(ValueError, match="not a repository name"):
        repositories.create(owner, name)
    assert repositories.find(owner, name) is None


def test_repositories_of_an_earlier_process_are_found(repositories: Repositories, tmp_path: Path) -> None:
    repositories.create("acme", "app")
    repositories.create("group/sub", "other")
    later = Repositories(tmp_path / "git")
    assert [one.full_name for one in later.all()] == ["acme/app", "group/sub/other"]
    assert later.find("acme", "none") is None


def test_a_branch_named_like_a_repository_is_not_one(repositories: Repositories) -> None:
    first_commit(repositories.create("acme", "app"), "refs/heads/x.git")
    assert [one.full_name for one in repositories.all()] == ["acme/app"]


def test_creating_twice_fails_and_deleting_makes_room(repositories: Repositories) -> None:
    repositories.create("acme", "app")
    with pytest.raises(FileExistsError):
        repositories.create("acme", "app")
    repositories.delete("acme", "app")
    repositories.delete("acme", "app")
    assert repositories.all() == []
    assert repositories.create("acme", "app").refs() == {}


def test_refs_move_together_or_not_at_all(repositories: Repositories) -> None:
    repository = repositories.create("acme", "app")
    sha = first_commit(repository)
    with pytest.raises(GitError):
        repository.move([Command("refs/heads/new", ZERO, sha), Command("refs/heads/main", "1" * 40, sha)])
    assert repository.refs() == {"refs/heads/main": sha}
    repository.move([Command("refs/heads/new", ZERO, sha), Command("refs/heads/main", sha, ZERO)])
    assert repository.refs() == {"refs/heads/new": sha}


def test_whoever_listens_sees_each_move_once(repositories: Repositories) -> None:
    seen: list[dict[str, str]] = []
    repositories.listeners.append(lambda repository: seen.append(repository.refs()))
    sha = first_commit(repositories.create("acme", "app"))
    assert seen == [{"refs/heads/main": sha}]


@pytest.mark.parametrize("data", [b"", b"hello\n", bytes(range(256)) * 1000])
def test_blobs_have_the_ids_and_bytes_git_gives_them(repositories: Repositories, data: bytes) -> None:
    repository = repositories.create("acme", "app")
    sha = repository.write_blob(data)
    assert repository.write_blob(data) == sha
    assert repository.text("hash-object", "--stdin", stdin=data) == sha
    assert repository.run("cat-file", "blob", sha).stdout == data
    repository.run("fsck", "--strict")


def test_no_configuration_of_the_user_is_read(
    repositories: Repositories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultBranch = trunk\n[core]\n\tbare = broken\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert (
        subprocess.run(["git", "config", "core.bare"], capture_output=True, check=False).stdout == b"broken\n"
    )
    assert repositories.create("acme", "app").default_branch == "main"

from pathlib import Path

import pytest

from tests.unit.git.conftest import Opener
from tests.unit.git.real_git import git

SIZES = [0, 1, 15, 16, 2047, 2048, 300_000]


def test_objects_of_every_size_are_readable_before_and_after_git_sees_them(
    checkout: Path, opened: Opener
) -> None:
    repo = opened(checkout)
    contents = {repo.store(bytes([size % 251]) * size): bytes([size % 251]) * size for size in SIZES}
    for _ in range(2):
        assert {blob: repo.blob(blob) for blob in contents} == contents
        assert {blob: repo.blob_size(blob) for blob in contents} == {
            blob: len(data) for blob, data in contents.items()
        }
        repo.log(repo.head)  # any command
    assert [git(checkout, "hash-object", "--stdin", stdin=data) for data in contents.values()] == list(
        contents
    )


def test_many_objects_cost_git_one_pack(checkout: Path, opened: Opener) -> None:
    repo = opened(checkout)
    blobs = {f"f{number}": repo.store(b"%d" % number) for number in range(1000)}
    assert repo.tree(repo.make_tree(None, blobs)) == blobs
    private = repo._git.place.objects
    assert len(list(private.glob("pack/*.pack"))) == 1
    assert not list(private.glob("??/*"))


@pytest.mark.skipif(
    not hasattr(__import__("os"), "geteuid") or __import__("os").geteuid() != 0, reason="needs root"
)
def test_a_checkout_of_another_owner_works(checkout: Path, opened: Opener) -> None:
    """As in a container action, which runs as root in the workspace of the runner's user."""
    import os

    for path in (checkout, *checkout.rglob("*")):
        os.chown(path, 1234, 1234, follow_symlinks=False)
    repo = opened(checkout)
    assert repo.uncommitted(["web/en.json"]) == []
    assert repo.remote_default_branch() == "main"

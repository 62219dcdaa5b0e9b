import os
import shutil
import stat
from pathlib import Path

import pytest

from ci_l10n.errors import DeliveryError
from ci_l10n.git.checkout import read_file, write_files
from tests.unit.git.conftest import Opener
from tests.unit.git.real_git import git, make_repository, snapshot, write


def test_only_what_differs_from_head_counts_as_uncommitted(checkout: Path, opened: Opener) -> None:
    paths = ["web/en.json", "web/de.json", "README.md", "new.json", "staged.json", "absent.json"]
    assert opened(checkout).uncommitted(paths) == []
    (checkout / "web/en.json").write_bytes(b'{"a": "z"}\n')  # the same size
    (checkout / "README.md").unlink()
    write(checkout, {"new.json": b"1", "staged.json": b"1", "other.txt": b"1"})
    git(checkout, "add", "staged.json")
    assert opened(checkout).uncommitted(paths) == ["web/en.json", "README.md", "new.json", "staged.json"]


def test_a_staged_change_counts_even_when_the_file_was_put_back(checkout: Path, opened: Opener) -> None:
    old = (checkout / "web/en.json").read_bytes()
    (checkout / "web/en.json").write_bytes(b"staged")
    git(checkout, "add", "-A")
    (checkout / "web/en.json").write_bytes(old)
    assert opened(checkout).uncommitted(["web/en.json"]) == ["web/en.json"]


def test_a_touched_file_with_the_same_content_is_not_uncommitted(checkout: Path, opened: Opener) -> None:
    os.utime(checkout / "web/en.json", (1, 1))
    before = snapshot(checkout)
    assert opened(checkout).uncommitted(["web/en.json"]) == []
    assert snapshot(checkout) == before


def test_line_ends_that_git_converts_are_not_changes(tmp_path: Path, opened: Opener) -> None:
    root = make_repository(tmp_path / "work", {"a.txt": b"1\n2\n", "b.txt": b"1\n"})
    git(root, "config", "core.autocrlf", "true")
    write(root, {"a.txt": b"", "b.txt": b""})
    git(root, "checkout", "-q", ".")
    assert (root / "a.txt").read_bytes() == b"1\r\n2\r\n"
    os.utime(root / "a.txt", (1, 1))
    write(root, {"b.txt": b"2\r\n"})
    assert opened(root).uncommitted(["a.txt", "b.txt"]) == ["b.txt"]


def test_a_split_index_is_understood(checkout: Path, opened: Opener) -> None:
    git(checkout, "update-index", "--split-index")
    (checkout / "web/de.json").write_bytes(b"edited")
    before = snapshot(checkout)
    assert opened(checkout).uncommitted(["web/en.json", "web/de.json"]) == ["web/de.json"]
    assert snapshot(checkout) == before


def test_odd_names_are_compared_too(tmp_path: Path, opened: Opener) -> None:
    names = ["line\nbreak", '"q"', "-x", "ü", "*", "b\udcff"]
    root = make_repository(tmp_path / "work", dict.fromkeys(names, b"1"))
    write(root, dict.fromkeys(names, b"22"))
    assert opened(root).uncommitted(names) == names


def test_files_are_replaced_made_and_deleted(checkout: Path, opened: Opener) -> None:
    (checkout / "web/de.json").chmod(0o755)
    opened(checkout).write_files(
        {"web/de.json": b"new", "a/b/c.json": b"made", "web/en.json": None, "absent": None, "-x\n": b"odd"}
    )
    assert (checkout / "web/de.json").read_bytes() == b"new"
    assert stat.S_IMODE((checkout / "web/de.json").stat().st_mode) == 0o755
    assert (checkout / "a/b/c.json").read_bytes() == b"made"
    assert (checkout / "-x\n").read_bytes() == b"odd"
    assert not (checkout / "web/en.json").exists()
    assert not list(checkout.rglob(".ci-l10n-*"))


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_files(tmp_path, {"a": b""})
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_deleted_file_takes_empty_folders_along_but_never_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"root/a/b/c": b"", "root/a/d": b""})
    write_files(tmp_path / "root", {"a/b/c": None})
    assert not (tmp_path / "root/a/b").exists()
    write_files(tmp_path / "root", {"a/d": None})
    assert (tmp_path / "root").is_dir()
    assert not (tmp_path / "root/a").exists()


@pytest.mark.parametrize(
    "path",
    [
        *(
            "../x",
            "/tmp/x",
            "a/../../x",
            ".git/config",
            ".GIT/x",
            "sub/.git/hooks/x",
            "git~1/x",
            ".git /x",
            ".git::$INDEX/x",
        ),
        *(
            "",
            "a//b",
            "a/",
            ".",
            "a\0b",
            "link/x",
            "link",
            "web/link.json",
            "dir",
            "web/en.json/x",
            "dangling",
        ),
    ],
)
def test_paths_that_lead_elsewhere_are_refused_before_anything_is_written(path: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, {"outside/x": b"safe", "root/web/en.json": b"", "root/dir/x": b""})
    (root / "link").symlink_to("../outside")
    (root / "web/link.json").symlink_to("../../outside/x")
    (root / "dangling").symlink_to("../outside/new")
    before = snapshot(tmp_path)
    for data in (b"bad", None):
        with pytest.raises(DeliveryError, match=r"cannot write|no path"):
            write_files(root, {"first": b"1", path: data})
        assert snapshot(tmp_path) == before
    with pytest.raises(DeliveryError):
        read_file(root, path)


def test_a_file_is_read_and_a_missing_one_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"a/b": b"data"})
    assert read_file(tmp_path, "a/b") == b"data"
    assert read_file(tmp_path, "a/c") is None
    assert read_file(tmp_path, "x/y/z") is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_as_root_new_files_belong_to_the_owner_of_their_folder(tmp_path: Path) -> None:
    shutil.chown(tmp_path, 1234, 1234)
    write(tmp_path, {"old": b""})
    os.chown(tmp_path / "old", 77, 78)
    write_files(tmp_path, {"a/b": b"", "old": b"new"})
    assert [(tmp_path / name).stat().st_uid for name in ("a", "a/b", "old")] == [1234, 1234, 77]
    assert (tmp_path / "old").stat().st_gid == 78


def test_what_the_system_refuses_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="cannot read or write") as raised:
        write_files(tmp_path, {"n" * 300: b""})
    assert "rights" in raised.value.hint

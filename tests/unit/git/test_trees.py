"""What differs between two trees, entry by entry."""

from pathlib import Path

from ci_l10n.git.trees import EntryChange
from tests.unit.git.conftest import Opener
from tests.unit.git.real_git import commit, git


def test_changes_tell_modes_before_and_after(checkout: Path, opened: Opener) -> None:
    commit(checkout, {"run.sh": b"1", "old.txt": b"2", "link": b"3", "same.txt": b"4"})
    (checkout / "run.sh").chmod(0o755)
    (checkout / "old.txt").unlink()
    (checkout / "link").unlink()
    (checkout / "link").symlink_to("run.sh")
    commit(checkout, {"new/ünï.txt": b"5"})
    repo = opened(checkout)

    def id_of(path: str) -> str:
        return git(checkout, "rev-parse", f"HEAD:{path}")

    assert sorted(repo.entry_changes(f"{repo.head}^", repo.head)) == [
        EntryChange("link", "120000", id_of("link"), "100644"),
        EntryChange("new/ünï.txt", "100644", id_of("new/ünï.txt"), ""),
        EntryChange("old.txt", "100644", None, "100644"),
        EntryChange("run.sh", "100755", id_of("run.sh"), "100644"),
    ]
    assert repo.entry_changes(repo.head, repo.head) == []


def test_a_path_of_other_bytes_than_utf8_is_known_as_such() -> None:
    assert EntryChange("ünï.txt", "100644", None).is_utf8
    assert not EntryChange("caf\udce9.txt", "100644", None).is_utf8

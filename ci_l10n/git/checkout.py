"""The work tree: which of our files have uncommitted changes, and writing results into it without doing harm."""

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ci_l10n.errors import DeliveryError
from ci_l10n.git.borrow import Checkout
from ci_l10n.git.process import Git
from ci_l10n.git.trees import check_path


def find_uncommitted(
    git: Git, checkout: Checkout, paths: Iterable[str], tracked: Collection[str]
) -> list[str]:
    """
    Those of ``paths`` whose work tree or index differs from the commit in the private HEAD, or that are untracked.

    git looks at a copy of the index, so not a byte in the checkout changes. ``tracked`` holds the paths of HEAD.
    """
    dirty = _dirty(_with_copied_index(git, checkout))
    return [
        path
        for path in paths
        if path in dirty or (path not in tracked and os.path.lexists(checkout.root / path))
    ]


def _with_copied_index(git: Git, checkout: Checkout) -> Git:
    folder = git.place.git_dir
    copy = folder / "checkout-index"
    copy.unlink(missing_ok=True)
    for shared in checkout.git_dir.glob("sharedindex.*"):  # where a split index keeps most of its entries
        shutil.copyfile(shared, folder / shared.name)
    with contextlib.suppress(FileNotFoundError):
        # With its time: a file as young as the index may have changed unseen, so git reads those (racy-git).
        shutil.copy2(checkout.git_dir / "index", copy)
    place = replace(git.place, work_tree=checkout.root, index=copy)
    return replace(git, place=place, settings=(*git.settings, *checkout.settings))


def _dirty(git: Git) -> set[str]:
    out = git.run(
        *(
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=no",
            "--no-renames",
            "--ignore-submodules=all",
        ),
        action="compare the checkout with its commit",
    )
    return {record[3:] for record in out.decode("utf-8", "surrogateescape").split("\0") if record}


def read_file(root: Path, path: str) -> bytes | None:
    """
    The bytes of a regular file below ``root``; None when there is none.

    Raises `DeliveryError` for a path that leads through a link: what lies there is not part of the checkout.
    """
    check_path(path, devices=os.name == "nt")
    with _explained(path):
        _check_way(root, path)
        place = root / path
        return place.read_bytes() if place.exists() else None


def write_files(root: Path, changes: Mapping[str, bytes | None]) -> None:
    """
    Write (or, for None, delete) regular files below ``root``; every path is checked before the first byte is written.

    Each file is replaced as a whole and keeps its mode; as root, files and folders get the owner of what they lie in.
    Raises `DeliveryError` for a path that leaves ``root``, enters a git directory or leads through a link.
    """
    for path in changes:
        check_path(path, devices=os.name == "nt")
        with _explained(path):
            _check_way(root, path)
    for path, data in changes.items():
        with _explained(path):
            if data is None:
                _delete(root, path)
            else:
                _write(root, path, data)


@contextlib.contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DeliveryError(
            f"cannot read or write {path!r}: {error.strerror}",
            hint="check owner, rights and free space of the folder",
            code="file-unwritable",
        ) from error


def _check_way(root: Path, path: str) -> None:
    """Folders all the way, then a regular file or nothing; links are never followed."""
    place = root
    *folders, name = path.split("/")
    for folder in folders:
        place /= folder
        mode = _mode(place)
        if mode is None:
            return
        if not stat.S_ISDIR(mode):
            raise _refused(path, f"{place.relative_to(root)} is not a folder")
    mode = _mode(place / name)
    if mode is not None and not stat.S_ISREG(mode):
        raise _refused(path, "it is not a regular file")


def _mode(place: Path) -> int | None:
    try:
        return place.lstat().st_mode
    except FileNotFoundError:
        return None


def _refused(path: str, why: str) -> DeliveryError:
    return DeliveryError(
        f"cannot write {path!r}: {why}",
        hint="change the `target` of the rule that gives this path",
        code="path-refused",
    )


def _write(root: Path, path: str, data: bytes) -> None:
    folder = _ensure_folder(root, path.split("/")[:-1])
    _check_way(root, path)  # again, now that everything above exists
    target = root / path
    old = target.lstat() if target.exists() else None
    temporary = folder / f".ci-l10n-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            _set_rights(file.fileno(), old, folder)
        temporary.replace(target)  # which replaces a link rather than follow it
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _set_rights(handle: int, old: os.stat_result | None, folder: Path) -> None:
    """The mode and owner of the file that is replaced; a new one's owner is that of its folder."""
    if os.name == "nt":
        return
    owner = old or folder.lstat()
    if os.geteuid() == 0:
        os.fchown(handle, owner.st_uid, owner.st_gid)
    if old:
        os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _ensure_folder(root: Path, names: Iterable[str]) -> Path:
    folder = root
    for name in names:
        parent, folder = folder, folder / name
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        if os.name != "nt" and os.geteuid() == 0:
            owner = parent.lstat()
            os.chown(folder, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return folder


def _delete(root: Path, path: str) -> None:
    """Remove the file and, as git does, the folders that it leaves empty."""
    _check_way(root, path)
    target = root / path
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except OSError:
            return

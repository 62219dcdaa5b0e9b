"""
The private bare repository that borrows a checkout's objects.

Everything we do happens there: the checkout keeps its index, refs, FETCH_HEAD and configuration, never becomes
shallow through us, and its hooks, file system monitor, ssh command and stored headers are never used. Of its
configuration only a few harmless values are read, as text.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ci_l10n.errors import DeliveryError
from ci_l10n.git.process import Git, Place
from ci_l10n.git.remote import Address
from ci_l10n.redact import Redactor

# How the work tree was written decides what counts as changed in it. Values are checked, so none can be more.
_CHECKOUT_SETTINGS = re.compile(
    r"core\.(autocrlf|eol|filemode|ignorecase|symlinks|checkstat|trustctime|precomposeunicode|protect(hfs|ntfs))"
)
_PLAIN_VALUE = re.compile(r"true|false|yes|no|on|off|1|0|input|lf|crlf|native|default|minimal", re.IGNORECASE)
_ATTRIBUTES = "* !filter !merge !diff\n"  # no driver that a repository names runs, whoever configured it


class Checkout(NamedTuple):
    """A work tree with its git directories."""

    root: Path
    git_dir: Path
    common_dir: Path  # differs from git_dir in an added worktree
    config: Mapping[str, str]  # its own file only: no includes

    @property
    def place(self) -> Place:
        return Place(self.git_dir, self.common_dir, self.root, self.git_dir / "index")

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """Settings of git that decide whether a file of the work tree counts as changed."""
        return tuple(
            (key, value)
            for key, value in self.config.items()
            if _CHECKOUT_SETTINGS.fullmatch(key) and _PLAIN_VALUE.fullmatch(value)
        )

    @property
    def promisor(self) -> str | None:
        """Name of the remote that a partial clone left objects at."""
        for key, value in self.config.items():
            match = re.fullmatch(r"remote\.(.+)\.promisor", key)
            if match and value.lower() in ("true", "1", "yes", "on", ""):
                return match[1]
        return self.config.get("extensions.partialclone")


def find_checkout(workdir: Path) -> tuple[Path, Path, Path]:
    """
    Root, git directory and common git directory of the checkout that ``workdir`` lies in.

    Found without git: it would stop at a folder of another owner, and follow variables of a hook we may run in.
    """
    start = workdir.resolve()
    for root in (start, *start.parents):
        git_dir = _git_dir(root)
        if git_dir is not None:
            common = git_dir / "commondir"
            return (
                root,
                git_dir,
                (git_dir / common.read_text().strip()).resolve() if common.is_file() else git_dir,
            )
    raise DeliveryError(
        f"{workdir} is not in a git checkout",
        hint="run inside a cloned repository; in CI, add a checkout step before this one",
        code="checkout-missing",
    )


def _git_dir(root: Path) -> Path | None:
    dot_git = root / ".git"
    if dot_git.is_file():  # of an added worktree or a submodule
        dot_git = root / dot_git.read_text(errors="surrogateescape").removeprefix("gitdir: ").rstrip("\r\n")
    return dot_git.resolve() if (dot_git / "HEAD").is_file() else None


def read_config(git: Git, git_dir: Path, common_dir: Path) -> dict[str, str]:
    """The checkout's own settings, read as data: later ones win, includes are not followed."""
    settings: dict[str, str] = {}
    for file in (common_dir / "config", git_dir / "config.worktree"):
        if file.is_file():
            listing = git.run(
                *("config", "--file", str(file), "--no-includes", "--null", "--list"),
                action=f"read {file.name} of the repository",
            )
            for item in listing.decode("utf-8", "surrogateescape").split("\0"):
                if item:
                    key, _, value = item.partition("\n")
                    settings[key] = value
    return settings


def private_place(folder: Path) -> Place:
    return Place(folder, folder, folder, folder / "index")


def make_private(folder: Path, redactor: Redactor) -> Git:
    """An empty bare repository in ``folder``; written by hand, so that no template and no `init.*` has a say."""
    for name in ("objects/info", "refs", "info"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    (folder / "info" / "attributes").write_text(_ATTRIBUTES)
    return Git(private_place(folder), redactor)


def borrow(folder: Path, checkout: Checkout, head: str, address: Address | None) -> str:
    """Let the private repository use the checkout's objects; returns the hash algorithm."""
    algorithm = checkout.config.get("extensions.objectformat", "sha1").lower()
    (folder / "objects" / "info" / "alternates").write_bytes(_alternate(checkout.common_dir / "objects"))
    shallow = checkout.common_dir / "shallow"
    if shallow.is_file():
        shutil.copyfile(shallow, folder / "shallow")
    (folder / "config").write_text(_config(algorithm, checkout, address), errors="surrogateescape")
    (folder / "HEAD").write_text(f"{head}\n")
    # A ref, so that a fetch can say what need not be sent.
    (folder / "refs" / "checkout").mkdir()
    (folder / "refs" / "checkout" / "head").write_text(f"{head}\n")
    return algorithm


def _alternate(objects: Path) -> bytes:
    """A line of `objects/info/alternates`; quoted as in C where a plain line would be misread."""
    path = bytes(objects)
    if not path.startswith((b'"', b"#")) and b"\n" not in path:
        return path + b"\n"
    quoted = b"".join(b"\\%03o" % byte if byte in b'"\\\n' else bytes([byte]) for byte in path)
    return b'"' + quoted + b'"\n'


def _config(algorithm: str, checkout: Checkout, address: Address | None) -> str:
    promisor = checkout.promisor if address else None
    version = 1 if algorithm != "sha1" or promisor else 0
    lines = ["[core]", f"\trepositoryformatversion = {version}", "\tbare = false"]
    lines += ["[extensions]"] if version else []
    lines += [f"\tobjectFormat = {algorithm}"] if algorithm != "sha1" else []
    if promisor and address:
        kind = checkout.config.get(f"remote.{promisor}.partialclonefilter", "blob:none")
        lines += ["\tpartialClone = origin", '[remote "origin"]', f"\turl = {_quote(address.url)}"]
        lines += ["\tpromisor = true", f"\tpartialCloneFilter = {_quote(kind)}"]
    return "\n".join(lines) + "\n"


def _quote(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

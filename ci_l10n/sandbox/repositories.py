"""
Real bare git repositories in a folder: what the simulated forges are built on.

Everything that moves a ref calls `Repository.changed` while it holds `Repository.lock`, so a forge that listens sees
each state a ref ever had, in order. Pull requests depend on that: a branch that equals its base for one request only
is closed for good.
"""

import hashlib
import os
import re
import shutil
import subprocess
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ci_l10n.errors import L10nError
from ci_l10n.sandbox.receiving import Command, PushRules

Right = Literal["none", "read", "write"]

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_SHA = re.compile(r"[0-9a-f]{40}")

#: Git never reads anybody's configuration here, runs no hook and looks nowhere but into the repository it is given.
_CONFIG = {
    "safe.directory": "*",
    "core.hooksPath": os.devnull,
    "gc.auto": "0",
    "maintenance.auto": "false",
    "receive.autogc": "false",
}


class GitError(L10nError):
    """A git command failed; the message is what it printed."""


def git_environment(config: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """The whole environment of a git process of ours, with ``config`` on top of what always holds."""
    settings = {**_CONFIG, **(config or {})}
    values = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }
    for number, (key, value) in enumerate(settings.items()):
        values[f"GIT_CONFIG_KEY_{number}"] = key
        values[f"GIT_CONFIG_VALUE_{number}"] = value
    return values | more


def is_sha(text: object) -> bool:
    """Whether ``text`` is a complete object id."""
    return isinstance(text, str) and _SHA.fullmatch(text) is not None


class Repository:
    """One bare repository. Hold ``lock`` for anything that reads, decides and then writes."""

    def __init__(
        self, owner: str, name: str, path: Path, listeners: "list[Callable[[Repository], None]]"
    ) -> None:
        self.owner = owner
        self.name = name
        self.path = path
        self.lock = threading.RLock()
        self._listeners = listeners

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def run(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `git ARGUMENTS` here. Raises `GitError` when it fails and ``check`` is set."""
        done = subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
            ["git", f"--git-dir={self.path}", *arguments],  # noqa: S607 - git of the PATH, as everywhere
            input=stdin,
            capture_output=True,
            env=git_environment() | dict(env or {}),
            check=False,
        )
        if check and done.returncode:
            raise GitError(done.stderr.decode("utf-8", "replace").strip() or f"git {arguments[0]} failed")
        return done

    def text(self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """What `git ARGUMENTS` prints, without the final newline."""
        return (
            self.run(*arguments, stdin=stdin, env=env).stdout.decode("utf-8", "surrogateescape").rstrip("\n")
        )

    def write_blob(self, data: bytes) -> str:
        """Store a blob as a loose object, without a process for each of a thousand files; returns its id."""
        content = b"blob %d\0" % len(data) + data
        sha = hashlib.sha1(content).hexdigest()  # noqa: S324 - the object id of git
        path = self.path / "objects" / sha[:2] / sha[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            partial = path.with_name(f"tmp_obj_{uuid.uuid4().hex}")
            partial.write_bytes(zlib.compress(content, 1))
            partial.replace(path)
        return sha

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Full names that start with ``prefix`` to object ids, sorted by name."""
        rows = self.text("for-each-ref", "--format=%(objectname) %(refname)").splitlines()
        pairs = (row.split(" ", 1) for row in rows)
        return {name: sha for sha, name in pairs if name.startswith(prefix)}

    def ref(self, name: str) -> str | None:
        """The object id a full ref name points to."""
        done = self.run("show-ref", "--verify", "--hash", "--", name, check=False)
        return done.stdout.decode().strip() or None

    def branch(self, name: str) -> str | None:
        return self.ref(f"refs/heads/{name}")

    def kind(self, sha: object) -> str | None:
        """`commit`, `tree`, `blob` or `tag`; None for what is not here."""
        if not is_sha(sha):
            return None
        return self.run("cat-file", "-t", str(sha), check=False).stdout.decode().strip() or None

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether ``newer`` contains ``older``; a commit contains itself."""
        return self.run("merge-base", "--is-ancestor", older, newer, check=False).returncode == 0

    def is_ref_name(self, name: str) -> bool:
        return self.run("check-ref-format", name, check=False).returncode == 0

    def move(self, commands: Iterable[Command]) -> None:
        """Move all refs or none, each only from its ``old`` value, and tell who listens. Raises `GitError`."""
        lines = [f"update {command.ref}\0{command.new}\0{command.old}\0" for command in commands]
        with self.lock:
            self.run("update-ref", "-z", "--stdin", stdin="".join(lines).encode("utf-8", "surrogateescape"))
            self.changed()

    @property
    def default_branch(self) -> str:
        return self.text("symbolic-ref", "HEAD").removeprefix("refs/heads/")

    def set_default_branch(self, name: str) -> None:
        self.run("symbolic-ref", "HEAD", f"refs/heads/{name}")

    def changed(self) -> None:
        """Tell everybody who listens that refs may have moved. The caller holds the lock."""
        if not self.path.is_dir():
            return  # deleted while a push was under way
        if self.branch(self.default_branch) is None:
            # The first branch that is pushed becomes the default one, whatever its name.
            for ref in self.refs("refs/heads/"):
                self.set_default_branch(ref.removeprefix("refs/heads/"))
                break
        for listener in self._listeners:
            listener(self)


@dataclass
class Access:
    """What each token may do with repositories; unknown ones nothing."""

    rights: dict[str, Right] = field(default_factory=dict)
    expiry: dict[str, float] = field(default_factory=dict)  # token -> epoch seconds
    now: Callable[[], float] = time.time

    def right(self, token: str, default: Right = "none") -> Right:
        """The right of ``token``; ``default`` is that of a known token without an entry of its own."""
        if token in self.expiry and self.now() >= self.expiry[token]:
            return "none"
        return self.rights.get(token, default)


class Repositories:
    """All repositories below one folder: `<root>/<owner>/<name>.git`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rules = PushRules()
        self.access = Access()
        self.listeners: list[Callable[[Repository], None]] = []
        self._known: dict[tuple[str, str], Repository] = {}
        self._lock = threading.RLock()

    def create(self, owner: str, name: str, default_branch: str = "main") -> Repository:
        """Make an empty repository. Raises ValueError for a bad name, `FileExistsError` when there is one."""
        path = self._path(owner, name)
        if path is None:
            raise ValueError(f"not a repository name: {owner}/{name}")
        with self._lock:
            if path.exists():
                raise FileExistsError(f"{owner}/{name}")
            path.mkdir(parents=True)
            repository = Repository(owner, name, path, self.listeners)
            repository.run("init", "--bare", "--quiet", "--template=", str(path))
            repository.set_default_branch(default_branch)
            for key, value in (
                ("http.receivepack", "true"),
                ("uploadpack.allowAnySHA1InWant", "true"),
                ("uploadpack.allowFilter", "true"),
                ("receive.hideRefs", "refs/pull"),
            ):
                repository.run("config", key, value)
            self._known[owner, name] = repository
            return repository

    def find(self, owner: str, name: str) -> Repository | None:
        """The repository of that name, also one that an earlier process left in the folder."""
        path = self._path(owner, name)
        with self._lock:
            if path is None or not (path / "HEAD").is_file():
                return None
            return self._known.setdefault((owner, name), Repository(owner, name, path, self.listeners))

    def delete(self, owner: str, name: str) -> None:
        """Delete it, also while somebody still reads from it; nothing happens when there is none."""
        with self._lock:
            repository = self.find(owner, name)
            if repository is None:
                return
            del self._known[owner, name]
            gone = self.root / f".deleted-{uuid.uuid4().hex}"
            repository.path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def all(self) -> list[Repository]:
        """Every repository, sorted by name."""
        paths = sorted(self.root.rglob("*.git")) if self.root.is_dir() else []
        names = [(path.parent.relative_to(self.root).as_posix(), path.name[:-4]) for path in paths]
        return [found for owner, name in names if (found := self.find(owner, name)) is not None]

    def reset(self) -> None:
        """Delete every repository and every rule; the tokens keep their rights."""
        for repository in self.all():
            self.delete(repository.owner, repository.name)
        self.rules = PushRules()

    def _path(self, owner: str, name: str) -> Path | None:
        segments = [*owner.split("/"), name]
        if not all(_SEGMENT.fullmatch(part) for part in segments) or any(
            part.endswith(".git") for part in segments
        ):
            return None
        return self.root.joinpath(*segments[:-1], f"{name}.git")

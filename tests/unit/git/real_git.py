"""Real git for tests: repositories in temporary folders, free of the configuration of whoever runs the tests."""

import os
import subprocess
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
}


def git(folder: Path, *args: str, stdin: bytes = b"", check: bool = True) -> str:
    done = subprocess.run(
        ["git", *args], cwd=folder, input=stdin, capture_output=True, env=ENVIRONMENT, check=False
    )
    if check and done.returncode:
        raise AssertionError(f"git {args}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def commit(root: Path, files: dict[str, bytes], message: str = "Change") -> str:
    """Write files, commit everything, return the commit id."""
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def make_repository(root: Path, files: dict[str, bytes], *options: str) -> Path:
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main", *options)
    commit(root, files, "Begin")
    return root


def publish(root: Path, server: Path) -> str:
    """A bare repository at ``server`` with the branches of ``root``, as its origin; returns the address."""
    git(root.parent, "clone", "-q", "--bare", str(root), str(server))
    git(root, "remote", "add", "origin", f"file://{server}")
    git(root, "fetch", "-q", "origin")
    return f"file://{server}"


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a checkout with its git directory."""
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }

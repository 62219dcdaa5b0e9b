"""Real repositories for `init`."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_ENV = {
    "GIT_AUTHOR_NAME": "Dev",
    "GIT_AUTHOR_EMAIL": "dev@example.org",
    "GIT_COMMITTER_NAME": "Dev",
    "GIT_COMMITTER_EMAIL": "dev@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *arguments: str) -> None:
    env = {**os.environ, **_ENV}
    subprocess.run(["git", "-C", str(folder), *arguments], env=env, check=True, capture_output=True)


def make_repository(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """A repository with one commit that holds ``files``."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    git(folder, "init", "-q", "-b", "main", "--template=")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "First")

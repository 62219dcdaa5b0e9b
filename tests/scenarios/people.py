"""What people do to a repository between two runs, on real git, in a clone of their own."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.scenarios.world import World

BRANCH = "l10n/main"
DE = "web/app.de.json"
FR = "web/app.fr.json"


@dataclass
class People:
    """Colleagues of the bot; ``pushed`` are the commits they made, which nobody may lose."""

    app: World
    folder: Path
    pushed: list[str] = field(default_factory=list)

    # The clone

    def git(self, *arguments: str) -> str:
        if not self.folder.exists():
            self.app.git(
                "clone", "-q", f"{self.app.announced['git']}/{self.app.repository}.git", str(self.folder)
            )
        return self.app.git("-C", str(self.folder), *arguments)

    def on(self, branch: str = BRANCH) -> None:
        """Check the newest ``branch`` out."""
        self.git("fetch", "-q", "--prune", "origin")
        self.git("checkout", "-q", "-B", branch, f"origin/{branch}")

    def write(self, files: Mapping[str, str | Mapping[str, str] | None]) -> None:
        for path, content in files.items():
            place = self.folder / path
            if content is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(content if isinstance(content, str) else dump(content), encoding="utf-8")

    def commit(self, files: Mapping[str, str | Mapping[str, str] | None], message: str = "Review") -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def push(self, branch: str = BRANCH, *options: str) -> None:
        self.git("push", "-q", *options, "origin", f"HEAD:refs/heads/{branch}")

    def edit(self, path: str, branch: str = BRANCH, **values: str) -> str:
        """Change strings of a file on a branch and push that."""
        self.on(branch)
        strings = json.loads((self.folder / path).read_text()) if (self.folder / path).exists() else {}
        made = self.commit({path: {**strings, **values}})
        self.push(branch)
        if branch == BRANCH:
            self.pushed.append(made)
        return made

    # On the base branch

    def commit_to_base(
        self, files: Mapping[str, str | Mapping[str, str] | None], branch: str = "main"
    ) -> str:
        self.on(branch)
        made = self.commit(files, "Work")
        self.push(branch)
        return made

    # On the forge

    def pull(self) -> dict[str, Any]:
        return self.app.pulls("open")[0]

    def set_pull(self, **values: str) -> None:
        number = self.app.pulls()[0]["number"]
        self.app.github("PATCH", f"repos/{self.app.repository}/pulls/{number}", values)

    def merge(self, how: str = "squash", *, keep_branch: bool = False) -> None:
        self.app.github(
            "PUT", f"repos/{self.app.repository}/pulls/{self.pull()['number']}/merge", {"merge_method": how}
        )
        if not keep_branch:
            self.git("push", "-q", "origin", f":{BRANCH}")
        self.pushed.clear()  # they are where they were meant to go


def dump(strings: Mapping[str, str]) -> str:
    return json.dumps(strings, indent=2, ensure_ascii=False) + "\n"


def snapshot(folder: Path) -> dict[str, object]:
    """All of a checkout that a run must leave as it is: every file with mode and owner, also those of git."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".git/ci-l10n") or not (path.is_file() or path.is_symlink()):
            continue
        about = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes()
        found[name] = (about.st_mode, about.st_uid, about.st_gid, content)
    return found


def is_ancestor(folder: Path, commit: str, of: str) -> bool:
    done = subprocess.run(
        ["git", "merge-base", "--is-ancestor", commit, of], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0


class Traffic(NamedTuple):
    pushes: int
    writes: int  # to the forge
    reads: int  # of the forge


def traffic(app: World, since: int) -> Traffic:
    """What was asked of the forge since the log was ``since`` requests long."""
    log = app.control("log")[since:]
    pushes = sum(1 for e in log if e["method"] == "POST" and e["path"].endswith("git-receive-pack"))
    forge = [e for e in log if e["service"] == "github" and not _is_git(e["path"])]
    writes = sum(1 for e in forge if e["method"] not in ("GET", "HEAD"))
    return Traffic(pushes, writes, len(forge) - writes)


def _is_git(path: str) -> bool:
    return path.endswith(("/git-receive-pack", "/git-upload-pack", "/info/refs"))

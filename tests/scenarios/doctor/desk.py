"""A healthy set-up that is broken on purpose, and proof that a diagnosis changed nothing."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.world import Ran, World

CONFIG = """\
version: 1
source_locale: en
target_locales: [de, fr]
platform:
  smartcat: {project: PROJECT}
files:
  - source: web/en/**/*.json
    target: web/{locale}/{path}/{name}
wait: {timeout: 10m, poll: 1s}
"""
WORKFLOW = """\
name: Localization
on: {push: {branches: [main]}}
permissions:
  contents: write
  pull-requests: write
concurrency:
  group: l10n
jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: ci-l10n/ci-l10n@v1
        with:
          smartcat_account_id: ${{ secrets.SMARTCAT_ACCOUNT_ID }}
          smartcat_api_key: ${{ secrets.SMARTCAT_API_KEY }}
"""
PIPELINE = """\
l10n:
  image: {name: "ghcr.io/ci-l10n/ci-l10n:1", entrypoint: [""]}
  resource_group: l10n
  script: [ci-l10n sync]
"""
FILES = {
    "web/en/app.json": '{"hello": "Hello"}\n',
    "web/en/shop/cart.json": '{"cart": "Cart"}\n',
    ".github/workflows/l10n.yml": WORKFLOW,
    ".gitlab-ci.yml": PIPELINE,
}


@dataclass
class Desk:
    """One checkout with its repository on a forge; what is set in ``env`` holds for the diagnosis alone."""

    world: World
    env: dict[str, str] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)  # variables that are not set

    @property
    def root(self) -> Path:
        return self.world.folder

    def configure(self, old: str, new: str, *, push: bool = True) -> None:
        """Change the text of the configuration."""
        self.edit("l10n.yml", old, new, push=push)

    def edit(self, name: str, old: str, new: str, *, push: bool = True) -> None:
        text = (self.root / name).read_text()
        assert old in text, f"{name} has no {old!r}"
        self.put({name: text.replace(old, new)}, push=push)

    def put(self, files: Mapping[str, str | bytes], *, push: bool = True) -> None:
        self.world.write(files)
        self.world.commit("Change", push=push)

    def remove(self, name: str) -> None:
        (self.root / name).unlink()
        self.world.commit("Remove")

    def git(self, *arguments: str) -> str:
        return self.world.git(*arguments)

    def knobs(self, forge: str = "github", **values: Any) -> None:
        self.world.control("knobs", {forge: values})

    def event(self, values: Mapping[str, Any]) -> None:
        """Run as a workflow of GitHub, on a pull request with this payload."""
        file = self.root.parent / "event.json"
        file.write_text(json.dumps(values))
        self.env |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_BASE_REF": "main",
        }

    def examine(self) -> Ran:
        return self.run("doctor", "--json")

    def run(self, *arguments: str) -> Ran:
        """A command in the environment of this set-up; variables that are not set are empty."""
        self.world.extra_env = {**self.env}
        return self.world.run(*arguments, env=dict.fromkeys(self.without, ""))


class Setup(NamedTuple):
    """``code`` has to be told first; ``also`` is the second defect."""

    name: str
    code: str
    break_it: Callable[[Desk], None]
    also: str = ""
    forge: str = "github"


def make_template(world: World) -> None:
    """The healthy set-up, from which each case begins with a copy."""
    world.project = world.make_project(("de", "fr"))
    world.folder.mkdir(parents=True)
    world.git("init", "-q", "-b", "main")
    world.write({"l10n.yml": CONFIG.replace("PROJECT", world.project), **FILES})
    world.git("add", "-A")
    world.git("commit", "-q", "-m", "First")


def make_desk(template: World, folder: Path, forge: str, number: int) -> Desk:
    kind = GitLabWorld if forge == "gitlab" else World
    world = kind(template.sandbox, folder / "app", repository=f"acme/app-{number}", project=template.project)
    shutil.copytree(template.folder, world.folder, symlinks=True)
    world.make_repository()
    world.git("remote", "add", "origin", f"{world.announced['git']}/{world.repository}.git")
    world.git("push", "-q", "origin", "HEAD:main")
    return Desk(world)


def snapshot(root: Path) -> dict[str, str]:
    """Path to kind, mode and content of everything below ``root``, the git directory included."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder) / name
            status = path.lstat()
            content = os.readlink(path) if path.is_symlink() else ""
            if path.is_file() and not path.is_symlink():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(root))] = f"{status.st_mode:o} {status.st_uid} {content}"
    return found


def writes_in(log: list[dict[str, Any]]) -> list[str]:
    """Logged requests that could change something: all but reading and logging in, which are POST requests, too."""
    return [
        f"{entry['method']} {entry['path']}"
        for entry in log
        if entry["method"] not in ("GET", "HEAD")
        and not entry["path"].endswith(("/git-upload-pack", "/auth-api/v2/authenticate"))
    ]

"""The real image in a real container, as a runner starts it."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scenarios.world import Ran, World

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "localhost/ci-l10n:test"
RUNNER = 1001  # uid and gid of the user that owns the workspace on hosted runners


def script(name: str, *arguments: str, timeout: float = 900) -> Ran:
    """Run one of the scripts in tools/image."""
    done = subprocess.run(
        [ROOT / "tools" / "image" / name, *arguments],
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def run(
    *arguments: str,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> Ran:
    """`docker run --rm OPTIONS IMAGE ARGUMENTS` with the environment ``env``, on the host's network."""
    variables = [part for name, value in (env or {}).items() for part in ("--env", f"{name}={value}")]
    return script("engine.sh", "run", "--rm", *variables, *options, IMAGE, *arguments, timeout=110)


def shell(text: str, *options: str) -> Ran:
    """Run a shell script in the image, as GitLab's runner does: without the entry point."""
    return run("bash", "-euc", text, options=["--entrypoint", "", *options])


def inspect() -> dict[str, Any]:
    """The image's configuration and size."""
    ran = script("engine.sh", "image", "inspect", IMAGE)
    assert ran.code == 0, ran.err
    (found,) = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


@dataclass
class Step:
    """One step of a job: the folders and variables that the runner gives to a container action."""

    world: World
    folder: Path

    def __post_init__(self) -> None:
        for name in ("home", "workflow", "file_commands", "runner_temp"):
            (self.folder / name).mkdir(parents=True)
        for name in ("output", "summary"):
            (self.folder / "file_commands" / name).touch()
        event = {"repository": {"default_branch": "main", "full_name": self.world.repository}}
        (self.folder / "workflow" / "event.json").write_text(json.dumps(event))

    @property
    def outputs(self) -> dict[str, str]:
        return _parse(self._command_file("output"))

    @property
    def summary(self) -> str:
        return self._command_file("summary")

    def run(self, *, options: Sequence[str] = (), **inputs: str) -> Ran:
        """Start the container with all inputs of the action, the given ones and else empty ones."""
        mounts = {self.world.folder: "workspace"} | {folder: folder.name for folder in self.folder.iterdir()}
        volumes = [part for source, name in mounts.items() for part in ("-v", f"{source}:/github/{name}")]
        return run(
            options=["--workdir", "/github/workspace", *volumes, *options],
            env=self._env | self._inputs(inputs),
        )

    def own(self, uid: int = RUNNER) -> None:
        """Give workspace and command files to the runner's user."""
        for top in (self.world.folder, self.folder):
            for path in (top, *top.rglob("*")):
                os.chown(path, uid, uid, follow_symlinks=False)

    def _inputs(self, given: Mapping[str, str]) -> dict[str, str]:
        announced = self.world.announced
        inputs = {
            "command": "sync",
            "smartcat_account_id": announced["smartcat_account_id"],
            "smartcat_api_key": announced["smartcat_api_key"],
            "github_token": announced["github_token"],
            "timeout": "20s",
            **given,
        }
        names = ("config", "options", "working_directory", "locales", "dry_run", *inputs)
        return {f"INPUT_{name.upper()}": inputs.get(name, "") for name in names}

    @property
    def _env(self) -> dict[str, str]:
        announced = self.world.announced
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": announced["github"],
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "GITHUB_GRAPHQL_URL": f"{announced['github']}/graphql",
            "GITHUB_OUTPUT": "/github/file_commands/output",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": self.world.repository,
            "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
            "GITHUB_WORKSPACE": "/github/workspace",
            "HOME": "/github/home",
            "RUNNER_TEMP": "/github/runner_temp",
            "SMARTCAT_URL": announced["smartcat"],
        }

    def _command_file(self, name: str) -> str:
        return (self.folder / "file_commands" / name).read_text(encoding="utf-8")


def _parse(text: str) -> dict[str, str]:
    """The runner's file format: `name=value`, or `name<<END`, lines, `END`."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, mark, end = line.partition("<<")
        if mark and "=" not in name:
            value: list[str] = []
            while (part := next(lines)) != end:
                value.append(part)
            found[name] = "\n".join(value)
        elif line:
            name, _, single = line.partition("=")
            found[name] = single
    return found

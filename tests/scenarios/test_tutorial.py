"""
The tutorial, done word by word in one shell: every command works, and tells what the page says it tells.

``CI_L10N_GOLDEN=write`` writes what commands told into the page. Only the port is another one than on the page, because
that one may be taken here; a line `...` of the page stands for any lines.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.markdown_blocks import Step, find_steps

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-sync.md"
PORT = "8123"
SEPARATOR = "\x1e"
PATIENCE = 500  # seconds for everything: some 30, on a quiet machine

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(PATIENCE + 60),
    pytest.mark.skipif(
        shutil.which("curl") is None or shutil.which("bash") is None, reason="no curl or no bash"
    ),
]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def make_environment(home: Path) -> dict[str, str]:
    """That of somebody who has git set up, and nothing of ours."""
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.com\n", encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "TERM": "dumb"}


def script_of(steps: Sequence[Step], port: str) -> str:
    """All commands in one script, which stops where one fails; a control character goes before each step's output."""
    parts = (f"printf '{SEPARATOR}'\n{step.commands.text.replace(PORT, port)}" for step in steps)
    return "".join(["set -e\nexec 2>&1\n", *parts])


def run(script: str, folder: Path, told: Path, environment: dict[str, str]) -> str:
    """What the shell told; whatever it started ends with it. A file, because a pipe stays open as long as the sandbox."""
    with told.open("w") as output:
        shell = subprocess.Popen(
            ["bash", "-c", script], cwd=folder, env=environment, stdout=output, start_new_session=True
        )
        try:
            shell.wait(PATIENCE)
        finally:
            end_group(shell.pid)
            print(told.read_text(encoding="utf-8"))
    assert shell.returncode == 0
    return told.read_text(encoding="utf-8")


def end_group(process: int) -> None:
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:  # all have ended
        return


def is_as_told(told: str, page: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "..." else re.escape(line) + r"\n" for line in page.splitlines()
    )
    return re.fullmatch(pattern, told) is not None


def write(steps: Sequence[Step], told: Sequence[str]) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines(keepends=True)
    for step, text in reversed(list(zip(steps, told, strict=True))):
        if step.output is not None and not is_as_told(text, step.output.text):
            first = step.output.line  # index of the line after the fence
            lines[first : first + step.output.text.count("\n")] = [text]
    PAGE.write_text("".join(lines), encoding="utf-8")


def test_every_command_of_the_tutorial_works_and_tells_what_the_page_says(tmp_path: Path) -> None:
    steps = find_steps(PAGE)
    port = free_port()
    folder = tmp_path / "work"
    folder.mkdir()
    environment = make_environment(tmp_path / "home")
    text = run(script_of(steps, port), folder, tmp_path / "told", environment).replace(port, PORT)
    told = [found.rstrip("\n") + "\n" for found in text.split(SEPARATOR)[1:]]
    if os.environ.get("CI_L10N_GOLDEN") == "write":
        write(steps, told)
    for step, found in zip(find_steps(PAGE), told, strict=True):
        if step.output is not None:
            assert is_as_told(found, step.output.text), (
                f"line {step.output.line} of the page is now:\n{found}"
            )
    assert list(folder.iterdir()) == []

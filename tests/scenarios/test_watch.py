"""`status` on a terminal, and `status --watch` in a log, on a terminal, and ended by Ctrl-C."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import World

RULES = "  - {source: en.json, target: '{locale}.json'}\n"
ENGLISH = '{"a": "Save all files", "b": "Close"}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"en.json": ENGLISH}, RULES)
    return world


def project_reads(app: World, since: int) -> int:
    calls = app.requests_to("smartcat", since)
    assert calls == [call for call in calls if call.startswith("GET")]
    return sum(call.endswith(f"/project/{app.project}") for call in calls)


class Terminal:
    """`ci-l10n ARGUMENTS` on a terminal of 100 columns."""

    def __init__(self, app: World, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        env = {**app.env, "COLUMNS": "100", "LINES": "30", "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "ci_l10n", *arguments]
        self.process = subprocess.Popen(
            command, cwd=app.folder, env=env, stdout=theirs, stderr=theirs, stdin=theirs
        )
        os.close(theirs)
        self.shown = b""

    def read(self, until: bytes = b"\0") -> str:
        """What is shown until ``until`` comes, or the command ends."""
        while until not in self.shown:
            try:
                self.shown += os.read(self.ours, 4096)
            except OSError:  # the command ended
                break
        return self.shown.decode()

    def end(self) -> int:
        code = self.process.wait(30)
        os.close(self.ours)
        return code


@pytest.mark.long
def test_watching_in_a_log_reads_the_project_once_a_poll_and_ends_when_all_is_complete(app: World) -> None:
    app.control("knobs", {"statistics_reads": 0})
    app.run("push")
    at = app.log_length()
    ran = app.run("status", "--watch", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["complete"] is True
    assert ran.json["statistics"] == []
    assert project_reads(app, at) == len(app.requests_to("smartcat", at))
    at = app.log_length()
    assert "complete" in app.run("status", "--watch").out
    assert project_reads(app, at) == len(app.requests_to("smartcat", at)) == 1


@pytest.mark.long
def test_a_terminal_shows_bars_and_a_pipe_does_not(app: World) -> None:
    app.sync()
    plain = app.run("status").out
    assert "█" not in plain
    terminal = Terminal(app, "status")
    shown = terminal.read()
    assert terminal.end() == 0
    assert re.search(r"de  █+ 100 %  4 words", shown)
    assert plain.splitlines()[0] in shown


@pytest.mark.long
def test_a_terminal_shows_a_few_findings_of_each_code_and_a_log_all(world: World) -> None:
    keys = [f"key{number}" for number in range(8)]
    files = {
        f"{name}.json": json.dumps({key: f"{key} in {name}" for key in keys}) for name in ("en", "de", "fr")
    }
    world.create(files, RULES)
    world.sync("--deliver", "branch")
    assert world.run("status").out.count("notice[two-translations]") == 16
    terminal = Terminal(world, "status")
    shown = terminal.read()
    assert terminal.end() == 0
    assert shown.count("notice[two-translations]") == 5
    assert "... and 11 more two-translations; -v shows all of them" in shown


@pytest.mark.long
def test_ctrl_c_ends_watching_on_a_terminal(tmp_path: Path) -> None:
    with Sandbox(translator="manual") as sandbox:
        app = World(sandbox, tmp_path / "app")
        app.create({"en.json": ENGLISH}, RULES)
        app.run("push")
        _watch_until_interrupted(app)


def _watch_until_interrupted(app: World) -> None:
    terminal = Terminal(app, "status", "--watch")
    assert "░" in terminal.read(b"Ctrl-C ends it")
    time.sleep(0.2)
    terminal.process.send_signal(signal.SIGINT)
    after = terminal.read().split("\x1b[?1049l")[1]  # the screen as it was before, and what was seen last
    assert "░" in after
    assert terminal.end() == 130
    assert json.loads(app.run("status", "--json").out)["complete"] is False

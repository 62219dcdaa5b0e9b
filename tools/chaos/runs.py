"""
Runs of the command line, each in a process of its own that can be killed.

The processes are split off before the sandbox has threads, with everything imported, and wait for their order: a run then
costs what it does, not what starting Python does.
"""

import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import ci_l10n
from ci_l10n import cli
from tools.chaos.hurry import HurriedClock

LONGEST = 90  # seconds of real time that a run may take


def import_all() -> None:
    """Import the whole program, so that no run does, and an edit meanwhile concerns none."""
    for module in pkgutil.walk_packages(ci_l10n.__path__, "ci_l10n."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


class Ran(NamedTuple):
    """``code`` is negative for who was killed: the number of the signal."""

    code: int
    out: str
    err: str


class Order(NamedTuple):
    """What a waiting process is told: the arguments, where, and how far the sandbox's clock is ahead."""

    arguments: tuple[str, ...]
    folder: str
    env: Mapping[str, str]
    origin: str
    ahead: float


class Waiting:
    """A process that will do one run."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chaos-run-")
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(writer)
            os._exit(_serve(reader, Path(self._folder.name)))
        os.close(reader)
        self._writer = writer

    def run(self, order: Order) -> Ran:
        """Let it go, and wait for its end."""
        self.begin(order)
        return self.end()

    def begin(self, order: Order) -> None:
        with os.fdopen(self._writer, "w") as pipe:
            pipe.write(json.dumps(order) + "\n")

    def has_stopped(self) -> bool:
        """Wait until the run is stopped by a signal, or has ended; which of the two."""
        info = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        return info is not None and info.si_code == os.CLD_STOPPED

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def end(self) -> Ran:
        """Wait for the end; nothing of it is left behind then, git included."""
        _, status = os.waitpid(self.pid, 0)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        folder = Path(self._folder.name)
        out, err = ((folder / name).read_text(errors="replace") for name in ("out", "err"))
        self._folder.cleanup()
        return Ran(os.waitstatus_to_exitcode(status), out, err)

    def dismiss(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._writer)
        self._folder.cleanup()


def _serve(reader: int, folder: Path) -> int:
    with os.fdopen(reader) as pipe:
        text = pipe.readline()  # not to the end: processes split off later hold the other side too
    if not text:
        return 0
    order = Order(*json.loads(text))
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts us in the background has it ignored
    signal.alarm(LONGEST)
    _redirect(folder)
    os.environ.clear()
    os.environ.update(order.env)
    os.chdir(order.folder)
    code = cli.run(order.arguments, HurriedClock(order.origin, order.ahead))
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _redirect(folder: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1, errors="backslashreplace")

"""Running a command in a process of its own, with what it could give away written down."""

import contextlib
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.attacking.site import Site

PATIENCE = 240.0  # seconds; a run takes a few, one that never ends is what is looked for
EVERY = 0.02  # seconds between two looks at the list of processes


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    arguments: str  # of all processes that were seen below the command, and of each git


def run(site: Site, arguments: Sequence[str]) -> Ran:
    """`ci-l10n ARGUMENTS` as a user types it, in the checkout of the case."""
    limit = site.case.memory << 20

    def fence() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    process = subprocess.Popen(
        [sys.executable, "-m", "ci_l10n", *arguments],
        cwd=site.app,
        env=site.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=fence,
    )
    with watched(process.pid) as seen:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"no end after {PATIENCE} s: {err.decode(errors='replace')}") from None
    recorded = site.folder / "log" / "arguments"
    of_git = recorded.read_text(errors="replace") if recorded.exists() else ""
    return Ran(
        process.returncode,
        out.decode(errors="replace"),
        err.decode(errors="replace"),
        "\n".join([*seen(), of_git]),
    )


@contextlib.contextmanager
def watched(pid: int) -> Iterator[Callable[[], set[str]]]:
    """Look again and again at the arguments of the processes below ``pid``."""
    seen: set[str] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(EVERY):
            seen.update(_arguments_below(pid))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield lambda: seen
    finally:
        stop.set()
        thread.join()


def _arguments_below(pid: int) -> Iterator[str]:
    folder = Path(f"/proc/{pid}")
    with contextlib.suppress(OSError):
        yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        for task in os.listdir(folder / "task"):
            for child in (folder / "task" / task / "children").read_text().split():
                yield from _arguments_below(int(child))

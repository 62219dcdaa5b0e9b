"""
A place where one scenario is played many times from the same point on.

The world is built once, with the sandbox in this process. Then the sandbox pauses, so that this process has a single
thread; each case is played in a split-off copy of the process, with the folders put back and the sandbox at the same port.
"""

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ci_l10n.sandbox.request_log import LoggedRequest
from ci_l10n.sandbox.server import Sandbox
from tools.chaos.faults import RIVAL, TIMEOUT, order
from tools.chaos.runs import Order, Ran, Waiting, import_all
from tools.chaos.scenarios import Scenario

COMMAND = ("sync", "--json")
QUIET = 10.0  # seconds until the threads of a paused sandbox must be gone
# The limit of the platform counts real seconds, which runs here do not take.
KNOBS = {"smartcat": {"rate_limit": False}}


class Arena:
    """``world`` is usable within `open`."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self._live, self._kept = folder / "live", folder / "kept"
        self._live.mkdir(parents=True)
        self.sandbox = Sandbox(port=_free_port(), state_dir=self._live / "services")
        self.world = scenario.world(self.sandbox, self._live / "app")
        self._waiting: list[Waiting] = []

    def build(self, scenario: Scenario) -> None:
        """Bring the world to where the scenario begins, and keep it."""
        with self.open(runs=1):
            self.sandbox.set_knobs(**KNOBS)
            scenario.prepare(self.world, self._sync)
        shutil.copytree(self._live, self._kept, symlinks=True)

    def restore(self) -> None:
        """Put the folders back as they were kept."""
        shutil.rmtree(self._live)
        shutil.copytree(self._kept, self._live, symlinks=True)

    @contextmanager
    def open(self, runs: int) -> Iterator[None]:
        """The sandbox answers, and up to ``runs`` runs can be made."""
        self._waiting = [Waiting() for _ in range(runs)]
        try:
            self.sandbox.start()
            yield
            self._pause()
        finally:
            while self._waiting:
                self._waiting.pop().dismiss()

    def run(self, fault: str = "", number: int = 0) -> list[Ran]:
        """
        One run in the checkout, with ``fault`` at its ``number``-th request.

        A rival is another whole run that takes place within that request; what came of it follows.
        """
        waiting = self._waiting.pop(0)
        if fault:
            self.sandbox.faults.add([order(fault, number, waiting.pid)])
        try:
            waiting.begin(self._order())
            rivals = []
            if fault == RIVAL and waiting.has_stopped():
                rivals = [self._waiting.pop(0).run(self._order())]
                waiting.go_on()
            return [waiting.end(), *rivals]
        finally:
            self.sandbox.faults.clear()

    def answers(self, since: int) -> Sequence[LoggedRequest]:
        return self.sandbox.log.entries()[since:]

    @property
    def secrets(self) -> list[str]:
        """What no output may hold."""
        named = self.world.announced.items()
        return [value for name, value in named if name.endswith(("_key", "_token", "_secret"))]

    def _order(self) -> Order:
        home = self._live / "home"
        home.mkdir(exist_ok=True)
        env = {**self.world.env, "HOME": str(home), "CI_L10N_TIMEOUT": str(TIMEOUT)}
        ahead = self.sandbox.clock.now() - time.time()
        return Order(COMMAND, str(self.world.folder), env, self.world.origin, ahead)

    def _sync(self) -> None:
        (ran,) = self.run()
        if ran.code:
            raise RuntimeError(f"the scenario cannot be prepared: {ran.err}")

    def _pause(self) -> None:
        """Stop answering, without forgetting anything."""
        server, thread = self.sandbox._server, self.sandbox._thread
        assert server is not None
        assert thread is not None
        server.shutdown()
        server.close_connections()
        server.server_close()
        thread.join()
        until = time.monotonic() + QUIET
        while threading.active_count() > 1 and time.monotonic() < until:
            time.sleep(0.01)


@contextmanager
def open_arena(scenario: Scenario) -> Iterator[Arena]:
    """The world of ``scenario``, built; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        for name in [name for name in os.environ if name.startswith(("GIT_", "CI_", "GITHUB_", "GITLAB_"))]:
            del os.environ[name]
        import_all()
        arena = Arena(scenario, Path(folder))
        arena.build(scenario)
        yield arena


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

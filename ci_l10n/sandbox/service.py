"""What every simulated service is to the sandbox server."""

import time
from collections.abc import Callable
from typing import Protocol

from werkzeug.wrappers import Request, Response


class SandboxClock:
    """Time that can be moved forward by `POST /_sandbox/clock`, for expiries and retry schedules."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> float:
        """Seconds since the epoch, moved by what was asked for."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
        for listener in self._listeners:
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever time was moved."""
        self._listeners.append(listener)


class Service(Protocol):
    """
    One simulated service. It owns the paths that start with one of ``prefixes``.

    ``respond`` is called from many threads. A service answers in the shapes of what it stands in for, also to
    requests without or with wrong credentials and to unknown paths below its prefixes.
    """

    @property
    def name(self) -> str:
        """smartcat | smartling | github | gitlab | git"""

    @property
    def prefixes(self) -> tuple[str, ...]: ...

    def respond(self, request: Request) -> Response: ...

    def reset(self) -> None:
        """Forget everything but the credentials."""

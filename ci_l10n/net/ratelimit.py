"""Evenly spaced requests, so that a platform's limit is never met."""

import threading

from ci_l10n.clock import Clock
from ci_l10n.net.http import Request, Response, Transport
from ci_l10n.net.retry import retry_after


class RateLimiter:
    """
    Lets one request pass every ``shares / per_second`` seconds, whichever thread it comes from.

    ``shares`` is how many processes use the account at once (shards of one run). 3.9 per second keeps five requests
    1.026 seconds apart where the platform allows four in any second.
    """

    def __init__(self, clock: Clock, per_second: float = 3.9, shares: int = 1) -> None:
        if per_second <= 0 or shares < 1:
            raise ValueError("a rate and a number of shares are positive")
        self._clock = clock
        self._interval = shares / per_second
        self._lock = threading.Lock()
        self._next = clock.monotonic()

    def wait(self) -> None:
        """
        Return when the next request may go out.

        The lock is held while waiting: others queue behind it, and a thread that woke late delays the next
        request instead of moving closer to it.
        """
        with self._lock:
            now = self._clock.monotonic()
            while now < self._next:
                self._clock.sleep(self._next - now)
                now = self._clock.monotonic()
            self._next = now + self._interval

    def hold(self, seconds: float = 0) -> None:
        """Let nothing pass for ``seconds`` from now, at least one interval."""
        with self._lock:
            self._next = max(self._next, self._clock.monotonic() + max(seconds, self._interval))


class RateLimited:
    """A transport whose requests, attempts included, respect ``limiter``."""

    def __init__(self, transport: Transport, limiter: RateLimiter, clock: Clock) -> None:
        self._transport = transport
        self._limiter = limiter
        self._clock = clock
        self._is_connected = False

    def send(self, request: Request) -> Response:
        self._limiter.wait()
        response = self._transport.send(request)
        if not self._is_connected:
            # The first one also set up the connection: the server may have seen it as late as its answer.
            self._is_connected = True
            self._limiter.hold()
        if response.status == 429:
            # The limit is the account's: other threads must not knock meanwhile either.
            self._limiter.hold(min(retry_after(response, self._clock) or 1.0, 60.0))
        return response

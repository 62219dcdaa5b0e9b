"""Evenly spaced requests, so that a platform's limit is never met."""

import math
import threading
from collections import deque
from dataclasses import dataclass

from ci_l10n.clock import Clock
from ci_l10n.net.http import Request, Response, Transport
from ci_l10n.net.retry import retry_after

MOST_DOUBT = 0.1  # seconds a request is believed to have been under way to the server longer than usual


@dataclass(slots=True)
class Slot:
    """One request that was let through: when, and how long its answer took; None while there is none."""

    start: float
    took: float | None = None


class RateLimiter:
    """
    Lets one request pass every ``shares / per_second`` seconds, whichever thread it comes from.

    ``shares`` is how many processes use the account at once (shards of one run). 3.9 per second keeps five requests
    1.026 seconds apart where the platform allows four in any second. The platform counts when requests arrive,
    not when they are sent: one whose answer took longer than the quickest one may have arrived later by the
    difference, and the fifth after it keeps its second from there.
    """

    def __init__(self, clock: Clock, per_second: float = 3.9, shares: int = 1) -> None:
        if per_second <= 0 or shares < 1:
            raise ValueError("a rate and a number of shares are positive")
        self._clock = clock
        self._interval = shares / per_second
        self._window = float(
            shares
        )  # seconds in which the platform allows as many requests as `_recent` holds
        self._recent: deque[Slot] = deque(maxlen=math.ceil(per_second))
        self._quickest = math.inf
        self._earliest = clock.monotonic()
        self._queue = threading.Lock()  # held while waiting: the others line up behind
        self._lock = threading.Lock()  # held for moments

    def wait(self) -> Slot:
        """Return when the next request may go out; give the slot to `answered` when it was."""
        with self._queue:
            while (seconds := self._seconds_left()) > 0:
                self._clock.sleep(seconds)
            with self._lock:
                # Counted from when it really goes out: a thread that woke late delays the next request.
                slot = Slot(self._clock.monotonic())
                self._recent.append(slot)
                self._earliest = slot.start + self._interval
                return slot

    def answered(self, slot: Slot) -> None:
        with self._lock:
            slot.took = self._clock.monotonic() - slot.start
            self._quickest = min(self._quickest, slot.took)

    def hold(self, seconds: float = 0) -> None:
        """Let nothing pass for ``seconds`` from now, at least one interval."""
        with self._lock:
            now = self._clock.monotonic()
            self._earliest = max(self._earliest, now + max(seconds, self._interval))

    def _seconds_left(self) -> float:
        with self._lock:
            due = self._earliest
            if len(self._recent) == self._recent.maxlen:
                due = max(due, self._latest_arrival(self._recent[0]) + self._window)
            return due - self._clock.monotonic()

    def _latest_arrival(self, slot: Slot) -> float:
        doubt = 0.0 if slot.took is None else slot.took - self._quickest
        return slot.start + min(doubt, MOST_DOUBT)


class RateLimited:
    """A transport whose requests, attempts included, respect ``limiter``."""

    def __init__(self, transport: Transport, limiter: RateLimiter, clock: Clock) -> None:
        self._transport = transport
        self._limiter = limiter
        self._clock = clock
        self._is_connected = False

    def send(self, request: Request) -> Response:
        slot = self._limiter.wait()
        try:
            response = self._transport.send(request)
        finally:
            self._limiter.answered(slot)
        if not self._is_connected:
            # The first one also set up the connection: the server may have seen it as late as its answer.
            self._is_connected = True
            self._limiter.hold()
        if response.status == 429:
            # The limit is the account's: other threads must not knock meanwhile either.
            self._limiter.hold(min(retry_after(response, self._clock) or 1.0, 60.0))
        return response

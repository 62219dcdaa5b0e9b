"""Time that does not wait: a clock whose pauses are nearly nothing, for the run and for the services alike."""

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

HURRY = 200.0  # how many times faster pauses are
LEAST = 0.002  # seconds that a pause takes all the same, so that others get their turn


class HurriedClock:
    """
    Skips most of each pause, and moves the clock of the sandbox at ``origin`` on by what it skipped.

    So rate limits, back-offs and expiries are those of a real run, in a fraction of the time. ``ahead`` is how many
    seconds the sandbox's clock is ahead already.
    """

    def __init__(self, origin: str, ahead: float) -> None:
        self._netloc = urlsplit(origin).netloc
        self._ahead = ahead
        self._lock = threading.Lock()

    def now(self) -> float:
        return time.time() + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        pause = min(seconds, max(seconds / HURRY, LEAST))
        time.sleep(pause)
        with self._lock:
            self._ahead += seconds - pause
            self._tell(seconds - pause)

    def _tell(self, seconds: float) -> None:
        connection = http.client.HTTPConnection(self._netloc, timeout=20)
        try:
            connection.request("POST", "/_sandbox/clock", json.dumps({"advance": seconds}))
            connection.getresponse().read()
        finally:
            connection.close()

"""The rate limit: a bucket that fills evenly (reference 2.3)."""

import threading
import time

from ci_l10n.sandbox.smartcat.knobs import Knobs


class Bucket:
    """Runs on real time: moving the sandbox's clock must not let anybody in."""

    def __init__(self, knobs: Knobs) -> None:
        self._knobs = knobs
        self._lock = threading.Lock()
        self.fill()

    def fill(self) -> None:
        self._tokens = self._knobs.rate_burst
        self._at = time.monotonic()

    def take(self) -> bool:
        """Whether one more request is allowed now; a refused one costs nothing."""
        with self._lock:
            now = time.monotonic()
            gained = (now - self._at) * self._knobs.rate_per_second
            self._tokens = min(self._knobs.rate_burst, self._tokens + gained)
            self._at = now
            # A hair of tolerance: a client that is exactly even must not lose to rounding.
            if self._tokens < 0.999:
                return False
            self._tokens -= 1
            return True

"""Rate limits: an allowance for each minute that is only counted, and refusals that are ordered."""

import threading
from email.utils import formatdate

from ci_l10n.sandbox.gitlab.knobs import Knobs
from ci_l10n.sandbox.gitlab.refusals import throttled
from ci_l10n.sandbox.service import SandboxClock

_LIMIT = 2000
_MINUTE = 60


class Limits:
    """Counts requests; safe for many threads. Headers: "Rate limits", GitLab administration guide."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._observed = 0
        self._reset_at = 0.0
        self._refusals = 0
        self._retry_after: int | None = None

    def set(self, knobs: Knobs) -> None:
        with self._lock:
            self._refusals, self._retry_after = knobs.throttled, knobs.retry_after

    def count(self) -> None:
        """Count one request. Raises the 429 it has to be refused with."""
        with self._lock:
            if self._clock.now() >= self._reset_at:
                self._observed, self._reset_at = 0, self._clock.now() + _MINUTE
            self._observed += 1
            if self._refusals <= 0:
                return
            self._refusals -= 1
            wait = self._retry_after
        headers = self.headers() | {"RateLimit-Remaining": "0"}
        if wait is not None:
            headers["Retry-After"] = str(wait)
        raise throttled(headers)

    def headers(self) -> dict[str, str]:
        with self._lock:
            return {
                "RateLimit-Limit": str(_LIMIT),
                "RateLimit-Name": "throttle_authenticated_api",
                "RateLimit-Observed": str(self._observed),
                "RateLimit-Remaining": str(max(_LIMIT - self._observed, 0)),
                "RateLimit-Reset": str(int(self._reset_at)),
                "RateLimit-ResetTime": formatdate(self._reset_at, usegmt=True),
            }

"""Rate limits: an hourly allowance, and the secondary limit as something that happens when it is ordered."""

import threading

from ci_l10n.sandbox.github.knobs import Knobs
from ci_l10n.sandbox.github.refusals import rate_limit, secondary_limit
from ci_l10n.sandbox.service import SandboxClock

_LIMIT = 5000
_HOUR = 3600


class Limits:
    """Counts requests; safe for many threads."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._remaining = _LIMIT
        self._reset_at = clock.now() + _HOUR
        self._secondary = 0
        self._status = 403
        self._retry_after: int | None = None

    def set(self, knobs: Knobs) -> None:
        with self._lock:
            self._remaining = _LIMIT if knobs.rate_remaining is None else knobs.rate_remaining
            self._reset_at = self._clock.now() + _HOUR
            self._secondary = knobs.secondary_limit
            self._status = knobs.secondary_status
            self._retry_after = knobs.retry_after

    def count(self, user: str, writes: bool) -> None:
        """Count one request. Raises the 403 or 429 it has to be refused with; reads pass the secondary limit."""
        with self._lock:
            self._begin_hour()
            if writes and self._secondary > 0:
                self._secondary -= 1
                raise secondary_limit(self._status, self._retry_after)
            if self._remaining <= 0:
                raise rate_limit(user)
            self._remaining -= 1

    def state(self) -> dict[str, int]:
        """`limit`, `remaining`, `used`, and `reset` in seconds since the epoch."""
        with self._lock:
            self._begin_hour()
            used = max(_LIMIT - self._remaining, 0)
            return {"limit": _LIMIT, "remaining": self._remaining, "used": used, "reset": int(self._reset_at)}

    def _begin_hour(self) -> None:
        if self._clock.now() >= self._reset_at:
            self._remaining, self._reset_at = _LIMIT, self._clock.now() + _HOUR

"""Trying again, but never what may already have happened."""

import random as random_module
from email.utils import parsedate_to_datetime

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import PermanentError, Request, Response, Transport

TRANSIENT = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})
NOT_NOW = frozenset({429})  # the server has not acted
ATTEMPTS = 6
FIRST_DELAY = 1.0  # seconds; doubles with every attempt


class UnsettledError(RemoteError):
    """The server failed at a request that must not be repeated blindly; ``response`` is what it said."""

    code = "platform-trouble"

    def __init__(self, request: Request, response: Response) -> None:
        super().__init__(
            f"the server failed with status {response.status} at {request.method}",
            status=response.status,
            maybe_applied=True,
        )
        self.response = response


class Retrying:
    """
    Repeats what failed for a passing reason, up to ``attempts`` times and ``budget`` seconds in all.

    Refused connections and answers of ``not_now`` are always repeated: the server has not acted. Server errors, broken
    connections and timeouts are repeated only when the request is ``repeatable``, else they raise with
    ``maybe_applied``, so that the caller looks first. `Retry-After` is honoured as long as the budget allows; otherwise
    the delay doubles up to ``ceiling`` seconds and varies by half, so that parallel jobs do not return together. When
    all attempts are used up the last answer is returned, the last error raised.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        random: random_module.Random | None = None,
        *,
        attempts: int = ATTEMPTS,
        ceiling: float = 60,
        budget: float = 300,
        not_now: frozenset[int] = NOT_NOW,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._random = random or random_module.Random()  # noqa: S311 - spreads load, guards nothing
        self._attempts = attempts
        self._ceiling = ceiling
        self._budget = budget
        self._not_now = not_now

    def send(self, request: Request) -> Response:
        until = self._clock.monotonic() + self._budget
        attempt = 1
        while True:
            try:
                response = self._transport.send(request)
            except PermanentError:
                raise
            except RemoteError as error:
                if error.maybe_applied and not request.repeatable:
                    raise
                if not self._wait(attempt, None, until):
                    raise
            else:
                if response.status not in self._not_now | TRANSIENT:
                    return response
                if response.status not in self._not_now and not request.repeatable:
                    raise UnsettledError(request, response)
                if not self._wait(attempt, retry_after(response, self._clock), until):
                    return response
            attempt += 1

    def _wait(self, attempt: int, wanted: float | None, until: float) -> bool:
        """Sleep before the next attempt; False when there is to be none."""
        if attempt >= self._attempts:
            return False
        delay = self._backoff(attempt) if wanted is None else wanted
        if self._clock.monotonic() + delay > until:
            return False
        self._clock.sleep(delay)
        return True

    def _backoff(self, attempt: int) -> float:
        full = min(FIRST_DELAY * 2.0 ** (attempt - 1), self._ceiling)
        return full * (0.5 + self._random.random() / 2)


def retry_after(response: Response, clock: Clock) -> float | None:
    """Seconds the server asks to wait, from its `Retry-After` (seconds or a date, RFC 9110 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - clock.now()
        except (ValueError, OverflowError):
            return None
    return max(seconds, 0.0) if seconds == seconds and seconds != float("inf") else None

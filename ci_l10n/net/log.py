"""What was asked of a server: counted, and the last requests kept for a crash report."""

import threading
from collections import deque
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Request, Response, Transport
from ci_l10n.redact import Redactor


class Entry(NamedTuple):
    """One attempt; neither bodies, headers nor queries are kept."""

    method: str
    path: str
    status: int  # 0: no complete answer
    milliseconds: int
    received: int  # bytes of the answer's body

    def __str__(self) -> str:
        status = self.status or "no answer"
        return f"{self.method} {self.path} {status} {self.milliseconds} ms {self.received} bytes"


class Logged:
    """A transport that counts its requests and remembers the last ``keep`` of them."""

    def __init__(self, transport: Transport, redactor: Redactor, clock: Clock, keep: int = 50) -> None:
        self._transport = transport
        self._redactor = redactor
        self._clock = clock
        self._lock = threading.Lock()
        self._last: deque[Entry] = deque(maxlen=keep)
        self._count = 0
        self.server_ahead: float | None = None  # seconds, by the `Date` of the last answer that had one

    @property
    def count(self) -> int:
        """Requests sent so far, attempts included."""
        return self._count

    @property
    def last(self) -> tuple[Entry, ...]:
        """The most recent requests, oldest first."""
        with self._lock:
            return tuple(self._last)

    def send(self, request: Request) -> Response:
        start = self._clock.monotonic()
        try:
            response = self._transport.send(request)
        except RemoteError as error:
            self._note(request, error.status, start, 0)
            raise
        self._note(request, response.status, start, len(response.body))
        ahead = server_ahead(response.headers, self._clock)
        self.server_ahead = self.server_ahead if ahead is None else ahead
        return response

    def _note(self, request: Request, status: int, start: float, received: int) -> None:
        elapsed = round((self._clock.monotonic() - start) * 1000)
        path = self._redactor.clean(urlsplit(request.url).path)
        with self._lock:
            self._count += 1
            self._last.append(Entry(request.method, path, status, elapsed, received))


def server_ahead(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Seconds that a server's clock is ahead of ours, from its `Date` (RFC 9110 6.6.1); None when it does not say."""
    try:
        return parsedate_to_datetime(headers["date"]).timestamp() - clock.now()
    except (KeyError, ValueError, OverflowError):
        return None

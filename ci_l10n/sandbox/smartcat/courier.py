"""Notifications on their way to the address an account gave (API reference, callbacks): attempts, repeats, failures."""

import http.client
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# By name, because recorders of requests replace what the module calls so, in all threads.
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ci_l10n.sandbox.agenda import Agenda
from ci_l10n.sandbox.service import SandboxClock
from ci_l10n.sandbox.smartcat.knobs import Knobs
from ci_l10n.sandbox.smartcat.records import Callback

FIRST_PAUSE = 30.0  # seconds before the first repeat; doubled for each further one
REPEATS = 8  # the last one comes 3840 s after the one before
LATE = 2.0  # seconds by which every second notification is late when they are to come out of order
KEPT = 1000  # failures and notifications that are remembered
CONTENT = 1000  # bytes of a refusing answer that are kept
URL_SAFE = "/%:=&?~+!$,;'@()*[]-._"


class Answer(NamedTuple):
    """How one attempt went; ``code`` None: nobody answered."""

    code: int | None
    reason: str
    content: str = ""

    @property
    def is_delivered(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


class Failure(NamedTuple):
    """One attempt that did not get through, as `callback/lastErrors` tells it."""

    created: float
    url: str
    answer: Answer
    ids: Sequence[str]


@dataclass(slots=True)
class Notice:
    """One notification; ``due`` is when it is tried next, None when that is over."""

    number: int
    event: str
    ids: list[str]
    created: float
    due: float | None
    outcome: str = "pending"  # pending | delivered | failed | dropped | canceled
    attempts: int = 0
    code: int | None = None
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "event": self.event,
            "ids": self.ids,
            "created": self.created,
            "next": self.due,
            "outcome": self.outcome,
            "attempts": self.attempts,
            "code": self.code,
            "reason": self.reason,
        }


class Courier:
    """Delivers in the background; ``callback`` tells where to, at the time of each attempt."""

    def __init__(
        self, agenda: Agenda, clock: SandboxClock, knobs: Knobs, callback: Callable[[], Callback | None]
    ) -> None:
        self._agenda = agenda
        self._clock = clock
        self._knobs = knobs
        self._callback = callback
        self._lock = threading.Lock()
        self._notices: deque[Notice] = deque(maxlen=KEPT)
        self._failures: deque[Failure] = deque(maxlen=KEPT)
        self._number = 0

    def send(self, event: str, ids: Sequence[str]) -> None:
        """Tell of ``event``, such as `document/status`, as soon as the knobs let it go."""
        knobs, now = self._knobs, self._clock.now()
        with self._lock:
            self._number += 1
            notice = Notice(self._number, event, list(ids), now, now + knobs.callback_delay)
            self._notices.append(notice)
        if knobs.callback_drop_every and notice.number % knobs.callback_drop_every == 0:
            notice.outcome, notice.due = "dropped", None
            return
        late = LATE if knobs.callback_out_of_order and notice.number % 2 else 0.0
        self._plan(notice, now + knobs.callback_delay + late)

    def notices(self) -> list[dict[str, object]]:
        with self._lock:
            return [notice.as_json() for notice in self._notices]

    def failures(self) -> list[Failure]:
        """The newest first."""
        with self._lock:
            return list(self._failures)[::-1]

    def cancel(self) -> None:
        """Give up what was not delivered."""
        with self._lock:
            for notice in self._notices:
                if notice.due is not None:
                    notice.outcome, notice.due = "canceled", None

    def clear(self) -> None:
        """Forget everything, what is on its way too."""
        self.cancel()
        with self._lock:
            self._notices.clear()
            self._failures.clear()

    def _plan(self, notice: Notice, due: float) -> None:
        notice.due = due
        self._agenda.at(due, lambda: self._attempt(notice))

    def _attempt(self, notice: Notice) -> None:
        callback = self._callback()
        if notice.due is None or callback is None:
            return
        url = f"{callback.url}/{notice.event}"
        headers = [(header.name, header.value) for header in callback.headers]
        answer = post(url, headers, notice.ids, self._knobs.callback_timeout)
        with self._lock:
            if notice.due is None:  # canceled meanwhile
                return
            notice.attempts += 1
            notice.code, notice.reason = answer.code, answer.reason
            if answer.is_delivered:
                notice.outcome, notice.due = "delivered", None
            else:
                self._failures.append(Failure(self._clock.now(), url, answer, tuple(notice.ids)))
                if notice.attempts > REPEATS:
                    notice.outcome, notice.due = "failed", None
            due = notice.due
        if due is not None:
            # From when it was due: a clock moved by hours makes all repeats of these hours.
            self._plan(notice, due + FIRST_PAUSE * 2 ** (notice.attempts - 1))
        elif answer.is_delivered:
            for _ in range(self._knobs.callback_duplicates):
                post(url, headers, notice.ids, self._knobs.callback_timeout)


def post(url: str, headers: Sequence[tuple[str, str]], ids: Sequence[str], timeout: float) -> Answer:
    """Send the ids as a JSON array; follows no redirects and raises nothing."""
    body = json.dumps(list(ids)).encode()
    try:
        parts = urlsplit(url)
        path = quote(parts.path or "/", safe=URL_SAFE)
        query = f"?{quote(parts.query, safe=URL_SAFE)}" if parts.query else ""
        connection = _connect(parts.scheme, parts.hostname or "", parts.port, timeout)
        try:
            connection.putrequest("POST", path + query)
            for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
                connection.putheader(name, value)
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.reason or str(response.status), _begin_of(response))
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"{type(error).__name__}: {error}".rstrip(": \r\n"))


def _begin_of(response: http.client.HTTPResponse) -> str:
    """The status alone decides; what breaks off behind it is of no account."""
    try:
        return response.read(CONTENT).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""


class SecureConnection(HTTPConnection):
    """The library's own asks its module for its name, and a recorder may have replaced that."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connect(scheme: str, host: str, port: int | None, timeout: float) -> HTTPConnection:
    kind = SecureConnection if scheme.lower() == "https" else HTTPConnection
    return kind(host, port, timeout=timeout)

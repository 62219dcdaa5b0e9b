"""Time and network as tests want them."""

import json
import threading
from collections.abc import Callable, Iterable
from typing import TypeAlias

from ci_l10n.net.http import Request, Response

Answer: TypeAlias = Response | Exception


class FakeClock:
    """Stands still unless somebody sleeps; notes every sleep."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            with self._lock:
                self.slept.append(seconds)
                self._now += seconds


class FakeTransport:
    """Answers from a list, or by asking ``respond``; keeps what it was asked."""

    def __init__(self, answers: Iterable[Answer] = (), respond: Callable[[Request], Answer] | None = None):
        self._answers = list(answers)
        self._respond = respond
        self.requests: list[Request] = []

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self._respond(request) if self._respond else self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def calls(self) -> list[str]:
        """Method and path of each request, without the fixed prefix."""
        return [
            f"{each.method} {each.url.partition('/api/integration/')[2] or each.url}"
            for each in self.requests
        ]


def answer(value: object = None, status: int = 200, **headers: str) -> Response:
    """A JSON answer; None means no body, bytes are sent as they are."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    if value is None:
        return Response(status, named, b"")
    if isinstance(value, bytes):
        return Response(status, named, value)
    return Response(status, {"content-type": "application/json", **named}, json.dumps(value).encode())

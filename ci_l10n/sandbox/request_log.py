"""What the sandbox was asked, request by request."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(slots=True)
class LoggedRequest:
    """
    One request to a simulated service; control requests are not logged.

    ``time`` is when it arrived in real seconds since the epoch, ``seconds`` how long the answer took, ``status`` 0
    while it is being answered (or when the connection was dropped on purpose). ``query`` is as sent.
    """

    number: int
    service: str
    method: str
    path: str
    query: str
    time: float
    request_bytes: int
    status: int = 0
    response_bytes: int = 0
    seconds: float = 0.0
    fault: str = ""  # what was done to it by order
    content_type: str = ""  # of the answer


class RequestLog:
    """Requests in order of arrival; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[LoggedRequest] = []

    def add(
        self, service: str, method: str, path: str, query: str, time: float, request_bytes: int
    ) -> LoggedRequest:
        with self._lock:
            number = len(self._entries) + 1
            entry = LoggedRequest(number, service, method, path, query, time, request_bytes)
            self._entries.append(entry)
            return entry

    def entries(self, service: str = "") -> list[LoggedRequest]:
        """All requests so far, or those to one service."""
        with self._lock:
            return [entry for entry in self._entries if service in ("", entry.service)]

    def as_json(self, service: str = "") -> list[Mapping[str, object]]:
        return [asdict(entry) for entry in self.entries(service)]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

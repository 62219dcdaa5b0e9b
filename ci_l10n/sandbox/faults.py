"""Faults on order: what networks, proxies and servers do on a bad day, at the request where a test wants it."""

import os
import re
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

# Those that let the service work before the answer is spoilt.
APPLIED = frozenset(
    {"truncate", "half", "empty", "foreign", "extra", "slow", "slow-body", "no-answer", "apply-then-502"}
    | {"types", "short-length", "long-length", "gzip", "chunks", "flood", "hang-up"}
)
KINDS = (*sorted(APPLIED), "reset", "html", "redirect", "kill-client")


class BadFault(ValueError):
    """The order for a fault makes no sense; the text says why."""


@dataclass(slots=True)
class Fault:
    """
    One fault: it counts requests that match and strikes at the ``nth`` and the ``times`` - 1 after it.

    ``kind`` is a status code such as `429` (the service never sees the request) or one of `KINDS`.
    ``retry_after`` and ``seconds`` (of `slow`, `slow-body`, `no-answer`) are in seconds; ``as_date`` tells the former
    as a date, and ``body`` is the JSON that comes with a status. `kill-client` sends ``signal`` to ``pid`` once the
    service has done its work, or before it when ``when`` is `before`.
    """

    number: int
    method: str  # "" matches all
    path: str  # part of the path; of path?query when it holds a question mark
    kind: str
    nth: int = 1
    times: int = 1
    retry_after: int | None = None
    as_date: bool = False
    body: object = None
    seconds: float = 3.0
    pid: int = 0
    signal: int = int(signal.SIGKILL)
    when: str = "after"
    seen: int = 0

    @property
    def is_spent(self) -> bool:
        return self.seen >= self.nth + self.times - 1

    def matches(self, method: str, path: str, query: str) -> bool:
        text = f"{path}?{query}" if "?" in self.path else path
        return self.method in ("", method) and self.path.lower() in text.lower()

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.number,
            "match": f"{self.method} {self.path}".strip(),
            "do": self.kind,
            "nth": self.nth,
            "seen": self.seen,
            "remaining": max(0, self.nth + self.times - 1 - max(self.seen, self.nth - 1)),
        }


class Faults:
    """The faults that are still to come; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._number = 0

    def add(self, orders: Sequence[Mapping[str, object]]) -> list[Fault]:
        """Take orders in the shape of `POST /_sandbox/faults`: all of them or, with `BadFault`, none."""
        with self._lock:
            made = [make_fault(self._number + place, order) for place, order in enumerate(orders, 1)]
            self._number += len(made)
            self._faults += made
            return made

    def strike(self, method: str, path: str, query: str) -> Fault | None:
        """Count this request; the first fault that is due for it, if any."""
        due: Fault | None = None
        with self._lock:
            for fault in self._faults:
                if not fault.is_spent and fault.matches(method, path, query):
                    fault.seen += 1
                    if due is None and fault.seen >= fault.nth:
                        due = fault
        return due

    def remaining(self) -> list[dict[str, object]]:
        with self._lock:
            return [fault.as_json() for fault in self._faults if not fault.is_spent]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


def make_fault(number: int, order: Mapping[str, object]) -> Fault:
    """Read one order; raises `BadFault`."""
    match, kind = str(order.get("match", "")), str(order.get("do", ""))
    if not match:
        raise BadFault('a fault needs "match", such as "POST document/export"')
    if kind not in KINDS and not re.fullmatch(r"[45]\d\d", kind):
        raise BadFault(f'"do" must be a status code (400-599) or one of {", ".join(KINDS)}, not {kind!r}')
    method, _, path = match.rpartition(" ")
    pid = _whole(order, "pid", 0)
    if kind == "kill-client" and (pid < 2 or pid == os.getpid()):
        raise BadFault('"kill-client" needs the "pid" of the client')
    return Fault(
        number=number,
        method="" if method == "*" else method.strip().upper(),
        path=path,
        kind=kind,
        nth=max(1, _whole(order, "nth", 1)),
        times=max(1, _whole(order, "times", 1)),
        retry_after=_whole(order, "retry_after", 0) if "retry_after" in order else None,
        as_date=bool(order.get("as_date")),
        body=order.get("body"),
        seconds=float(cast(float, order.get("seconds", 3.0))),
        pid=pid,
        signal=_whole(order, "signal", int(signal.SIGKILL)),
        when=str(order.get("when", "after")),
    )


def kill_client(fault: Fault) -> bool:
    """Send the signal; False when there is no such process any more."""
    try:
        os.kill(fault.pid, fault.signal)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _whole(order: Mapping[str, object], name: str, default: int) -> int:
    value = order.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadFault(f'"{name}" must be a whole number, not {value!r}')
    return value

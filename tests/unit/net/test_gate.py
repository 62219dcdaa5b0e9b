import threading

import pytest

from ci_l10n.net.gate import Gated
from ci_l10n.net.http import Request, Response
from tests.unit.net.fakes import FakeTransport, answer


class Slow:
    """Answers only when as many requests as ``wanted`` are under way; counts the most there were at once."""

    def __init__(self, wanted: int) -> None:
        self._together = threading.Barrier(wanted)
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def send(self, request: Request) -> Response:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait(timeout=10)
        with self._lock:
            self._now -= 1
        return answer({})


def test_no_more_requests_than_allowed_are_under_way_at_once() -> None:
    slow = Slow(3)
    gated = Gated(slow, 3)
    threads = [
        threading.Thread(target=gated.send, args=(Request("GET", "https://example.test"),)) for _ in range(9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slow.most == 3


def test_an_error_lets_the_next_one_through() -> None:
    gated = Gated(FakeTransport([ValueError("no"), answer({})]), 1)
    with pytest.raises(ValueError, match="no"):
        gated.send(Request("GET", "https://example.test"))
    assert gated.send(Request("GET", "https://example.test")).status == 200


def test_a_gate_that_lets_nothing_through_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Gated(FakeTransport(), 0)

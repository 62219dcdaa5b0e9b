import itertools
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.clock import SystemClock
from ci_l10n.net.http import Request, Response
from ci_l10n.net.ratelimit import RateLimited, RateLimiter
from tests.unit.net.fakes import FakeClock, FakeTransport, answer

GET = Request("GET", "https://example.test/a")


class Stamped:
    """Notes when each request arrives, and takes ``latency`` to answer."""

    def __init__(self, clock: FakeClock, latency: float = 0) -> None:
        self.clock = clock
        self.latency = latency
        self.times: list[float] = []

    def send(self, request: Request) -> Response:
        self.times.append(self.clock.monotonic())
        self.clock.sleep(self.latency)
        return answer({})


def gaps(times: list[float]) -> list[float]:
    return [b - a for a, b in itertools.pairwise(times)]


def test_requests_are_spaced_evenly() -> None:
    clock = FakeClock()
    stamped = Stamped(clock)
    limited = RateLimited(stamped, RateLimiter(clock), clock)
    for _ in range(12):
        limited.send(GET)
    assert gaps(stamped.times) == pytest.approx([1 / 3.9] * 11, abs=1e-6)


def test_the_first_request_goes_out_at_once() -> None:
    clock = FakeClock()
    RateLimited(Stamped(clock), RateLimiter(clock), clock).send(GET)
    assert clock.slept == []


def test_the_first_request_counts_from_its_answer_because_it_also_connects() -> None:
    clock = FakeClock()
    stamped = Stamped(clock, latency=0.2)
    limited = RateLimited(stamped, RateLimiter(clock), clock)
    for _ in range(3):
        limited.send(GET)
    assert gaps(stamped.times) == pytest.approx([0.2 + 1 / 3.9, 1 / 3.9], abs=1e-6)


@given(st.lists(st.floats(0, 2), min_size=6, max_size=40))
def test_never_five_requests_in_a_second_whatever_happens_in_between(pauses: list[float]) -> None:
    clock = FakeClock()
    stamped = Stamped(clock)
    limited = RateLimited(stamped, RateLimiter(clock), clock)
    for pause in pauses:
        limited.send(GET)
        clock.sleep(pause)
    assert all(b - a > 1 for a, b in zip(stamped.times, stamped.times[4:], strict=False))


@given(st.lists(st.floats(0, 0.09), min_size=12, max_size=40), st.floats(0, 0.1))
def test_never_five_arrivals_in_a_second_when_requests_are_held_up_on_the_way(
    delays: list[float], latency: float
) -> None:
    clock = FakeClock()
    waiting = iter([0.0, *delays])
    arrivals: list[float] = []

    class Late:
        def send(self, request: Request) -> Response:
            clock.sleep(next(waiting))
            arrivals.append(clock.monotonic())
            clock.sleep(latency)
            return answer({})

    limited = RateLimited(Late(), RateLimiter(clock), clock)
    for _ in range(len(delays) + 1):
        limited.send(GET)
    assert all(b - a > 1 - 1e-5 for a, b in zip(arrivals, arrivals[4:], strict=False))


def test_slow_answers_of_always_the_same_time_cost_nothing() -> None:
    clock = FakeClock()
    stamped = Stamped(clock, latency=0.15)
    limited = RateLimited(stamped, RateLimiter(clock), clock)
    for _ in range(21):
        limited.send(GET)
    assert stamped.times[-1] - stamped.times[0] == pytest.approx(20 / 3.9 + 0.15, abs=1e-4)


def test_shares_divide_the_rate() -> None:
    clock = FakeClock()
    stamped = Stamped(clock)
    limited = RateLimited(stamped, RateLimiter(clock, shares=3), clock)
    for _ in range(3):
        limited.send(GET)
    assert gaps(stamped.times) == pytest.approx([3 / 3.9] * 2, abs=1e-6)


def test_after_too_many_requests_nobody_knocks_before_the_time_the_server_names() -> None:
    clock = FakeClock()
    limited = RateLimited(
        FakeTransport([answer({}), answer(status=429, retry_after="5"), answer({})]),
        RateLimiter(clock),
        clock,
    )
    limited.send(GET)
    limited.send(GET)
    start = clock.monotonic()
    limited.send(GET)
    assert clock.monotonic() - start == pytest.approx(5)


def test_threads_share_one_limit() -> None:
    clock = SystemClock()
    limiter = RateLimiter(clock, per_second=100)
    times: list[float] = []

    def work() -> None:
        for _ in range(5):
            limiter.wait()
            times.append(clock.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 20
    assert max(times) - min(times) >= 19 / 100 * 0.95


@pytest.mark.parametrize(("rate", "shares"), [(0, 1), (-1, 1), (1, 0)])
def test_senseless_rates_are_refused(rate: float, shares: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        RateLimiter(FakeClock(), rate, shares)

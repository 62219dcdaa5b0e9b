import random
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import PermanentError, Request
from ci_l10n.net.retry import Retrying, UnsettledError, retry_after
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer

GET = Request("GET", "https://example.test/a")
POST = Request("POST", "https://example.test/a", repeatable=False)
OK = answer({})


def reset() -> RemoteError:
    return RemoteError("reset", maybe_applied=True)


def refused() -> RemoteError:
    return RemoteError("refused")


def make(answers: list[Answer], **options: float) -> tuple[Retrying, FakeTransport, FakeClock]:
    clock, transport = FakeClock(), FakeTransport(answers)
    retrying = Retrying(transport, clock, random.Random(1), **options)  # type: ignore[arg-type]
    return retrying, transport, clock


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_repeatable_request_is_sent_again_after_a_passing_failure(status: int) -> None:
    retrying, transport, clock = make([answer(status=status), OK])
    assert retrying.send(GET) is OK
    assert len(transport.requests) == 2
    assert 0.5 <= sum(clock.slept) <= 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 501])
def test_a_refusal_is_returned_at_once(status: int) -> None:
    retrying, transport, _ = make([answer(status=status)])
    assert retrying.send(GET).status == status
    assert len(transport.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_at_an_unrepeatable_request_raises_and_says_that_it_may_have_happened(
    status: int,
) -> None:
    retrying, transport, _ = make([answer({"detail": "no"}, status=status, retry_after="1")])
    with pytest.raises(UnsettledError) as caught:
        retrying.send(POST)
    assert caught.value.maybe_applied
    assert caught.value.status == status
    assert caught.value.response.body == b'{"detail": "no"}'
    assert len(transport.requests) == 1


def test_a_broken_connection_at_an_unrepeatable_request_is_not_tried_again() -> None:
    retrying, transport, _ = make([reset()])
    with pytest.raises(RemoteError) as caught:
        retrying.send(POST)
    assert caught.value.maybe_applied
    assert len(transport.requests) == 1


@pytest.mark.parametrize("first", [refused(), answer(status=429)])
def test_what_the_server_did_not_act_on_is_always_sent_again(first: Answer) -> None:
    retrying, transport, _ = make([first, OK])
    assert retrying.send(POST) is OK
    assert len(transport.requests) == 2


def test_a_broken_connection_at_a_repeatable_request_is_tried_again() -> None:
    retrying, transport, _ = make([reset(), reset(), OK])
    assert retrying.send(GET) is OK
    assert len(transport.requests) == 3


def test_a_permanent_error_is_not_tried_again() -> None:
    retrying, transport, _ = make([PermanentError("certificate")])
    with pytest.raises(PermanentError):
        retrying.send(GET)
    assert len(transport.requests) == 1


def test_retry_after_in_seconds_is_honoured_exactly() -> None:
    retrying, _, clock = make([answer(status=429, retry_after="7"), OK])
    retrying.send(GET)
    assert clock.slept == [7]


def test_retry_after_as_a_date_is_honoured() -> None:
    clock = FakeClock()
    response = answer(status=503, retry_after=formatdate(clock.now() + 20, usegmt=True))
    assert retry_after(response, clock) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "Wed, 99 Foo 2026"])
def test_a_senseless_retry_after_counts_as_none(value: str) -> None:
    assert retry_after(answer(status=429, retry_after=value), FakeClock()) is None


def test_a_retry_after_in_the_past_means_now() -> None:
    assert retry_after(answer(status=429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), FakeClock()) == 0
    assert retry_after(answer(status=429, retry_after="-5"), FakeClock()) == 0


def test_the_last_answer_is_returned_when_attempts_are_used_up() -> None:
    retrying, transport, clock = make([answer(status=429)] * 6)
    assert retrying.send(GET).status == 429
    assert len(transport.requests) == 6
    assert len(clock.slept) == 5


def test_the_last_error_is_raised_when_attempts_are_used_up() -> None:
    retrying, transport, _ = make([refused()] * 6)
    with pytest.raises(RemoteError, match="refused"):
        retrying.send(POST)
    assert len(transport.requests) == 6


def test_a_server_that_wants_more_patience_than_the_budget_gets_no_further_request() -> None:
    retrying, transport, clock = make([answer(status=429, retry_after="301")])
    assert retrying.send(GET).status == 429
    assert clock.slept == []
    assert len(transport.requests) == 1


@given(st.integers(0, 2**32), st.integers(2, 20), st.floats(1, 100), st.floats(1, 500))
def test_delays_stay_below_the_ceiling_and_their_sum_within_the_budget(
    seed: int, attempts: int, ceiling: float, budget: float
) -> None:
    clock, transport = FakeClock(), FakeTransport([answer(status=503)] * attempts)
    Retrying(transport, clock, random.Random(seed), attempts=attempts, ceiling=ceiling, budget=budget).send(
        GET
    )
    assert all(0 < delay <= ceiling for delay in clock.slept)
    assert sum(clock.slept) <= budget + 1e-6
    assert len(transport.requests) == len(clock.slept) + 1


def test_delays_grow_and_differ_between_jobs() -> None:
    def delays(seed: int) -> list[float]:
        clock = FakeClock()
        Retrying(FakeTransport([answer(status=503)] * 6), clock, random.Random(seed)).send(GET)
        return clock.slept

    one, other = delays(1), delays(2)
    assert one != other
    assert all(0.5 * 2**n <= delay <= 2**n for n, delay in enumerate(one))


def test_answers_that_mean_not_now_are_repeated_whatever_the_request() -> None:
    clock, transport = FakeClock(), FakeTransport([answer(status=423), answer(status=429), OK])
    retrying = Retrying(transport, clock, random.Random(1), not_now=frozenset({423, 429}))
    assert retrying.send(POST) is OK
    assert len(transport.requests) == 3

"""Jobs at times of the sandbox's clock."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from ci_l10n.sandbox.agenda import Agenda
from ci_l10n.sandbox.service import SandboxClock

SOON = 20  # seconds to wait at most for what comes at once


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock()


@pytest.fixture
def agenda(clock: SandboxClock) -> Iterator[Agenda]:
    made = Agenda(clock)
    yield made
    made.close()


def test_jobs_are_done_in_the_order_of_their_times(agenda: Agenda, clock: SandboxClock) -> None:
    done: list[str] = []
    now = clock.now()
    for name, due in (("late", 200), ("early", 100), ("later", 300)):
        agenda.at(now + due, partial(done.append, name))
    assert agenda.wait(SOON)
    assert done == []
    clock.advance(250)
    assert agenda.wait(SOON)
    assert done == ["early", "late"]
    clock.advance(100)
    assert agenda.wait(SOON)
    assert done == ["early", "late", "later"]


def test_a_job_may_plan_the_next_one(agenda: Agenda, clock: SandboxClock) -> None:
    done: list[int] = []
    now = clock.now()

    def job() -> None:
        done.append(len(done))
        agenda.at(now + 10 * len(done), job)

    agenda.at(now, job)
    clock.advance(35)
    assert agenda.wait(SOON)
    assert done == [0, 1, 2, 3]


def test_a_broken_job_stops_none_after_it(
    agenda: Agenda, clock: SandboxClock, capsys: pytest.CaptureFixture[str]
) -> None:
    done = threading.Event()
    agenda.at(clock.now(), lambda: 1 // 0)
    agenda.at(clock.now(), done.set)
    assert done.wait(SOON)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_waiting_for_a_job_that_hangs_has_an_end(agenda: Agenda, clock: SandboxClock) -> None:
    may_end = threading.Event()
    agenda.at(clock.now(), lambda: may_end.wait(SOON))
    assert agenda.wait(0.05) is False
    may_end.set()
    assert agenda.wait(SOON) is True


def test_what_was_cleared_or_comes_after_the_end_is_never_done(agenda: Agenda, clock: SandboxClock) -> None:
    done: list[str] = []
    agenda.at(clock.now() + 10, lambda: done.append("cleared"))
    agenda.clear()
    agenda.close()
    agenda.at(clock.now(), lambda: done.append("late"))
    clock.advance(20)
    assert agenda.wait(SOON)
    assert done == []

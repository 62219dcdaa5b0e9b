"""Watching goes on while the platform is out of order for a while, and ends when it stays so."""

from collections.abc import Callable, Iterator

import pytest

from ci_l10n.commands.status import watch
from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.report import Report
from tests.unit.flow.test_bars import progress

HALF = Report("status", progress=(progress("de", 10, 50),))
DONE = Report("status", progress=(progress("de", 10, 100),))
OUTAGE = RemoteError("the platform does not answer")


def looks(*results: Report | Exception) -> Callable[[], Report]:
    left: Iterator[Report | Exception] = iter(results)

    def once() -> Report:
        result = next(left)
        if isinstance(result, Exception):
            raise result
        return result

    return once


def test_what_was_seen_last_stays_there_during_an_outage() -> None:
    shown: list[Report] = []
    pauses: list[None] = []
    last = watch(looks(HALF, *[OUTAGE] * 9, HALF, OUTAGE, DONE), shown.append, lambda: pauses.append(None))
    assert last is DONE
    assert [len(report.notes) for report in shown] == [0, *[1] * 9, 0, 1]
    assert shown[1].notes == ("as it was; now the platform does not answer; asking again",)
    assert shown[1].progress == HALF.progress
    assert len(pauses) == len(shown)


@pytest.mark.parametrize(
    "results", [(OUTAGE,), (HALF, *[OUTAGE] * 10), (HALF, AuthError("the key was taken away"))]
)
def test_it_ends_when_there_is_nothing_to_show_or_no_use_in_asking(
    results: tuple[Report | Exception, ...],
) -> None:
    with pytest.raises((AuthError, RemoteError)):
        watch(looks(*results), lambda report: None, lambda: None)

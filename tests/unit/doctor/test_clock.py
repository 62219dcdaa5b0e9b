"""A clock that is wrong by minutes is told, from the `Date` of whatever server answered."""

from ci_l10n.doctor.ground import Fact
from ci_l10n.doctor.platform import check_clock
from ci_l10n.net.log import server_ahead
from tests.unit.net.fakes import FakeClock


def test_minutes_of_difference_are_a_warning_with_their_direction() -> None:
    (behind,) = check_clock(600.0, "GitHub")
    (ahead,) = check_clock(-3600.0, "GitHub")
    assert not isinstance(behind, Fact)
    assert not isinstance(ahead, Fact)
    assert (behind.code, behind.severity) == ("clock-skew", "warning")
    assert "10 minutes behind" in behind.message
    assert "60 minutes ahead" in ahead.message


def test_seconds_and_silence_are_nothing() -> None:
    assert list(check_clock(30.0, "GitHub")) == []
    assert list(check_clock(None, "GitHub")) == []


def test_the_date_of_an_answer_is_compared_with_our_clock() -> None:
    clock = FakeClock()
    assert server_ahead({"date": "Tue, 14 Nov 2023 22:23:20 GMT"}, clock) == 600.0
    assert server_ahead({"date": "yesterday"}, clock) is None
    assert server_ahead({}, clock) is None

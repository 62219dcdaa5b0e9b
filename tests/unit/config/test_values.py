import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.config.load import load_schema
from ci_l10n.config.values import parse_duration, parse_percent


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        (0, 0),
        ("15s", 15),
        ("10m", 600),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1m5s", 65),
        ("0s", 0),
        ("1h5s", 3605),
    ],
)
def test_durations_are_seconds(text: str | int, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "5s1m", "-1s", "1.5m", "1d", "10 m", 600, "1H"])
def test_other_durations_are_refused(text: str | int) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("10%", 10), (95, 95), ("12.5%", 12.5), (0, 0), ("100%", 100), (99.5, 99.5), ("5 %", 5)],
)
def test_percentages_are_numbers(text: str | float, number: float) -> None:
    assert parse_percent(text) == number


@pytest.mark.parametrize("text", ["", "%", "101", "-1%", "ten", 100.5, "1e1"])
def test_other_percentages_are_refused(text: str | float) -> None:
    with pytest.raises(ValueError, match="is not a percentage"):
        parse_percent(text)


@given(st.text("0123456789hms%. ", max_size=8))
def test_what_the_schema_takes_can_be_read(text: str) -> None:
    definitions = load_schema()["$defs"]
    if re.search(definitions["duration"]["pattern"], text):
        assert parse_duration(text) >= 0
    if re.search(definitions["percent"]["pattern"], text):
        assert 0 <= parse_percent(text) <= 100

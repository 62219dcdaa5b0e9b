"""Durations and percentages as people write them."""

import re

_UNITS = {"h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"0|(?=[0-9])([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?")


def parse_duration(value: str | int) -> float:
    """
    Seconds of ``15s``, ``10m``, ``1h30m`` or 0; raises ValueError.

    >>> parse_duration("1h30m"), parse_duration(0)
    (5400.0, 0.0)
    """
    text = str(value).strip()
    if not _DURATION.fullmatch(text):
        raise ValueError(f"'{text}' is not a duration such as 15s, 10m or 1h30m, or 0")
    return float(sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9]+)([hms])", text)))


def parse_percent(value: str | float) -> float:
    """
    The number of ``10%`` or 10, from 0 to 100; raises ValueError.

    >>> parse_percent("10%"), parse_percent(95)
    (10.0, 95.0)
    """
    text = str(value).strip().removesuffix("%").rstrip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) or float(text) > 100:
        raise ValueError(f"'{value}' is not a percentage from 0 to 100")
    return float(text)

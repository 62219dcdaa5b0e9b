"""Durations, percentages and sizes as people write them."""

import re

_SIZES = {"kB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
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


def parse_size(value: str) -> int:
    """
    Bytes of ``500 kB``, ``20 MB`` or ``1GB``; raises ValueError.

    >>> parse_size("20 MB"), parse_size("1kB")
    (20971520, 1024)
    """
    match = re.fullmatch(r"([1-9][0-9]{0,2}) ?(kB|MB|GB)", value.strip())
    if match is None:
        raise ValueError(f"'{value}' is not a size such as 500 kB, 20 MB or 1 GB")
    return int(match[1]) * _SIZES[match[2]]

"""
What the state remembers of files that were complete, so that they need not be asked about one by one.

Smartling tells how far a file is only file by file. A complete file is taken to be as it was while the list of files
shows no new upload, the list of what was published lately does not name it, and it was read within a day. What those
lists do not tell (work that was taken back, an import that nobody published) changes nothing in a repository, where
what was delivered stays, or is seen a day later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ci_l10n.tms.smartling import wire
from ci_l10n.tms.smartling.mapping import FileState

LONGEST = 24 * 3600.0  # seconds that a file is taken to be as it was
SOON = 12 * 3600.0  # when one is due, those older than this are read along: the state changes once for all
MARGIN = 3600.0  # seconds by which clocks may differ, and lists lag behind


@dataclass(frozen=True, slots=True)
class Remembered:
    """A complete file as it was read at ``read`` (seconds since the epoch)."""

    read: int
    state: FileState


def pack(files: Mapping[str, Remembered]) -> dict[str, Any]:
    """``files`` as plain data."""
    return {uri: _packed(item) for uri, item in sorted(files.items())}


def _packed(item: Remembered) -> dict[str, Any]:
    """A line for each locale, for there may be many: completed and excluded strings and words, and the date."""
    status = item.state.status
    if status is None:
        raise ValueError("a file that is being taken apart is not remembered")
    return {
        "read": item.read,
        "type": item.state.type,
        "uploaded": status.uploaded,
        "total": _joined(status.total),
        "locales": {
            each.locale: _joined((*each.completed, *each.excluded, item.state.modified.get(each.locale, "")))
            for each in status.locales
        },
    }


def _joined(values: Iterable[object]) -> str:
    return " ".join(map(str, values))


def unpack(data: Mapping[str, Any]) -> dict[str, Remembered]:
    """What `pack` made; entries that another version wrote otherwise are left out, and read anew."""
    found = {}
    for uri, item in data.items():
        try:
            found[uri] = _unpacked(uri, item)
        except (TypeError, KeyError, ValueError, AttributeError):
            continue
    return found


def _unpacked(uri: str, item: Mapping[str, Any]) -> Remembered:
    locales, modified = [], {}
    for locale, line in sorted(item["locales"].items()):
        *numbers, date = line.split(" ")
        strings, words, excluded_strings, excluded_words = map(int, numbers)
        completed = wire.Counts(strings, words)
        excluded = wire.Counts(excluded_strings, excluded_words)
        locales.append(wire.LocaleStatus(locale, wire.Counts(0, 0), completed, excluded))
        if date:
            modified[locale] = date
    strings, words = map(int, item["total"].split(" "))
    status = wire.Status(uri, item["type"], item["uploaded"], wire.Counts(strings, words), tuple(locales))
    return Remembered(int(item["read"]), FileState(uri, item["type"], status, modified))


def still_good(files: Mapping[str, Remembered], now: float) -> dict[str, Remembered]:
    """Those that were read not too long ago."""
    ages = {uri: now - item.read for uri, item in files.items()}
    most = SOON if any(age > LONGEST for age in ages.values()) else LONGEST
    return {uri: item for uri, item in files.items() if -MARGIN <= ages[uri] <= most}


def moment_before(dates: Iterable[float]) -> str:
    """Since when publications matter to files that were read at these ``dates``, as ISO 8601."""
    return datetime.fromtimestamp(min(dates) - MARGIN, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_touched(item: Remembered, published: str) -> bool:
    """Whether what was published at the date ``published`` may have come after the file was read."""
    try:
        moment = datetime.fromisoformat(published).timestamp()
    except ValueError:
        return True
    return moment >= item.read - MARGIN


def renewed(before: Remembered | None, state: FileState, now: float) -> Remembered:
    """
    ``state`` as it is to be remembered.

    Where nothing moved since a moment ago the old date stays: a run that finds nothing new must not change the state.
    """
    if before is not None and before.state == state and 0 <= now - before.read < MARGIN:
        return before
    return Remembered(int(now), state)

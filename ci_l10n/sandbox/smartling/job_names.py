"""Names of jobs that are made from a template: dates in braces, and what is added where a name is taken."""

import random
import re
from collections.abc import Iterator
from datetime import datetime

from ci_l10n.sandbox.smartling.failures import ApiError

LONGEST = 170  # characters of a job's name
MODES = ("REUSE_EXISTING", "CREATE_NEW")
SALTS = ("RANDOM_ALPHANUMERIC", "TIMESTAMP", "ORDINAL")

# Letters of Java's date patterns (java.time.format.DateTimeFormatter) that people put into names of jobs.
_LETTERS = {
    "yyyy": "%Y", "uuuu": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "dd": "%d", "HH": "%H",
    "mm": "%M", "ss": "%S", "EEEE": "%A", "EEE": "%a", "a": "%p", "hh": "%I", "DDD": "%j",
}  # fmt: skip
_SHORT = {"y": "%Y", "u": "%Y", "M": "%m", "d": "%d", "H": "%H", "h": "%I", "m": "%M", "s": "%S"}
_PIECES = re.compile(r"'([^']*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")


def name_from(template: str, now: datetime) -> str:
    """
    ``template`` with each `{date pattern}` replaced; raises `ApiError` for a pattern that is none.

    >>> name_from("Site {yyyy-MM-dd}", datetime(2026, 3, 9))
    'Site 2026-03-09'
    """
    return re.sub(r"\{([^{}]*)\}", lambda found: "".join(_pieces(found[1], template, now)), template)


def _pieces(pattern: str, template: str, now: datetime) -> Iterator[str]:
    position = 0
    while position < len(pattern):
        found = _PIECES.match(pattern, position)
        if found is None:
            raise _not_evaluated(template)
        quoted, letters, _, rest = found.groups()
        if quoted is not None:
            yield quoted or "'"
        elif rest is not None:
            yield rest
        elif letters in _LETTERS:
            yield now.strftime(_LETTERS[letters])
        elif letters in _SHORT:
            yield now.strftime(_SHORT[letters]).lstrip("0") or "0"
        else:
            raise _not_evaluated(template)
        position = found.end()


def _not_evaluated(template: str) -> ApiError:
    return ApiError(
        400,
        "VALIDATION_ERROR",
        "job.name.evaluation.failed",
        f"Cannot evaluate job name template: {template}",
    )


def salted(name: str, salt: str, now: datetime, generator: random.Random) -> Iterator[str]:
    """Names to try one after the other because ``name`` is taken; ``salt`` is one of `SALTS`."""
    number = 1
    while True:
        number += 1
        if salt == "ORDINAL":
            addition = str(number)
        elif salt == "TIMESTAMP":
            addition = str(int(now.timestamp() * 1000) + number - 2)
        else:
            addition = "".join(generator.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(6))
        yield f"{name[: LONGEST - len(addition) - 1]} {addition}"

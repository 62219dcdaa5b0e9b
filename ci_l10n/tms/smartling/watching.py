"""
Waiting for many files: which of them something was published of since the last look.

Smartling tells how far a file is file by file; what was published lately comes in one list. A file becomes complete by
being published, so while many are waited for only those in the list are asked about, and all of them now and then.
"""

from collections.abc import Callable, Sequence

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.tms.smartling.wire import Published

FEW = 3  # files that are rather asked about by themselves
EVERY = 10  # looks after which all are asked about, whatever the list says


class Watch:
    """``published`` lists what was published since a while before this run began."""

    def __init__(self, published: Callable[[], Sequence[Published]]) -> None:
        self._published = published
        self._seen: dict[tuple[str, str], str] | None = None  # file and locale -> date; None: not looked yet
        self._last: frozenset[str] = frozenset()
        self._looks = 0
        self._is_usable = True

    def begin(self, found: Sequence[Published]) -> None:
        """What was published is known as of now."""
        self._seen = _dates(found)

    def touched(self) -> frozenset[str] | None:
        """
        The files that something was published of since the last look, or the one before: dates are of seconds, in
        which more can follow. None when that cannot be told; then, and the first time, all have to be asked about.
        """
        self._looks += 1
        if not self._is_usable or (self._looks == 1 and self._seen is not None):
            return None
        try:
            found = _dates(self._published())
        except (AuthError, RemoteError):  # a service of its own, which tokens may not be good for
            self._is_usable = False
            return None
        before, self._seen = self._seen, found
        if before is None or self._looks % EVERY == 0:
            return None
        now = frozenset(uri for (uri, locale), date in found.items() if before.get((uri, locale)) != date)
        last, self._last = self._last, now
        return now | last


def _dates(found: Sequence[Published]) -> dict[tuple[str, str], str]:
    return {(each.uri, each.locale): each.date for each in found}

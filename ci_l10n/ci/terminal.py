"""The screen of a person, where there is one: how wide it is, and lines that are drawn again in their place."""

import os
import shutil
import sys
from collections.abc import Sequence

from ci_l10n.ci.base import one_line
from ci_l10n.redact import Redactor

# xterm's control sequences; every terminal of the last decades knows them, but for those called dumb.
_OTHER_SCREEN, _OWN_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
_HOME, _END_OF_LINE, _END_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


class Screen:
    """Standard output, as a terminal; without one it has no columns and draws nothing."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._is_drawn = False

    @property
    def columns(self) -> int:
        """Width of the terminal, 0 when the output goes anywhere else."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0

    @property
    def has_blocks(self) -> bool:
        """Whether block characters can be shown."""
        return can_show("█░…", sys.stdout.encoding)

    @property
    def can_draw(self) -> bool:
        """Whether there is a place that can be written to again and again."""
        return self.columns > 0 and os.environ.get("TERM") != "dumb"

    def draw(self, lines: Sequence[str], foot: str) -> None:
        """
        Show ``lines``, as many and as much of them as there is room for, and ``foot`` below them.

        It happens on the terminal's other screen, so nothing of what stood there before is lost, and a terminal that
        changed its size is no trouble.
        """
        size = shutil.get_terminal_size()
        room = max(1, size.lines - 2)
        shown = list(lines[:room])
        if len(lines) > room:
            shown[-1] = f"... and {len(lines) - room + 1} more lines"
        clean = [self._redactor.clean(one_line(line))[: size.columns] for line in (*shown, foot)]
        start = _HOME if self._is_drawn else _OTHER_SCREEN + _HOME
        sys.stdout.write(start + "\r\n".join(line + _END_OF_LINE for line in clean) + _END_OF_SCREEN)
        sys.stdout.flush()
        self._is_drawn = True

    def clear(self) -> None:
        """Go back to what the terminal showed before."""
        if self._is_drawn:
            sys.stdout.write(_OWN_SCREEN)
            sys.stdout.flush()
            self._is_drawn = False


def can_show(characters: str, encoding: str | None) -> bool:
    """Whether a terminal of this encoding has these characters."""
    try:
        characters.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True

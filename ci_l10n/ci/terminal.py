"""The screen of a person, where there is one: how wide it is, and lines that are drawn again in their place."""

import shutil
import sys
from collections.abc import Sequence

from ci_l10n.ci.base import one_line
from ci_l10n.redact import Redactor


class Screen:
    """Standard output, as a terminal; without one it has no columns and draws nothing."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._drawn = 0

    @property
    def columns(self) -> int:
        """Width of the terminal, 0 when the output goes anywhere else."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0

    @property
    def has_blocks(self) -> bool:
        """Whether block characters can be shown."""
        try:
            "█░".encode(sys.stdout.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def draw(self, lines: Sequence[str]) -> None:
        """Show ``lines`` in place of what was drawn last, as many and as much of them as there is room for."""
        size = shutil.get_terminal_size()
        if not sys.stdout.isatty():
            return
        self.clear()
        shown = [self._redactor.clean(one_line(line))[: size.columns - 1] for line in lines[: size.lines - 1]]
        sys.stdout.write("".join(f"{line}\n" for line in shown))
        sys.stdout.flush()
        self._drawn = len(shown)

    def clear(self) -> None:
        """Take away what was drawn last."""
        if self._drawn:
            sys.stdout.write(f"\x1b[{self._drawn}F\x1b[J")
            sys.stdout.flush()
            self._drawn = 0

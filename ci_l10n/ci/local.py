"""A terminal, or any place that we know nothing about."""

import sys
from collections.abc import Mapping
from typing import TextIO

from ci_l10n.ci.base import Reviewed, one_line
from ci_l10n.ci.terminal import can_show
from ci_l10n.model import Finding
from ci_l10n.redact import Redactor

_BAR = 24  # characters


class LocalCi:
    """Progress on stderr: a bar on a terminal, plain lines elsewhere. Findings are printed by the command line."""

    name = "local"
    is_fork = False
    may_comment = True
    change_request: Reviewed | None = None

    def __init__(
        self,
        redactor: Redactor,
        *,
        is_json: bool = False,
        base_branch: str | None = None,
        default_branch: str | None = None,
    ) -> None:
        self.base_branch = base_branch
        self.default_branch = default_branch
        self._redactor = redactor
        self._out: TextIO = sys.stderr if is_json else sys.stdout
        self._bar_shown = False

    def step(self, message: str) -> None:
        self._clear()
        print(self._clean(message), file=sys.stderr, flush=True)

    def progress(self, done: int, total: int, what: str) -> None:
        if not total or not sys.stderr.isatty():
            return
        filled = _BAR * done // total
        full, empty = "█░" if can_show("█░", sys.stderr.encoding) else "#."
        bar = full * filled + empty * (_BAR - filled)
        print(f"\r{bar} {done}/{total} {what}\x1b[K", end="", file=sys.stderr, flush=True)
        self._bar_shown = True

    def say(self, line: str) -> None:
        self._clear()
        print(self._clean(line), file=self._out, flush=True)

    def mask(self, secret: str) -> None:
        self._redactor.add(secret)

    def annotate(self, finding: Finding) -> None:
        """A terminal has no lines to pin anything to."""

    def summary(self, markdown: str) -> None:
        """A terminal has no summary page."""

    def outputs(self, values: Mapping[str, str]) -> None:
        """There are no later steps."""

    def _clean(self, text: str) -> str:
        return self._redactor.clean(one_line(text))

    def _clear(self) -> None:
        if self._bar_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._bar_shown = False

"""
Draft and auto-merge: settings of ours that people change by hand.

What they chose stays. Which of our settings were applied last is therefore written into the body of the change
request, as a comment that nobody sees, and only a setting that differs from it is applied again.
"""

import re
from typing import NamedTuple

from ci_l10n.forge.base import Proposal

_MARKER = re.compile(r"\n?<!-- ci-l10n settings: draft=(yes|no) auto_merge=(\w+) -->\s*$")


class Modes(NamedTuple):
    """Our settings of a change request; ``auto_merge`` is a method, "none", or what the forge's adapter notes."""

    draft: bool = False
    auto_merge: str = "none"

    @classmethod
    def of(cls, proposal: Proposal) -> "Modes":
        return cls(proposal.draft, proposal.auto_merge or "none")

    @classmethod
    def told_in(cls, body: str) -> "Modes":
        """What was applied last; a body without a word of it has the defaults."""
        found = _MARKER.search(body)
        return cls(found[1] == "yes", found[2]) if found else cls()

    def marked(self, body: str, limit: int) -> str:
        """``body`` in at most ``limit`` characters, with these settings noted unless they are the defaults."""
        marker = ""
        if self != Modes():
            draft = "yes" if self.draft else "no"
            marker = f"\n<!-- ci-l10n settings: draft={draft} auto_merge={self.auto_merge} -->"
        # The caller keeps to the limit; should it not, a cut text is better than none.
        room = limit - len(marker)
        return (body if len(body) <= room else body[: room - 1] + "…") + marker

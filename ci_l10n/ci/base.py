"""The port to the place a run happens in: GitHub Actions, GitLab CI, or a terminal."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from ci_l10n.model import Finding

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Reviewed(NamedTuple):
    """The change request that a run belongs to."""

    number: int
    branch: str  # that is to be merged
    base_sha: str = (
        ""  # commit of the base branch, where that is checked out unless the workflow says otherwise
    )
    sign: str = "#"  # before its number

    def __str__(self) -> str:
        return f"{self.sign}{self.number}"


class Ci(Protocol):
    """Where messages go and what is known about the run."""

    name: str  # "github", "gitlab", "local"
    base_branch: str | None  # the branch the run is for; None when only the checkout can tell
    default_branch: str | None
    is_fork: (
        bool  # a change request from a fork (or by Dependabot): its secrets, if any, are not for strangers
    )
    may_comment: bool  # the token may write; for forks only where the workflow of the base branch runs
    change_request: Reviewed | None  # None: the run is for a branch

    def step(self, message: str) -> None:
        """One line of progress: what is being done now."""

    def progress(self, done: int, total: int, what: str) -> None:
        """How far a step is: a bar on a terminal, few plain lines in CI."""

    def say(self, line: str) -> None:
        """One line of result for people; with ``--json`` it goes to stderr."""

    def mask(self, secret: str) -> None:
        """Have the runner hide ``secret`` in logs."""

    def annotate(self, finding: Finding) -> None:
        """Show a finding at its line."""

    def summary(self, markdown: str) -> None:
        """Publish the run's summary page, where there is one."""

    def outputs(self, values: Mapping[str, str]) -> None:
        """Hand results to later steps, where the place knows such a thing."""


def one_line(text: str) -> str:
    """
    Text from outside as one harmless line of a log: no control or direction characters, no workflow commands.

    Runners look for ``::command::`` at the start of a line and for ``##[command]`` anywhere in it.
    """
    text = _CONTROL.sub(lambda match: " " if match.group() in "\n\r\t" else "\ufffd", text)
    return text.replace("##[", "# #[").replace("::", ": :")

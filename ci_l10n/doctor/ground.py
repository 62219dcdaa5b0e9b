"""What checks look at, and what they say: findings about what is wrong, facts about what is there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ci_l10n.ci.base import Ci
from ci_l10n.clock import Clock
from ci_l10n.config.model import Config
from ci_l10n.doctor.workflow_reading import Use
from ci_l10n.errors import L10nError, Location
from ci_l10n.git.borrow import Checkout
from ci_l10n.git.repo import Repository
from ci_l10n.model import Finding
from ci_l10n.redact import Redactor
from ci_l10n.tms.base import Platform


class Fact(NamedTuple):
    """Something that is as it should be, or at least worth knowing."""

    topic: str
    text: str


Result: TypeAlias = Finding | Fact
Results: TypeAlias = Iterator[Result]


@dataclass(frozen=True, slots=True)
class Probe:
    """
    The platform, as far as a diagnosis asks it. Nothing is written.

    ``check_account`` says in one request whether the credentials are accepted; it raises `AuthError` or `RemoteError`.
    ``server_ahead`` gives the seconds that the server's clock was ahead of ours at the last answer, if it said.
    """

    platform: Platform
    check_account: Callable[[], object]
    server_ahead: Callable[[], float | None]


@dataclass(frozen=True)
class Ground:
    """
    A place to be diagnosed. ``repo`` and ``config`` are there once the first checks have passed.

    ``connect`` gives the platform of a configuration; it raises `AuthError` without credentials.
    """

    env: Mapping[str, str]
    ci: Ci
    clock: Clock
    redactor: Redactor
    repo: Repository
    checkout: Checkout
    config: Config | None
    base: str  # "" when nobody says
    connect: Callable[[Config], Probe]
    uses: tuple[Use, ...]  # of ci-l10n in workflows

    @property
    def branches(self) -> tuple[str, ...]:
        """Branches that translations are proposed on, without the endings of a split."""
        if self.config is None or not self.base:
            return ()
        return (self.config.pull_request.branch.replace("{base}", self.base),)


def finding_of(error: L10nError) -> Finding:
    return Finding("error", error.code, error.message, error.hint, error.location)


def findings_of(error: L10nError) -> Iterator[Finding]:
    """One for each problem of the configuration that an error holds, else the error itself."""
    yield from map(finding_of, getattr(error, "problems", ()) or (error,))


def warning(code: str, message: str, hint: str, location: Location | None = None) -> Finding:
    return Finding("warning", code, message, hint, location)


def notice(code: str, message: str, hint: str, location: Location | None = None) -> Finding:
    return Finding("notice", code, message, hint, location)


def error(code: str, message: str, hint: str, location: Location | None = None) -> Finding:
    return Finding("error", code, message, hint, location)

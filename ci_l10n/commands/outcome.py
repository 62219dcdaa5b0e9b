"""What a command hands back to the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ci_l10n.ci.base import Ci
from ci_l10n.clock import Clock
from ci_l10n.journal import Journal
from ci_l10n.model import Finding
from ci_l10n.redact import Redactor


@dataclass(frozen=True, slots=True)
class World:
    """Where a command runs: passed in, so that a test can pass in another."""

    env: Mapping[str, str]
    directory: str  # working directory, absolute
    ci: Ci
    clock: Clock
    redactor: Redactor
    journal: Journal = field(default_factory=Journal)


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The result of a command: lines for people, one document for programs, findings for both.

    ``error`` is raised after everything was shown and stored. A document of None is JSON's null: there is nothing.
    """

    lines: tuple[str, ...] = ()
    document: Callable[[int, Mapping[str, Any] | None], Mapping[str, Any] | None] = field(
        default=lambda exit_code, error: {"exit_code": exit_code, "error": error}
    )
    findings: tuple[Finding, ...] = ()
    error: Exception | None = None
    summary: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    exit_code: int = 0  # of an outcome that is no failure of the command itself, and has no ``error``

"""The faults, as the sandbox takes them, and which answers they can strike."""

from collections.abc import Mapping

from ci_l10n.sandbox.request_log import LoggedRequest

TIMEOUT = 2  # seconds that runs wait for a server (CI_L10N_TIMEOUT)
FAULTS: Mapping[str, Mapping[str, object]] = {
    "kill-before": {"do": "kill-client", "when": "before"},
    "kill-after": {"do": "kill-client", "when": "after"},
    "502-applied": {"do": "apply-then-502"},
    "500": {"do": "500"},
    "429": {"do": "429"},
    "429-later": {"do": "429", "retry_after": 2},
    "reset": {"do": "reset"},
    "timeout": {"do": "no-answer", "seconds": TIMEOUT + 1.0},
    "html": {"do": "html"},
    "empty": {"do": "empty"},
    "truncated": {"do": "truncate"},
    "half": {"do": "half"},
    "foreign": {"do": "foreign"},
    "extra": {"do": "extra"},
    "slow-body": {"do": "slow-body", "seconds": 1.0},
}
_OF_BODIES = frozenset({"empty", "truncated", "half", "foreign", "slow-body"})


def can_strike(fault: str, answer: LoggedRequest) -> bool:
    """Whether ``fault`` would change anything about what was answered to the undisturbed run."""
    if fault == "extra":
        return answer.content_type == "application/zip"
    return fault not in _OF_BODIES or answer.response_bytes > 0


def order(fault: str, number: int, pid: int) -> dict[str, object]:
    """The order to the sandbox to strike the ``number``-th request from now on, whatever it is for."""
    return {"match": "* /", "nth": number, "pid": pid, **FAULTS[fault]}

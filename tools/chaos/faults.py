"""The faults, as the sandbox takes them, and which answers they can strike."""

import signal
from collections.abc import Mapping

from ci_l10n.sandbox.request_log import LoggedRequest

# GitHub documentation, "Rate limits for the REST API", secondary limits.
_LIMIT = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_ABOUT = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
RIVAL = "rival"  # a whole run of another job, while this one waits for its answer
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
    RIVAL: {"do": "kill-client", "when": "after", "signal": int(signal.SIGSTOP)},
    "interrupted": {"do": "kill-client", "when": "after", "signal": int(signal.SIGINT)},
    "terminated": {"do": "kill-client", "when": "after", "signal": int(signal.SIGTERM)},
    "401": {"do": "401"},
    "403": {"do": "403"},
    "403-limit": {"do": "403", "retry_after": 5, "body": {"message": _LIMIT, "documentation_url": _ABOUT}},
    "404": {"do": "404"},
    "409": {"do": "409"},
    "422": {"do": "422", "body": {"message": "Validation Failed", "errors": []}},
    "503-date": {"do": "503", "retry_after": 7, "as_date": True},
    "503-long": {"do": "503", "retry_after": 86400},
    "redirect": {"do": "redirect"},
    "types": {"do": "types"},
    "gzip": {"do": "gzip"},
    "short-length": {"do": "short-length"},
    "long-length": {"do": "long-length"},
    "chunks": {"do": "chunks"},
    "flood": {"do": "flood"},
    "hang-up": {"do": "hang-up"},
}
_OF_BODIES = frozenset({"empty", "truncated", "half", "foreign", "slow-body"})
_OF_BODIES |= {"types", "gzip", "short-length", "long-length", "chunks"}

# About a label these are decisions: the run says so in a note, and nobody asks again.
_ANSWERS = frozenset({"404", "409", "422"})


def can_strike(fault: str, answer: LoggedRequest) -> bool:
    """Whether ``fault`` would change anything about what was answered to the undisturbed run."""
    if fault == "extra":
        return answer.content_type == "application/zip"
    if fault in _ANSWERS and answer.path.endswith("/labels"):
        return False
    if fault == "404" and answer.path.endswith("/v2/document/update"):
        return False  # a server that has only v1, where each language is an update, and billed, of its own
    if fault == "types":
        return answer.content_type == "application/json" and answer.response_bytes > 0
    return fault not in _OF_BODIES or answer.response_bytes > 0


def order(fault: str, number: int, pid: int) -> dict[str, object]:
    """The order to the sandbox to strike the ``number``-th request from now on, whatever it is for."""
    return {"match": "* /", "nth": number, "pid": pid, **FAULTS[fault]}

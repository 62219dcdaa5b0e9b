"""
What GitLab answers when it does not do what it was asked.

There are three shapes: `message` with a text, `message` with an object or list of model errors, and `error` for
parameters that the description of the call does not allow and for OAuth ("REST API troubleshooting").
"""

from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """An answer with an error status; a text as ``body`` is sent as plain text."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def message(status: int, text: object) -> Refusal:
    return Refusal(status, {"message": text})


def unauthorized() -> Refusal:
    return message(401, "401 Unauthorized")


def expired_token() -> Refusal:
    text = "Token is expired. You can either do re-authorization or token refresh."
    return Refusal(401, {"error": "invalid_token", "error_description": text})


def insufficient_scope() -> Refusal:
    text = "The request requires higher privileges than provided by the access token."
    return Refusal(403, {"error": "insufficient_scope", "error_description": text, "scope": "api read_api"})


def forbidden(reason: str = "") -> Refusal:
    return message(403, f"403 Forbidden - {reason}" if reason else "403 Forbidden")


def not_found(what: str = "") -> Refusal:
    """``what`` is "Project", "Branch", ...; without it the words for a missing record of any kind."""
    return message(404, f"404 {what} Not Found" if what else "404 Not found")


def no_such_call() -> Refusal:
    return Refusal(404, {"error": "404 Not Found"})


def not_allowed() -> Refusal:
    return message(405, "405 Method Not Allowed")


def bad_parameters(problems: Sequence[str]) -> Refusal:
    """400 in the words of the framework: `title is missing, state does not have a valid value`."""
    return Refusal(400, {"error": ", ".join(problems)})


def invalid(field: str, problem: str) -> Refusal:
    """400 of a record that would not be valid."""
    return message(400, {field: [problem]})


def throttled(headers: Mapping[str, str]) -> Refusal:
    return Refusal(429, "Retry later\n", headers)

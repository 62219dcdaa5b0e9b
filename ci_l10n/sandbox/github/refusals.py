"""
What GitHub answers when it does not do what it was asked.

Every answer has `message`, `documentation_url` and `status` (as text); validation failures add `errors`.
"""

from collections.abc import Mapping, Sequence

_DOCUMENTATION = "https://docs.github.com/rest"


class Refusal(Exception):
    """An answer with an error status."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Mapping[str, object]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, object]:
        told: dict[str, object] = {"message": self.message}
        if self.errors:
            told["errors"] = [dict(error) for error in self.errors]
        return told | {"documentation_url": _DOCUMENTATION, "status": str(self.status)}


def not_found() -> Refusal:
    """Also the answer for what the token may not see."""
    return Refusal(404, "Not Found")


def forbidden() -> Refusal:
    return Refusal(403, "Resource not accessible by integration")


def bad_credentials() -> Refusal:
    return Refusal(401, "Bad credentials")


def wants_authentication() -> Refusal:
    return Refusal(401, "Requires authentication")


def empty_repository() -> Refusal:
    return Refusal(409, "Git Repository is empty.")


def unprocessable(message: str) -> Refusal:
    """422 with a text of its own."""
    return Refusal(422, message)


def invalid(resource: str, field: str = "", code: str = "invalid", message: str = "") -> Refusal:
    """422 `Validation Failed` with one entry in `errors`."""
    error = {"resource": resource, "code": code}
    if field:
        error["field"] = field
    if message:
        error["message"] = message
    return Refusal(422, "Validation Failed", [error])


def custom(resource: str, message: str) -> Refusal:
    return invalid(resource, code="custom", message=message)


def wrong_request(problem: str) -> Refusal:
    """422 for a body that does not fit the description of the call."""
    return Refusal(422, f"Invalid request.\n\n{problem}")


def secondary_limit(status: int, retry_after: int | None) -> Refusal:
    text = (
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
        "If you reach out to GitHub Support for help, please include the request ID."
    )
    return Refusal(status, text, headers={} if retry_after is None else {"Retry-After": str(retry_after)})


def rate_limit(user: str) -> Refusal:
    return Refusal(403, f"API rate limit exceeded for user ID {user}.")


def declined_move(ref: str, lines: Sequence[str], reason: str) -> Refusal:
    """A move of a ref through the API that the rules forbid."""
    told = [line.removeprefix("error: ") for line in lines]
    if any("GH013" in line for line in told):
        return Refusal(422, "Repository rule violations found\n\n" + told[2].removeprefix("- ") + "\n\n")
    if any("GH006" in line for line in told):
        return Refusal(422, "\n".join(told))
    return Refusal(422, told[0] if told else f"Reference update failed: {reason} ({ref})")

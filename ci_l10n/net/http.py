"""The seam to HTTP: one method, so that retries, rate limits and logs are wrappers and tests pass in fakes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ci_l10n.errors import RemoteError


class PermanentError(RemoteError):
    """No usable answer, and asking again cannot change that: a certificate, an address, an answer beyond all limits."""

    code = "platform-broken-answer"


class Part(NamedTuple):
    """One part of a multipart body; ``content`` is called for every attempt."""

    name: str
    content: Callable[[], bytes]
    filename: str | None = None
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request as a value: it can be sent again, because its body is rebuilt each time.

    ``repeatable`` says that sending it twice does no harm; others are retried only when the server cannot have acted
    on the first (429, connection refused).
    """

    method: str
    url: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    parts: Sequence[Part] = ()
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


class Transport(Protocol):
    def send(self, request: Request) -> Response:
        """
        Send and return whatever the server answered, also errors.

        Raises `RemoteError` when there is no complete answer: refused, reset, timed out, shorter than announced;
        its ``maybe_applied`` says whether the server may have got the request. `PermanentError` is not worth a retry.
        Redirects to another host are not followed; to the same host, only for GET.
        """

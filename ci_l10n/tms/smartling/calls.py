"""Requests to Smartling's API, and reading what they are answered with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ci_l10n.net.http import Part, Request, Response, Transport
from ci_l10n.net.retry import UnsettledError
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.shapes import ShapeError
from ci_l10n.tms.smartling import wire
from ci_l10n.tms.smartling.errors import error_from, not_the_api

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """
    Two ways to the same server: ``patient`` waits for files that are being worked on (423), ``hasty`` tells at once.

    Both retry what fails for a passing reason and carry the token.
    """

    server: str  # https://api.smartling.com
    patient: Transport
    hasty: Transport


class Calls:
    """
    One project.

    Raises `AuthError` and `RemoteError` with Smartling's message; ``maybe_applied`` on it means: look before sending
    again. ``doing`` completes "Smartling: cannot ..."; ``hints`` are better next steps by status.
    """

    def __init__(self, line: Line, project: str) -> None:
        self.server = line.server
        self.project_id = project
        self._line = line

    def path(self, service: str, rest: str = "") -> str:
        """Such as `/files-api/v2/projects/abc123def/file`."""
        return f"/{service}/projects/{self.project_id}{rest}"

    def ask(
        self,
        method: str,
        path: str,
        doing: str,
        parse: Callable[[object], T],
        *,
        query: Sequence[tuple[str, str]] = (),
        parts: Sequence[Part] = (),
        json: object = None,
        repeatable: bool = True,
        is_patient: bool = True,
        hints: Mapping[int, str] | None = None,
    ) -> T:
        """Send, open the envelope and read what it holds."""
        url = self.server + path
        request = Request(method, url, query, json=json, parts=parts, repeatable=repeatable)
        response = self.fetch(request, doing, is_patient=is_patient, hints=hints)
        try:
            return parse(wire.data_of(response.body))
        except ShapeError as error:
            raise not_the_api(response, doing, maybe_applied=not repeatable) from error

    def tell(
        self,
        path: str,
        doing: str,
        parts: Sequence[Part],
        *,
        repeatable: bool = True,
        hints: Mapping[int, str] | None = None,
    ) -> None:
        """Send a form whose answer holds nothing."""
        request = Request("POST", self.server + path, parts=parts, repeatable=repeatable)
        response = self.fetch(request, doing, hints=hints)
        if is_html(response):
            raise not_the_api(response, doing, maybe_applied=not repeatable)

    def fetch(
        self,
        request: Request,
        doing: str,
        *,
        is_patient: bool = True,
        hints: Mapping[int, str] | None = None,
    ) -> Response:
        """The answer as it came, of any status that stands for success."""
        transport = self._line.patient if is_patient else self._line.hasty
        try:
            response = transport.send(request)
        except UnsettledError as error:
            raise error_from(error.response, doing, hints, maybe_applied=True) from error
        if not 200 <= response.status < 300:
            raise error_from(response, doing, hints)
        return response


def field(name: str, value: str) -> Part:
    """A field of a form."""
    return Part(name, value.encode, None, "text/plain; charset=utf-8")

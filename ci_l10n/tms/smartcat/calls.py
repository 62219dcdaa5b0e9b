"""Requests to Smartcat's integration API with their credentials, and reading what they are answered with."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from ci_l10n.net.http import Part, Request, Response, Transport
from ci_l10n.net.retry import UnsettledError
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.shapes import ShapeError, loads
from ci_l10n.tms.smartcat.errors import error_from, not_the_api

T = TypeVar("T")


class Calls:
    """
    One server with one account.

    Raises `AuthError` and `RemoteError` with the platform's message; ``maybe_applied`` on it means: look before
    sending again. ``doing`` completes "Smartcat: cannot ..."; ``hints`` are better next steps by status.
    """

    def __init__(self, transport: Transport, server: str, account_id: str, api_key: str) -> None:
        self.server = server.rstrip("/")  # https://smartcat.ai
        self._transport = transport
        token = base64.b64encode(f"{account_id}:{api_key}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}"}

    def url(self, path: str) -> str:
        return f"{self.server}/api/integration/{path}"

    def tell(
        self,
        method: str,
        path: str,
        doing: str,
        *,
        query: Sequence[tuple[str, str]] = (),
        hints: Mapping[int, str] | None = None,
    ) -> None:
        request = Request(method, self.url(path), query, self.headers)
        response = self.send(request, doing, hints or {})
        if is_html(response):
            raise not_the_api(response, doing)

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
        hints: Mapping[int, str] | None = None,
        empty: T | None = None,
    ) -> T:
        """Send and read the JSON; ``empty`` is what an empty body means, where one is possible."""
        request = Request(
            method, self.url(path), query, self.headers, json=json, parts=parts, repeatable=repeatable
        )
        response = self.send(request, doing, hints or {})
        if empty is not None and not response.body.strip():
            return empty
        try:
            return parse(loads(response.body))
        except ShapeError as error:
            raise not_the_api(response, doing, maybe_applied=not repeatable) from error

    def send(self, request: Request, doing: str, hints: Mapping[int, str]) -> Response:
        try:
            response = self._transport.send(request)
        except UnsettledError as error:
            raise error_from(error.response, doing, hints, maybe_applied=True) from error
        if not 200 <= response.status < 300:
            raise error_from(response, doing, hints)
        return response


def model_part(name: str, value: object) -> Part:
    """A JSON part: no file name, else the server takes it for a document."""
    return Part(name, lambda: json.dumps(value, ensure_ascii=False).encode(), None, "application/json")

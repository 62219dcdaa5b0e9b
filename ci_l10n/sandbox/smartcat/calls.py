"""One request to the simulated Smartcat, and how a path finds its answer."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.smartcat.failures import JSON, ApiError
from ci_l10n.sandbox.smartcat.multipart import Form, read_form
from ci_l10n.sandbox.smartcat.query import Query


@dataclass
class Call:
    """``parts`` are the variable pieces of the path."""

    request: Request
    parts: tuple[str, ...]

    @cached_property
    def query(self) -> Query:
        return Query(self.request.args.items(multi=True))

    @cached_property
    def form(self) -> Form:
        return read_form(self.request)

    def json(self) -> object:
        """The JSON body; 400 when it is none, also for halves of surrogate pairs."""
        try:
            value: object = json.loads(self.request.get_data() or b"null")
            json.dumps(value, ensure_ascii=False).encode()
        except ValueError as error:
            raise ApiError(400, "BadRequest", f"The body is not JSON: {error}") from error
        return value

    def json_object(self) -> dict[str, object]:
        value = self.json()
        if not isinstance(value, dict) or not value:
            raise ApiError(400, "EmptyModel", "The model is empty.")
        return value


Handler = Callable[[Call], Response]


class Route(NamedTuple):
    method: str
    pattern: re.Pattern[str]
    handler: Handler


def route(method: str, path: str, handler: Handler) -> Route:
    """``path`` such as `v1/project/{id}`; letter case does not matter, as in the real one."""
    pattern = re.sub(r"\{\w+\}", "([^/]+)", path)
    return Route(method, re.compile(pattern, re.IGNORECASE), handler)


def check_served(is_served: bool) -> None:
    """Answer 404, as for any unknown path, where this version of the API is switched off."""
    if not is_served:
        raise ApiError(404, "NotFound", "No HTTP resource was found that matches the request URI.")


def json_answer(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, content_type=JSON)


def done(status: int = 204) -> Response:
    return Response(status=status)

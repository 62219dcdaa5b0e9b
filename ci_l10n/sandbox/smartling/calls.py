"""One request to the simulated Smartling, and how a path finds its answer."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.smartling.failures import JSON, invalid, invalid_value
from ci_l10n.sandbox.smartling.forms import Fields, Upload, read_fields

FILES = "/files-api/v2/projects/{project}"


@dataclass
class Call:
    """``parts`` are the variable pieces of the path."""

    request: Request
    parts: tuple[str, ...]

    @cached_property
    def query(self) -> Fields:
        """The query string; some clients send it a second time as the body, which is not looked at."""
        return Fields([(name, value) for name, value in self.request.args.items(multi=True)], [])

    @cached_property
    def form(self) -> Fields:
        """The body, whether multipart, urlencoded or JSON."""
        return read_fields(self.request)

    def json_object(self) -> dict[str, object]:
        """The JSON body; raises `ApiError` 400 when it is none."""
        try:
            value: object = json.loads(self.request.get_data() or b"{}")
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise invalid(None, f"The request body is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise invalid(None, "The request body must be a JSON object")
        return value

    def file(self) -> Upload:
        """The part called `file`; raises `ApiError` 400 without."""
        found = self.form.file("file")
        if found is None:
            raise invalid("file", "Parameter 'file' is required", details={"field": "file"})
        return found


Handler = Callable[[Call], Response]


class Route(NamedTuple):
    """``is_file_operation``: it counts for the limit of operations at once."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    is_file_operation: bool = False
    writes: bool = False
    is_public: bool = False


def route(
    method: str,
    path: str,
    handler: Handler,
    *,
    is_file_operation: bool = False,
    writes: bool = False,
    is_public: bool = False,
) -> Route:
    """``path`` such as `/projects-api/v2/projects/{project}`."""
    pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))
    return Route(method, pattern, handler, is_file_operation, writes, is_public)


def file_route(method: str, path: str, handler: Handler, *, writes: bool = False) -> Route:
    """A route of the Files API, below its project."""
    found = route(method, f"{FILES}{path}", handler)
    return found._replace(is_file_operation=True, writes=writes)


def success(data: object, status: int = 200, code: str = "SUCCESS") -> Response:
    """The envelope of an answer."""
    text = json.dumps({"response": {"code": code, "data": data}}, ensure_ascii=False)
    return Response(text, status, content_type=JSON)


def page_of(query: Fields, items: list[dict[str, object]], most: int, default: int) -> dict[str, object]:
    """`{totalCount, items}` with the items that `limit` and `offset` ask for; never more than ``most``."""
    limit, offset = whole(query, "limit", default), whole(query, "offset", 0)
    return {"totalCount": len(items), "items": items[offset : offset + min(limit, most)]}


def whole(query: Fields, name: str, default: int) -> int:
    value = query.text(name)
    if not value:
        return default
    if not re.fullmatch(r"\d{1,9}", value):
        raise invalid_value(name, value)
    return int(value)

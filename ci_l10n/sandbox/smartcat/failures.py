"""Refusals and the body shapes they come in (reference 2.5)."""

import json
from http import HTTPStatus

from werkzeug.wrappers import Response

JSON = "application/json; charset=utf-8"


class ApiError(Exception):
    """
    A request is answered with ``status``; ``code`` is a heading such as `ProjectNotFound`.

    ``is_described``: with a body also for GET, most of whose refusals have none.
    """

    def __init__(self, status: int, code: str, detail: str = "", *, is_described: bool = False) -> None:
        super().__init__(detail or code)
        self.status = status
        self.code = code
        self.is_described = is_described
        self.detail = detail or HTTPStatus(status).phrase


def error_response(error: ApiError, shape: str, method: str) -> Response:
    """``shape`` is E1 (text with a heading), E2 (one key), E3 (problem details), HTML, TEXT, EMPTY or "" for the usual one."""
    if shape == "E1":
        return Response(json.dumps(f"{error.code}\r\n{error.detail}"), error.status, content_type=JSON)
    if shape == "E2":
        return Response(json.dumps({"Message": error.detail}), error.status, content_type=JSON)
    if shape == "HTML":
        page = f"<html><head><title>{error.status}</title></head><body><h1>{error.code}</h1></body></html>"
        return Response(page, error.status, content_type="text/html; charset=utf-8")
    if shape == "TEXT":
        return Response(error.detail, error.status, content_type="text/plain; charset=utf-8")
    is_bare = method in ("GET", "HEAD") and not error.is_described
    if shape == "EMPTY" or (is_bare and shape != "E3"):
        return Response(status=error.status)
    problem = {
        "type": f"https://tools.ietf.org/html/rfc7231#{error.status}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        "instance": None,
    }
    return Response(json.dumps(problem), error.status, content_type="application/problem+json; charset=utf-8")

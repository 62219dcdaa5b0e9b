"""Refusals, in the envelope that all of the vendor's APIs share."""

import json

from werkzeug.wrappers import Response

JSON = "application/json;charset=UTF-8"


class ApiError(Exception):
    """A request is answered with ``status`` and ``code``; ``key`` names the kind of error where one is known."""

    def __init__(self, status: int, code: str, key: str | None, message: str, details: object = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.key = key
        self.message = message
        self.details = details


def invalid(key: str | None, message: str, status: int = 400, details: object = None) -> ApiError:
    """A `VALIDATION_ERROR`."""
    return ApiError(status, "VALIDATION_ERROR", key, message, details)


def invalid_value(field: str, value: object) -> ApiError:
    return invalid(field, f"Parameter '{field}' has invalid value '{value}'", details={"field": field})


def not_authenticated(message: str = "Invalid token") -> ApiError:
    return ApiError(401, "AUTHENTICATION_ERROR", "invalid_token", message)


def not_allowed(message: str = "You do not have permission to access this resource") -> ApiError:
    return ApiError(403, "AUTHORIZATION_ERROR", "forbidden", message)


def locked(uri: str) -> ApiError:
    """The file is being taken in, or deleted."""
    message = f"The file {uri} is currently being processed and will be available in a few minutes"
    return ApiError(423, "RESOURCE_LOCKED", "resource.locked", message)


def busy(limit: int) -> ApiError:
    message = (
        f"The limit of {limit} concurrent Smartling file API operations for this project has been exceeded."
    )
    return ApiError(429, "MAX_OPERATIONS_LIMIT_EXCEEDED", "too.many.requests", message)


def error_response(error: ApiError, shape: str, has_keys: bool) -> Response:
    """``shape`` of `errors`: `list`, `object` (as in old examples) or `null`."""
    item = {
        "key": error.key if has_keys else None,
        "message": error.message,
        "details": error.details,
    }
    errors = {"list": [item], "object": item, "null": None}[shape]
    text = json.dumps({"response": {"code": error.code, "errors": errors}}, ensure_ascii=False)
    return Response(text, error.status, content_type=JSON)

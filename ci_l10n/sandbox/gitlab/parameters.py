"""Parameters of a call as GitLab reads them: query, JSON, or a form; `name[]` repeated makes a list."""

import json
from collections.abc import Iterable

from werkzeug.wrappers import Request

from ci_l10n.sandbox.gitlab.refusals import Refusal

_LARGEST_BODY = 300_000_000


def read_query(request: Request) -> dict[str, object]:
    return _collect(request.args.items(multi=True))


def read_parameters(request: Request) -> dict[str, object]:
    """Query and body together; the body wins. Raises the 400 of a body that is not JSON."""
    query = read_query(request)
    kind = request.mimetype
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return query | _collect(request.form.items(multi=True))
    data = request.get_data()
    if len(data) > _LARGEST_BODY:
        raise Refusal(413, {"message": "413 Request Entity Too Large"})
    if not data.strip():
        return query
    if kind != "application/json":
        raise Refusal(415, {"error": "The provided content-type '" + kind + "' is not supported."})
    try:
        value = json.loads(data)
    except ValueError:
        raise Refusal(400, {"error": "Problems parsing JSON"}) from None
    if _has_null(value):
        raise Refusal(400, {"message": "400 Bad request"})
    if not isinstance(value, dict):
        raise Refusal(400, {"error": "The request body is not a JSON object."})
    return query | value


def _has_null(value: object) -> bool:
    """Whether there is a null character in a JSON value, which no database of GitLab's takes."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, list):
        return any(_has_null(one) for one in value)
    return isinstance(value, dict) and any(_has_null(one) for one in value.values())


def _collect(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Names with values; what is called `name[]` is a list under `name`."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name.endswith("[]"):
            before = found.get(name[:-2])
            found[name[:-2]] = [*before, value] if isinstance(before, list) else [value]
        else:
            found[name] = value
    return found

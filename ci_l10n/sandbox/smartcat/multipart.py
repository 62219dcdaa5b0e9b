"""Multipart bodies: parts without a filename are the model, parts with one are files, names do not matter (reference 6)."""

import json
from typing import NamedTuple

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Request

from ci_l10n.sandbox.smartcat.failures import ApiError

JSON_TYPES = ("application/json", "text/json", "application/json-patch+json")


class Upload(NamedTuple):
    filename: str
    content: bytes


class Form(NamedTuple):
    """``models`` in order: an array counts as its items."""

    models: list[dict[str, object]]
    files: list[Upload]


def read_form(request: Request) -> Form:
    """Read a multipart, form or JSON body; raises `ApiError` 400."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    kind = kind.lower()
    body = request.get_data(cache=True, parse_form_data=False)
    # The vendor's Perl client creates projects with JSON and a type of multipart without boundary.
    is_misnamed = kind == "multipart/form-data" and "boundary" not in options and body[:1] in (b"{", b"[")
    if kind in JSON_TYPES or kind.endswith("+json") or is_misnamed:
        return Form(_models(body), [])
    if kind == "application/x-www-form-urlencoded":
        return Form([model for text in request.form.values() for model in _models(text.encode())], [])
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise ApiError(400, "BadRequest", "Expected a multipart/form-data body.")
    models: list[dict[str, object]] = []
    files: list[Upload] = []
    for part, content in _parts(body, options["boundary"]):
        if isinstance(part, File):
            if not part.filename and not content:
                continue  # a field for a file that was left empty
            files.append(Upload(part.filename, content))
        elif part.headers.get("Content-Type", "").lower().startswith("application/octet"):
            files.append(Upload(part.name, content))  # the vendor's PHP client may know no file name
        elif content.strip():
            models += _models(content)
    return Form(models, files)


def _parts(body: bytes, boundary: str) -> list[tuple[Field | File, bytes]]:
    decoder = MultipartDecoder(boundary.encode(), max_form_memory_size=None)
    found: list[tuple[Field | File, list[bytes]]] = []
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            if isinstance(event, Field | File):
                found.append((event, []))
            elif isinstance(event, Data):
                found[-1][1].append(event.data)
    except ValueError as error:
        raise ApiError(400, "BadRequest", f"The multipart body is broken: {error}") from error
    return [(part, b"".join(pieces)) for part, pieces in found]


def _models(content: bytes) -> list[dict[str, object]]:
    try:
        value = json.loads(content or b"null")
    except ValueError as error:
        raise ApiError(400, "BadModel", f"The model is not JSON: {error}") from error
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        raise ApiError(400, "BadModel", "The model must be a JSON object or an array of objects.")
    return items

"""
Fields of a query or a body, read as tolerantly as the official clients need it.

They send multipart in any order of parts (chunked, with boundaries that end in `--`), urlencoded text and JSON;
lists as repeated `name[]`, or as one `name[]` with commas.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Request

from ci_l10n.sandbox.smartling.failures import invalid, invalid_value

DIRECTIVE = "smartling."


class Upload(NamedTuple):
    field: str
    filename: str
    content: bytes
    content_type: str


class Fields:
    """Named texts, and files of a multipart body."""

    def __init__(self, pairs: Iterable[tuple[str, str]], files: Sequence[Upload]) -> None:
        self._files = files
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @property
    def names(self) -> list[str]:
        return list(self._values)

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, [default])[0]

    def required(self, name: str) -> str:
        """The value; raises `ApiError` 400 when it is missing or blank."""
        value = self.text(name)
        if not value.strip():
            raise invalid(name, f"Parameter '{name}' is required", details={"field": name})
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).strip().lower()
        if value not in ("", "true", "false"):
            raise invalid_value(name, value)
        return value == "true" if value else default

    def items(self, name: str, *, commas: bool = True) -> list[str]:
        """A list: `name[]` or `name`, repeated or (``commas``) joined; each value once, in order."""
        given = self._values.get(f"{name}[]", []) + self._values.get(name, [])
        found = [part for value in given for part in (value.split(",") if commas else [value])]
        return list(dict.fromkeys(part.strip() for part in found if part.strip()))

    def file(self, name: str) -> Upload | None:
        return next((file for file in self._files if file.field == name), None)

    def directives(self) -> dict[str, str]:
        """Fields `smartling.<name>`, without the prefix; of repeated ones the last counts."""
        return {
            name.removeprefix(DIRECTIVE): values[-1]
            for name, values in self._values.items()
            if name.startswith(DIRECTIVE)
        }


def read_fields(request: Request) -> Fields:
    """Read a body; raises `ApiError` 400 when it is broken or of no known kind."""
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    kind = kind.lower()
    body = request.get_data(cache=True, parse_form_data=False)
    if kind == "multipart/form-data" and options.get("boundary"):
        return _multipart(body, options["boundary"])
    if kind.endswith("json") or (not kind and body[:1] == b"{"):
        return Fields(_json_pairs(body), [])
    if kind == "application/x-www-form-urlencoded":
        return Fields([(name, value) for name, value in request.form.items(multi=True)], [])
    raise invalid(None, "Expected a multipart/form-data body")


def _multipart(body: bytes, boundary: str) -> Fields:
    pairs: list[tuple[str, str]] = []
    files: list[Upload] = []
    for part, content in _parts(body, boundary):
        kind = part.headers.get("Content-Type", "")
        if isinstance(part, File):
            files.append(Upload(part.name, part.filename, content, kind))
        elif part.name == "file":  # some clients know no name for their file
            files.append(Upload(part.name, "", content, kind))
        else:
            pairs.append((part.name, content.decode("utf-8", "replace")))
    return Fields(pairs, files)


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
        raise invalid(None, f"The multipart body is broken: {error}") from error
    return [(part, b"".join(pieces)) for part, pieces in found]


def _json_pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise invalid(None, f"The request body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise invalid(None, "The request body must be a JSON object")
    return [
        (name, item if isinstance(item, str) else json.dumps(item))
        for name, below in value.items()
        for item in (below if isinstance(below, list) else [below])
    ]

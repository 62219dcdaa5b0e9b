"""
Platforms' JSON, read without complaint.

Letter case of keys differs between versions of a service, optional fields are left out when they are null, numbers come
as texts, unknown fields appear over the years.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any


class ShapeError(ValueError):
    """The JSON is not what the call answers with."""


def loads(body: bytes) -> Any:
    """The JSON value in ``body``; `ShapeError` when there is none."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
        if b"\\ud" not in body.lower():
            return data
        # Half a character, which JSON can escape, fits into no address and no file: a question mark instead.
        return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise ShapeError("not JSON") from error


def extension_of(filename: str) -> str:
    """The last suffix with its dot; a leading dot starts a name, not a suffix."""
    stem, dot, suffix = base_name(filename).rpartition(".")
    return dot + suffix if stem and suffix else ""


def normalize_date(value: str) -> str:
    """One spelling per moment: the service writes 0 to 7 fraction digits. What is no date stays as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat()


def base_name(path: str) -> str:
    return path.rpartition("/")[2]


class Fields:
    """An object's fields by name, whatever their letter case; missing, null and mistyped ones have a neutral value."""

    def __init__(self, values: Mapping[str, object], what: str) -> None:
        self._values = values
        self._what = what

    @classmethod
    def of(cls, data: object, what: str) -> "Fields":
        if not isinstance(data, Mapping):
            raise ShapeError(f"{what}: not an object")
        return cls({str(name).casefold(): value for name, value in data.items()}, what)

    def raw(self, name: str) -> object:
        """The value as it came, None when there is none."""
        return self._values.get(name.casefold())

    def text(self, name: str) -> str:
        value = self._values.get(name.casefold())
        if isinstance(value, str):
            return value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number else ""

    def name(self, name: str) -> str:
        """Like `text`, of what is never a number: `ShapeError` says that this is the answer to something else."""
        value = self._values.get(name.casefold())
        if value is not None and not isinstance(value, str):
            raise ShapeError(f"{self._what}: '{name}' is no text")
        return value or ""

    def required_name(self, name: str) -> str:
        """A `name` that must be there."""
        if value := self.name(name):
            return value
        raise ShapeError(f"{self._what} without '{name}'")

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ShapeError(f"{self._what} without '{name}'")
        return value

    def enum(self, name: str) -> str:
        return self.text(name).strip().casefold()

    def date(self, name: str) -> str:
        return normalize_date(self.text(name))

    def number(self, name: str) -> float:
        value = self._values.get(name.casefold())
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return 0.0
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return 0.0
        return number if math.isfinite(number) else 0.0

    def flag(self, name: str) -> bool:
        value = self._values.get(name.casefold())
        return value is True or (isinstance(value, str) and value.casefold() == "true")

    def mapping(self, name: str) -> Mapping[str, object]:
        """An object below, whose own names are data and keep their letter case."""
        value = self._values.get(name.casefold())
        return value if isinstance(value, Mapping) else {}

    def required_items(self, name: str) -> Iterator[object]:
        """Like `items`, of an array that must be there: a list that is none must not look like an empty one."""
        if not isinstance(self.raw(name), list):
            raise ShapeError(f"{self._what} without '{name}'")
        return self.items(name)

    def items(self, name: str) -> Iterator[object]:
        value = self._values.get(name.casefold())
        yield from (each for each in value if each is not None) if isinstance(value, list) else ()

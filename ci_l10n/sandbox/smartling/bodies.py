"""JSON bodies of jobs and batches: the fields of an object, each checked for its type."""

from collections.abc import Mapping
from datetime import datetime

from ci_l10n.sandbox.smartling.desk import iso_date
from ci_l10n.sandbox.smartling.failures import ApiError, invalid, invalid_value


class Body:
    """Fields that are null count as missing. All methods raise `ApiError` 400 for a value of the wrong type."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, most: int | None = None) -> str | None:
        """A text of at most ``most`` characters; None when it is missing."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise invalid_value(name, value)
        if most is not None and len(value) > most:
            raise _refused(name, f"Parameter '{name}' is longer than {most} characters")
        return value

    def required(self, name: str, most: int | None = None) -> str:
        value = self.text(name, most)
        if value is None or not value.strip():
            raise _missing(name)
        return value

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self.text(name)
        if value is not None and value not in allowed:
            raise invalid_value(name, value)
        return value

    def flag(self, name: str) -> bool:
        """A boolean that has to be there."""
        value = self._values.get(name)
        if value is None:
            raise _missing(name)
        if not isinstance(value, bool):
            raise invalid_value(name, value)
        return value

    def texts(self, name: str, most: int | None = None) -> list[str]:
        """A list of texts that are not blank; empty when it is missing."""
        value = self._values.get(name, [])
        if not isinstance(value, list):
            raise invalid_value(name, value)
        for item in value:
            if not isinstance(item, str) or not item.strip() or (most is not None and len(item) > most):
                raise invalid_value(name, item)
        return value

    def required_texts(self, name: str, most: int | None = None) -> list[str]:
        """A list that has to be there, though it may be empty."""
        if not self.has(name):
            raise _missing(name)
        return self.texts(name, most)

    def bodies(self, name: str) -> list["Body"]:
        """A list of objects; empty when it is missing."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise invalid_value(name, value)
        return [Body(item) for item in value]

    def date(self, name: str) -> str | None:
        """A date of ISO 8601 with its zone, as `2026-01-31T10:00:00Z`."""
        value = self.text(name)
        if value is None:
            return None
        found = read_date(value)
        if found is None:
            raise invalid_value(name, value)
        return iso_date(found.timestamp())


def read_date(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _missing(name: str) -> ApiError:
    return _refused(name, f"Parameter '{name}' is required")


def _refused(name: str, message: str) -> ApiError:
    return invalid(name, message, details={"field": name})

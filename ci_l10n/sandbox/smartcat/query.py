"""Query strings, read as tolerantly as the production server does (reference 5.7, 10)."""

import re
from collections.abc import Iterable

from ci_l10n.sandbox.smartcat.failures import ApiError


class Query:
    """Names in any letter case; booleans are the words true and false."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), []).append(value)

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name.lower(), [default])[0]

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ApiError(400, "ParameterMissing", f"The {name} field is required.")
        return value

    def has(self, name: str) -> bool:
        return name.lower() in self._values

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value not in ("", "true", "false"):
            raise ApiError(400, "BadParameter", f"The value '{value}' is not valid for {name}.")
        return value == "true" if value else default

    def switch(self, name: str) -> bool:
        """A flag that is true by its presence, without value."""
        return self.has(name) and self.flag(name, True)

    def number(self, name: str, default: int | None = None) -> int | None:
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"-?\d{1,9}", value):
            raise ApiError(400, "BadParameter", f"The value '{value}' is not valid for {name}.")
        return int(value)

    def items(self, name: str, *, repeated_only: bool = False) -> list[str]:
        """Values of a list: repeated names, `name[]`, commas, line ends; each value once, in order."""
        found = list(self._values.get(name.lower(), []))
        if not repeated_only:
            found += self._values.get(f"{name.lower()}[]", [])
            found = [part for value in found for part in re.split(r"[,\r\n]", value)]
        return list(dict.fromkeys(part.strip() for part in found if part.strip()))

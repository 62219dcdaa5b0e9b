"""
Placeholders as the platform recognizes them. What it does not recognize is plain text, whose loss nobody notices.

The vendor publishes the names of the formats, not their patterns.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ci_l10n.sandbox.smartling.failures import ApiError

_PRINTF = r"%(?:\d+\$)?[-+#\ 0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
PATTERNS = {
    "C": _PRINTF + r"(?:hh|h|ll|l|L|z|t|j)?[a-zA-Z]",
    "JAVA": r"%(?:\d+\$)?[-+#\ 0,(]*\d*(?:\.\d+)?[a-zA-Z]",
    "IOS": r"%(?:\d+\$)?\#@\w+@|" + _PRINTF + r"(?:hh|h|ll|l|q|L|z|t|j)?[@a-zA-Z]",
    "PYTHON": r"%\(\w+\)[-+\#\ 0]*\d*(?:\.\d+)?[a-zA-Z]|" + _PRINTF + r"[a-zA-Z]",
    "YAML": r"%\{\w+\}|%<\w+>[-+\#\ 0]*\d*(?:\.\d+)?[a-zA-Z]|\{\{\w+\}\}|" + _PRINTF + r"[a-zA-Z]",
    "QT": r"%L?\d{1,2}|%n",
    "RESX": r"\{\d+(?:,[^{}]*)?(?::[^{}]*)?\}",
    "MESSAGE_FORMAT": r"\{\w+(?:,[^{}]*)?\}",
    "SH": r"\$\w+|\$\{\w+\}",
    "JSON": r"\{\{[^{}]+\}\}|\$\{[^{}]+\}|\{[^{}\s]+\}|%%\w+%%|%\w+%|\#\#\w+\#\#|__\w+__",
}
NUMBERED = frozenset({"C", "JAVA", "IOS"})
FORMATS = frozenset(PATTERNS) - {"MESSAGE_FORMAT", "SH", "JSON"}
OFF = ("NONE", "NULL")


@dataclass(frozen=True, slots=True)
class Recognizer:
    """Standard formats by name, and patterns of the vendor's customers."""

    formats: frozenset[str]
    custom: tuple[str, ...] = ()

    def find(self, text: str) -> list[str]:
        """The placeholders in a text, in order; a doubled percent sign is none."""
        pattern = _compiled(self)
        return [] if pattern is None else [m.group() for m in pattern.finditer(text) if m.group() != "%%"]


def recognizer_of(defaults: frozenset[str], directives: Mapping[str, str]) -> Recognizer:
    """By the directives in force; raises `ApiError` 500, as the vendor does, for a pattern that is none."""
    formats = defaults
    given = directives.get("placeholder_format", "").upper()
    if given:
        kept = defaults & {"MESSAGE_FORMAT"}
        formats = kept | (frozenset() if given in OFF else frozenset(re.split(r"[,\s]+", given)) & FORMATS)
    string_format = directives.get("string_format", "").upper()
    if string_format in OFF:
        formats -= {"MESSAGE_FORMAT"}
    elif string_format == "MESSAGE_FORMAT":
        formats |= {"MESSAGE_FORMAT"}
    found = Recognizer(frozenset(formats), _custom(directives.get("placeholder_format_custom", "")))
    _compiled(found)
    return found


def _custom(given: str) -> tuple[str, ...]:
    """One pattern, or a JSON list of them."""
    if given.strip().upper() in ("", *OFF):
        return ()
    if given.lstrip().startswith('["'):
        try:
            return tuple(str(pattern) for pattern in json.loads(given))
        except ValueError:
            pass
    return (given,)


@lru_cache(maxsize=256)
def _compiled(recognizer: Recognizer) -> re.Pattern[str] | None:
    parts = [f"(?:{pattern})" for pattern in recognizer.custom]
    if recognizer.formats & {"C", "JAVA", "IOS", "PYTHON", "YAML"}:
        parts.append("%%(?![\\w]+%%)" if "JSON" in recognizer.formats else "%%")
    parts += [PATTERNS[name] for name in sorted(recognizer.formats)]
    try:
        return re.compile("|".join(parts)) if parts else None
    except re.error as error:
        message = f"placeholder_format_custom is no valid pattern: {error}"
        raise ApiError(500, "GENERAL_ERROR", "general_error", message) from error

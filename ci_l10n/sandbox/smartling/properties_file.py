"""
Java properties that come back line by line as they went in, with other values.

The vendor's own client checks that: comments and empty lines stay, which `segments.data_files` loses.
"""

import io
import re
from collections.abc import Iterator, Mapping

import javaproperties
from javaproperties import KeyValue, PropertiesElement

from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode

SEPARATOR = re.compile(r"[ \t\f]*[=: \t\f][ \t\f]*")


class PropertiesForm:
    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        """Each key once, with its last value, as Java reads it."""
        table = {each.key: each.value for each in _elements(content) if isinstance(each, KeyValue)}
        return [SourceText(key, text) for key, text in table.items() if text.strip()]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        """An entry that is to be translated and is not among ``targets`` is left out."""
        lines = []
        for each in _elements(content):
            if not isinstance(each, KeyValue) or not each.value.strip():
                lines.append(each.source)
            elif each.key in targets:
                lines.append(_with_value(each, targets[each.key]))
        return "".join(lines).encode("ascii", "javapropertiesreplace")


def _elements(content: bytes) -> Iterator[PropertiesElement]:
    try:
        yield from javaproperties.parse(io.StringIO(decode(content)))
    except ValueError as error:
        raise Unreadable(f"not a properties file: {error}") from error


def _with_value(entry: KeyValue, value: str) -> str:
    """The line with its own key and separator."""
    name = javaproperties.escape(entry.key)
    source = entry.source
    indent = source[: len(source) - len(source.lstrip(" \t\f"))]
    is_plain = source.startswith(name, len(indent))  # else it has escapes that it need not have
    separator = SEPARATOR.match(source, len(indent) + len(name)) if is_plain else None
    ending = source[len(source.rstrip("\r\n")) :]
    text = javaproperties.join_key_value("", value, separator="")
    return f"{indent}{name}{separator.group() if separator else '='}{text}{ending}"

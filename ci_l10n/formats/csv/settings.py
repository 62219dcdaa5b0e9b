"""
What Smartling's CSV directives say, as values: https://help.smartling.com/hc/en-us/articles/360008000593

Columns count from 1 in directives and from 0 here.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple, NoReturn

from ci_l10n.errors import ContentError, Location
from ci_l10n.model import Locale

MOST_COLUMNS = 16_384  # the widest sheet a spreadsheet holds
_SWITCH = {"true": True, "on": True, "false": False, "off": False}


class Path(NamedTuple):
    """A column with texts; without a locale they are those of the file."""

    column: int
    locale: Locale


class Settings(NamedTuple):
    keys: tuple[int, ...]  # source_key_paths
    paths: tuple[Path, ...]
    has_header: bool | None  # first_row_header; None: not said
    labels: Mapping[str, str]  # locales_map: locale, folded -> what columns and rows of it are called
    in_columns: bool  # translations_in_columns
    language: int  # translation_language_path, -1: none
    comments: tuple[int, ...]  # string_instructions_paths
    limits: tuple[int, ...]  # character_limit_paths


def fold(name: str) -> str:
    """
    ``name`` for comparison: case, blanks around it and underscores do not count.

    >>> fold(" pt_BR ")
    'pt-br'
    """
    return name.strip().strip("\ufeff").strip().replace("_", "-").lower()


def read_settings(directives: Mapping[str, str], path: str) -> Settings:
    """The directives about columns; raises `ContentError` for one that cannot be."""
    reader = _Reader(directives, path)
    language = reader.columns("translation_language_path")
    return Settings(
        keys=reader.columns("source_key_paths"),
        paths=reader.paths(),
        has_header=reader.switch("first_row_header"),
        labels=reader.labels(),
        in_columns=reader.switch("translations_in_columns") or False,
        language=language[0] if language else -1,
        comments=reader.columns("string_instructions_paths"),
        limits=reader.columns("character_limit_paths"),
    )


def check_signs(directives: Mapping[str, str], path: str) -> None:
    """Separator and quote must be something that can separate and enclose."""
    reader = _Reader(directives, path)
    separator = directives.get("field_separator")
    quote = directives.get("string_encloser", '"')
    for name, value in (("field_separator", separator), ("string_encloser", quote)):
        if value and ("\n" in value or "\r" in value):
            reader.fail(name, "a line end cannot be one")
    if separator is not None and not separator:
        reader.fail("field_separator", "it is empty")
    if separator is not None and separator == quote:
        reader.fail("field_separator", "it is the string_encloser as well")


class _Reader:
    def __init__(self, directives: Mapping[str, str], path: str) -> None:
        self.directives, self.path = directives, path

    def fail(self, name: str, why: str) -> NoReturn:
        raise ContentError(
            f"directive {name} = {self.directives.get(name)!r}: {why}",
            hint=_HINTS.get(name, "columns count from 1, several are separated by commas"),
            location=Location(self.path),
        )

    def columns(self, name: str) -> tuple[int, ...]:
        said = self.directives.get(name, "").strip().strip("{}[]")
        found = [self._column(name, part) for part in said.split(",")] if said else []
        return tuple(dict.fromkeys(found))

    def paths(self) -> tuple[Path, ...]:
        said = self.directives.get("paths", "").strip().strip("[]")
        found = []
        for part in said.split(",") if said else ():
            number, slash, locale = part.partition("/")
            if slash and not locale.strip():
                self.fail("paths", f"no locale behind the slash of {part.strip()!r}")
            found.append(Path(self._column("paths", number), locale.strip()))
        return tuple(found)

    def switch(self, name: str) -> bool | None:
        if name not in self.directives:
            return None
        value = _SWITCH.get(self.directives[name].strip().lower())
        if value is None:
            self.fail(name, "it is neither true nor false")
        return value

    def labels(self) -> dict[str, str]:
        said = self.directives.get("locales_map", "").strip()
        if not said:
            return {}
        try:
            read = json.loads(said)
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict) or not all(isinstance(label, str) for label in read.values()):
            self.fail("locales_map", "it is no JSON object of texts")
        return {fold(locale): label for locale, label in read.items()}

    def _column(self, name: str, text: str) -> int:
        text = text.strip().strip("{}")
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            self.fail(name, f"{text!r} is no column number")
        if not 1 <= int(text) <= MOST_COLUMNS:
            self.fail(name, f"there is no column {text}")
        return int(text) - 1


_HINTS = {
    "first_row_header": "write true or false",
    "translations_in_columns": "write true or false",
    "locales_map": 'write it as {"de-DE": "German", "fr-FR": "French"}',
    "field_separator": "write a character such as , ; | or tab",
    "string_encloser": 'write a character such as "',
    "paths": "write column numbers, 2,3, or pairs of column and locale, 2/es-ES,3/fr-FR",
}

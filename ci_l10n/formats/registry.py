"""Which formats there are and which one a file has. A format's module is imported when it is first used."""

from functools import cache
from importlib import import_module
from pathlib import PurePosixPath

from ci_l10n.formats.base import Format

_MODULES = {
    "json": "json_file",
    "android": "android",
    "gettext": "gettext",
    "properties": "properties",
}
_SUFFIXES = {
    ".json": "json",
    ".arb": "json",
    ".po": "gettext",
    ".pot": "gettext",
    ".properties": "properties",
}

NAMES = tuple(_MODULES)


@cache
def get_format(name: str) -> Format:
    """The format called ``name``; raises KeyError for a name that is not in `NAMES`."""
    module = import_module(f"ci_l10n.formats.{_MODULES[name]}")
    result: Format = module.FORMAT
    return result


def detect_format(path: str, data: bytes) -> str | None:
    """The name of the format of a source file, by its path first and its content second; None for a document."""
    pure = PurePosixPath(path)
    if by_suffix := _SUFFIXES.get(pure.suffix.lower()):
        return by_suffix
    if pure.suffix.lower() == ".xml" and (pure.name == "strings.xml" or _root_element(data) == b"resources"):
        return "android"
    return None


def _root_element(data: bytes) -> bytes:
    """The name of the first element, found without parsing the document."""
    import re

    text = re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", b"", data[:65536], flags=re.S)
    match = re.search(rb"<([A-Za-z_][\w.:-]*)", text)
    return match.group(1) if match else b""

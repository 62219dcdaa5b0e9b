"""Which formats there are and which one a file has. A format's package is imported when it is first used."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath

from ci_l10n.formats.base import Format

NAMES = (
    "json",
    "yaml",
    "android",
    "ios",
    "stringsdict",
    "xcstrings",
    "gettext",
    "properties",
    "xml",
    "csv",
    "xliff",
    "resx",
)
"""The packages of `ci_l10n.formats` that hold a format, each with a ``FORMAT`` in its module ``format``."""

_SUFFIXES = {
    ".json": "json",
    ".arb": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".strings": "ios",
    ".stringsdict": "stringsdict",
    ".xcstrings": "xcstrings",
    ".po": "gettext",
    ".pot": "gettext",
    ".properties": "properties",
    ".csv": "csv",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".resx": "resx",
}
_ROOTS = {b"resources": "android", b"xliff": "xliff", b"plist": "stringsdict"}
_PROLOG = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", re.S)
_ELEMENT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_GETTEXT = re.compile(rb'^msgid "', re.M)
_OBJECT = re.compile(rb'\s*\{\s*["}]')
_KNOWN_TO_PEOPLE = {".md", ".markdown", ".html", ".htm", ".txt", ".rst", ".adoc", ".docx", ".svg", ".tex"}
# XLIFF with extensions that only the tool understands.
_TOOLS_OWN = {".sdlxliff", ".mxliff", ".mqxliff", ".txlf"}


@cache
def get_format(name: str) -> Format:
    """The format called ``name``; raises KeyError for a name that is not in `NAMES`."""
    if name not in NAMES:
        raise KeyError(name)
    result: Format = import_module(f"ci_l10n.formats.{name}.format").FORMAT
    return result


def detect_format(path: str, data: bytes, directives: Mapping[str, str] | None = None) -> str | None:
    """
    The name of the format of a source file, by its path first and its content second; None for a document.

    An XML file of no known kind is a document unless ``directives`` say where its keys are.
    """
    name = _detect(PurePosixPath(path), data, directives or {})
    return name if name in NAMES else None


def _detect(path: PurePosixPath, data: bytes, directives: Mapping[str, str]) -> str | None:
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if path.name == "strings.xml":
        return "android"
    if suffix in _KNOWN_TO_PEOPLE or suffix in _TOOLS_OWN:
        return None
    if suffix == ".xml" or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"<?xml", b"<resources", b"<xliff")
    ):
        has_paths = "source_key_paths" in directives or b"smartling.source_key_paths" in data[:65536]
        return _by_root(data) or ("xml" if has_paths else None)
    if _GETTEXT.search(data[:65536]):
        return "gettext"
    return "json" if _OBJECT.match(data[:65536]) else None


def _by_root(data: bytes) -> str | None:
    """By the first element, found without parsing the document."""
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    match = _ELEMENT.search(_PROLOG.sub(b"", head))
    root = match.group(1) if match else b""
    if root == b"root" and b"<resheader" in head:
        return "resx"
    return _ROOTS.get(root)

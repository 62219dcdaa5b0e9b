"""
What Smartling calls the types of files, and which files it does not take (API reference: supported file types).

Names differ between its clients in letter case and underscores; `plain` tells what is the same.
"""

from pathlib import PurePosixPath
from typing import NamedTuple

MB = 1024 * 1024
LONGEST_URI = 512  # characters
_BY_FORMAT = {
    "android": "android",
    "csv": "csv",
    "gettext": "gettext",
    "ios": "ios",
    "json": "json",
    "properties": "javaProperties",
    "resx": "resx",
    "stringsdict": "stringsdict",
    "xcstrings": "xcstrings",
    "xliff": "xliff",
    "xml": "xml",
    "yaml": "yaml",
}
_BY_SUFFIX = {
    ".doc": "doc",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".idml": "idml",
    ".markdown": "markdown",
    ".md": "markdown",
    ".pptx": "pptx",
    ".ppt": "ppt",
    ".srt": "srt",
    ".ts": "qt",
    ".txt": "plainText",
    ".vtt": "vtt",
    ".xls": "xls",
    ".xlsx": "xlsx",
}
_LIMITS = {"doc": 20 * MB, "docx": 20 * MB, "idml": 25 * MB, "ppt": 50 * MB, "pptx": 50 * MB}
_LIMIT = 10 * MB
# Where a download can do without the source text of what is not translated.
_WITHOUT_ORIGINALS = frozenset(
    (
        "android", "arb", "gettext", "idml", "ios", "javaproperties", "json", "qt", "stringsdict", "xliff", "xml",
        "yaml",
    )
)  # fmt: skip


class Refusal(NamedTuple):
    """Why a file cannot be sent, and the next step."""

    message: str
    hint: str


def plain(name: str) -> str:
    """
    A type in one spelling.

    >>> plain("JAVA_PROPERTIES") == plain("javaProperties")
    True
    """
    return name.replace("_", "").casefold()


def type_of(path: str, format: str | None) -> str | None:  # noqa: A002
    """The type of a source file of ``format`` (None: a document, known by its extension); None for one there is none for."""
    suffix = PurePosixPath(path).suffix.casefold()
    if format == "json" and suffix == ".arb":
        return "arb"  # whose metadata would be translated as JSON
    return _BY_FORMAT.get(format or "") or (_BY_SUFFIX.get(suffix) if format is None else None)


def may_omit_originals(type_name: str) -> bool:
    """Whether downloads of this type can leave out, or leave empty, what has no translation."""
    return plain(type_name) in _WITHOUT_ORIGINALS


def charset_of(type_name: str, content: bytes) -> str:
    """
    The encoding that has to be said: "" where Smartling finds it out.

    It takes files without a byte order mark for UTF-8; property files may be older than that.
    """
    if plain(type_name) != "javaproperties":
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return "" if is_utf_16 else "ISO-8859-1"
    return ""


def refusal(path: str, format: str | None, content: bytes) -> Refusal | None:  # noqa: A002
    """Why Smartling would not take this source file; None when it would."""
    type_name = type_of(path, format)
    if type_name is None:
        known = ", ".join(sorted(_BY_SUFFIX))
        return Refusal(
            f"Smartling has no file type for {path}",
            f"exclude it under files:, give the rule a format, or use one of these: {known}",
        )
    limit = _LIMITS.get(type_name, _LIMIT)
    if len(content) > limit:
        return Refusal(
            f"{path} has {len(content):,} bytes; Smartling takes {limit // MB} MB of {type_name} files",
            "split the file, or exclude it under files:",
        )
    if len(path) > LONGEST_URI:
        return Refusal(
            f"the path has {len(path)} characters; Smartling takes {LONGEST_URI}", "use shorter folder names"
        )
    return None

"""
What Smartling cannot import, said before anything is sent, and what to do about what it did not take.

Sources: "Translation Import API" and "Import translations" of the File API reference; "Supported file types" for keys.
"""

import re
from collections.abc import Collection, Mapping, Sequence

_IMPORTABLE: Collection[str] = (
    "android",
    "csv",
    "gettext",
    "ios",
    "json",
    "properties",
    "resx",
    "stringsdict",
    "xml",
    "yaml",
)
"""Our formats that the endpoint takes; its other types (Qt, subtitles) are none of ours."""
_KEYED_BY_DIRECTIVE = ("csv", "xml")
"""Without `source_key_paths` these have no keys there, and nothing would be matched."""
_IOS_PLURAL = re.compile(r"##\{\w+\}$")
_HTML = re.compile(r"\bhtml\b", re.I)

_NO_KEYS = "only files with keys can be imported, such as strings.xml, .strings, .po, .properties, JSON, YAML"
_OTHER_WAY = (
    "enter these translations in the dashboard, or import a TMX file into the translation memory there"
)
_MISMATCH = (
    "the translation is there as In Translation, with an issue: give it the source's placeholders, check that both "
    "files have the same placeholder directives, and run `ci-l10n seed --overwrite`"
)
_NOT_FOUND = (
    "push the source first; when it is there, see that it was uploaded with the directives of today, for keys are "
    "those of its upload"
)
_UNKNOWN = "look at the string in the Smartling dashboard, correct it here or there, and run seed again"


def file_refusal(
    path: str,
    format: str | None,  # noqa: A002
    source: bytes,
    directives: Mapping[str, str],
) -> tuple[str, str] | None:
    """
    Why translations of ``source`` cannot be imported, and the next step; None when they can.

    ``directives`` are all that hold for the file, those of its own comments included.
    """
    if format not in _IMPORTABLE:
        what = "a document" if format is None else f"a file of the format {format}"
        return f"{path} is {what}, whose translations Smartling cannot import: {_NO_KEYS}", _OTHER_WAY
    if format in _KEYED_BY_DIRECTIVE and not directives.get("source_key_paths"):
        return (
            f"without source_key_paths Smartling has no keys for {path}, so no translation can be matched",
            "add `directives: {source_key_paths: ...}` to the rule in l10n.yml and push the source again",
        )
    processed = (directives.get("string_format", ""), directives.get("string_format_paths", ""))
    if any(map(_HTML.search, processed)):
        return (
            f"{path} is processed as HTML, which breaks its texts up; such texts cannot be imported",
            f"take the directive string_format (or string_format_paths) away, or {_OTHER_WAY}",
        )
    return None


def key_refusal(format: str | None, key: str) -> tuple[str, str] | None:  # noqa: A002
    """
    The same of one key.

    >>> key_refusal("ios", "%d files##{one}")[0]
    'Smartling cannot import plurals of the form ##{one}'
    """
    if format == "ios" and (match := _IOS_PLURAL.search(key)):
        return (
            f"Smartling cannot import plurals of the form {match[0]}",
            f"move it to a .stringsdict file, or {_OTHER_WAY}",
        )
    return None


def hint_of(messages: Sequence[str]) -> str:
    """
    What to do about an import error; ``messages`` are Smartling's words.

    >>> hint_of(["Mismatched placeholders for original string and translated one"])[:30]
    'the translation is there as In'
    """
    words = " ".join(messages).casefold()
    if "placeholder" in words:
        return _MISMATCH
    if "not found" in words or "does not exist" in words or "no string" in words:
        return _NOT_FOUND
    return _UNKNOWN

"""
Directives that a source file carries itself and its translations may lack: they hold for all of them. Pure.

A translated file that does not say where its keys are cannot be matched with its source, so Smartling's Translation
Import API wants directives in both; people forget them in the second.
"""

import json
from collections.abc import Mapping

from ci_l10n import directives
from ci_l10n.formats.inline import CommentStyle, find_directives
from ci_l10n.formats.key_paths import SOURCE_KEYS, TEXTS

_STYLES: Mapping[str, CommentStyle] = {
    "android": "<!--",
    "csv": "#",
    "resx": "<!--",
    "xml": "<!--",
    "yaml": "#",
}
"""Formats whose comments hold directives about the file; in all others they are about texts and travel as flags."""
_LISTS = (SOURCE_KEYS, TEXTS)  # what several comments say of them adds up
_HEAD = 1 << 20  # bytes: they stand at the top, and a large file need not be read twice
_OF_PLACES = ("sltrans",)  # it sets aside what follows in its own file


def directives_of_file(format_name: str, data: bytes) -> dict[str, str]:
    """What the file itself says of how it is to be read, by name; empty when there is nothing or it cannot be read."""
    marks = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marks and directives.PREFIX.encode() not in data[:_HEAD] and format_name != "json":
        return {}
    found: dict[str, str] = {}
    if format_name == "json":
        found = _of_json(data)
    elif style := _STYLES.get(format_name):
        text = data[:_HEAD].decode("utf-16" if marks else "utf-8", "replace")
        for _, name, value in find_directives(text, style):
            found[name] = f"{found[name]},{value}" if name in _LISTS and name in found else value
    return {
        name: value for name, value in found.items() if name in directives.OF_FILES and name not in _OF_PLACES
    }


def inherited(source: Mapping[str, str], own: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Those of the ``source``'s directives that neither the other file nor the user replaces."""
    return {name: value for name, value in source.items() if name not in own and name not in given}


def _of_json(data: bytes) -> dict[str, str]:
    """The object ``"smartling"`` at the top, objects and lists in it as JSON."""
    if b'"smartling"' not in data[:_HEAD]:
        return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    said = found.get("smartling") if isinstance(found, dict) else None
    if not isinstance(said, dict):
        return {}
    return {name: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for name, v in said.items()}

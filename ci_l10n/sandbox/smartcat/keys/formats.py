"""
Resource files as flat tables of keys, read and written by libraries.

Two things follow what the vendor says about key projects: plural forms become one text in ICU syntax, and keys are
flat; only the structured formats make trees of them, by a path separator.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from ci_l10n.sandbox.segments.base import Unreadable, decode
from ci_l10n.sandbox.smartcat.keys.resource_files import (
    parse_android,
    parse_qt,
    parse_strings,
    render_android,
    render_qt,
    render_strings,
)

FORMATS = ("json", "ios-strings", "android-xml", "yaml", "structured-json", "structured-yaml", "qt-ts")
BY_SUFFIX = {
    ".json": "json",
    ".strings": "ios-strings",
    ".xml": "android-xml",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".ts": "qt-ts",
}
DEFAULT_PATHS = {
    "json": "strings-{LANGUAGE}.json",
    "structured-json": "strings-{LANGUAGE}.json",
    "yaml": "strings-{LANGUAGE}.yaml",
    "structured-yaml": "strings-{LANGUAGE}.yaml",
    "ios-strings": "{LOCALE:IOS}.lproj/values.strings",
    "android-xml": "src/main/res/values-{LOCALE:ANDROID}/strings.xml",
    "qt-ts": "strings-{LANGUAGE}.ts",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: ``sources`` are the source texts by key, ``indent`` is a unit of indentation."""

    language: str
    source_language: str
    sources: Mapping[str, str] = field(default_factory=dict)
    separator: str = "."
    indent: str = "  "


def format_of(name: str) -> str:
    """The format a file name stands for; raises `Unreadable` when it is none."""
    found = BY_SUFFIX.get(PurePosixPath(name).suffix.lower())
    if found is None:
        raise Unreadable(f"no format for '{name}'")
    return found


def parse(kind: str, content: bytes, language: str, separator: str, *, is_source: bool) -> dict[str, str]:
    """Texts by key, without empty ones; raises `Unreadable`."""
    if kind in ("json", "structured-json"):
        texts = _parse_tree(_load_json(content), kind, separator, is_source)
    elif kind in ("yaml", "structured-yaml"):
        texts = _parse_tree(_load_yaml(content), kind, separator, is_source)
    elif kind == "ios-strings":
        texts = parse_strings(decode(content))
    elif kind == "android-xml":
        texts = parse_android(content, language)
    else:
        texts = parse_qt(content, is_source=is_source)
    try:
        "".join([*texts, *texts.values()]).encode()
    except UnicodeEncodeError as error:
        raise Unreadable(f"half of a surrogate pair: {error}") from error
    return {key: text for key, text in texts.items() if text}


def render(kind: str, texts: Mapping[str, str], layout: Layout) -> bytes:
    if kind == "ios-strings":
        return render_strings(texts)
    if kind == "android-xml":
        return render_android(texts, layout.language)
    if kind == "qt-ts":
        return render_qt(texts, layout.sources, layout.language, layout.source_language)
    tree = _tree(texts, layout.separator) if kind.startswith("structured-") else dict(texts)
    if kind.endswith("json"):
        written = json.dumps(tree, ensure_ascii=False, indent=layout.indent) + "\n"
        return written.encode("utf-8", "surrogatepass")
    width = max(2, len(layout.indent))
    text: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, indent=width)
    return text.encode()


def _load_json(content: bytes) -> Any:
    try:
        return json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error


def _load_yaml(content: bytes) -> Any:
    try:
        return yaml.safe_load(decode(content))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(f"not YAML: {error}") from error


def _parse_tree(value: Any, kind: str, separator: str, is_source: bool) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Unreadable("the file holds no table of keys")
    if kind == "json" and isinstance(value.get("units"), list):
        return _parse_units(value["units"], is_source)
    found: dict[str, str] = {}
    try:
        _flatten(value, "", separator if kind.startswith("structured-") else "", found)
    except RecursionError as error:
        raise Unreadable("the tables are nested too deeply, or hold themselves") from error
    return found


def _flatten(table: Mapping[Any, Any], prefix: str, separator: str, found: dict[str, str]) -> None:
    """``separator`` is empty where tables below tables are not allowed."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            found[key] = value
        elif isinstance(value, dict) and separator:
            _flatten(value, f"{key}{separator}", separator, found)
        elif isinstance(value, list) and separator:
            _flatten(dict(enumerate(value)), f"{key}{separator}", separator, found)
        elif value is not None:
            raise Unreadable(f"the value of '{key}' is no text")


def _parse_units(units: list[Any], is_source: bool) -> dict[str, str]:
    """LocJSON: texts are arrays of pieces."""
    found: dict[str, str] = {}
    for unit in units:
        pieces = unit.get("source" if is_source else "target", []) if isinstance(unit, dict) else None
        if not isinstance(pieces, list) or not isinstance(unit.get("key"), str):
            raise Unreadable("a unit has no key or no array of texts")
        found[unit["key"]] = "".join(map(str, pieces))
    return found


def _tree(texts: Mapping[str, str], separator: str) -> dict[str, Any]:
    """Nested tables; a key whose way is blocked by a text stays flat."""
    root: dict[str, Any] = {}
    for key, text in texts.items():
        *way, last = key.split(separator)
        if any(separator.join(way[:length]) in texts for length in range(1, len(way) + 1)):
            root[key] = text
            continue
        table = root
        for step in way:
            table = table.setdefault(step, {})
        table[last] = text
    return root

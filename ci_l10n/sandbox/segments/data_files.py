"""JSON, YAML, Java properties: nested or flat tables of texts, written back in the style of the library."""

import copy
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import javaproperties
import yaml

from ci_l10n.sandbox.segments.base import SourceText, Unreadable, decode


class JsonForm:
    """Every string is a text to translate, except metadata of application resource bundles (`@key`)."""

    is_bilingual = False

    def __init__(self, is_resource_bundle: bool = False) -> None:
        self._skips_metadata = is_resource_bundle

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        texts = _strings(self._load(content), self._is_skipped)
        return [SourceText(path, text) for path, text in texts]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        filled = _filled(self._load(content), targets, self._is_skipped)
        return (json.dumps(filled, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")

    def _is_skipped(self, name: str) -> bool:
        return self._skips_metadata and name.startswith("@")

    def _load(self, content: bytes) -> object:
        try:
            return json.loads(decode(content))
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not JSON: {error}") from error


class StringCatalogForm:
    """Xcode's string catalog: the source language's texts, those of other languages beside them in the same file."""

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        catalog = self._load(content)
        found: list[SourceText] = []
        for key, entry in catalog["strings"].items():
            if entry.get("shouldTranslate", True) and key:
                source = entry.get("localizations", {}).get(catalog.get("sourceLanguage"))
                texts = _unit_texts(source) if source else [("", key)]
                found += [SourceText(key + path, text) for path, text in texts if text.strip()]
        return found

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        catalog = self._load(content)
        for key, entry in catalog["strings"].items():
            localizations = entry.get("localizations", {})
            unit = {"stringUnit": {"state": "translated", "value": ""}}
            made = copy.deepcopy(localizations.get(catalog.get("sourceLanguage"), unit))
            if _fill_units(made, key, targets):
                entry["localizations"] = {**localizations, language: made}
        written = json.dumps(catalog, ensure_ascii=False, indent=2, separators=(",", " : "))
        return written.encode("utf-8", "surrogatepass")

    def _load(self, content: bytes) -> dict[str, Any]:
        try:
            catalog = json.loads(decode(content))
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not JSON: {error}") from error
        if not isinstance(catalog, dict) or not isinstance(catalog.get("strings"), dict):
            raise Unreadable("not a string catalog")
        return catalog


def _unit_texts(localization: Mapping[str, Any], path: str = "") -> list[tuple[str, str]]:
    """Path and text of every string unit in a localization: the text itself, plural and device variations."""
    found: list[tuple[str, str]] = []
    for name, below in localization.items():
        if name == "stringUnit":
            found.append((path, str(below.get("value", ""))))
        elif isinstance(below, dict):
            found += _unit_texts(below, f"{path}\0{name}")
    return found


def _fill_units(localization: dict[str, Any], path: str, targets: Mapping[str, str]) -> bool:
    """Write the targets into the string units; whether there were any."""
    filled = False
    for name, below in localization.items():
        if name == "stringUnit":
            if path in targets:
                below.update(state="translated", value=targets[path])
                filled = True
        elif isinstance(below, dict):
            filled = _fill_units(below, f"{path}\0{name}", targets) or filled
    return filled


class YamlForm:
    """Every string is a text to translate; a single top key that is a language code becomes the target's."""

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [SourceText(path, text) for path, text in _strings(self._load(content))]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        filled = _filled(self._load(content), targets)
        if isinstance(filled, dict) and len(filled) == 1:
            (root, below), *_ = filled.items()
            if isinstance(below, dict) and isinstance(root, str) and 2 <= len(root.split("-")[0]) <= 3:
                filled = {language: below}
        text: str = yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=100)
        return text.encode()

    def _load(self, content: bytes) -> object:
        try:
            return yaml.safe_load(decode(content))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise Unreadable(f"not YAML: {error}") from error


class PropertiesForm:
    """Java properties; comments are lost and other letters than ASCII become `\\u` escapes, as Java itself does."""

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [SourceText(key, text) for key, text in self._load(content).items() if text.strip()]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        table = {
            key: targets.get(key, text)
            for key, text in self._load(content).items()
            if not text.strip() or key in targets
        }
        return javaproperties.dumps(table, timestamp=False, ensure_ascii=True).encode("ascii")

    def _load(self, content: bytes) -> dict[str, str]:
        try:
            return dict(javaproperties.load(io.StringIO(decode(content))))
        except ValueError as error:
            raise Unreadable(f"not a properties file: {error}") from error


def _strings(
    value: object, is_skipped: Callable[[str], bool] = lambda _: False, path: str = ""
) -> Iterator[tuple[str, str]]:
    """Path (in the manner of JSON pointers) and text of each string that is not blank."""
    if isinstance(value, str):
        if value.strip():
            yield path, value
    elif isinstance(value, dict):
        for name, below in value.items():
            if not is_skipped(str(name)):
                yield from _strings(below, is_skipped, f"{path}/{_escaped(name)}")
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _strings(below, is_skipped, f"{path}/{place}")


_LEFT_OUT = object()


def _filled(
    value: Any,
    targets: Mapping[str, str],
    is_skipped: Callable[[str], bool] = lambda _: False,
    path: str = "",
) -> Any:
    if isinstance(value, str):
        return targets.get(path, _LEFT_OUT if path else "") if value.strip() else value
    if isinstance(value, dict):
        below = {
            name: child
            if is_skipped(str(name))
            else _filled(child, targets, is_skipped, f"{path}/{_escaped(name)}")
            for name, child in value.items()
        }
        return {name: child for name, child in below.items() if child is not _LEFT_OUT}
    if isinstance(value, list):
        children = [
            _filled(child, targets, is_skipped, f"{path}/{place}") for place, child in enumerate(value)
        ]
        return [child for child in children if child is not _LEFT_OUT]
    return value


def _escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")

"""
Pairs of real translations, read by parsers that are not ours.

What is checked here is the judgement about texts, so each format is read by the library its users would take.
"""

import csv
import json
import plistlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import javaproperties
import polib
import yaml
from lxml import etree

from ci_l10n.model import Forms, Value
from tests.corpus import corpus_files

_WIDE = ("i18next", "icu", "ruby", "percent", "brace", "printf", "dollar", "markup")
SYNTAXES = {
    "json": _WIDE,
    "arb": _WIDE,
    "yaml": _WIDE,
    "xliff": _WIDE,
    "csv": _WIDE,
    "gettext": ("icu", "ruby", "percent", "brace", "printf", "markup"),
    "properties": ("messageformat", "icu", "brace", "printf", "dollar", "markup"),
    "android": ("icu", "brace", "printf", "markup"),
    "ios": ("icu", "brace", "printf", "markup"),
    "stringsdict": ("printf", "markup"),
}
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}


class Pair(NamedTuple):
    """One text of a target file beside its source; ``path`` is relative to the folder of the project."""

    project: str
    format: str
    path: str
    locale: str
    key: str
    source: Value
    translation: Value
    flags: tuple[str, ...] = ()


def real_pairs() -> Iterator[Pair]:
    """Every pair of every project."""
    yield from _android()
    yield from _apple()
    yield from _json("excalidraw", "json", "excalidraw/**/locales/*.json", "en.json", r"^([\w-]+)\.json$")
    yield from _json(
        "flutter-gallery", "arb", "flutter-gallery/**/*.arb", "intl_en.arb", r"^intl_(\w+)\.arb$"
    )
    yield from _properties("hibernate-validator", "ValidationMessages")
    yield from _properties("jmeter", "messages")
    yield from _yaml("rails-i18n", r"^([\w-]+)\.ya?ml$")
    yield from _yaml("sylius", r"\.(\w+)\.ya?ml$")
    yield from _symfony()
    yield from _focus()
    yield from _gettext()
    yield from _csv()


def _locale(spelled: str) -> str:
    return spelled.replace("_", "-")


def _relative(path: Path, project: str) -> str:
    parts = path.parts
    return "/".join(parts[parts.index(project) + 1 :])


def _pairs(project: str, kind: str, path: Path, locale: str, source: Any, target: Any) -> Iterator[Pair]:
    for key, value in target.items():
        if key in source and source[key] and value:
            yield Pair(project, kind, _relative(path, project), locale, key, source[key], value)


# -- Android


def _android() -> Iterator[Pair]:
    for path in corpus_files("duckduckgo-android/**/values-*/*.xml"):
        source = path.parent.parent / "values" / path.name
        locale = path.parent.name.removeprefix("values-").replace("-r", "-")
        yield from _pairs("duckduckgo-android", "android", path, locale, _resources(source), _resources(path))


def _resources(path: Path) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for element in etree.parse(path).getroot():
        name = element.get("name")
        if element.tag == "string" and name:
            result[name] = _android_text(element)
        elif element.tag == "plurals" and name:
            forms = [(f".{item.get('quantity')}", _android_text(item)) for item in element]
            result[name] = Forms("plural", tuple(forms))
    return result


def _android_text(element: Any) -> str:
    inner = (element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    return re.sub(r"\\(.)", r"\1", inner)


# -- Apple


def _apple() -> Iterator[Pair]:
    for path in corpus_files("duckduckgo-ios/**/*.strings"):
        locale = path.parent.name.removesuffix(".lproj")
        source = path.parent.parent / "en.lproj" / path.name
        if locale != "en" and source.exists():
            yield from _pairs("duckduckgo-ios", "ios", path, locale, _strings(source), _strings(path))
    for path in corpus_files("duckduckgo-ios/**/*.stringsdict"):
        locale = path.parent.name.removesuffix(".lproj")
        source = path.parent.parent / "en.lproj" / path.name
        if locale != "en":
            yield from _pairs("duckduckgo-ios", "stringsdict", path, locale, _dict(source), _dict(path))


def _strings(path: Path) -> dict[str, Value]:
    data = path.read_bytes()
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    text = re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", text, flags=re.S | re.M)
    quoted = r'"((?:[^"\\]|\\.)*)"'
    found = re.findall(rf"{quoted}\s*=\s*{quoted}\s*;", text, flags=re.S)
    return {_unescaped(key): _unescaped(value) for key, value in found}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text, flags=re.S)


def _dict(path: Path) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for key, entry in plistlib.loads(path.read_bytes()).items():
        for name, inner in entry.items():
            if isinstance(inner, str):
                result[f"{key}.{name}"] = inner
            else:
                forms = [(f".{c}", text) for c, text in inner.items() if c in CATEGORIES]
                result[f"{key}.{name}"] = Forms("plural", tuple(forms))
    return result


# -- JSON, properties


def _json(project: str, kind: str, pattern: str, source_name: str, names: str) -> Iterator[Pair]:
    files = corpus_files(pattern)
    sources = [_tree(json.loads(p.read_text("utf-8-sig"))) for p in files if p.name == source_name]
    for path in files:
        match = re.search(names, path.name)
        if match and path.name not in (source_name, "percentages.json"):
            target = _tree(json.loads(path.read_text("utf-8-sig")))
            yield from _pairs(project, kind, path, _locale(match[1]), sources[0], target)


def _tree(node: Any, prefix: str = "") -> dict[str, Value]:
    """Leaves by their dotted key; plural sets and lists stay whole."""
    result: dict[str, Value] = {}
    for key, value in node.items():
        if key.startswith("@"):
            continue
        if isinstance(value, dict):
            if (
                "other" in value
                and set(value) <= CATEGORIES
                and all(isinstance(v, str) for v in value.values())
            ):
                result[prefix + key] = Forms("plural", tuple((f".{c}", v) for c, v in value.items()))
            else:
                result |= _tree(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            parts = tuple((f"[{i}]", v) for i, v in enumerate(value) if isinstance(v, str))
            result[prefix + key] = Forms("array", parts)
        elif isinstance(value, str):
            result[prefix + key] = value
    return result


def _properties(project: str, stem: str) -> Iterator[Pair]:
    files = corpus_files(f"{project}/**/{stem}*.properties")
    sources = [_table(path) for path in files if path.name == f"{stem}.properties"]
    for path in files:
        locale = path.stem.removeprefix(stem).removeprefix("_")
        if locale:
            yield from _pairs(project, "properties", path, _locale(locale), sources[0], _table(path))


def _table(path: Path) -> dict[str, Value]:
    return dict(javaproperties.loads(path.read_text("utf-8")))


# -- YAML


def _yaml(project: str, names: str) -> Iterator[Pair]:
    for path in corpus_files(f"{project}/**/*.yml", f"{project}/**/*.yaml"):
        match = re.search(names, path.name)
        if match is None or match[1] == "en":
            continue
        source = path.with_name(re.sub(rf"\b{re.escape(match[1])}(?=\.ya?ml$)", "en", path.name))
        if source.exists():
            yield from _pairs(
                project, "yaml", path, _locale(match[1]), _leaves(source, "en"), _leaves(path, match[1])
            )


def _leaves(path: Path, root: str) -> dict[str, Value]:
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # makes strings only
    return _tree(data[root] if set(data) == {root} else data)


# -- XLIFF


def _symfony() -> Iterator[Pair]:
    for path in corpus_files("symfony/**/*.xlf"):
        locale = path.stem.rpartition(".")[2]
        if locale != "en":
            yield from _units("symfony", path, locale)


def _focus() -> Iterator[Pair]:
    for path in corpus_files("focus-ios/*/*.xliff"):
        if path.parent.name != "en-US":
            yield from _units("focus-ios", path, path.parent.name)


def _units(project: str, path: Path, locale: str) -> Iterator[Pair]:
    space = "{urn:oasis:names:tc:xliff:document:1.2}"
    for unit in etree.parse(path).iter(f"{space}trans-unit"):
        source, target = unit.find(f"{space}source"), unit.find(f"{space}target")
        if source is not None and target is not None and source.text and target.text:
            key = unit.get("resname") or unit.get("id") or ""
            yield Pair(
                project, "xliff", _relative(path, project), _locale(locale), key, source.text, target.text
            )


# -- gettext, CSV


def _gettext() -> Iterator[Pair]:
    for path in corpus_files("sphinx/**/*.po", "godot/**/*.po"):
        project = "sphinx" if "sphinx" in path.parts else "godot"
        locale = path.parent.parent.name if project == "sphinx" else path.stem.rpartition("_")[2]
        for entry in polib.pofile(str(path)):
            if entry.fuzzy or entry.obsolete:
                continue
            source: Value = entry.msgid
            target: Value = entry.msgstr
            if entry.msgid_plural:
                source = Forms("plural", ((".one", entry.msgid), (".other", entry.msgid_plural)))
                target = Forms("plural", tuple((f"[{n}]", t) for n, t in entry.msgstr_plural.items()))
            flags = tuple(entry.flags)
            where = _relative(path, project)
            yield Pair(project, "gettext", where, _locale(locale), entry.msgid, source, target, flags)


def _csv() -> Iterator[Pair]:
    for path in corpus_files("godot/**/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = row.get("keys") or next(iter(row.values()))
                for locale, text in row.items():
                    if locale and locale not in ("keys", "en") and row.get("en") and text:
                        yield Pair("godot", "csv", _relative(path, "godot"), locale, key, row["en"], text)

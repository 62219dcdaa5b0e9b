"""
What localization libraries do with a file: parse it, change one value, serialize it.

Runs as a process in an environment of its own (``make bench`` makes it): nothing of these libraries is imported by, or
shipped with, this project, whatever their licences are.
"""

import io
import json
from typing import Any

from tools.bench.measure import NEW, Library, main


def json_stdlib(data: bytes, change: bool) -> bytes:
    document = json.loads(data)
    if change:
        _change_leaf(document)
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def plistlib_(data: bytes, change: bool) -> bytes:
    import plistlib

    document = plistlib.loads(data)
    if change:
        _change_leaf(document)
    return plistlib.dumps(document, sort_keys=False)


def _change_leaf(document: Any) -> None:
    """Change a text in the middle."""
    places: list[tuple[Any, Any]] = []
    stack = [document]
    while stack:
        node = stack.pop()
        for name, below in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(below, str):
                places.append((node, name))
            elif isinstance(below, (dict, list)):
                stack.append(below)
    if places:
        node, name = places[len(places) // 2]
        node[name] = NEW


def ruamel(data: bytes, change: bool) -> bytes:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 30
    document = yaml.load(data.decode())
    if change:
        _change_leaf(document)
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue().encode()


def polib_(data: bytes, change: bool) -> bytes:
    import polib

    file = polib.pofile(data.decode())
    if change:
        file[len(file) // 2].msgstr = NEW
    return str(file).encode()


def javaproperties_(data: bytes, change: bool) -> bytes:
    import javaproperties

    values = javaproperties.loads(data.decode("latin-1"))
    if change:
        values[list(values)[len(values) // 2]] = NEW
    return javaproperties.dumps(values, timestamp=False).encode()


def javaproperties_file(data: bytes, change: bool) -> bytes:
    """The slower of its two ways, which keeps comments."""
    import javaproperties

    file = javaproperties.PropertiesFile.loads(data.decode("latin-1"))
    if change:
        file[list(file)[len(file) // 2]] = NEW
    written: str = file.dumps()
    return written.encode("latin-1")


def lxml_(data: bytes, change: bool) -> bytes:
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True, strip_cdata=False))
    if change:
        leaves = [e for e in root.iter("{*}target", "{*}value", "{*}string") if e.text]
        leaves[len(leaves) // 2].text = NEW
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def csv_stdlib(data: bytes, change: bool) -> bytes:
    import csv

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if change:
        rows[len(rows) // 2][-1] = NEW
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def moz(name: str) -> Library:
    def act(data: bytes, change: bool) -> bytes:
        from moz.l10n.formats import Format
        from moz.l10n.model import Entry, PatternMessage
        from moz.l10n.resource import parse_resource, serialize_resource

        format_ = Format[name]
        parsed = parse_resource(format_, data)
        if change:
            entries = [e for section in parsed.sections for e in section.entries if isinstance(e, Entry)]
            entries[len(entries) // 2].value = PatternMessage([NEW])
        return "".join(serialize_resource(parsed, format_)).encode()

    return act


def translate_toolkit(module: str, name: str) -> Library:
    def act(data: bytes, change: bool) -> bytes:
        from importlib import import_module

        store = getattr(import_module(f"translate.storage.{module}"), name)()
        store.parse(data)
        if change:
            units = [unit for unit in store.units if unit.istranslatable()]
            units[len(units) // 2].target = NEW
        written = io.BytesIO()
        store.serialize(written)
        return written.getvalue()

    return act


TOOLKIT = "translate-toolkit"
LIBRARIES: dict[str, dict[str, Library]] = {
    "json": {
        "json": json_stdlib,
        "moz.l10n": moz("plain_json"),
        TOOLKIT: translate_toolkit("jsonl10n", "JsonNestedFile"),
    },
    "yaml": {"ruamel.yaml": ruamel, TOOLKIT: translate_toolkit("yaml", "RubyYAMLFile")},
    "android": {"moz.l10n": moz("android"), TOOLKIT: translate_toolkit("aresource", "AndroidResourceFile")},
    "ios": {TOOLKIT: translate_toolkit("properties", "stringsutf8file")},
    "stringsdict": {"plistlib": plistlib_, TOOLKIT: translate_toolkit("stringsdict", "StringsDictFile")},
    "xcstrings": {"json": json_stdlib},
    "gettext": {"polib": polib_, "moz.l10n": moz("gettext"), TOOLKIT: translate_toolkit("pypo", "pofile")},
    "properties": {
        "javaproperties": javaproperties_,
        "PropertiesFile": javaproperties_file,
        TOOLKIT: translate_toolkit("properties", "javautf8file"),
    },
    "csv": {"csv": csv_stdlib, TOOLKIT: translate_toolkit("csvl10n", "csvfile")},
    "xliff": {"lxml": lxml_, "moz.l10n": moz("xliff"), TOOLKIT: translate_toolkit("xliff", "Xliff1File")},
    "resx": {"lxml": lxml_, TOOLKIT: translate_toolkit("resx", "RESXFile")},
}


if __name__ == "__main__":
    main(LIBRARIES)

"""The way through a file of each type: its comments and texts, in order."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from xml.dom.minidom import Comment as XmlComment
from xml.dom.minidom import Element, Node

import javaproperties
import polib
import yaml

from ci_l10n.sandbox.segments.base import decode
from ci_l10n.sandbox.segments.xml_file import slots
from ci_l10n.sandbox.segments.xml_tools import elements, inner_text, load_xml
from ci_l10n.sandbox.smartling.csv_file import CsvTable
from ci_l10n.sandbox.smartling.filetypes import FileType
from ci_l10n.sandbox.smartling.ios_file import IosForm
from ci_l10n.sandbox.smartling.json_marks import json_marks
from ci_l10n.sandbox.smartling.marks import Comment, Entry, Mark, fold, keyed
from ci_l10n.sandbox.smartling.xml_paths import is_wanted, xml_key

Events = Iterator[Comment | Entry]
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
IOS_PLURAL = re.compile(r"##\{(?:zero|one|two|few|many|other)\}$")
FLAGS = {
    "c-format": "C",
    "objc-format": "IOS",
    "ios-format": "IOS",
    "java-format": "JAVA",
    "python-format": "PYTHON",
    "sh-format": "SH",
}
ON = ("true", "on")
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where there is one


def marks_of(kind: FileType, content: bytes, directives: Mapping[str, str]) -> dict[str, Mark]:
    """Marks by what the file form calls the texts, without plural form; raises `Unreadable` where the form does."""
    if kind.name in ("json", "arb"):
        return json_marks(content, directives)
    reader = READERS.get(kind.name)
    if reader is None:
        return {}
    marks = fold(reader(kind, content), directives)
    return {base: _skipped(mark) for base, mark in marks.items()}


def _skipped(mark: Mark) -> Mark:
    if mark.directives.get("sltrans", "translate").lower() != "notranslate":
        return mark
    return Mark(mark.key, mark.variant, mark.directives, is_skipped=True)


def _android(kind: FileType, content: bytes) -> Events:
    for node in _nodes(load_xml(content).documentElement):
        if isinstance(node, XmlComment):
            yield Comment(node.data)
        elif isinstance(node, Element) and node.tagName in ("string", "plurals"):
            name = node.getAttribute("name")
            yield keyed(name, f"{node.tagName}@{name}")
        elif isinstance(node, Element) and node.tagName == "string-array":
            for place, _ in enumerate(elements(node, "item")):
                name = f"{node.getAttribute('name')}[{place}]"
                yield keyed(name, f"string-array@{name}")


def _ios(kind: FileType, content: bytes) -> Events:
    for piece in IosForm().pieces(decode(content)):
        if piece.comment.startswith("//"):
            yield Comment(piece.comment[2:])
        elif not piece.comment:
            yield keyed(piece.key, piece.key, is_plural_form=bool(IOS_PLURAL.search(piece.key)))


def _gettext(kind: FileType, content: bytes) -> Events:
    catalog = polib.pofile(decode(content) + "\n", encoding="utf-8", check_for_duplicates=False)
    yield from map(Comment, catalog.header.splitlines())
    for entry in catalog:
        yield from map(Comment, entry.tcomment.splitlines())
        base = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}\x04{entry.msgid}"
        yield Entry(base, _gettext_mark(entry))


def _gettext_mark(entry: polib.POEntry) -> Callable[[Mapping[str, str]], Mark]:
    flags = [FLAGS[flag] for flag in entry.flags if flag in FLAGS]
    own = {"placeholder_format": flags[0]} if flags else {}

    def mark(directives: Mapping[str, str]) -> Mark:
        return Mark(entry.msgid, entry.msgctxt or "", {**directives, **own})

    return mark


def _properties(kind: FileType, content: bytes) -> Events:
    for item in javaproperties.parse(io.StringIO(decode(content))):
        if isinstance(item, javaproperties.Comment):
            yield Comment(item.value)
        elif isinstance(item, javaproperties.KeyValue):
            yield keyed(item.key, item.key)


def _yaml(kind: FileType, content: bytes) -> Events:
    """The composed nodes know their lines, and comments are looked for in the lines between them."""
    text = decode(content)
    lines = text.splitlines()
    comments = [(place, line.strip()[1:]) for place, line in enumerate(lines) if line.strip().startswith("#")]
    root = yaml.compose(text, Loader=YAML_LOADER)
    for place, base, key, is_form in _yaml_texts(root, "", ""):
        while comments and comments[0][0] < place:
            yield Comment(comments.pop(0)[1])
        yield keyed(base, key, is_plural_form=is_form)


def _yaml_texts(node: yaml.Node | None, base: str, key: str) -> Iterator[tuple[int, str, str, bool]]:
    """Line, name and key (without the locale a Rails file begins with) of each text."""
    if isinstance(node, yaml.MappingNode):
        names = {str(name.value) for name, _ in node.value}
        is_root = (
            not base and len(node.value) == 1 and bool(re.fullmatch(r"[a-z]{2,3}(?:[-_]\w+)*", min(names)))
        )
        is_set = "other" in names and names <= CATEGORIES
        for name, below in node.value:
            path = f"{base}/{str(name.value).replace('~', '~0').replace('/', '~1')}"
            own = "" if is_root and isinstance(below, yaml.MappingNode) else f"{key}/{name.value}".lstrip("/")
            found = list(_yaml_texts(below, path, own))
            yield from ((line, at, named, is_set or form) for line, at, named, form in found)
    elif isinstance(node, yaml.SequenceNode):
        for place, below in enumerate(node.value):
            yield from _yaml_texts(below, f"{base}/{place}", f"{key}/{place}".lstrip("/"))
    elif node is not None:
        yield node.start_mark.line, base, key, False


def _xml(kind: FileType, content: bytes) -> Events:
    document = load_xml(content)
    names = {id(element): path for path, element in slots(document)}
    for node in _nodes(document):
        if isinstance(node, XmlComment):
            yield Comment(node.data)
        elif isinstance(node, Element) and id(node) in names:
            yield _xml_entry(kind, names[id(node)], node)


def _xml_entry(kind: FileType, base: str, element: Element) -> Entry:
    if kind.name == "stringsdict":
        path = _dict_path(element)
        return keyed(base, "/".join(path), is_plural_form=path[-1] in CATEGORIES)
    if kind.name == "resx" and isinstance(element.parentNode, Element):
        return keyed(base, f"data@{element.parentNode.getAttribute('name')}")
    if kind.name != "xml":
        return keyed(base, base)

    def mark(directives: Mapping[str, str]) -> Mark:
        key = xml_key(element, directives.get("source_key_paths", ""))
        variant = key if directives.get("variants_enabled", "").lower() in ON else ""
        skipped = not is_wanted(element, directives.get("translate_paths", ""))
        return Mark(key, variant, directives, is_skipped=skipped)

    return Entry(base, mark)


def _csv(kind: FileType, content: bytes) -> Events:
    if isinstance(kind.form, CsvTable):
        for base, key in kind.form.keys(content):
            yield keyed(base, key, variant="")
    else:
        for text in kind.form.parse(content, ""):
            yield keyed(text.key, "", variant=text.key)


def _dict_path(element: Element) -> list[str]:
    """The keys of a property list that lead to an element."""
    path: list[str] = []
    node: Node | None = element
    while isinstance(node, Element) and node.tagName != "plist":
        before = node.previousSibling
        while before is not None and not isinstance(before, Element):
            before = before.previousSibling
        if isinstance(before, Element) and before.tagName == "key":
            path.insert(0, inner_text(before))
        node = node.parentNode
    return path or [""]


def _nodes(root: Node | None) -> Iterator[Node]:
    """A node and everything below it, in file order."""
    if root is not None:
        yield root
        for child in root.childNodes:
            yield from _nodes(child)


READERS: dict[str, Callable[[FileType, bytes], Events]] = {
    "android": _android,
    "ios": _ios,
    "gettext": _gettext,
    "java_properties": _properties,
    "yaml": _yaml,
    "xml": _xml,
    "resx": _xml,
    "stringsdict": _xml,
    "csv": _csv,
}

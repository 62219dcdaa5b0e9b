"""Where the entries of an Android resource file are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ci_l10n import plurals
from ci_l10n.formats.android.children import Children
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element

KINDS = ("string", "plurals", "string-array")
_SETS = ("plurals", "string-array")
_NAMES = frozenset((*KINDS, "item"))
_QUANTITIES = frozenset(plurals.ORDER)


@dataclass(frozen=True, slots=True)
class Layout:
    """The children of ``<resources>`` and what they are; indexes count these children."""

    document: Document
    container: Container
    keys: Sequence[str]  # of each child; empty for what is no entry
    last: Mapping[str, int]  # the child each key means: of several, the last one; in the order of the file
    items: Mapping[int, Sequence[Element]]  # of plurals and arrays
    sets: frozenset[int]  # children that are plurals or arrays
    odd: Sequence[
        int
    ]  # children worth a look; all others are a name and a text that is neither empty nor a reference
    hidden: Sequence[tuple[int, str]]  # each entry that a later one of the same key hides

    @property
    def text(self) -> bytes:
        return self.document.text

    def kind(self, index: int) -> str:
        return kind_of(self.container.children[index])

    def forms(self, index: int) -> list[tuple[str, Element]]:
        """(suffix, item) of a plural set or an array; the suffix is empty for an item of no known quantity."""
        items = self.items.get(index, ())
        if self.kind(index) == "string-array":
            return [(f"[{number}]", item) for number, item in enumerate(items)]
        return [(_suffix(item), item) for item in items]

    def raw_of(self, index: int) -> str:
        """The XML between the tags of a child."""
        children = self.container.children
        if isinstance(children, Children):
            return children.inner(index).decode("utf-8")
        return self.raw(children[index])

    def raw(self, element: Element) -> str:
        """The XML between the tags of ``element``."""
        return self.text[element.inner : element.inner_end].decode("utf-8")


def _suffix(item: Element) -> str:
    quantity = item.attributes.get("quantity", "")
    return f".{quantity}" if quantity in _QUANTITIES else ""


def kind_of(element: Element) -> str:
    """One of `KINDS`, or nothing for a resource that holds no text."""
    if element.name in KINDS:
        return element.name
    return "string" if element.name == "item" and element.attributes.get("type") == "string" else ""


def read_layout(document: Document) -> Layout:
    """The layout of any document, whose elements are known down to the items of its entries."""
    children: list[Element] = []
    items: dict[int, list[Element]] = {}
    for element in document.elements:
        if element[3] == 2:  # by number: this is the loop that every element of a large file goes through
            children.append(element)
        elif is_item(element, children):
            items.setdefault(len(children) - 1, []).append(element)
    keys = [key_of(child) for child in children]
    return make_layout(document, children, keys, items, range(len(children)))


def is_item(element: Element, children: Sequence[Element]) -> bool:
    """Whether ``element`` is an item of the last of ``children``."""
    return element.depth == 3 and element.name == "item" and children[-1].name in _SETS


def make_layout(
    document: Document,
    children: Sequence[Element],
    keys: list[str],
    items: Mapping[int, Sequence[Element]],
    odd: Sequence[int],
) -> Layout:
    """The layout of ``children``, whose keys may still be alike."""
    hidden: list[tuple[int, str]] = []
    last = _last(enumerate(keys))
    if len(last) + keys.count("") < len(keys):
        keys = _told_apart(keys, children)
        last = _last(enumerate(keys))
        hidden = [(index, key) for index, key in enumerate(keys) if key and last[key] != index]
        last = {key: index for index, key in enumerate(keys) if key and last[key] == index}
    container = Container(document.text, document.elements[0], children)
    sets = frozenset(index for index in odd if children[index].name in _SETS)
    return Layout(document, container, keys, last, items, sets, odd, hidden)


def _last(keys: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {key: index for index, key in keys if key}


def key_of(child: Element) -> str:
    """The key as the child itself says it; empty for what is no entry."""
    attributes = child.attributes
    if child.name not in _NAMES or not kind_of(child):
        return ""
    key = attributes.get("name", "")
    if "product" in attributes and key and attributes["product"] not in ("", "default"):
        return f"{key}#{attributes['product']}"
    return key


def _told_apart(keys: Sequence[str], children: Sequence[Element]) -> list[str]:
    """The keys with the kind added to those that entries of several kinds share."""
    shared = {key for key, count in Counter(keys).items() if key and count > 1}
    places = [index for index, key in enumerate(keys) if key in shared]
    kinds: dict[str, set[str]] = {}
    for index in places:
        kinds.setdefault(keys[index], set()).add(kind_of(children[index]))
    told = list(keys)
    for index in places:
        if len(kinds[keys[index]]) > 1 and (kind := kind_of(children[index])) != "string":
            told[index] = f"{keys[index]}#{kind}"
    return told

"""Where the entries of an Android resource file are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n import plurals
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element

KINDS = ("string", "plurals", "string-array")
_QUANTITIES = frozenset(plurals.ORDER)


@dataclass(frozen=True, slots=True)
class Layout:
    """The children of ``<resources>`` and what they are; indexes count these children."""

    document: Document
    container: Container
    keys: Sequence[str]  # of each child; empty for what is no entry
    last: Mapping[str, int]  # the child each key means: of several, the last one
    items: Mapping[int, Sequence[Element]]  # of plurals and arrays

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


def read_layout(document: Document) -> tuple[Layout, list[tuple[int, str]]]:
    """The layout of ``document``, and (index, key) of each entry that a later one of the same key hides."""
    children: list[Element] = []
    items: dict[int, list[Element]] = {}
    for element in document.elements:
        if element.depth == 2:
            children.append(element)
        elif (
            element.depth == 3 and element.name == "item" and children[-1].name in ("plurals", "string-array")
        ):
            items.setdefault(len(children) - 1, []).append(element)
    keys = _keys(children)
    hidden: list[tuple[int, str]] = []
    last: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key:
            if (earlier := last.get(key)) is not None:
                hidden.append((earlier, key))
            last[key] = index
    container = Container(document.text, document.elements[0], children)
    return Layout(document, container, keys, last, items), hidden


def _keys(children: Sequence[Element]) -> list[str]:
    keys: list[str] = []
    taken: dict[str, str] = {}
    ambiguous: set[str] = set()
    for child in children:
        kind = child.name if child.name in KINDS else kind_of(child)
        key = child.attributes.get("name", "") if kind else ""
        if key:
            product = child.attributes.get("product")
            if product and product != "default":
                key = f"{key}#{product}"
            if taken.setdefault(key, kind) != kind:
                ambiguous.add(key)
        keys.append(key)
    if not ambiguous:
        return keys
    return [_told_apart(key, kind_of(child), ambiguous) for key, child in zip(keys, children, strict=True)]


def _told_apart(key: str, kind: str, ambiguous: set[str]) -> str:
    return f"{key}#{kind}" if key in ambiguous and kind != "string" else key

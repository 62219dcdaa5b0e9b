"""Where the entries of a .resx file are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element

_HEADERS = ("resheader", "schema", "assembly")


@dataclass(frozen=True, slots=True)
class Layout:
    """The children of ``<root>``; indexes count them."""

    document: Document
    container: Container
    keys: Sequence[str]  # of each child; empty for what is no text
    first: Mapping[str, int]  # the child each key means: of several, the first
    values: Mapping[int, Element]  # the <value> of each <data>
    comments: Mapping[int, Element]

    @property
    def text(self) -> bytes:
        return self.document.text

    def raw(self, index: int) -> str:
        """The XML in the <value> of a child."""
        element = self.values.get(index)
        return "" if element is None else self.text[element.inner : element.inner_end].decode()

    def names(self) -> list[str]:
        """The keys of the children, and for what is no text something like a key, to find its place by."""
        return [
            key or f"\0{child.name} {child.attributes.get('name', '')}"
            for key, child in zip(self.keys, self.container.children, strict=True)
        ]

    def last_header(self) -> int:
        """The child behind which a text goes that nothing goes before; -1 when it is the first of all."""
        children = self.container.children
        headers = [i for i, child in enumerate(children) if child.name.rpartition(":")[2] in _HEADERS]
        return max(headers, default=-1)


def read_layout(document: Document) -> Layout:
    children: list[Element] = []
    values: dict[int, Element] = {}
    comments: dict[int, Element] = {}
    keys: list[str] = []
    first: dict[str, int] = {}
    for element in document.elements:
        depth = element[3]  # by number: this is the loop that every element of a large file goes through
        if depth == 2:
            key = _key(element)
            if key:
                first.setdefault(key, len(children))
            keys.append(key)
            children.append(element)
        elif depth == 3:
            name = element[0]
            if name == "value":
                values.setdefault(len(children) - 1, element)
            elif name == "comment":
                comments.setdefault(len(children) - 1, element)
    container = Container(document.text, document.elements[0], children)
    return Layout(document, container, keys, first, values, comments)


def _key(child: Element) -> str:
    """
    The name of a text; empty for what is none.

    What has a type other than a string's, or a mimetype, is an image, a file, a size... ``>>`` begins what the Windows
    Forms designer keeps about its controls.
    """
    if child[0] != "data":
        return ""
    attributes = child[1]
    if "mimetype" in attributes:
        return ""
    if "type" in attributes and attributes["type"].partition(",")[0].strip() != "System.String":
        return ""
    key = attributes.get("name", "")
    return "" if key.startswith(">>") else key

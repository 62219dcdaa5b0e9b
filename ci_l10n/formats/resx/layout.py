"""Where the entries of a .resx file are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element, scan

_HEADERS = ("resheader", "schema", "assembly")


# What nearly every entry looks like, at the speed of C; group 2 is the text, 4 the comment.
PLAIN = re.compile(
    rb'\s*+(<value(?>(?: xml:space="preserve")?)>([^<]*+)</value>)\s*+'
    rb"(?>(?:(<comment>([^<]*+)</comment>)\s*+)?)"
)


class Parts(NamedTuple):
    """The elements of a <data>; None for one that it lacks."""

    value: Element | None
    comment: Element | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The children of ``<root>``; indexes count them."""

    document: Document
    container: Container
    keys: Sequence[str]  # of each child; empty for what is no text
    first: Mapping[str, int]  # the child each key means: of several, the first

    @property
    def text(self) -> bytes:
        return self.document.text

    def parts(self, index: int) -> Parts:
        """The <value> and the <comment> of a child."""
        child = self.container.children[index]
        match = PLAIN.fullmatch(self.text, child.inner, child.inner_end)
        if match:
            comment = _element("comment", child, match, 3) if match[3] else None
            return Parts(_element("value", child, match, 1), comment)
        inside = scan(self.text[child.start : child.end], self.document.path, depth=2).elements[1:]
        found = {part.name: _moved(part, child) for part in reversed(inside)}
        return Parts(found.get("value"), found.get("comment"))

    def raw(self, element: Element | None) -> str:
        """The XML in ``element``."""
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
    """The layout of a ``document`` scanned to the depth of 2."""
    children = document.elements[1:]
    keys = [_key(child) for child in children]
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key and key not in first:
            first[key] = index
    container = Container(document.text, document.elements[0], children)
    return Layout(document, container, keys, first)


def _element(name: str, child: Element, match: re.Match[bytes], group: int) -> Element:
    start, end = match.span(group)
    inner, inner_end = match.span(group + 1)
    plain = inner - start == len(name) + 2
    attributes = {} if plain else {"xml:space": "preserve"}
    return Element(name, attributes, -1, 3, child.line, start, inner, inner_end, end)


def _moved(part: Element, child: Element) -> Element:
    """``part`` of a text that begins where ``child`` does."""
    name, attributes, parent, depth, line, *offsets = part
    moved = [offset + child.start for offset in offsets]
    return Element(name, attributes, parent, depth + 1, line + child.line - 1, *moved)


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

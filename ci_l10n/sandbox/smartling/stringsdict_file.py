"""Leaving untranslated texts out of property lists."""

from collections.abc import Collection
from xml.dom.minidom import Element, Node

from ci_l10n.sandbox.segments.xml_file import slots
from ci_l10n.sandbox.segments.xml_tools import load_xml, write_xml


def without(content: bytes, missing: Collection[str]) -> bytes:
    """``content`` without the entries (at the top level) that hold one of the ``missing`` texts."""
    if not missing:
        return content
    document = load_xml(content)
    leaving = [_top(element) for path, element in slots(document) if path in missing]
    for element in {id(found): found for found in leaving if found is not None}.values():
        before = _key_before(element)
        for node in (before, element):
            if node is not None and node.parentNode is not None:
                node.parentNode.removeChild(node)
    return write_xml(document)


def _top(element: Element) -> Element | None:
    """The value of the top-level entry that an element is in."""
    node: Node | None = element
    while isinstance(node, Element) and isinstance(node.parentNode, Element):
        holder = node.parentNode.parentNode
        if isinstance(holder, Element) and holder.tagName == "plist":
            return node
        node = node.parentNode
    return None


def _key_before(element: Element) -> Element | None:
    before = element.previousSibling
    while before is not None and not isinstance(before, Element):
        before = before.previousSibling
    return before

"""
Small helpers around minidom.

The sandbox listens on loopback for the people who started it; even so no document type is read, so nothing can grow.
"""

import re
from collections.abc import Iterator
from xml.dom.minidom import Document, Element, Node, parseString
from xml.parsers.expat import ExpatError

from ci_l10n.sandbox.segments.base import Unreadable

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def writable(text: str) -> str:
    """``text`` without the characters that XML cannot hold."""
    return NOT_XML.sub("", text)


def load_xml(content: bytes) -> Document:
    """Parse; raises `Unreadable`, also for entity declarations."""
    if re.search(rb"<!ENTITY", content):
        raise Unreadable("entity declarations are not read")
    try:
        return parseString(content)  # noqa: S318
    except (ExpatError, ValueError, LookupError) as error:
        raise Unreadable(f"not well-formed XML: {error}") from error


def write_xml(document: Document) -> bytes:
    """Serialize with a declaration, UTF-8, in minidom's own style."""
    written = document.toxml(encoding="utf-8")
    return written.replace(b"?><", b"?>\n<", 1) + b"\n"


def elements(parent: Element | None, name: str = "") -> Iterator[Element]:
    """Child elements, or those called ``name``."""
    for child in parent.childNodes if parent is not None else ():
        if isinstance(child, Element) and name in ("", child.tagName):
            yield child


def inner_xml(element: Element) -> str:
    return "".join(child.toxml() for child in element.childNodes)


def inner_text(element: Element) -> str:
    return "".join(
        child.data if child.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE) else ""
        for child in element.childNodes
    )


def set_text(element: Element, text: str) -> None:
    """Let ``element`` hold nothing but ``text``."""
    for child in list(element.childNodes):
        element.removeChild(child)
    document = element.ownerDocument
    if document is not None:
        element.appendChild(document.createTextNode(text))


def fragment(document: Document, text: str) -> list[Node] | None:
    """Nodes for a piece of XML with the prefixes of ``document``; None when it is not well-formed."""
    root = document.documentElement
    declared = " ".join(
        f'{name}="{value}"'
        for name, value in (root.attributes.items() if root is not None else ())
        if name.startswith("xmlns")
    )
    try:
        parsed = parseString(f"<r {declared}>{text}</r>".encode())  # noqa: S318
    except (ExpatError, ValueError):
        return None
    holder = parsed.documentElement
    return [document.importNode(child, True) for child in holder.childNodes] if holder is not None else None

"""Other XML: each element that holds nothing but text is a text, addressed by its place in the tree."""

from collections.abc import Callable, Iterator, Mapping
from xml.dom.minidom import Document, Element

from ci_l10n.sandbox.segments.base import SourceText
from ci_l10n.sandbox.segments.xml_tools import elements, inner_text, load_xml, set_text, write_xml


class XmlForm:
    """
    Generic XML, .NET resources, property lists and XLIFF, told apart by the root element.

    In .NET resources only `data/value` is text, in property lists only `string` (but not what a `NS...Key` names),
    in XLIFF the source, whose translation goes into the target.
    """

    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [SourceText(key, inner_text(element)) for key, element in slots(load_xml(content))]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        document = load_xml(content)
        for key, element in list(slots(document)):
            parent = element.parentNode
            if isinstance(parent, Element) and element.tagName == "source":
                _set_target(document, parent, element, targets.get(key, ""))
            elif key in targets:
                set_text(element, targets[key])
        return write_xml(document)


def slots(document: Document) -> Iterator[tuple[str, Element]]:
    """Key and element of each text."""
    root = document.documentElement
    if root is None:
        return
    if root.tagName == "xliff":
        found = _walk(root, "", lambda element: element.tagName == "source")
    elif root.tagName == "plist":
        found = _walk(root, "", _is_listed_text)
    elif root.tagName == "root":
        found = _walk(root, "", lambda element: element.tagName == "value" and _is_text_resource(element))
    else:
        found = _walk(root, "", lambda element: True)
    for path, element in found:
        if inner_text(element).strip():
            yield path, element


def _walk(element: Element, path: str, is_wanted: Callable[[Element], bool]) -> Iterator[tuple[str, Element]]:
    counts: dict[str, int] = {}
    below = list(elements(element))
    if not below and is_wanted(element):
        yield path, element
    for child in below:
        label = _label(child)
        counts[label] = counts.get(label, 0) + 1
        number = f"[{counts[label]}]" if counts[label] > 1 else ""
        yield from _walk(child, f"{path}/{label}{number}", is_wanted)


def _label(element: Element) -> str:
    name = next((element.getAttribute(a) for a in ("id", "name", "key") if element.hasAttribute(a)), "")
    return f"{element.tagName}({name})" if name else element.tagName


def _is_listed_text(element: Element) -> bool:
    before = element.previousSibling
    while before is not None and not isinstance(before, Element):
        before = before.previousSibling
    is_technical = isinstance(before, Element) and inner_text(before) in (
        "NSStringFormatSpecTypeKey",
        "NSStringFormatValueTypeKey",
    )
    return element.tagName == "string" and not is_technical


def _is_text_resource(element: Element) -> bool:
    parent = element.parentNode
    return isinstance(parent, Element) and parent.tagName == "data" and not parent.hasAttribute("type")


def _set_target(document: Document, unit: Element, source: Element, text: str) -> None:
    target = next(elements(unit, "target"), None)
    if target is None:
        target = document.createElement("target")
        unit.insertBefore(target, source)
        unit.insertBefore(source, target)  # a node that is already there moves: the source comes first
    set_text(target, text)

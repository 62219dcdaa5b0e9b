"""
Android string resources by minidom.

Texts are shown to the translator as people read them: without the backslashes, entities resolved, inline tags kept.
On the way back apostrophes and quotes get their backslashes again; a backslash the translator typed stays.
"""

import re
from collections.abc import Iterator, Mapping
from typing import cast
from xml.dom.minidom import CDATASection, Document, Element, Node, Text

from ci_l10n.sandbox.plural_forms import categories
from ci_l10n.sandbox.segments.base import SourceText, Unreadable
from ci_l10n.sandbox.segments.xml_tools import elements, fragment, inner_xml, load_xml, write_xml

ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([nt'\"@?]))")
LETTERS = {"n": "\n", "t": "\t"}


class AndroidForm:
    is_bilingual = False

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        return [text for text, _ in _slots(_resources(content), language)]

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        document = _resources(content)
        for resource in list(elements(document.documentElement, "string")):
            if _is_translatable(resource):
                _fill(resource, targets.get(resource.getAttribute("name")))
        for resource in list(elements(document.documentElement, "string-array")):
            if _is_translatable(resource):
                for place, item in enumerate(list(elements(resource, "item"))):
                    _fill(item, targets.get(f"{resource.getAttribute('name')}[{place}]"))
        for resource in list(elements(document.documentElement, "plurals")):
            if _is_translatable(resource):
                _fill_plurals(resource, language, targets)
        return write_xml(document)


def _resources(content: bytes) -> Document:
    document = load_xml(content)
    if document.documentElement is None or document.documentElement.tagName != "resources":
        raise Unreadable("not Android resources: the root element is not <resources>")
    return document


def _is_translatable(resource: Element) -> bool:
    return resource.getAttribute("translatable") != "false"


def _slots(document: Document, language: str) -> Iterator[tuple[SourceText, Element]]:
    for resource in elements(document.documentElement):
        name = resource.getAttribute("name")
        if not _is_translatable(resource):
            continue
        if resource.tagName == "string":
            yield from _slot(SourceText(name, _shown(resource)), resource)
        elif resource.tagName == "string-array":
            for place, item in enumerate(elements(resource, "item")):
                yield from _slot(SourceText(f"{name}[{place}]", _shown(item)), item)
        elif resource.tagName == "plurals":
            forms = {item.getAttribute("quantity"): item for item in elements(resource, "item")}
            for category in categories(language):
                nearest = _nearest(forms, category)
                if nearest is not None:
                    text = SourceText(
                        f"{name}.{category}", _shown(nearest), form=category, is_extra=category not in forms
                    )
                    yield from _slot(text, nearest)


def _slot(text: SourceText, element: Element) -> Iterator[tuple[SourceText, Element]]:
    if text.text.strip() and not _is_reference(text.text):
        yield text, element


def _is_reference(text: str) -> bool:
    return bool(re.fullmatch(r"[@?][\w.:+]*/?[\w.]+", text.strip()))


def _nearest(forms: Mapping[str, Element], category: str) -> Element | None:
    return forms.get(category) or forms.get("other") or next(iter(forms.values()), None)


def _shown(element: Element) -> str:
    """The text of a resource as a person reads it."""
    children = [child for child in element.childNodes if child.nodeType != Node.COMMENT_NODE]
    if any(isinstance(child, Element) for child in children):
        text = inner_xml(element)
    else:
        text = "".join(child.data for child in children if isinstance(child, Text))
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and not stripped.endswith('\\"'):
        text = stripped[1:-1]
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else LETTERS.get(m[2], m[2]), text)


def _written(text: str, element: Element) -> str:
    """``text`` with the escapes Android wants, written like the text it replaces."""
    source = "".join(child.data for child in element.childNodes if isinstance(child, Text)).strip()
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    if text[:1] in "@?" and text:
        text = "\\" + text
    if len(source) > 1 and source[0] == source[-1] == '"' and text != text.strip():
        return f'"{text}"'
    outside_tags = re.split(r"(<[^<>]*>)", text)
    for place in range(0, len(outside_tags), 2):
        outside_tags[place] = re.sub(r"(?<!\\)(['\"])", r"\\\1", outside_tags[place])
    return "".join(outside_tags)


def _fill(element: Element, target: str | None) -> None:
    """Replace what an element holds; a text that was not translated loses its element."""
    shown = _shown(element)
    if not shown.strip() or _is_reference(shown):
        return
    parent = element.parentNode
    if target is None and parent is not None:
        parent.removeChild(element)
        return
    document = element.ownerDocument
    if document is None or target is None:
        return
    written = _written(target, element)
    has_tags = any(isinstance(child, Element) for child in element.childNodes)
    is_cdata = any(isinstance(child, CDATASection) for child in element.childNodes)
    for child in list(element.childNodes):
        element.removeChild(child)
    children: list[Node] = list(fragment(document, written) or ()) if has_tags else []
    if not children:
        children = [document.createCDATASection(written) if is_cdata else document.createTextNode(written)]
    for made in children:
        element.appendChild(cast(Element, made))


def _fill_plurals(resource: Element, language: str, targets: Mapping[str, str]) -> None:
    """Give the resource the categories of the target language."""
    forms = {item.getAttribute("quantity"): item for item in elements(resource, "item")}
    made: list[Element] = []
    for category in categories(language):
        target, model = targets.get(f"{resource.getAttribute('name')}.{category}"), _nearest(forms, category)
        if target is not None and model is not None:
            item = cast(Element, model.cloneNode(True))
            resource.appendChild(item)  # it needs a parent to be filled
            item.setAttribute("quantity", category)
            _fill(item, target)
            made.append(item)
    if not forms:
        return
    for child in list(resource.childNodes):
        resource.removeChild(child)
    document = resource.ownerDocument
    if document is None:
        return
    for item in made:
        resource.appendChild(document.createTextNode("\n        "))
        resource.appendChild(item)
    resource.appendChild(document.createTextNode("\n    "))

"""Qt's translation sources (`.ts`): the texts of `source`, whose translations are beside them."""

from collections.abc import Iterator, Mapping
from xml.dom.minidom import Document, Element

from ci_l10n.sandbox.plural_forms import categories
from ci_l10n.sandbox.segments.base import SourceText, Unreadable
from ci_l10n.sandbox.segments.xml_tools import elements, inner_text, load_xml, set_text, write_xml

GONE = ("obsolete", "vanished")


class QtForm:
    """Keys are context and source, and the comment that tells equal texts apart; plural forms are numbered."""

    is_bilingual = True

    def parse(self, content: bytes, language: str) -> list[SourceText]:
        found: list[SourceText] = []
        for key, message in _messages(_load(content)):
            source = inner_text(next(elements(message, "source")))
            written = [inner_text(element) for element in _translations(message)]
            forms = (
                [str(place) for place, _ in enumerate(categories(language))] if _has_forms(message) else [""]
            )
            for place, form in enumerate(forms):
                name = f"{key}[{form}]" if form else key
                target = written[place] if place < len(written) else ""
                found.append(SourceText(name, source, form, is_extra=place > 1, target=target))
        return found

    def render(self, content: bytes, language: str, targets: Mapping[str, str]) -> bytes:
        document = _load(content)
        _root(document).setAttribute("language", language.replace("-", "_"))
        for key, message in list(_messages(document)):
            translation = next(elements(message, "translation"), None)
            if translation is None:
                translation = message.appendChild(document.createElement("translation"))
            if _has_forms(message):
                texts = [targets.get(f"{key}[{place}]", "") for place, _ in enumerate(categories(language))]
                set_text(translation, "")
                for text in texts:
                    set_text(translation.appendChild(document.createElement("numerusform")), text)
            else:
                texts = [targets.get(key, "")]
                set_text(translation, texts[0])
            if all(texts) and translation.hasAttribute("type"):
                translation.removeAttribute("type")
        return write_xml(document)


def _load(content: bytes) -> Document:
    document = load_xml(content)
    _root(document)
    return document


def _root(document: Document) -> Element:
    root = document.documentElement
    if root is None or root.tagName != "TS":
        raise Unreadable("not a Qt translation source: the root element is not <TS>")
    return root


def _messages(document: Document) -> Iterator[tuple[str, Element]]:
    """Key and element of each message that is in use."""
    for context in elements(document.documentElement, "context"):
        name = "".join(map(inner_text, elements(context, "name")))
        for message in elements(context, "message"):
            source = "".join(map(inner_text, elements(message, "source")))
            comment = "".join(map(inner_text, elements(message, "comment")))
            states = [element.getAttribute("type") for element in elements(message, "translation")]
            if source.strip() and not set(states) & set(GONE):
                yield "/".join(part for part in (name, source, comment) if part), message


def _has_forms(message: Element) -> bool:
    return message.getAttribute("numerus") == "yes"


def _translations(message: Element) -> list[Element]:
    held = next(elements(message, "translation"), None)
    return list(elements(held, "numerusform")) if _has_forms(message) else [held] if held is not None else []

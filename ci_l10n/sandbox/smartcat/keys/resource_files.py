"""The three formats of key projects that are no trees: Apple's strings, Android's resources, Qt's TS."""

import re
from collections.abc import Mapping
from xml.dom.minidom import Element
from xml.sax.saxutils import escape, quoteattr

from ci_l10n.sandbox.segments.android_file import AndroidForm
from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.xml_tools import elements, inner_text, load_xml, writable

STRINGS_TOKEN = re.compile(
    r"""
      \s+ | /\*.*?\*/ | //[^\n]*
    | (?: "(?P<quoted>(?:[^"\\]|\\.)*)" | (?P<bare>[\w.$/-]+) ) \s* = \s* "(?P<text>(?:[^"\\]|\\.)*)" \s* ;
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:U([0-9A-Fa-f]{4})|(.))", re.DOTALL)
LETTERS = {"n": "\n", "t": "\t", "r": "\r"}
ARRAY_ITEM = re.compile(r"(.+)\[(\d+)\]")
TAG = re.compile(r"<[A-Za-z][^<>]*>")


def parse_strings(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = STRINGS_TOKEN.match(text, position)
        if match is None:
            raise Unreadable(f'expected "key" = "value"; at character {position}')
        if match["text"] is not None:
            key = match["bare"] if match["quoted"] is None else match["quoted"]
            found[_unescaped(key)] = _unescaped(match["text"])
        position = match.end()
    return found


def render_strings(texts: Mapping[str, str]) -> bytes:
    return "".join(f'"{_escaped(key)}" = "{_escaped(text)}";\n' for key, text in texts.items()).encode()


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else LETTERS.get(m[2], m[2]), text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def parse_android(content: bytes, language: str) -> dict[str, str]:
    """Items of an array have keys such as `days[0]`."""
    found: dict[str, str] = {}
    plurals: dict[str, list[str]] = {}
    for text in AndroidForm().parse(content, language):
        if not text.form:
            found[text.key] = text.text
        elif not text.is_extra:
            key = text.key.removesuffix(f".{text.form}")
            plurals.setdefault(key, []).append(f"{text.form} {{{text.text}}}")
            found[key] = f"{{quantity, plural, {' '.join(plurals[key])}}}"
    return found


def render_android(texts: Mapping[str, str], language: str) -> bytes:
    """Array items with the same name stand together, where the first of them is."""
    texts = {writable(key): writable(text) for key, text in texts.items()}
    arrays: dict[str, list[str]] = {}
    for key, text in texts.items():
        match = ARRAY_ITEM.fullmatch(key)
        if match:
            arrays.setdefault(match[1], []).append(text)
    lines: list[str] = []
    targets: dict[str, str] = {}
    for key, text in texts.items():
        match = ARRAY_ITEM.fullmatch(key)
        if not match:
            targets[key] = text
            lines.append(f"    <string name={quoteattr(key)}>{_model(text)}</string>")
        elif items := arrays.pop(match[1], None):
            targets |= {f"{match[1]}[{place}]": item for place, item in enumerate(items)}
            inner = "".join(f"\n        <item>{_model(item)}</item>" for item in items)
            lines.append(f"    <string-array name={quoteattr(match[1])}>{inner}\n    </string-array>")
    template = "<resources>\n" + "".join(f"{line}\n" for line in lines) + "</resources>"
    return AndroidForm().render(template.encode("utf-8", "replace"), language, targets)


def _model(text: str) -> str:
    """What stands in the template for ``text``: its tags decide whether it is written as markup."""
    return "<b>x</b>" if TAG.search(text) else "x"


def parse_qt(content: bytes, *, is_source: bool) -> dict[str, str]:
    """Keyed by the id of a message, else by `context|source`; obsolete ones are left out."""
    root = load_xml(content).documentElement
    if root is None or root.tagName != "TS":
        raise Unreadable("not a TS file: the root element is not <TS>")
    found: dict[str, str] = {}
    for context in elements(root, "context"):
        name = _text(context, "name")
        for message in elements(context, "message"):
            found |= _message(message, name, is_source)
    for message in elements(root, "message"):
        found |= _message(message, "", is_source)
    return found


def _message(message: Element, context: str, is_source: bool) -> dict[str, str]:
    translation = next(elements(message, "translation"), None)
    if translation is not None and translation.getAttribute("type") in ("vanished", "obsolete"):
        return {}
    source = _text(message, "source")
    key = message.getAttribute("id") or f"{context}|{source}"
    if is_source:
        return {key: source}
    if translation is None:
        return {}
    forms = [inner_text(form) for form in elements(translation, "numerusform")]
    return {key: forms[-1] if forms else inner_text(translation)}


def _text(parent: Element, name: str) -> str:
    found = next(elements(parent, name), None)
    return "" if found is None else inner_text(found)


def render_qt(
    texts: Mapping[str, str], sources: Mapping[str, str], language: str, source_language: str
) -> bytes:
    contexts: dict[str, list[str]] = {}
    for key, text in texts.items():
        source = sources.get(key, "")
        context = key.removesuffix(f"|{source}") if key.endswith(f"|{source}") else None
        number = f" id={quoteattr(key)}" if context is None else ""
        state = "" if text else ' type="unfinished"'
        contexts.setdefault(context or "", []).append(
            f"    <message{number}>\n        <source>{escape(source)}</source>\n"
            f"        <translation{state}>{escape(text)}</translation>\n    </message>\n"
        )
    body = "".join(
        f"<context>\n    <name>{escape(name)}</name>\n{''.join(messages)}</context>\n"
        for name, messages in contexts.items()
    )
    head = f'<TS version="2.1" language={quoteattr(language.replace("-", "_"))}'
    head += f" sourcelanguage={quoteattr(source_language.replace('-', '_'))}>"
    written = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{head}\n{body}</TS>\n'
    return writable(written).encode()

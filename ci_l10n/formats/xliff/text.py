r"""
The text of an XLIFF segment: what the XML between ``<target>`` and ``</target>`` means.

A meaning (`Unit.value`) is one line a person can read:

- without inline elements it is the text itself: ``Tom & Jerry``, ``1 < 2``, and ``<b>`` for ``&lt;b&gt;``, in an entity
  or CDATA spelling alike;
- the inline elements of XLIFF (``g x bx ex ph bpt ept it mrk sub``) and elements of other namespaces are tags:
  ``<x id="A"/>``, ``<g id="1">``. Attributes come in one order, and those that only inform a translator
  (`_INFORMATION`) are left out, so that a tool that drops or rewrites them has changed nothing;
- any other element, which XLIFF does not allow, is told apart by the prefix ``xliff:``: ``<xliff:b>`` is an element,
  ``<b>`` is text;
- text that looks like one of these tags has its first character escaped, ``&lt;x id="A"/>``; to escape what looks
  escaped like that, so does ``&amp;lt;x id="A"/>``. Every other ``<`` and ``&`` stands for itself;
- ``<mrk mtype="seg">`` round the whole text says that it is one segment, and is left out; several are tags.

White space is the file's: XLIFF leaves its handling to the tools.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

INLINE = frozenset(["g", "x", "bx", "ex", "ph", "bpt", "ept", "it", "mrk", "sub"])
_INFORMATION = frozenset(("ctype", "equiv-text", "ts", "crc"))
_OWN = "xliff:"


class Piece(NamedTuple):
    is_tag: bool
    text: str  # plain characters, or a canonical tag


_REFERENCE = re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_LINE_END = re.compile(r"\r\n?")
_XML_PIECE = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    r"|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|(?P<tag></?[^>\"']*+(?>(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*)>)"
    r"|(?P<text>[^<]+)",
    re.S,
)
_TAG_NAME = re.compile(r"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(r"""([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NAME = rf"(?:{'|'.join(sorted(INLINE))}|[^\W\d][\w.-]*:[^\W\d][\w.-]*)"
_REST = rf"/?{_NAME}(?>(?:\s++[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*)\s*+/?>"
_TAG = re.compile(f"<{_REST}")
_LEVELS = r"(?>(?:amp;)*)lt;"  # what follows the "&" of a "<" that is escaped any number of times
_LIKE = re.compile(f"<(?={_REST})|&(?={_LEVELS}{_REST})")
_ESCAPED = re.compile(f"&lt;(?={_REST})|&amp;(?={_LEVELS}{_REST})")


def meaning(raw: str, prefix: str = "") -> str:
    """
    What ``raw``, the XML between two tags, means; ``prefix`` is that of XLIFF's own elements, with its colon.

    >>> meaning("Tom &amp; Jerry &lt;b>"), meaning('Hi <x equiv-text="{{a}}" id="A" />!')
    ('Tom & Jerry <b>', 'Hi <x id="A"/>!')
    >>> meaning('&lt;x id="A"/>')
    '&lt;x id="A"/>'
    """
    if "<" not in raw:
        return literal(_decoded(raw)) if "&" in raw or "\r" in raw else raw
    pieces = xml_pieces(raw, prefix)
    while is_one_segment(pieces):
        pieces = pieces[1:-1]
    return joined(pieces)


def literal(text: str) -> str:
    """The meaning that is just ``text``, without any element, whatever it looks like."""
    if ">" not in text or ("<" not in text and "lt;" not in text):
        return text
    return _LIKE.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", text)


def joined(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text if piece.is_tag else literal(piece.text) for piece in pieces)


def xml_pieces(raw: str, prefix: str = "") -> list[Piece]:
    """``raw`` in pieces, without comments."""
    pieces: list[Piece] = []
    run: list[str] = []  # joined once: a text may consist of many parts
    for match in _XML_PIECE.finditer(raw):
        if match["tag"]:
            _end_run(pieces, run)
            _add_tag(pieces, canonical_tag(match.group(), prefix))
        elif match["cdata"] is not None:
            run.append(_LINE_END.sub("\n", match["cdata"]))
        elif match["text"]:
            run.append(_decoded(match.group()))
    _end_run(pieces, run)
    return pieces


def is_one_segment(pieces: Sequence[Piece]) -> bool:
    """Whether one ``<mrk mtype="seg">`` is round all the others."""
    if not pieces or not pieces[0].text.startswith("<mrk ") or ' mtype="seg"' not in pieces[0].text:
        return False
    if len(pieces) == 1 or pieces[-1] != Piece(True, "</mrk>"):
        return len(pieces) == 1 and pieces[0].is_tag and pieces[0].text.endswith("/>")
    level = 0
    for piece in pieces[:-1]:  # the first one's end must be the last
        if piece.is_tag and not piece.text.endswith("/>"):
            level += -1 if piece.text.startswith("</") else 1
            if not level:
                return False
    return True


def _end_run(pieces: list[Piece], run: list[str]) -> None:
    if text := "".join(run):
        pieces.append(Piece(False, text))
    run.clear()


def _add_tag(pieces: list[Piece], tag: str) -> None:
    """``<g></g>`` and ``<g/>`` are the same."""
    if tag.startswith("</") and pieces and pieces[-1].is_tag:
        opening = pieces[-1].text
        if not opening.startswith("</") and not opening.endswith("/>"):
            pieces[-1] = Piece(True, opening[:-1] + "/>")
            return
    pieces.append(Piece(True, tag))


def _decoded(text: str) -> str:
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    point = int(decimal) if decimal else int(hexadecimal, 16)
    # what is no character was refused by the parser
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point < 0xE000 else match.group()


def canonical_tag(tag: str, prefix: str = "") -> str:
    """A tag as a meaning spells it: see the module's text."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return tag
    name = _canonical_name(match.group(1), prefix)
    if tag.startswith("</"):
        return f"</{name}>"
    attributes = {
        found[1]: found[2] if found[2] is not None else found[3]
        for found in _ATTRIBUTE.finditer(tag, match.end())
        if found[1] not in _INFORMATION
    }
    parts = [f"<{name}"]
    for attribute in sorted(attributes, key=lambda a: (a != "id", a)):
        parts.append(f' {attribute}="{_canonical_value(attributes[attribute])}"')
    return "".join(parts) + ("/>" if tag.endswith("/>") else ">")


def _canonical_name(name: str, prefix: str) -> str:
    local = name.removeprefix(prefix) if prefix else name
    return local if local in INLINE or ":" in local else _OWN + local


def attribute_value(raw: str) -> str:
    """What stands between the quotes of an attribute, as a parser reports it."""
    return _decoded(re.sub(r"\r\n|[\t\r\n]", " ", raw))


def _canonical_value(raw: str) -> str:
    if raw.isalnum():
        return raw
    text = attribute_value(raw)
    escapes = {"&": "&amp;", "<": "&lt;", '"': "&quot;"}
    return re.sub(r'[&<"\t\r\n]', lambda m: escapes.get(m.group(), f"&#{ord(m.group())};"), text)


def written_tag(tag: str, prefix: str) -> str:
    """A canonical tag as it is spelled in a file whose own elements have ``prefix``."""
    match = _TAG_NAME.match(tag)
    if match is None:
        return tag
    name = match.group(1)
    if name.startswith(_OWN):
        return tag.replace(_OWN, prefix, 1)
    return tag.replace(name, prefix + name, 1) if name in INLINE else tag


def value_pieces(value: str) -> list[Piece]:
    """A meaning in pieces; raises ValueError when its tags do not pair."""
    if ">" not in value:
        return [Piece(False, value)] if value else []
    pieces: list[Piece] = []
    opened: list[str] = []
    position = 0
    for match in _TAG.finditer(value):
        if text := value[position : match.start()]:
            pieces.append(Piece(False, _unescaped(text)))
        pieces.append(Piece(True, match.group()))
        position = match.end()
        _follow(opened, match.group())
    if opened:
        raise ValueError(f"<{opened[-1]}> is not closed")
    if text := value[position:]:
        pieces.append(Piece(False, _unescaped(text)))
    return pieces


def _follow(opened: list[str], tag: str) -> None:
    match = _TAG_NAME.match(tag)
    name = match.group(1) if match else ""
    if tag.startswith("</"):
        if not opened or opened.pop() != name:
            raise ValueError(f"</{name}> closes nothing")
    elif not tag.endswith("/>"):
        opened.append(name)


def _unescaped(text: str) -> str:
    if "lt;" not in text:
        return text
    return _ESCAPED.sub(lambda match: "<" if match.group() == "&lt;" else "&", text)

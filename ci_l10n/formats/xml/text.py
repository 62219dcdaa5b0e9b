r"""
What the inside of an XML element means, as a text that people and checks can read.

- Without elements in it: the characters, references and CDATA resolved. White space that holds a line end, at the
  beginning or end, is layout and no part of the text; written as ``&#10;`` it is.
- With elements, or entities of the file's own DTD: the XML itself in canonical spelling: double quotes, one blank
  between attributes, ``<br/>`` for ``<br></br>``, in texts only ``&amp;`` and ``&lt;``. CDATA is resolved, comments
  and processing instructions are left out.
- Characters that look like canonical XML but are none, from ``&lt;b>`` or CDATA, have a backslash in front:
  ``\<b>bold</b>`` is text, ``<b>bold</b>`` is an element. So every text has one meaning and every meaning one text.
"""

import re
from typing import Literal, NamedTuple, TypeAlias
from xml.parsers import expat

Kind: TypeAlias = Literal["text", "tag", "entity"]


class Piece(NamedTuple):
    """A part of an element's inside: a resolved ``text``, a ``tag`` or ``entity`` in canonical spelling."""

    kind: Kind
    text: str


_PIECE = re.compile(
    r"(?P<skip><!--.*?-->|<\?.*?\?>)"
    r"|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|(?P<tag></?[^>\"']*+(?>(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*)>)"
    r"|(?P<char>&(?:\#[0-9]+|\#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);)"
    r"|(?P<entity>&[^;]+;)"
    r"|(?P<text>[^<&]+)",
    re.S,
)
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_TAG_NAME = re.compile(r"</?([^\s/>]+)")
_SIMPLE_TAG = re.compile(r"</?[^\s/>]++/?>")
_ATTRIBUTE = re.compile(r"""([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);")
_IN_ATTRIBUTE = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_TO_ESCAPE_IN_ATTRIBUTE = re.compile('[&<"\n\t\r]')

_LEAD = re.compile(r"(?>(?:[ \t\r\n]++|<!--.*?-->|<\?.*?\?>)*)", re.S)
_BLANKS = " \t\r\n"
_SKIPPED = ("<!--", "<?")

_NAME = r"(?:[^\W\d]|:)[\w:.-]*+"
_CANONICAL = re.compile(
    rf"</{_NAME}>|<{_NAME}(?>(?: {_NAME}=\"[^\"<]*+\")*)/?>|&(?!(?:lt|gt|amp|quot|apos);){_NAME};"
)


def trimmed(raw: str) -> tuple[int, int]:
    r"""
    Where the text begins and ends in ``raw``, without layout: white space with a line end or a comment in it.

    >>> trimmed(" a "), trimmed("\n  a\n")
    ((0, 3), (3, 4))
    """
    if not raw or (raw[0] not in " \t\r\n<" and raw[-1] not in " \t\r\n>"):
        return 0, len(raw)
    lead = _LEAD.match(raw)
    start = lead.end() if lead and _is_layout(lead.group()) else 0
    end = _end_of_content(raw, start)
    return start, end if _is_layout(raw[end:]) else len(raw)


def _is_layout(blank: str) -> bool:
    return "\n" in blank or "\r" in blank or "<" in blank


def _end_of_content(raw: str, start: int) -> int:
    """Behind the last thing in ``raw`` that is neither white space nor a comment."""
    if not any(mark in raw for mark in _SKIPPED):
        return max(start, len(raw.rstrip(_BLANKS)))
    end = start
    for match in _PIECE.finditer(raw, start):
        if match.lastgroup == "text":
            if text := match.group().rstrip(_BLANKS):
                end = match.start() + len(text)
        elif match.lastgroup != "skip":
            end = match.end()
    return end


def meaning(raw: str) -> str:
    r"""
    What ``raw``, the XML between two tags, means.

    >>> meaning("AT&amp;T <b class='x' >&#8230;</b>"), meaning("<![CDATA[<b>AT&T</b>]]>")
    ('AT&amp;T <b class="x">…</b>', '<b>AT&T</b>')
    >>> meaning("&lt;b&gt;x&lt;/b&gt;")
    '\\<b>x</b>'
    """
    if "<" not in raw and "&" not in raw and "\r" not in raw and "\n" not in raw:
        return raw
    start, end = trimmed(raw)
    return _meaning(raw[start:end])


def _meaning(core: str) -> str:
    if "<" not in core and "&" not in core:
        return _lines(core)
    pieces = xml_pieces(core)
    if any(piece.kind != "text" for piece in pieces):
        return "".join(escaped(text) if kind == "text" else text for kind, text in pieces)
    return literal("".join(piece.text for piece in pieces))


def literal(text: str) -> str:
    """The meaning that is just the characters of ``text``, whatever they look like."""
    shield = _shield(text)
    return "\\" + text if shield >= 0 and is_markup(text[shield:]) else text


def _shield(text: str) -> int:
    """How many backslashes ``text`` begins with; -1 when it cannot be taken for XML."""
    if "<" not in text and "&" not in text:
        return -1
    return len(text) - len(text.lstrip("\\"))


def is_markup(value: str) -> bool:
    """Whether ``value`` is canonical XML with at least one element or entity, and nothing is wrong with it."""
    if not _CANONICAL.search(value):
        return False
    parser = expat.ParserCreate("utf-8")
    parser.UseForeignDTD(True)  # with it expat passes over entities that it does not know
    try:
        parser.Parse(f"<r>{value}</r>".encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    pieces = xml_pieces(value)
    return "".join(escaped(text) if kind == "text" else text for kind, text in pieces) == value


def value_pieces(value: str) -> list[Piece]:
    """A meaning in pieces: elements and entities where it is XML, else nothing but text."""
    shield = _shield(value)
    if shield < 0:
        return [Piece("text", value)] if value else []
    if not shield and is_markup(value):
        return xml_pieces(value)
    return [Piece("text", value[1:] if shield and is_markup(value[shield:]) else value)]


def escaped(text: str) -> str:
    """A text as it stands in canonical XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;") if "&" in text or "<" in text else text


def xml_pieces(raw: str) -> list[Piece]:
    """``raw`` in pieces, neighbouring texts joined; comments are gone, an empty element is one tag."""
    pieces: list[Piece] = []
    run: list[str] = []  # joined once: a text may consist of a million references
    for match in _PIECE.finditer(raw):
        kind = match.lastgroup
        if kind == "tag":
            _end_run(pieces, run)
            _add_tag(pieces, canonical_tag(match.group()))
        elif kind == "entity":
            _end_run(pieces, run)
            pieces.append(Piece("entity", match.group()))
        elif kind != "skip" and kind is not None:
            run.append(_character(match.group()) if kind == "char" else _lines(match.group(kind)))
    _end_run(pieces, run)
    return pieces


def _end_run(pieces: list[Piece], run: list[str]) -> None:
    if text := "".join(run):
        pieces.append(Piece("text", text))
    run.clear()


def _add_tag(pieces: list[Piece], tag: str) -> None:
    if tag.startswith("</") and pieces and pieces[-1].kind == "tag":
        opening = pieces[-1].text
        if not opening.startswith("</") and not opening.endswith("/>"):
            pieces[-1] = Piece("tag", opening[:-1] + "/>")
            return
    pieces.append(Piece("tag", tag))


def _character(reference: str) -> str:
    body = reference[1:-1]
    if not body.startswith("#"):
        return _PREDEFINED[body]
    return chr(int(body[2:], 16) if body[1] == "x" else int(body[1:]))


def _lines(text: str) -> str:
    """``text`` with the line ends that an XML parser reports."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def canonical_tag(tag: str) -> str:
    """A tag with one blank between attributes, double quotes, and no blank before ``>``."""
    if _SIMPLE_TAG.fullmatch(tag):
        return tag
    name = _TAG_NAME.match(tag)
    if name is None or tag.startswith("</"):
        return f"</{name.group(1)}>" if name else tag
    parts = [f"<{name.group(1)}"]
    for match in _ATTRIBUTE.finditer(tag, name.end()):
        value = match.group(2) if match.group(2) is not None else match.group(3)
        parts.append(f' {match.group(1)}="{_canonical_attribute(value)}"')
    return "".join(parts) + ("/>" if tag.endswith("/>") else ">")


def _canonical_attribute(raw: str) -> str:
    pieces = re.split(r"(&[^;]+;)", re.sub(r"\r\n|[\t\r\n]", " ", raw))
    parts = []
    for piece in pieces:
        if _REFERENCE.fullmatch(piece):
            parts.append(attribute_escaped(_character(piece)))
        else:
            parts.append(piece if piece.startswith("&") else attribute_escaped(piece))
    return "".join(parts)


def attribute_escaped(text: str) -> str:
    """``text`` as it stands between double quotes."""
    return _TO_ESCAPE_IN_ATTRIBUTE.sub(lambda match: _IN_ATTRIBUTE[match.group()], text)

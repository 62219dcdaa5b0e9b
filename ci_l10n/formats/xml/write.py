"""Writing the text of an XML element or attribute in the style of the text it replaces and of its file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ci_l10n.formats.xml.text import (
    attribute_escaped,
    canonical_tag,
    value_pieces,
)

_CDATA = re.compile(r"(?>(?:<!\[CDATA\[.*?\]\]>\s*+)+)", re.S)
_CDATA_SECTION = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.S)
_TAG = re.compile(r"</?[^\s!?>\"'][^>\"']*+(?>(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*)>")
_SPELLED = re.compile(
    r"&(?:#(?:(?P<x>[xX])(?P<hexadecimal>[0-9a-fA-F]+)|(?P<decimal>[0-9]+))|(?P<name>apos|quot|gt));"
)
_NAMED = {"apos": "'", "quot": '"', "gt": ">"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EDGE = re.compile(r"\A[ \t\r\n]+|[ \t\r\n]+\Z")
_LINE_ENDS = str.maketrans({"\n": "&#10;", "\r": "&#13;"})
_BLANKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", " ": "&#32;", "\t": "&#9;"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """Which characters are written as references, and how those beyond ASCII are that were never seen."""

    characters: Mapping[str, str]
    other: str = ""  # a pattern for the code point; empty: as they are
    newline: str = "\n"
    encoding: str = "utf-8"

    def known(self, raw: str) -> "Spelling":
        """This with what ``raw``, the text to be replaced, shows itself."""
        own = _spelled(_CDATA_SECTION.sub("", raw))
        characters = {char: how for char, how in self.characters.items() if char not in _TAG.sub("", raw)}
        return Spelling(characters | own, self.other, self.newline, self.encoding)

    def text(self, text: str) -> str:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        if self.other and not escaped.isascii():
            escaped = "".join(
                c if c < "\x80" else self.characters.get(c, self.other % ord(c)) for c in escaped
            )
        for character, reference in self.characters.items():
            if character in escaped:
                escaped = escaped.replace(character, reference)
        escaped = escaped.replace("]]>", "]]&gt;").replace("\r", "&#13;")
        return escaped.replace("\n", self.newline) if self.newline != "\n" else escaped


def file_spelling(raws: Iterable[str], *, is_ascii: bool, newline: str, encoding: str) -> Spelling:
    """
    How a file spells characters, from the XML of its texts.

    A reference is the file's way when the character never stands there itself; ``>`` is ``&gt;`` unless the file
    shows otherwise, as writers of XML have it.
    """
    texts = _TAG.sub("", _CDATA_SECTION.sub("", "\n".join(raws)))
    characters = _spelled(texts)
    if ">" not in texts:
        characters.setdefault(">", "&gt;")
    return Spelling(characters, _pattern(texts) if is_ascii else "", newline, encoding)


def _spelled(texts: str) -> dict[str, str]:
    """Characters that ``texts`` spells as references and never writes as they are."""
    found: dict[str, str] = {}
    if "&" in texts:
        for match in _SPELLED.finditer(texts):
            character = _NAMED.get(match["name"] or "") or chr(_code_point(match))
            if character > "\x7f" or character in "'\">":
                found.setdefault(character, match.group())
    return {character: how for character, how in found.items() if character not in texts}


def _code_point(match: re.Match[str]) -> int:
    return int(match["hexadecimal"], 16) if match["x"] else int(match["decimal"])


def _pattern(texts: str) -> str:
    """How letters beyond ASCII are spelled; blanks and signs are no proof: they may be spelled for being hard to see."""
    for match in _SPELLED.finditer(texts):
        if not match["name"] and (point := _code_point(match)) > 0x7F and chr(point).isalpha():
            if not match["x"]:
                return "&#%d;"
            digits = match["hexadecimal"]
            upper = any(c.isupper() for c in digits) or digits.isdigit()
            return f"&#x%0{len(digits)}{'X' if upper else 'x'};"
    return ""


def illegal_character(value: str) -> str:
    """The first character of ``value`` that XML cannot hold, or nothing."""
    match = _ILLEGAL.search(value)
    return match.group() if match else ""


def write(value: str, model: str, spelling: Spelling, *, laid_out: bool = False) -> str:
    """
    ``value`` (a meaning, see `xml.text`) as XML, in the style of ``model``, the XML that it replaces.

    ``laid_out``: it stands on lines of its own, so that blanks at its beginning and end have to be references too.
    """
    pieces = value_pieces(value)
    if _CDATA.fullmatch(model.strip()) and _fits_cdata(pieces, spelling.encoding):
        text = "".join(piece.text for piece in pieces).replace("]]>", "]]]]><![CDATA[>")
        return f"<![CDATA[{text}]]>".replace("\n", spelling.newline) if text else ""
    own = spelling.known(model)
    tags = {canonical_tag(tag): tag for tag in reversed(_TAG.findall(_CDATA_SECTION.sub("", model)))}
    parts = []
    for number, (kind, text) in enumerate(pieces):
        if kind == "text":
            first, last = number == 0, number == len(pieces) - 1
            parts.append(_with_edges(text, own, first=first, last=last, laid_out=laid_out))
        else:
            parts.append(tags.get(text, text))
    return "".join(parts)


def _fits_cdata(pieces: Iterable[tuple[str, str]], encoding: str) -> bool:
    """Whether there is nothing but text that can stand there as it is."""
    for kind, text in pieces:
        if kind != "text" or "\r" in text:
            return False
        if not text.isascii():
            try:
                text.encode(encoding)
            except UnicodeEncodeError:
                return False
    return True


def _with_edges(text: str, spelling: Spelling, *, first: bool, last: bool, laid_out: bool) -> str:
    """Line ends at the beginning and end of a text as references: bare ones would be layout."""
    head = tail = ""
    if first and text[:1] in " \t\r\n" and (match := _EDGE.match(text)):
        head, text = match.group(), text[match.end() :]
    if last and text[-1:] in " \t\r\n":
        core = text.rstrip(" \t\r\n")
        text, tail = core, text[len(core) :]
    table = _BLANKS if laid_out else _LINE_ENDS
    return head.translate(table) + spelling.text(text) + tail.translate(table)


def write_attribute(value: str, quote: str, spelling: Spelling) -> str:
    """A text as an attribute's value between ``quote``."""
    escaped = attribute_escaped(value)
    if quote == "'":
        escaped = escaped.replace("&quot;", '"').replace("'", "&apos;")
    if spelling.other and not escaped.isascii():
        escaped = "".join(c if c < "\x80" else spelling.other % ord(c) for c in escaped)
    return escaped

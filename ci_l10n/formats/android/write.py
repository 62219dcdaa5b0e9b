"""Writing the text of an Android resource in the style of the text it replaces."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeAlias

from ci_l10n.formats.android.text import canonical_tag, is_reference, meaning, value_pieces, xml_pieces

NonAscii: TypeAlias = Literal["raw", "decimal", "hexadecimal", "backslash"]
"""How a file spells characters beyond ASCII: ``é``, ``&#233;``, ``&#xE9;`` or ``\\u00e9``."""

_CDATA = re.compile(r"(?>(?:<!\[CDATA\[.*?\]\]>\s*+)+)", re.S)
_CDATA_MARKS = re.compile(r"<!\[CDATA\[|\]\]>")
_TAG = re.compile(r"</?[^\s!?>\"'][^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_UNESCAPED = re.compile(r'\\.|(")', re.S)
_SPELLED = re.compile(
    r"(?P<ref>&#(?P<x>x)?(?P<ref_code>[0-9a-fA-F]+);)|\\u(?P<code>[0-9a-fA-F]{4})|&(?P<name>apos|quot);"
)
_NAMED = {"apos": "'", "quot": '"'}
_TO_ESCAPE = re.compile("[\\\\\"'<>&\0-\x1f\x7f-\x9f\ufffe\uffff]")
_RARE = re.compile("[<>&\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufffe\\uffff]")
_TO_ESCAPE_ALL = re.compile("[\\\\\"'<>&\0-\x1f\x7f-\U0010ffff]")
_TELLING = re.compile(r'[<>&"\\]')
_BARE_ATTRIBUTE = re.compile(r'=\s*"')
_TAG_AS_TEXT = re.compile(r"</?[A-Za-z][^<>]*>")
_ESCAPED_TAG = re.compile(r"&lt;/?[A-Za-z](?:(?!&[lg]t;)[^<>])*(?:&gt;|>)")
_MARKUP = re.compile(r"([^<]*)(<.*>)([^>]*)", re.S)
_INNER_BLANK = re.compile(r"(?<= ) ")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text of the file is written."""

    cdata: bool
    quoted: bool
    apostrophes: bool  # escaped also where quotes make that needless
    greater_than: bool | None  # ">" as "&gt;"; None: there was none to learn from
    spelled: Mapping[str, str]  # characters that the text spells as references or escapes
    tags: Mapping[str, str]  # canonical tag: as it is spelled
    non_ascii: NonAscii
    only_markup: bool = (
        False  # CDATA holds what is between the first "<" and the last ">", not the whole text
    )
    bare_attributes: bool = False  # quotes in tags that are text are not escaped


def style_of(raw: str, non_ascii: NonAscii) -> TextStyle:
    """The style of ``raw``, the XML between two tags, in a file that writes other characters as ``non_ascii``."""
    if not _TELLING.search(raw):
        return _no_style(non_ascii)
    cdata = "<![CDATA[" in raw and _TAG.search(_CDATA.sub("", raw)) is None
    sections = _CDATA.findall(raw) if cdata else []
    only_markup = "".join(sections).strip() != raw.strip() and all(
        section.startswith("<![CDATA[<") and section.rstrip().endswith(">]]>") for section in sections
    )
    texts = _CDATA_MARKS.sub("", raw) if cdata else _TAG.sub("", raw)
    greater: bool | None = None
    if not cdata and ("&gt;" in texts or ">" in texts):
        greater = "&gt;" in texts
    return TextStyle(
        cdata,
        _is_quoted(raw),
        re.search(r"(?<!\\)(?:\\\\)*\\(?:'|&apos;|&#39;)", texts) is not None,
        greater,
        _spelled(texts),
        {} if cdata else {canonical_tag(tag): tag for tag in reversed(_TAG.findall(raw))},
        non_ascii,
        cdata and only_markup,
        _BARE_ATTRIBUTE.search(texts) is not None,
    )


@cache
def _no_style(non_ascii: NonAscii) -> TextStyle:
    """The style of a text in which nothing had to be escaped."""
    return TextStyle(False, False, False, None, {}, {}, non_ascii)


def file_spelling(text: bytes) -> NonAscii:
    """
    How a file spells characters beyond ASCII: raw, unless it holds none of them and spells its letters.

    Blanks and signs are no proof: they are spelled for being invisible or hard to type.
    """
    if not text.isascii() or (b"&#" not in text and b"\\u" not in text):
        return "raw"
    for match in _SPELLED.finditer(text.decode("ascii")):
        point = _code_point(match)
        if point > 0x7F and chr(point).isalpha():
            return "backslash" if match["code"] else "hexadecimal" if match["x"] else "decimal"
    return "raw"


def _code_point(match: re.Match[str]) -> int:
    """The character that a match of `_SPELLED` means; 0 when it is none."""
    if match["name"]:
        return ord(_NAMED[match["name"]])
    point = int(match["ref_code"] or match["code"], 10 if match["ref"] and not match["x"] else 16)
    return point if point <= 0x10FFFF and not 0xD800 <= point < 0xE000 else 0


def write(value: str, style: TextStyle) -> str:
    """``value`` (a meaning, see `android_text`) as XML."""
    if style.only_markup and (body := _with_markup_in_cdata(value, style)) and meaning(body) == value:
        return body
    body = _write(value, style)
    if style.bare_attributes and meaning(body) != value:
        return _write(value, replace(style, bare_attributes=False))
    return body


def _with_markup_in_cdata(value: str, style: TextStyle) -> str:
    pieces = value_pieces(value)
    if len(pieces) != 1 or pieces[0].kind != "text" or not (found := _MARKUP.fullmatch(pieces[0].text)):
        return ""
    before, markup, after = found.groups()
    outside = replace(style, cdata=False, quoted=False)
    head = _keep_blanks(_escape_text(before, outside, cdata=False), first=True, last=False)
    body = _escape_text(markup, style, cdata=True).replace("]]>", "]]]]><![CDATA[>")
    tail = _keep_blanks(_escape_text(after, outside, cdata=False), first=False, last=True)
    return f"{head}<![CDATA[{body}]]>{tail}"


def _write(value: str, style: TextStyle) -> str:
    if is_reference(value):
        return value
    pieces = value_pieces(value)
    if style.quoted and any(piece.kind == "tag" or "<" in piece.text for piece in pieces):
        # Quotes reach across tags for the resource compiler, but not for every other reader.
        style = replace(style, quoted=False)
    cdata = style.cdata and all(piece.kind == "text" for piece in pieces)
    plain = not any(piece.kind == "tag" for piece in pieces)
    last = len(pieces) - 1
    parts = []
    for index, (kind, text) in enumerate(pieces):
        if kind == "text":
            escaped = _escape_text(text, style, cdata=cdata)
            parts.append(
                escaped if style.quoted else _keep_blanks(escaped, first=index == 0, last=index == last)
            )
        else:
            parts.append(style.tags.get(text, text))
    body = "".join(parts)
    if style.quoted and body:
        quote = '"' if cdata else style.spelled.get('"', '"')
        body = f"{quote}{body}{quote}"
    elif plain and body[:1] in ("@", "?"):
        body = "\\" + body
    if cdata and body:
        body = f"<![CDATA[{body.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return body


def _is_quoted(raw: str) -> bool:
    """Whether one pair of quotes encloses the whole text."""
    if '"' not in raw and "&" not in raw:
        return False
    texts = [piece.text for piece in xml_pieces(raw) if piece.kind == "text"]
    whole = "".join(texts).strip()
    quotes = [match.start() for match in _UNESCAPED.finditer(whole) if match.group(1)]
    return len(whole) > 1 and quotes == [0, len(whole) - 1]


def _spelled(texts: str) -> dict[str, str]:
    """Characters that ``texts`` spells, and never writes as they are."""
    found: dict[str, str] = {}
    for match in _SPELLED.finditer(texts):
        point = _code_point(match)
        if point >= 0xA0 or (chr(point) in "'\"" and not match["code"]):
            found.setdefault(chr(point), match.group())
    return {character: spelling for character, spelling in found.items() if character not in texts}


def _escape_text(text: str, style: TextStyle, *, cdata: bool) -> str:
    escaped = _escape(text, style, cdata=cdata)
    if not style.bare_attributes:
        return escaped
    tags = _TAG_AS_TEXT if cdata else _ESCAPED_TAG
    return tags.sub(lambda match: match.group().replace('\\"', '"'), escaped)


def _escape(text: str, style: TextStyle, *, cdata: bool) -> str:
    has_tag_like = "<" in text

    def escape(match: re.Match[str]) -> str:
        character = match.group()
        if character == "\n":
            return "\\n"
        if character == "\t":
            return "\\t"
        if character == "\\":
            return "\\\\"
        if character in "'\"":
            return _quote_mark(character, style, cdata=cdata)
        if character in "<>&":
            before = text[max(match.start() - 2, 0) : match.start()]
            return character if cdata else _markup(character, before, style, has_tag_like=has_tag_like)
        return _other(character, style, cdata=cdata)

    everything = style.spelled or style.non_ascii != "raw"
    if not everything and not _RARE.search(text):
        return _escape_plainly(text, style, cdata=cdata)
    return (_TO_ESCAPE_ALL if everything else _TO_ESCAPE).sub(escape, text)


def _escape_plainly(text: str, style: TextStyle, *, cdata: bool) -> str:
    """The same for most texts, and without a piece of memory for each character of a long one."""
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    for mark in "'\"":
        text = text.replace(mark, _quote_mark(mark, style, cdata=cdata)) if mark in text else text
    return text


def _quote_mark(character: str, style: TextStyle, *, cdata: bool) -> str:
    spelled = character if cdata else style.spelled.get(character, character)
    needless = character == "'" and style.quoted and not style.apostrophes
    return spelled if needless else "\\" + spelled


def _markup(character: str, before: str, style: TextStyle, *, has_tag_like: bool) -> str:
    if character == "&":
        return "&amp;"
    if character == "<":
        return "&lt;"
    escaped = has_tag_like if style.greater_than is None else style.greater_than
    return "&gt;" if escaped or before == "]]" else ">"


def _other(character: str, style: TextStyle, *, cdata: bool) -> str:
    """A control character, which XML cannot hold, or one beyond ASCII."""
    point = ord(character)
    spelling = style.spelled.get(character, "")
    if spelling and not (cdata and spelling.startswith("&")):
        return spelling
    if point < 0xA0 or point in (0xFFFE, 0xFFFF) or (style.non_ascii == "backslash" and point < 0x10000):
        return f"\\u{point:04x}"
    if style.non_ascii == "raw" or cdata:
        return character
    return f"&#{point};" if style.non_ascii == "decimal" else f"&#x{point:X};"


def _keep_blanks(escaped: str, *, first: bool, last: bool) -> str:
    """Blanks that the resource compiler would drop, as escapes."""
    kept = _INNER_BLANK.sub(r"\\u0020", escaped)
    if first and kept.startswith(" "):
        kept = "\\u0020" + kept[1:]
    if last and kept.endswith(" "):
        kept = kept[:-1] + "\\u0020"
    return kept

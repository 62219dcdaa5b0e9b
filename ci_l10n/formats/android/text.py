r"""
The text of an Android resource: what its XML means after the resource compiler, and how to write a meaning.

A meaning (`Unit.value`) is one line a person can read:

- backslash escapes and character references are resolved, unquoted white space is one blank, quotes that only keep
  white space are gone, CDATA is the text it holds;
- inline elements are tags: ``<b>``, ``<a href="x">``, ``<br/>``, attributes in the order of the file;
- text that would look like a tag or a reference has its first character escaped, ``&lt;b>`` and ``&amp;nbsp;``; any
  other ``<`` and ``&`` stands for itself, as in ``AT&T`` and ``1 < 2``. So ``<![CDATA[<b>]]>`` and ``&lt;b&gt;`` are
  equal, and neither is ever mistaken for the element ``<b>``;
- an entity of the file's own DTD is ``&name;``, never expanded;
- quotes round the attributes of a tag that is text stay, however they are spelled: the resource compiler drops them
  unless they are escaped, but everybody who writes ``<![CDATA[<a href="x">]]>`` means them;
- a reference to a resource is itself (``@string/x``, ``?attr/y``); a text that looks like one begins with a backslash.

The rules are those of aapt2, frameworks/base/tools/aapt2/ResourceUtils.cpp (StringBuilder) and ResourceParser.cpp.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["text", "tag", "entity"]


class Piece(NamedTuple):
    """A part of a meaning: ``text`` as plain characters, a ``tag`` or an ``entity`` as it is spelled."""

    kind: Kind
    text: str


_BLANKS = " \t\n\r\f\v"
_BLANK_RUN = re.compile(r"[ \t\n\r\f\v]+")
_XML_PIECE = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    r"|<!\[CDATA\[(?P<cdata>.*?)\]\]>"
    r"|(?P<tag></?[^>\"']*+(?>(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*)>)"
    r"|(?P<char>&(?:\#[0-9]+|\#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);)"
    r"|(?P<entity>&[^;]+;)"
    r"|(?P<text>[^<&]+)",
    re.S,
)
# A tag that is text, from CDATA or `&lt;`, with quotes round its attributes.
_TAG_AS_TEXT = r'</?[A-Za-z][^<>"\\]*+(?>(?:"[^<>"\\]*+"[^<>"\\]*+)+)>'
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))?", re.S)
_ESCAPE_RULE = _ESCAPE.pattern + r'|"|[ \t\n\r\f\v]+'
_RULE = re.compile(f"{_TAG_AS_TEXT}|{_ESCAPE_RULE}", re.S)
_UNEVEN = re.compile(r"[\t\n\r\f\v]|  ")
_TO_RESOLVE = re.compile(r"""[\\"\t\n\r\f\v]|  """)
_XML_CHARACTER = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);")
_XML_ENTITY = re.compile(r"&(?!#|(?:lt|gt|amp|quot|apos);)")
_RULE_IN_QUOTES = re.compile(_ESCAPE_RULE, re.S)
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"))
_ESCAPES = {"n": "\n", "t": "\t"}
_ATTRIBUTE = re.compile(r"""([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SIMPLE_TAG = re.compile(r"</?[^\s/>]++/?>")
_TAG_NAME = re.compile(r"</?([^\s/>]+)")

_REFERENCE = re.compile(r"@(?:[+*])?(?:[\w.]+:)?[\w.]+/[\w.]+|@null|@empty|\?(?:[\w.]+:)?(?:[\w.]+/)?[\w.]+")
_SUSPECT = ("@", "?", "\\")
_LIKE_REFERENCE = re.compile(rf"\\*(?:{_REFERENCE.pattern})")

# A "<" or "&" of a text that `_VALUE_PIECE` could take for the beginning of a tag or reference.
_AMBIGUOUS = re.compile(r"<(?=[/:]|[^\W\d])|&(?=(?:#[0-9]+|#x[0-9a-fA-F]+|[^\W\d][\w.:-]*);)")
_NAME = r"(?:[^\W\d]|:)[\w:.-]*"
_VALUE_PIECE = re.compile(
    rf"(?P<tag></{_NAME}>|<{_NAME}(?: {_NAME}=\"[^\"<]*\")*/?>)"
    r"|(?P<char>&(?:#[0-9]+|#x[0-9a-fA-F]+|lt|gt|amp|quot|apos);)"
    r"|(?P<entity>&[^\W\d][\w.:-]*;)"
)


def literal(text: str) -> str:
    """The meaning that is just ``text``: no element, no reference, whatever it looks like."""
    escaped = _AMBIGUOUS.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", text)
    return "\\" + escaped if _LIKE_REFERENCE.fullmatch(escaped) else escaped


def is_reference(value: str) -> bool:
    """Whether a meaning points to another resource instead of being a text."""
    return value[:1] in ("@", "?") and _REFERENCE.fullmatch(value) is not None


def meaning(raw: str) -> str:
    """
    What ``raw``, the XML between two tags, means.

    >>> meaning(r'  It\\'s  <b>bold</b>\\n ')
    "It's <b>bold</b>\\n"
    >>> meaning("<![CDATA[<b>AT&T</b>]]>"), meaning("&lt;b&gt;AT&amp;T&lt;/b&gt;")
    ('&lt;b>AT&T&lt;/b>', '&lt;b>AT&T&lt;/b>')
    """
    if _is_plain(raw):
        return raw
    if raw.startswith("<![CDATA[") and raw[9] not in " @?\t\r\n" and raw.find("]]>") == len(raw) - 3:
        return _without_elements(_lines(raw[9:-3]))
    if "<" not in raw and raw[:1] not in ("@", "?") and (text := _decoded(raw)) is not None:
        return _without_elements(text)
    pieces = xml_pieces(raw)
    if (
        len(pieces) == 1
        and pieces[0].kind == "text"
        and is_reference(stripped := pieces[0].text.strip(_BLANKS))
    ):
        return stripped
    return joined(_compiled(pieces))


def _is_plain(raw: str) -> bool:
    """Whether a text means just itself, as most do; `in` is four times as fast as a regular expression here."""
    if "<" in raw or "&" in raw or "\\" in raw or '"' in raw or "\n" in raw or "\r" in raw or "\t" in raw:
        return False
    return not raw or (raw[0] not in " @?" and raw[-1] != " " and "  " not in raw)


def _decoded(raw: str) -> str | None:
    """``raw``, which holds no tag, with its references decoded; None when there are entities of the file's own."""
    text = _lines(raw)
    if "&" not in text:
        return text
    if "&#" in text:
        return None if _XML_ENTITY.search(text) else _XML_CHARACTER.sub(lambda m: _character(m.group()), text)
    for reference, character in _REFERENCES:
        text = text.replace(reference, character)
    return text.replace("&amp;", "&") if text.count("&") == text.count("&amp;") else None


def _without_elements(text: str) -> str:
    """The meaning of most texts."""
    resolved = _resolved(text.strip(_BLANKS)) if '"' not in text else _resolver()(text.strip(_BLANKS))
    return literal(resolved) if resolved[:1] in _SUSPECT or "<" in resolved or "&" in resolved else resolved


def _resolved(text: str) -> str:
    """Escapes resolved and white space collapsed in a text without quotes, the common escapes quickly."""
    if _UNEVEN.search(text) or "\\\\" in text:
        return _RULE.sub(lambda m: _unescaped(m) if m.group()[0] == "\\" else " ", text)
    if "\\" in text:
        text = text.replace("\\'", "'").replace("\\n", "\n")
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def joined(pieces: Sequence[Piece]) -> str:
    """The meaning that consists of ``pieces``."""
    if len(pieces) == 1 and pieces[0].kind == "text":
        return literal(pieces[0].text)
    return "".join(
        _AMBIGUOUS.sub(lambda match: "&lt;" if match.group() == "<" else "&amp;", piece.text)
        if piece.kind == "text"
        else piece.text
        for piece in pieces
    )


def xml_pieces(raw: str) -> list[Piece]:
    """``raw`` in pieces, texts not yet compiled, tags in canonical spelling; comments are gone."""
    pieces: list[Piece] = []
    run: list[str] = []  # joined once: a text may consist of a million references
    for match in _XML_PIECE.finditer(raw):
        kind = match.lastgroup
        if kind == "tag":
            _end_run(pieces, run)
            pieces.append(Piece("tag", canonical_tag(match.group())))
        elif kind == "entity":
            _end_run(pieces, run)
            pieces.append(Piece("entity", match.group()))
        elif kind is not None:
            run.append(_character(match.group()) if kind == "char" else _lines(match.group(kind)))
    _end_run(pieces, run)
    return pieces


def _end_run(pieces: list[Piece], run: list[str]) -> None:
    if text := "".join(run):
        pieces.append(Piece("text", text))
    run.clear()


def _character(reference: str) -> str:
    """What ``&lt;`` or ``&#8230;`` stands for; itself when that is no character."""
    body = reference[1:-1]
    if not body.startswith("#"):
        return _PREDEFINED[body]
    point = int(body[2:], 16) if body[1] == "x" else int(body[1:])
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point < 0xE000 else reference


def _lines(text: str) -> str:
    """``text`` with the line ends that an XML parser reports."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _add_tag(pieces: list[Piece], tag: str) -> None:
    """``<b></b>`` and ``<b/>`` are the same."""
    if tag.startswith("</") and pieces and pieces[-1].kind == "tag":
        opening = pieces[-1].text
        if not opening.startswith("</") and not opening.endswith("/>"):
            pieces[-1] = Piece("tag", opening[:-1] + "/>")
            return
    pieces.append(Piece("tag", tag))


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
        value = (
            re.sub(r"[\t\r\n]+", " ", value)
            .replace('"', "&quot;")
            .replace("&apos;", "'")
            .replace("&gt;", ">")
        )
        parts.append(f' {match.group(1)}="{value}"')
    return "".join(parts) + ("/>" if tag.endswith("/>") else ">")


def _compiled(pieces: Sequence[Piece]) -> list[Piece]:
    """Escapes resolved, white space collapsed, quotes removed; the quoting state lasts across elements."""
    result: list[Piece] = []
    resolve = _resolver()
    last = len(pieces) - 1
    for index, (kind, text) in enumerate(pieces):
        if kind == "text":
            text = text.lstrip(_BLANKS) if index == 0 else text
            text = text.rstrip(_BLANKS) if index == last else text
            if text := resolve(text) if _TO_RESOLVE.search(text) else text:
                result.append(Piece("text", text))
        elif kind == "tag":
            _add_tag(result, text)
        else:
            result.append(Piece(kind, text))
    return result


def _resolver() -> Callable[[str], str]:
    """Resolves escapes, white space and quotes of one text after the other; an open quote stays open."""
    quoted = False

    def replace(match: re.Match[str]) -> str:
        nonlocal quoted
        matched = match.group()
        if matched[0] == "\\":
            return _unescaped(match)
        if matched == '"':
            quoted = not quoted
            return ""
        if matched[0] == "<":
            return _BLANK_RUN.sub(" ", matched)
        return matched if quoted else " "

    def resolve(text: str) -> str:
        if "<" not in text:
            return _RULE_IN_QUOTES.sub(replace, text)
        parts: list[str] = []
        position = 0
        while match := (_RULE_IN_QUOTES if quoted else _RULE).search(text, position):
            parts += (text[position : match.start()], replace(match))
            position = match.end()
        return "".join([*parts, text[position:]])

    return resolve


def _unescaped(match: re.Match[str]) -> str:
    code, letter = match.groups()
    if code:
        point = int(code, 16)
        # half of a surrogate pair is no character; aapt2 refuses it
        return match.group() if 0xD800 <= point < 0xE000 else chr(point)
    return _ESCAPES.get(letter, letter) if letter else ""


def value_pieces(value: str) -> list[Piece]:
    """A meaning in pieces; one whose tags do not pair is nothing but text."""
    text = value[1:] if value.startswith("\\") and _LIKE_REFERENCE.fullmatch(value) else value
    if "<" not in text and "&" not in text:
        return [Piece("text", text)] if text else []
    pieces = _split(text, with_tags=True)
    return pieces if _is_balanced(pieces) else _split(text, with_tags=False)


def _split(text: str, *, with_tags: bool) -> list[Piece]:
    pieces: list[Piece] = []
    run: list[str] = []
    position = 0
    for match in _VALUE_PIECE.finditer(text):
        kind = match.lastgroup
        if kind == "tag" and not with_tags:
            continue
        run.append(text[position : match.start()])
        position = match.end()
        if kind == "char":
            run.append(_character(match.group()))
        else:
            _end_run(pieces, run)
            pieces.append(Piece("tag" if kind == "tag" else "entity", match.group()))
    run.append(text[position:])
    _end_run(pieces, run)
    return pieces


def _is_balanced(pieces: Sequence[Piece]) -> bool:
    opened: list[str] = []
    for kind, text in pieces:
        if kind != "tag" or text.endswith("/>"):
            continue
        name = _TAG_NAME.match(text)
        if name is None:
            return False
        if not text.startswith("</"):
            opened.append(name.group(1))
        elif not opened or opened.pop() != name.group(1):
            return False
    return not opened

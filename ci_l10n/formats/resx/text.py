"""The text of a ``<value>``: reading it as an XML parser does, and writing it as the file does."""

import re
from dataclasses import dataclass

from ci_l10n.errors import ContentError, Location

_SPECIAL = re.compile("[&<\r]")
_PIECE = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|(?P<tag><)"
    r"|&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>\w+));",
    re.S,
)
_CDATA = re.compile(r"\s*+(?>(?:<!\[CDATA\[.*?\]\]>)+)\s*+", re.S)
_MARKED = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.S)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_IMPOSSIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TO_ESCAPE = re.compile("[&<>\"'\r]")
_VALUES = re.compile(rb"<value[^>/]*>([^<]*)")
_HIGH_REFERENCE = re.compile(rb"&#(?:x(?!0*[0-7]?[0-9a-fA-F];)|0*(?:12[89]|1[3-9]\d|[2-9]\d\d|\d{4,});)")


def meaning(raw: str) -> str | None:
    """What the XML between the tags says; None when there are elements in it, which .NET does not read."""
    if not _SPECIAL.search(raw):
        return raw
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    position = 0
    for match in _PIECE.finditer(raw):
        parts.append(raw[position : match.start()])
        position = match.end()
        if match["tag"]:
            return None
        parts.append(_decoded(match))
    parts.append(raw[position:])
    return "".join(parts)


def _decoded(match: re.Match[str]) -> str:
    if match["hex"]:
        return chr(int(match["hex"], 16))
    if match["decimal"]:
        return chr(int(match["decimal"]))
    if match["name"]:
        return _NAMED.get(match["name"], match.group())
    return match["cdata"] or ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """The habits of a file."""

    newline: str
    encoding: str
    greater_than: bool = True  # ">" as "&gt;", as Visual Studio writes it
    quotes: bool = False  # quotes as "&quot;"
    apostrophes: bool = False
    numeric: str = ""  # characters beyond ASCII as "&#x{:X};" or "&#{};"


def learn_spelling(text: bytes, newline: bytes, encoding: str) -> Spelling:
    """The habits that the values of ``text`` show."""
    values = b"\n".join(_VALUES.findall(text)) if b"<value" in text else b""
    numeric = ""
    if text.isascii() and (match := _HIGH_REFERENCE.search(values)):
        numeric = "&#x{:X};" if match.group().startswith(b"&#x") else "&#{};"
    return Spelling(
        newline.decode(),
        encoding,
        greater_than=b"&gt;" in values or b">" not in values,
        quotes=b"&quot;" in values and b'"' not in values,
        apostrophes=b"&apos;" in values and b"'" not in values,
        numeric=numeric,
    )


def write(value: str, raw: str, file: Spelling, place: Location) -> str:
    """
    ``value`` as XML, written as ``raw``, the text it replaces, and else as the file does.

    Raises `ContentError` at ``place`` for a character that XML cannot hold.
    """
    if match := _IMPOSSIBLE.search(value):
        raise ContentError(
            f"the translation holds U+{ord(match.group()):04X}, which XML cannot",
            hint="remove this control character from the translation",
            location=place,
        )
    newline = _newline_of(raw) or file.newline
    if raw and _CDATA.fullmatch(raw) and "\r" not in value and _fits(value, file):
        text = value.replace("]]>", "]]]]><![CDATA[>").replace("\n", newline)
        return f"<![CDATA[{text}]]>"
    escaped = _escaped(value, _MARKED.sub("", raw), file)
    return escaped if newline == "\n" else escaped.replace("\n", newline)


def _newline_of(raw: str) -> str:
    """How the lines of ``raw`` end; nothing where it has one line."""
    if "\n" in raw:
        return "\r\n" if "\r\n" in raw else "\n"
    return next((spelled for spelled in ("&#xA;", "&#xa;", "&#10;") if spelled in raw), "")


def _fits(value: str, file: Spelling) -> bool:
    """Whether a CDATA section can hold ``value``, which has no character references."""
    if file.numeric and not value.isascii():
        return False
    try:
        value.encode(file.encoding)
    except UnicodeEncodeError:
        return False
    return True


def _escaped(value: str, raw: str, file: Spelling) -> str:
    def spelled(character: str, escape: str, habit: bool) -> str:
        return escape if (escape in raw or (habit and character not in raw)) else character

    table = {"&": "&amp;", "<": "&lt;", "\r": "&#xD;"}
    table[">"] = spelled(">", "&gt;", file.greater_than)
    table['"'] = spelled('"', "&quot;", file.quotes)
    table["'"] = spelled("'", "&apos;", file.apostrophes)
    escaped = _TO_ESCAPE.sub(lambda match: table[match.group()], value).replace("]]>", "]]&gt;")
    if file.numeric and not escaped.isascii():
        return "".join(c if c < "\x80" else file.numeric.format(ord(c)) for c in escaped)
    return escaped

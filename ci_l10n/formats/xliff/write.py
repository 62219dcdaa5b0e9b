"""Writing a text as XML in the style of the text it replaces, or of the one it translates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ci_l10n.formats.xliff.text import canonical_tag, is_one_segment, value_pieces, written_tag, xml_pieces

_ONLY_CDATA = re.compile(r"\s*+(?>(?:<!\[CDATA\[.*?\]\]>\s*+)+)", re.S)
_HIDDEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", re.S)
_TAG = re.compile(r"<[^\s!?>\"'][^>\"']*+(?>(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*)>")
_SPELLED = re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(apos|quot));")
_NAMED = {"apos": "'", "quot": '"'}
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile("[<>&\r]")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text of the file is written."""

    prefix: str = ""  # of XLIFF's own elements
    cdata: bool = False
    greater_than: str = "&gt;"
    spelled: Mapping[str, str] = field(
        default_factory=dict
    )  # characters that are always written as references
    tags: Mapping[str, str] = field(default_factory=dict)  # canonical tag: as it is spelled
    segment: str = ""  # the start tag of the one segment that all of the text is

    def without_cdata(self) -> "TextStyle":
        """For a text with characters that the file's encoding lacks: CDATA holds no references."""
        return replace(self, cdata=False)

    def within(self, segment: str) -> "TextStyle":
        return replace(self, segment=segment) if segment else self


def style_of(raws: Sequence[str], prefix: str) -> TextStyle:
    """
    The style of ``raws``, the XML of one entry's texts: the first one that shows how something is spelled decides.

    Whether a text is CDATA is decided by the first that is not empty.
    """
    present = [raw for raw in raws if raw.strip()]
    if not any("<" in raw or "&" in raw or ">" in raw for raw in present):
        return TextStyle(prefix)
    greater_than = ""
    spelled: dict[str, str] = {}
    tags: dict[str, str] = {}
    seen = ""
    for raw in present:
        visible = _HIDDEN.sub("", raw)
        for tag in _TAG.findall(visible):
            tags.setdefault(canonical_tag(tag, prefix), tag)
        texts = _TAG.sub("", visible)
        if not greater_than and (">" in texts or "&gt;" in texts):
            greater_than = "&gt;" if "&gt;" in texts else ">"
        seen += texts
        spelled |= {
            c: spelling for c, spelling in _spelled(texts).items() if c not in seen and c not in spelled
        }
    is_cdata = _ONLY_CDATA.fullmatch(present[0]) is not None
    return TextStyle(prefix, is_cdata, greater_than or "&gt;", spelled, tags)


def segment_of(raw: str, prefix: str) -> str:
    """The start tag of ``<mrk mtype="seg">`` where ``raw`` is one segment; else nothing."""
    if "mrk" not in raw or not is_one_segment(xml_pieces(raw, prefix)):
        return ""
    match = _TAG.search(_HIDDEN.sub("", raw))
    if match is None:
        return ""
    tag = match.group()
    return tag[:-2].rstrip() + ">" if tag.endswith("/>") else tag


def write(value: str, style: TextStyle) -> str:
    """
    ``value`` (a meaning, see `ci_l10n.formats.xliff.text`) as XML.

    Raises ValueError, which says why, for what XML cannot hold and for tags that do not pair.
    """
    if match := _ILLEGAL.search(value):
        raise ValueError(f"XML cannot hold the character U+{ord(match.group()):04X}")
    pieces = value_pieces(value)
    if style.cdata and "\r" not in value and not any(piece.is_tag for piece in pieces):
        text = "".join(piece.text for piece in pieces)
        body = f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""
    else:
        body = "".join(
            style.tags.get(piece.text) or written_tag(piece.text, style.prefix)
            if piece.is_tag
            else _escaped(piece.text, style)
            for piece in pieces
        )
    return f"{style.segment}{body}</{style.prefix}mrk>" if style.segment else body


def _spelled(texts: str) -> dict[str, str]:
    """Characters that ``texts`` writes as references."""
    found: dict[str, str] = {}
    for match in _SPELLED.finditer(texts):
        decimal, hexadecimal, name = match.groups()
        character = _NAMED[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))
        if character not in "<>&":
            found.setdefault(character, match.group())
    return found


def _escaped(text: str, style: TextStyle) -> str:
    def escape(match: re.Match[str]) -> str:
        character = match.group()
        if character == ">":
            closes_cdata = text.endswith("]]", 0, match.start())
            return "&gt;" if closes_cdata else style.greater_than
        return {"<": "&lt;", "&": "&amp;", "\r": "&#13;"}[character]

    escaped = _MARKUP.sub(escape, text)
    return (
        escaped.translate({ord(c): spelling for c, spelling in style.spelled.items()})
        if style.spelled
        else escaped
    )

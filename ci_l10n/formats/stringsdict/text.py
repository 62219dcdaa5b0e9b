"""
Texts in XML property lists: what they mean, and how they are written in the style of the text they replace.

The meaning is what an XML parser gives: references and CDATA resolved, each line end a line feed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SPECIAL = re.compile(r"[&<\r]")
_PIECE = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|(?P<tag><)"
    r"|&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<decimal>[0-9]+)|(?P<name>[^;&\s]*));|(?P<bare>&)",
    re.S,
)
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(apos|quot));")
_CDATA = re.compile(r"\s*(?>(?:<!\[CDATA\[.*?\]\]>)+)\s*\Z", re.S)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ALWAYS = {ord("&"): "&amp;", ord("<"): "&lt;", ord("\r"): "&#13;"}
_IMPOSSIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotText(ValueError):
    """An element that should hold text holds something else; the message says what."""


def meaning(raw: str) -> str:
    """
    The text that ``raw``, the XML between two tags, means; raises `NotText`.

    >>> meaning("a &amp; b&#x21;<![CDATA[<c>]]>")
    'a & b!<c>'
    """
    if not _SPECIAL.search(raw):
        return raw
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _PIECE.sub(_resolved, raw)


def _resolved(match: re.Match[str]) -> str:
    if match["name"] is not None:
        if match["name"] not in _NAMED:
            raise NotText(f"the entity {match.group()}, which is not declared")
        return _NAMED[match["name"]]
    if match["hex"] or match["decimal"]:
        return chr(int(match["hex"] or match["decimal"], 16 if match["hex"] else 10))
    if match["tag"]:
        raise NotText("another element")
    return match["cdata"] or match["bare"] or ""


def impossible(text: str) -> str:
    """The first character of ``text`` that no XML file can hold; empty when there is none."""
    match = _IMPOSSIBLE.search(text)
    return match.group() if match else ""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text is written."""

    cdata: bool
    greater_than: bool | None  # ">" as "&gt;"; None: there was none to learn from
    spelled: Mapping[str, str]  # characters that are written as references

    def over(self, other: "TextStyle") -> "TextStyle":
        """This one, completed by ``other``; `cdata` is a matter of each text."""
        greater = other.greater_than if self.greater_than is None else self.greater_than
        return TextStyle(self.cdata, greater, {**other.spelled, **self.spelled})


def style_of(raw: str) -> TextStyle:
    """The style of ``raw``, XML between two tags."""
    if "<" in raw and _CDATA.match(raw):
        return TextStyle(True, None, {})
    greater = "&gt;" in raw if ">" in raw or "&gt;" in raw else None
    spelled: dict[str, str] = {}
    for match in _REFERENCE.finditer(raw) if "&" in raw else ():
        number, name = match[1] or match[2], match[3]
        code = int(number, 16 if match[1] else 10) if number else 0
        character = _NAMED[name] if name else chr(code) if 0x20 < code < 0x110000 else ""
        if character and character not in raw and character not in "&<>":
            spelled.setdefault(character, match.group())
    return TextStyle(False, greater, spelled)


def write(text: str, style: TextStyle, newline: str) -> str:
    """``text`` as XML; it holds nothing `impossible`."""
    if style.cdata and "\r" not in text:
        return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>").replace("\n", newline) + "]]>"
    table = {**_ALWAYS, **{ord(character): spelling for character, spelling in style.spelled.items()}}
    if style.greater_than is not False:
        table[ord(">")] = "&gt;"
    table[ord("\n")] = newline
    return text.replace("]]>", "]]\ufffe").translate(table).replace("\ufffe", "&gt;")

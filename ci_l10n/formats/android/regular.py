"""
The quick way to read Android resources, for files in which most entries are ``<string name="key">text</string>``.

expat says, without a word of Python in between, whether the file is well-formed. Then one regular expression goes from
child to child: in well-formed XML without a DTD a "<" begins a tag, a comment, a CDATA section or a processing
instruction, wherever it stands, so that the end of a child can be found without knowing what is in it. Entries that
are more than a name and a text are handed to `xml_scan`, all at once. The result is that of `layout.read_layout`,
which reads whatever does not fit here.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ci_l10n.errors import ContentError
from ci_l10n.formats.android.children import Children
from ci_l10n.formats.android.layout import Layout, is_item, key_of, make_layout
from ci_l10n.formats.xml_scan import Document, Element, scan, scan_parts

_BLANKS = rb"[ \t\r\n]*+"
_GAP = rb"(?>(?:<!--.*?-->[ \t\r\n]*+){0,1000})"
_ATTRIBUTES = rb"""[^>"']*+(?>(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+){0,100})>"""
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->){0,100})(<resources(?=[\s>])"
    + _ATTRIBUTES
    + rb")(?<!/>)",
    re.S,
)
SAYS_SOMETHING = rb"""(?:(?:<!\[CDATA\[)?[^\s<&@?"\\\]]|<[A-Za-z]|<!\[CDATA\[<)"""
"""How a text begins that is neither empty nor a reference to another resource, whatever comes then."""


def _content(name: bytes, most: int) -> bytes:
    """Up to the end tag of the element ``name``, in which no other of that name begins."""
    inside = rb"(?!/?" + name + rb"[\s/>]|[!?])|!--.*?-->|!\[CDATA\[.*?\]\]>"
    return rb"[^<]*+(?>(?:<(?:%s)[^<]*+){0,%d})</%s[ \t\r\n]*+>" % (inside, most, name)


_CHILD = re.compile(
    _BLANKS
    + _GAP
    + rb'(?:<string name="([^\s"&<>]++)">(?='
    + SAYS_SOMETHING
    + rb")"
    # few tags are not nested too deeply; others are counted by `scan_parts`
    + _content(rb"string", 100)
    + rb"|(<)(?P<name>[^\s/>!?]++)"
    + _ATTRIBUTES
    + rb"(?:(?<=/>)|"
    + _content(rb"(?P=name)", 10_000)
    + rb")|(</)|)",
    re.S,
)
_BEFORE_NAME = len(b'<string name="')


def read_regular(data: bytes, path: str) -> Layout | None:
    """The layout of a file without oddities of XML; None for any other, and where there is an error to tell."""
    if b"<!DOCTYPE" in data or data.count(b"\r") != data.count(b"\r\n") or not (head := _HEAD.match(data)):
        return None
    try:
        document = scan(data, path, depth=0)
        if document.text is not data:
            return None
        root = scan(data[: head.end()] + b"</resources>", path, depth=1).elements[0]
        found = _find(data, root.inner)
        if found is None:
            return None
        inner_end = found.inner_end
        root = root._replace(inner_end=inner_end, end=data.index(b">", inner_end) + 1)
        return _layout(replace(document, elements=(root,)), found)
    except ContentError:
        return None


class _Found(NamedTuple):
    """The children as they lie in the text; a key is empty where `xml_scan` has to say it."""

    keys: list[str]
    starts: "array[int]"
    ends: "array[int]"
    odd: list[int]
    inner_end: int  # of the root


def _find(text: bytes, position: int) -> _Found | None:
    keys: list[str] = []
    starts, ends = array("Q"), array("Q")
    odd: list[int] = []
    for match in _CHILD.finditer(text, position):
        if key := match[1]:
            keys.append(key.decode())
            starts.append(match.start(1) - _BEFORE_NAME)
        elif match[2]:
            odd.append(len(keys))
            keys.append("")
            starts.append(match.start(2))
        else:
            return _Found(keys, starts, ends, odd, match.start(4)) if match[4] else None
        ends.append(match.end())
    return None


def _layout(document: Document, found: _Found) -> Layout:
    keys, starts, ends, odd, _ = found
    children: dict[int, Element] = {}
    items: dict[int, Sequence[Element]] = {}
    parts = scan_parts(document, [(starts[index], ends[index]) for index in odd], depth=3)
    for index, (child, *inside) in zip(odd, parts, strict=True):
        children[index] = child
        keys[index] = key_of(child)
        if own := [element for element in inside if is_item(element, (child,))]:
            items[index] = own
    names = tuple(keys)
    return make_layout(document, Children(document.text, names, starts, ends, children), keys, items, odd)

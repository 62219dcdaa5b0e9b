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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple, overload

from ci_l10n.errors import ContentError
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
_new = tuple.__new__  # half the time of calling the class
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


class Children(Sequence[Element]):
    """The children of ``<resources>``, made when they are asked for, but for those that are known already."""

    __slots__ = ("_ends", "_keys", "_known", "_lines", "_starts", "_text")

    def __init__(
        self,
        text: bytes,
        keys: Sequence[str],
        starts: "array[int]",
        ends: "array[int]",
        known: Mapping[int, Element],
    ) -> None:
        self._text, self._keys, self._starts, self._ends, self._known = text, keys, starts, ends, known
        self._lines: array[int] = array("Q")

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, index: int) -> Element: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Element]: ...
    def __getitem__(self, index: int | slice) -> Element | Sequence[Element]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        if index < 0:
            index += len(self)
        if (known := self._known.get(index)) is not None:
            return known
        text, key, start, end = self._text, self._keys[index], self._starts[index], self._ends[index]
        line = (self._lines or self._count_lines())[index]
        inner, inner_end = text.index(b">", start) + 1, text.rindex(b"<", start, end)
        return _new(Element, ("string", {"name": key}, 0, 2, line, start, inner, inner_end, end))

    def _count_lines(self) -> "array[int]":
        text, starts = self._text, self._starts
        first = text.count(b"\n", 0, starts[0]) + 1
        counts = (text.count(b"\n", above, start) for above, start in pairwise(starts))
        self._lines = array("Q", accumulate(counts, initial=first))
        return self._lines

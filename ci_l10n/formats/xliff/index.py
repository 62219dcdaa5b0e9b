"""
Finding the units of an XLIFF file fast.

The file is well-formed (`xml_scan.scan`), so regular expressions can tell its parts. A unit whose elements come in the
usual order is matched in one go; any other one is parsed on its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.xliff.text import attribute_value, meaning
from ci_l10n.formats.xml_scan import MAX_DEPTH, Document, Element, collector_paused, scan

_ATTRIBUTES = rb"""[^<>"']*+(?>(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*)"""
_ATTRIBUTE = re.compile(rb"""([^\s=/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_ONE_BY_ONE = 500  # units to parse alone, which takes ten times as long for one
_USUAL_ID = re.compile(rb'\s+id="([^"&\t\r\n]*+)"')
_APPLE = re.compile(
    r"\.lproj/|\.(?:strings|stringsdict|xcstrings|storyboard|xib|intentdefinition|intents|plist)\Z"
)

OPEN_STATES = frozenset(
    (
        "new",
        "needs-translation",
        "needs-adaptation",
        "needs-l10n",
        "needs-review-translation",
        "needs-review-adaptation",
        "needs-review-l10n",
    )
)
"""Values of a target's `state` that say "not finished" (XLIFF 1.2, 2.3 attribute `state`)."""


class Entry(NamedTuple):
    """A ``<trans-unit>``; offsets count bytes of `Document.text`."""

    key: str  # empty without an id
    start: int
    end: int
    line: int  # from 1
    is_aside: bool  # translate="no", its own or that of a group
    speaks_source: bool  # the file's targets are in the language of its sources


class Texts(NamedTuple):
    """What is in a unit, in XML; None where there is no such element."""

    attributes: bytes  # of the unit
    source: bytes | None
    segmented: bytes | None  # <seg-source>
    target: bytes | None
    target_tag: bytes
    rest: bytes  # what follows, notes for one


class Parts(NamedTuple):
    """The elements of a unit."""

    unit: Element
    source: Element | None = None
    segmented: Element | None = None
    target: Element | None = None
    children: tuple[Element, ...] = ()  # all of them


class Reader:
    """One pass over the units; `files` is complete when all of them have been read."""

    def __init__(self, document: Document, prefix: str) -> None:
        self.document = document
        self.prefix = prefix
        self.units = Units(document, prefix)
        self.files: dict[int, str] = {}  # by offset of each <file>: what its keys begin with
        self._main: str | None = None  # `original` of the file whose keys are plain ids
        self._file_key = ""
        self._speaks_source = False
        self._closed: list[bool] = []  # of each open element: whether units in it are not for translators

    def __iter__(self) -> Iterator[tuple[Entry, Texts]]:
        text, closed = self.document.text, self._closed
        line, counted = 1, 0
        count, newline = text.count, b"\n" if b"\n" in text else b"\r"
        new, usual_id = tuple.__new__, _USUAL_ID.match  # `new` takes half the time of calling the class
        irregular = re.compile(
            rb"<%s(?:source|seg-source|target)[\s/>]" % re.escape(self.prefix.encode())
        ).search
        for match in _token(self.prefix).finditer(text):
            kind = match.lastgroup
            if kind == "tail" or kind == "other":
                start, end = match.span()
                line += count(newline, counted, start)
                counted = start
                attributes, source, segmented, target_tag, target, rest = match.group(1, 2, 3, 4, 5, 6)
                if kind == "other" or irregular(rest) or count(b"<", start, end) > MAX_DEPTH:
                    texts = self._parsed(start, end, line)
                    attributes = texts[0]
                else:
                    if target is None and target_tag:
                        target = b""
                    texts = new(Texts, (attributes, source, segmented, target, target_tag or b"", rest))
                is_aside = closed[-1] if closed else False
                usual = usual_id(attributes)
                if usual and b"translate" not in attributes:
                    key = usual[1].decode()
                else:
                    found = attributes_of(attributes)
                    key = found.get("id", "")
                    is_aside = found.get("translate", "no" if is_aside else "") == "no"
                if key and self._file_key:
                    key = self._file_key + key
                yield new(Entry, (key, start, end, line, is_aside, self._speaks_source)), texts
            elif kind == "closed":
                closed.pop()
            elif kind == "rest":
                self._open(match["opened"].decode(), match["rest"], match.start())

    def _open(self, name: str, rest: bytes, start: int) -> None:
        closed = self._closed
        if name == self.prefix + "file":
            attributes = attributes_of(rest)
            self._file_key = self.files[start] = self._key_of(attributes.get("original", ""))
            self._speaks_source = _speaks_source(attributes)
        if rest.endswith(b"/"):
            return
        is_closed = bool(closed) and closed[-1]
        if name == self.prefix + "group" and b"translate" in rest:
            is_closed = attributes_of(rest).get("translate", "no" if is_closed else "") == "no"
        closed.append(is_closed)
        if len(closed) > MAX_DEPTH:
            scan(self.document.data, self.document.path)  # refuses the file

    def _key_of(self, original: str) -> str:
        """
        What the keys of a ``<file>`` begin with: nothing in the first one, ``original#`` in those of other originals.

        Xcode writes one file for every resource of an app, in alphabetical order, and the same ids in several of
        them. Its keys are always ``original#id``, so that a resource that comes or goes renames no others.
        """
        if _APPLE.search(original):
            return f"{original}#"
        if self._main is None:
            self._main = original
        return "" if original == self._main else f"{original}#"

    def _parsed(self, start: int, end: int, line: int) -> Texts:
        text = self.document.text
        unit, *named, children = self.units.parts(start, end, line)
        source, segmented, target = (text[e.inner : e.inner_end] if e else None for e in named)
        target_tag = text[named[2].start : named[2].inner] if named[2] else b""
        name = f"{self.prefix}note"
        rest = b"".join(text[child.start : child.end] for child in children if child.name == name)
        attributes = text[start + 1 + len(unit.name.encode()) : unit.inner]
        return Texts(attributes, source, segmented, target, target_tag, rest)


def source_text(prefix: str, source: bytes | None, segmented: bytes | None) -> str:
    """
    The meaning of ``<source>``.

    It is that of ``<seg-source>`` when it has several segments, for these are in the targets as well.
    """
    if segmented is not None and "<mrk " in (text := meaning(segmented.decode(), prefix)):
        return text
    return meaning(source.decode(), prefix) if source else ""


def source_value(prefix: str, source: bytes | None, segmented: bytes | None, own: bytes | None) -> str:
    """
    The text to translate: what people read in the file's own language, if it says that, else its ``<source>``.

    Symfony keeps English texts in the targets of an English file (``own``), whose sources may be mere keys.
    """
    return (meaning(own.decode(), prefix) if own else "") or source_text(prefix, source, segmented)


def says_open(target_tag: bytes) -> bool:
    """Whether the state of a ``<target>`` says that it is no finished translation."""
    return b"state" in target_tag and attributes_of(target_tag).get("state", "").lower() in OPEN_STATES


class Units:
    """The elements of units: parsed one by one, and with all of the file once many have been asked for."""

    def __init__(self, document: Document, prefix: str) -> None:
        self.document = document
        self.prefix = prefix
        self._asked = 0

    @cached_property
    def elements(self) -> Sequence[Element]:
        """All elements of the file, which takes its time."""
        with collector_paused():
            return scan(self.document.data, self.document.path).elements

    @cached_property
    def index_at(self) -> Mapping[int, int]:
        """Indexes of the elements by where they start."""
        return {element[5]: index for index, element in enumerate(self.elements)}

    def parts(self, start: int, end: int, line: int) -> Parts:
        """The elements of the unit from ``start`` to ``end``."""
        self._asked += 1
        if self._asked > _ONE_BY_ONE:
            unit = self.index_at[start]
            elements, index = self.elements, unit + 1
            children = []
            while index < len(elements) and elements[index][5] < end:
                if elements[index][2] == unit:
                    children.append(elements[index])
                index += 1
            return self._parts(elements[unit], children)
        first, *others = self._parsed(start, end, line)
        return self._parts(first, [element for element in others if element.parent == 0])

    def _parsed(self, start: int, end: int, line: int) -> Iterator[Element]:
        document = self.document
        try:
            elements = scan(document.text[start:end], document.path).elements
        except ContentError as error:
            place = error.location or Location(document.path, 1)
            location = place._replace(line=place.line + line - 1)
            raise ContentError(error.message, hint=error.hint, location=location) from None
        return (_moved(element, start, line - 1) for element in elements)

    def _parts(self, unit: Element, children: Sequence[Element]) -> Parts:
        found: dict[str, Element] = {}
        for element in children:
            found.setdefault(element.name.removeprefix(self.prefix), element)
        source, segmented, target = map(found.get, ("source", "seg-source", "target"))
        return Parts(unit, source, segmented, target, tuple(children))


def _moved(element: Element, by: int, lines: int) -> Element:
    name, attributes, parent, depth, line, start, inner, inner_end, end = element
    return Element(
        name, attributes, parent, depth, line + lines, start + by, inner + by, inner_end + by, end + by
    )


def attributes_of(tag: bytes) -> dict[str, str]:
    """The attributes in what follows the name in a start tag."""
    return {
        name.decode(): attribute_value((double or single).decode())
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _speaks_source(attributes: Mapping[str, str]) -> bool:
    """Whether the targets of a file are in the language of its sources, as far as the file says."""
    source, target = (_language(attributes.get(f"{side}-language", "")) for side in ("source", "target"))
    return not target or source == target


def _language(tag: str) -> str:
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


@cache
def _token(prefix: str) -> re.Pattern[bytes]:
    """
    Everything the reader stops at, outside of comments.

    Groups 1 to 6 are those of a unit in the usual order, ``tail`` being the last one that takes part.
    """

    def name(local: str) -> bytes:
        return re.escape(prefix + local).encode()

    def start(local: str) -> bytes:
        return b"<" + name(local) + rb"(?=[\s/>])" + _ATTRIBUTES

    def content(local: str, comments: bytes = b"") -> bytes:
        other = rb"!\[CDATA\[.*?\]\]>|" + comments + rb"(?!/" + name(local) + rb"[\s>]|!)"
        return rb"[^<]*+(?>(?:<(?:" + other + rb")[^<]*+)*)"

    def element(local: str, group: bytes) -> bytes:
        inner = rb"(?P<" + group + b">" + content(local) + b")</" + name(local) + rb"\s*+>"
        return rb"(?:(?<=/)>|>" + inner + b")"

    close = b"</" + name("trans-unit") + rb"\s*+>"
    usual = (
        b"<" + name("trans-unit") + rb"(?P<attributes>(?=\s)" + _ATTRIBUTES + rb")(?<!/)>\s*+"
        + start("source") + element("source", b"source") + rb"\s*+"
        + b"(?:" + start("seg-source") + element("seg-source", b"segmented") + rb"\s*+)?"
        + b"(?:(?P<target_tag>" + start("target") + b")" + element("target", b"target") + b")?"
        + b"(?P<tail>" + content("trans-unit") + b")" + close
    )  # fmt: skip
    other = start("trans-unit") + b"(?:(?<=/)>|>" + content("trans-unit", rb"!--.*?-->|") + close + b")"
    return re.compile(
        rb"<(?:!--.*?--|!\[CDATA\[.*?\]\]|\?.*?\?)>"
        rb"|" + usual + b"|(?P<other>" + other + b")"
        rb"|</(?P<closed>[^\s>]++)\s*+>"
        rb"|<(?P<opened>[^\s/>!?]++)(?P<rest>" + _ATTRIBUTES + b")>",
        re.S,
    )

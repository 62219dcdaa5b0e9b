"""
Where the elements of an XML file are, to the byte, for every format that lives in XML.

expat checks that the file is well-formed and says where each tag begins (`CurrentByteIndex`); nothing is ever
expanded: no entity reaches a text, a DTD with anything outside of the file is refused.
"""

import codecs
import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.parsers import expat

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.spans import Edit

MAX_DEPTH = 200

_TAG = re.compile(rb"""<[^>"']*+(?>(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*)>""")
_DECLARED = re.compile(rb"""\A<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASCII = "<?xml \\u0041 +AGE-"  # what every encoding in use for XML leaves as it is
_STATEFUL = ("iso2022", "hz", "idna", "punycode")  # the same text may have other bytes in another place
_SLASH = ord("/")
_ERRORS = expat.errors.codes
_TRUNCATED = {
    _ERRORS[expat.errors.XML_ERROR_NO_ELEMENTS],
    _ERRORS[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    _ERRORS[expat.errors.XML_ERROR_PARTIAL_CHAR],
    _ERRORS[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}
_UNDEFINED = _ERRORS[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_ENTITY = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos);|#)[^;&<\s]{1,60};")


class Element(NamedTuple):
    """
    One element; offsets count bytes of `Document.text`.

    ``inner`` to ``inner_end`` is what stands between the tags; for ``<a/>`` both are equal to ``end``.
    """

    name: str  # as written, with its prefix
    attributes: Mapping[str, str]
    parent: int  # index in `Document.elements`, -1 for the root
    depth: int  # 1 for the root
    line: int  # from 1
    start: int
    inner: int
    inner_end: int
    end: int

    @property
    def is_empty_tag(self) -> bool:
        return self.inner == self.end


@dataclass(frozen=True, slots=True)
class Document:
    """An XML file and its elements in document order; `elements[0]` is the root."""

    data: bytes
    text: bytes  # the file in UTF-8: `data` itself unless the file has another encoding
    encoding: str
    bom: bytes
    elements: Sequence[Element]
    entities: frozenset[str]  # declared in the file's own DTD
    path: str = ""

    @property
    def newline(self) -> bytes:
        return b"\r\n" if b"\r\n" in self.text else b"\n"

    def in_file(self, edits: Iterable[Edit]) -> list[Edit]:
        """
        ``edits`` of `text` as edits of `data`.

        A character that the file's encoding lacks is written as a character reference.
        """
        if self.text is self.data:
            return list(edits)
        moved = []
        position, offset = 0, len(self.bom)
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            offset += self._size(position, edit.start)
            size = self._size(edit.start, edit.end)
            new = edit.new.decode("utf-8").encode(self.encoding, "xmlcharrefreplace")
            moved.append(Edit(offset, offset + size, new))
            position, offset = edit.end, offset + size
        return moved

    def _size(self, start: int, end: int) -> int:
        return len(self.text[start:end].decode("utf-8").encode(self.encoding))


def scan(
    data: bytes,
    path: str,
    *,
    depth: int = MAX_DEPTH,
    internal_dtd: bool = False,
    foreign_doctype: bool = False,
) -> Document:
    """
    Index the elements of ``data`` down to ``depth`` (1 is the root alone; 0: no elements, and no limit to nesting).

    ``internal_dtd`` allows a DTD that declares entities in the file itself; they are listed, never expanded in texts.
    ``foreign_doctype`` allows a DOCTYPE that names a DTD elsewhere and declares nothing itself; it is never loaded.
    Raises `ContentError` with line and column when ``data`` is not well-formed, nested deeper than `MAX_DEPTH`, or
    not in the encoding it says.
    """
    text, encoding, bom = _decode(data, path)
    run = _Run(text, path, depth, internal_dtd, foreign_doctype)
    try:
        run.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _not_well_formed(error, text, path, run.parser.ErrorByteIndex) from error
    return Document(data, text, encoding, bom, run.elements, frozenset(run.entities), path)


def scan_parts(document: Document, parts: Sequence[tuple[int, int]], *, depth: int) -> list[list[Element]]:
    """
    The elements in each of ``parts`` (from, to), in order, of a document that is known to be well-formed.

    A part holds whole children of the root. Their elements are what `scan` finds there, but that ``parent`` counts
    the elements of the part alone from 1; 0 is the root.
    """
    text = document.text
    joined = b"".join([b"<r>", *(text[start:end] for start, end in parts), b"</r>"])
    run = _Run(joined, document.path, depth, False, False)
    try:
        run.parser.Parse(joined, True)
    except expat.ExpatError as error:
        raise _not_well_formed(error, joined, document.path, run.parser.ErrorByteIndex) from error
    found: list[list[Element]] = []
    elements, index = run.elements, 1
    floor, line = 0, 0  # of the text: how far its lines are counted
    position, above = len(b"<r>"), 0  # of what is joined
    for start, end in parts:
        line += text.count(b"\n", floor, start)
        floor, first = start, index
        forward, down, until = start - position, line - above, position + end - start
        while index < len(elements) and elements[index].start < until:
            index += 1
        found.append([_moved(element, forward, down, first - 1) for element in elements[first:index]])
        above += joined.count(b"\n", position, until)
        position = until
    return found


def _moved(element: Element, forward: int, down: int, before: int) -> Element:
    name, attributes, parent, depth, line, start, inner, inner_end, end = element
    return Element(
        name,
        attributes,
        max(parent - before, 0),
        depth,
        line + down,
        start + forward,
        inner + forward,
        inner_end + forward,
        end + forward,
    )


@contextmanager
def collector_paused() -> Iterator[None]:
    """
    No garbage collection meanwhile.

    Reading a large file makes some 100,000 tuples that all stay; looking through them again and again for garbage
    takes a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Run:
    """One pass of expat; the handlers do as little as they can, for files of 100,000 entries."""

    def __init__(self, text: bytes, path: str, depth: int, internal_dtd: bool, foreign_doctype: bool) -> None:
        self.path = path
        self.foreign_doctype = foreign_doctype
        self.internal_dtd = internal_dtd
        self.entities: set[str] = set()
        self.elements: list[Element] = []
        self.parser = expat.ParserCreate(
            "utf-8"
        )  # overrides what the declaration says: the text is UTF-8 by now
        if depth:
            handlers = self._element_handlers(text, depth)
            self.parser.StartElementHandler, self.parser.EndElementHandler = handlers
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity

    def _element_handlers(self, text: bytes, deepest: int) -> tuple[Any, Any]:
        parser, elements = self.parser, self.elements
        opened: list[tuple[int, int, int, Mapping[str, str]]] = []
        new = tuple.__new__  # half the time of calling the class
        level = 0

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal level
            level += 1
            if level <= deepest:
                opened.append((len(elements), parser.CurrentByteIndex, parser.CurrentLineNumber, attributes))
                elements.append(None)  # type: ignore[arg-type]  # its place; filled in when it ends
            elif level > MAX_DEPTH:
                raise self._refusal(
                    f"elements are nested deeper than {MAX_DEPTH} levels",
                    "such a file is broken or hostile; no localization file needs this",
                )

        def end(name: str) -> None:
            nonlocal level
            if level <= deepest:
                index, begin, line, attributes = opened.pop()
                inner = text.index(b">", begin) + 1
                for value in attributes.values():
                    if ">" in value:
                        inner = _end_of_tag(text, begin)
                        break
                inner_end = after = inner
                if text[inner - 2] != _SLASH:
                    inner_end = parser.CurrentByteIndex
                    after = text.index(b">", inner_end) + 1
                parent = opened[-1][0] if opened else -1
                fields = (name, attributes, parent, level, line, begin, inner, inner_end, after)
                elements[index] = new(Element, fields)
            level -= 1

        return start, end

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if self.foreign_doctype and not internal:
            return
        if system or public:
            raise self._refusal(
                f"the DOCTYPE points to a file outside ({system or public})",
                "remove the DOCTYPE; nothing is ever loaded from elsewhere",
            )
        if not self.internal_dtd:
            raise self._refusal(
                "a DOCTYPE is not allowed here", "remove the DOCTYPE and write its entities out"
            )
        self.parser.DefaultHandler = _ignore  # with one set, expat leaves entities in texts unexpanded

    def _entity(
        self,
        name: str,
        is_parameter: int,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        if system or public or is_parameter:
            what = "a parameter entity" if is_parameter else "an external entity"
            raise self._refusal(
                f"{name!r} is {what}", "declare the text itself; nothing is ever loaded or expanded"
            )
        self.entities.add(name)

    def _refusal(self, message: str, hint: str) -> ContentError:
        place = Location(self.path, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        return ContentError(message, hint=hint, location=place)


def _end_of_tag(text: bytes, begin: int) -> int:
    """Behind the start tag at ``begin``, whose attributes may hold a ">"."""
    match = _TAG.match(text, begin)
    return match.end() if match else begin


def _ignore(data: str) -> None:
    pass


def _decode(data: bytes, path: str) -> tuple[bytes, str, bytes]:
    """(``data`` in UTF-8, its encoding, its byte order mark); UTF-8 stays the same object, mark included."""
    bom, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    if not encoding:
        encoding = _declared_encoding(data, path)
    if encoding == "utf-8":
        return data, encoding, b""
    try:
        return data[len(bom) :].decode(encoding).encode("utf-8"), encoding, bom
    except UnicodeError as error:
        raise ContentError(
            f"the file is not {encoding}, which it says it is: {error}",
            hint="save it as UTF-8, or correct the encoding in its first line",
            location=Location(path, 1),
        ) from error


def _declared_encoding(data: bytes, path: str) -> str:
    if data[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    match = _DECLARED.match(data[:256])
    declared = match.group(1).decode("ascii") if match else "utf-8"
    name = _codec(declared)
    if not name:
        raise ContentError(
            f"unknown encoding {declared!r}",
            hint='save the file as UTF-8 and write encoding="utf-8" in its first line',
            location=Location(path, 1),
        )
    # A file that is read as single bytes cannot say it is UTF-16: it has no mark and no zero bytes.
    return "utf-8" if name in ("ascii", "utf-8-sig") or name.startswith(("utf-16", "utf-32")) else name


def _codec(declared: str) -> str:
    """The codec of the encoding ``declared``, nothing when there is none that text of XML can be in."""
    try:
        name = codecs.lookup(declared).name
        if name.startswith(("utf-16", "utf-32")):
            return name
        keeps_ascii = _ASCII.encode("ascii").decode(name) == _ASCII
    except (LookupError, UnicodeError):
        return ""
    return name if keeps_ascii and not name.startswith(_STATEFUL) else ""


def _not_well_formed(error: expat.ExpatError, text: bytes, path: str, position: int) -> ContentError:
    place = Location(path, error.lineno, error.offset + 1)
    message = expat.ErrorString(error.code) or "not XML"
    hint = "open it in an editor that checks XML and repair this place"
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = text.count(b"\n", 0, broken.start) + 1
        if line <= error.lineno:
            column = broken.start - text.rfind(b"\n", 0, broken.start)
            return ContentError(
                f"not valid UTF-8: byte 0x{text[broken.start]:02x}",
                hint="save the file as UTF-8, or name its encoding in the first line",
                location=Location(path, line, column),
            )
    if not text.strip():
        message, hint = "the file is empty", "is this the right file?"
    elif error.code == _UNDEFINED and (entity := _ENTITY.search(text, position)):
        message = f"the entity {entity.group().decode('utf-8', 'replace')} is not declared"
        hint = "XML itself knows &amp; &lt; &gt; &quot; and &apos; alone: write the character, or declare the entity"
    elif error.code in _TRUNCATED:
        message = f"the file ends too early ({message})"
        hint = "was it cut off when it was downloaded or merged? take it from its origin again"
    elif not text.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        message, hint = "this is not XML", "is this the right file, and the right format for it?"
    return ContentError(f"not well-formed XML: {message}", hint=hint, location=place)

"""
Apple's ``.strings`` files: old-style property lists of texts, in UTF-8 or UTF-16.

What is in a file is what CoreFoundation reads, see `scan` and `text`. Encoding and byte order mark stay as they are.
A file that is an XML property list is read and edited as ``.stringsdict`` files are.
"""

import re
from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.forms import instead
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.ios.edit import Editor
from ci_l10n.formats.ios.layout import Document
from ci_l10n.formats.ios.scan import WIDTH, scan
from ci_l10n.formats.ios.text import decode
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.stringsdict.format import FORMAT as PLIST
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Finding, Unit, Value

ABOUT = About(
    files="`.strings`, UTF-8 or UTF-16; also as XML property lists",
    key="the key",
    sets="none; `key##{one}` of Smartling are keys like others",
    comment="the comments directly above it, and one behind it on its line",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as CoreFoundation does",
)


_XML = re.compile(r"\s*<(?:\?xml|!|plist\b|dict\b)")
_HEAD = 1000


class Ios:
    """See the module's text."""

    name = "ios"
    syntaxes: tuple[str, ...] = ("printf", "icu", "brace", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        if data.startswith(b"bplist"):
            raise ContentError(
                "this is a binary property list, in which nothing can be changed byte by byte",
                hint="keep the text in the repository; `plutil -convert xml1 FILE` makes one of it",
                location=Location(reading.path, 1),
            )
        if _is_xml(data):
            return PLIST.parse(data, reading)
        text, encoding, offset = decode(data, reading.path)
        with collector_paused():
            catalog = _parse(data, text, encoding, offset, reading.path)
        return with_directives(catalog, find_directives(text, "//"), is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        if isinstance(target.layout, Document) != isinstance(source.layout, Document):
            raise ContentError(
                "one of source and target is an XML property list, the other is not",
                hint="make both alike: `plutil -convert xml1 FILE` makes XML",
                location=Location(reading.path),
            )
        if not isinstance(target.layout, Document):
            return PLIST.edits(target, changes, source, reading)
        text = source.layout.text
        return Editor(target, source, reading.path, lambda comment: comment in text).edits(changes)

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        if not isinstance(source.layout, Document):
            return PLIST.skeleton(source, values, untranslated, reading)
        changes = [
            Change(key, values.get(key, instead(unit.value, untranslated)))
            for key, unit in source.units.items()
        ]
        document: Document = source.layout
        hidden = [index for indexes in document.shadowed.values() for index in indexes]
        editor = Editor(source, source, reading.path, lambda comment: True)
        return apply_edits(source.data, editor.edits(changes, gone=hidden))


def _is_xml(data: bytes) -> bool:
    head = data[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:2]:
        head = head.replace(b"\0", b"")[2 if head[0] > 0x7F else 0 :]
    return _XML.match(head.decode("utf-8", "ignore").removeprefix("\ufeff")) is not None


def _parse(data: bytes, text: str, encoding: str, offset: int, path: str) -> Catalog:
    keys, values, places, begin, end = scan(text, path)
    units: dict[str, Unit] = {}
    shadowed: dict[str, list[int]] = {}
    findings: list[Finding] = []
    new = tuple.__new__  # half the time of calling the class
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    count, counted, line = text.count, 0, 1
    for index, (key, start) in enumerate(zip(keys, places[::WIDTH], strict=True)):
        line += count(newline, counted, start)
        counted = start
        if key in units:
            earlier = units.pop(key)  # what is left stands where the last one does
            shadowed.setdefault(key, []).append(earlier.place)
            findings.append(_duplicate(earlier, line, path))
        units[key] = new(Unit, (key, values[index], line, index, False, (), ""))
    document = Document(text, encoding, offset, places, keys, begin, end, shadowed)
    return Catalog(data, units, tuple(findings), document)


def _duplicate(earlier: Unit, line: int, path: str) -> Finding:
    return Finding(
        "warning",
        "duplicate-key",
        f"{earlier.key!r} occurs again in line {line}; apps read the last one",
        "delete the one that is not meant",
        Location(path, earlier.line, key=earlier.key),
    )


FORMAT = Ios()

"""
XLIFF 1.2 (and 1.1), as a product's own format and as what a translation platform exports.

The meaning of a text is described in `ci_l10n.formats.xliff.text`. Keys are the ids of the units:

- ``id`` in the first ``<file>``, ``original#id`` in files with another ``original``;
- always ``original#id`` where ``original`` names a resource of an Apple project, as Xcode exports it;
- never ``resname`` or the source text: Symfony looks translations up by these, but they differ between the locales
  of one and the same unit (a resname is added by tools, a source is corrected), and need not be unique.

In a source file the text is the ``<source>``, or the ``<target>`` where that is of the same language (Symfony's English
files). In a target file a unit without ``<target>`` is not there; one whose ``state`` is not finished needs review.

Where a translation is written whose ``<source>`` is another one in the target file than in the source file, the
``<source>`` is brought along: it belongs to the translation. A unit of a new file that has no translation keeps its
place without ``<target>``, as Xcode and Angular want it, unless its ``<source>`` is a mere key: then it is left out.

``translate="no"`` sets a unit or group aside. ``<alt-trans>`` is ignored, ``approved`` never changed.
"""

import re
from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xliff.blocks import language_edits, renewed
from ci_l10n.formats.xliff.editor import Editor, text_of
from ci_l10n.formats.xliff.index import Entry, Reader, attributes_of, says_open, source_value
from ci_l10n.formats.xliff.layout import Layout
from ci_l10n.formats.xliff.text import meaning
from ci_l10n.formats.xml_scan import Document, collector_paused, scan
from ci_l10n.model import Catalog, Finding, Unit, Value

ABOUT = About(
    files="`.xlf`, `.xliff`, XLIFF 1.1 and 1.2",
    key="the `id` of the unit; `original#id` in further files and in Xcode's",
    sets="none",
    comment="its notes, and the XML comments above it",
    untranslated="no `<target>`, or an empty one",
    review="`state` (`needs-review-translation`, `new`...)",
    duplicates="the last",
)

_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?>(?:\s++|<!--.*?-->|<\?.*?\?>)*)<([^\s/>]++)([^>]*+)", re.S)
_NOTE = re.compile(rb"<(?:[\w.-]++:)?note(?:\s[^>]*+)?(?<!/)>([^<]*+(?>(?:<(?!/)[^<]*+)*))</")
_ONE_NOTE = re.compile(rb"\s*+<note>([^<&\r]*+)</note>\s*+")
_VERSION_2 = "urn:oasis:names:tc:xliff:document:2"


class Xliff:
    """See the module's text."""

    name = "xliff"
    syntaxes: tuple[str, ...] = ("printf", "ruby", "percent", "icu", "i18next", "brace", "dollar", "markup")
    marks_review = True
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            document = scan(data, reading.path, depth=0)
            catalog = _read(document, _prefix(document), is_source=reading.role == "source")
        if b"smartling." not in document.text:
            return catalog
        found = find_directives(document.text.decode("utf-8"), "<!--")
        return with_directives(catalog, found, is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        layout: Layout = target.layout
        return layout.document.in_file(Editor(layout, source, reading).edits(changes))

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        layout: Layout = source.layout
        texts = {key: text_of(key, value, reading.path) for key, value in values.items()}
        edits = renewed(layout, layout.entries, texts, source.units, untranslated)
        edits += language_edits(layout, layout.file_elements(), reading.locale)
        return apply_edits(source.data, layout.document.in_file(edits))


def _prefix(document: Document) -> str:
    """The prefix of XLIFF's elements, with its colon; raises `ContentError` for what is no XLIFF 1."""
    match = _ROOT.match(document.text)
    root = match.group(1).decode() if match else ""
    attributes = attributes_of(match.group(2)) if match else {}
    prefix, _, name = root.rpartition(":")
    line = document.text.count(b"\n", 0, match.start(1)) + 1 if match else 1
    if name != "xliff":
        raise ContentError(
            f"the root element is <{root}>, but XLIFF begins with <xliff>",
            hint="is this the right file, and the right format for it?",
            location=Location(document.path, line),
        )
    version = attributes.get("version", "")
    namespaces = (value for key, value in attributes.items() if key.startswith("xmlns"))
    if version.startswith("2") or any(value.startswith(_VERSION_2) for value in namespaces):
        raise ContentError(
            f"this is XLIFF {version or '2'}, and only XLIFF 1.2 can be merged",
            hint="let your tool write XLIFF 1.2 (Angular: --format=xlf, Symfony: --format=xlf12)",
            location=Location(document.path, line),
        )
    return f"{prefix}:" if prefix else ""


def _read(document: Document, prefix: str, *, is_source: bool) -> Catalog:
    """The catalog, in one pass over the file."""
    units: dict[str, Unit] = {}
    last: dict[str, int] = {}
    entries: list[Entry] = []
    aside: set[str] = set()
    findings: list[Finding] = []
    reader = Reader(document, prefix)
    new = tuple.__new__  # half the time of calling the class
    for entry, (attributes, source, segmented, target, target_tag, rest) in reader:
        key, _, _, line, is_aside, speaks_source = entry
        number = len(entries)
        entries.append(entry)
        if key in last or not key:
            findings.append(_finding(document.path, entry, entries[last[key]] if key else None))
            units.pop(key, None)  # what is left stands where the last one does
            aside.discard(key)
        if not key:
            continue
        last[key] = number
        if is_aside:
            aside.add(key)
            continue
        if is_source:
            own = target if speaks_source and target and not says_open(target_tag) else None
            value = source_value(prefix, source, segmented, own)
            if not value:
                aside.add(key)  # nothing to translate
                continue
        elif target is None:
            continue
        else:
            value = meaning(target.decode(), prefix)
        review = not is_source and b"state" in target_tag and says_open(target_tag)
        flags = _flags(attributes) if b"maxwidth" in attributes else ()
        comment = _comment(rest, prefix) if b"note" in rest else ""
        units[key] = new(Unit, (key, value, line, number, review, flags, comment))
    layout = Layout(document, prefix, entries, last, reader.units, reader.files)
    return Catalog(document.data, units, tuple(findings), layout, frozenset(aside))


def _flags(tag: bytes) -> tuple[str, ...]:
    """The length limit of a unit, if it is one in characters; by default it is one in pixels."""
    attributes = attributes_of(tag)
    limit = attributes.get("maxwidth", "")
    return (f"character_limit={limit}",) if limit.isdigit() and attributes.get("size-unit") == "char" else ()


def _comment(rest: bytes, prefix: str) -> str:
    """The notes in what follows the texts of a unit."""
    if match := _ONE_NOTE.fullmatch(rest):
        return match[1].decode().strip()
    notes = [note for note in _NOTE.findall(rest) if note]
    return "\n".join([text for note in notes if (text := meaning(note.decode(), prefix).strip())])


def _finding(path: str, entry: Entry, earlier: Entry | None) -> Finding:
    if earlier is None:
        return Finding(
            "warning",
            "missing-id",
            "a <trans-unit> has no id and is left alone",
            "give it an id that no other one has",
            Location(path, entry.line),
        )
    return Finding(
        "warning",
        "duplicate-key",
        f"the id {entry.key!r} is in the file again in line {entry.line}; the last one counts",
        "give each unit of a <file> an id of its own",
        Location(path, earlier.line, key=entry.key),
    )


FORMAT = Xliff()

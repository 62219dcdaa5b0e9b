"""
Xcode string catalogs: all locales of all strings in one JSON file.

https://developer.apple.com/documentation/xcode/localizing-and-varying-text-with-a-string-catalog

Source and target are normally the same file; only the target locale's part of it is changed. Keys:

- a string's own key (dots in it mean nothing): its text, its plural forms, or the array of a ``stringSet``;
- ``key.device.iphone``: what it says on one device, in the same shapes;
- ``key.substitutions.name``: the plural forms of ``%#@name@``.

The source text of a string that has none in the source language is its key: that is what the program shows. Not for
translators, in either role: strings with ``"shouldTranslate" : false``, and those that left the code (``stale``); in
a source also empty texts. Texts with the state ``new`` or ``needs_review`` are no translations yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xcstrings.edit import Editor, Layout
from ci_l10n.formats.xcstrings.index import Indexer, ensure_language
from ci_l10n.formats.xcstrings.scan import Reader, read_text
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Forms, Unit, Value

ABOUT = About(
    files="`.xcstrings`; source and target may be one file: each locale's part is changed on its own",
    key="the catalog's key, whole; `key.device.iphone`, `key.substitutions.name`",
    sets="`variations.plural` as `key.other`, `stringSet` as `key[0]`",
    comment="`comment` and whatever else the entry has",
    untranslated="absent, empty, or state `new`; `stale` and `shouldTranslate: false` are never touched",
    review="state `needs_review`",
    duplicates="the last, as Python's and Apple's JSON readers do",
)


class StringCatalog:
    """See the module's text."""

    name = "xcstrings"
    syntaxes: tuple[str, ...] = ("printf", "icu", "dollar", "brace", "markup")
    marks_review = True
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return self._parse(data, reading)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        text, offset = read_text(data, reading.path)
        is_source = reading.role == "source"
        indexer = Indexer(text, reading.path, reading.locale, is_source=is_source)
        outline = Reader(text, reading.path, indexer.index).read(offset)
        if is_source and not reading.locale:
            ensure_language(outline.language, reading.path)
        layout = Layout(outline, indexer.rows, indexer.spellings.found)
        return Catalog(data, indexer.units, tuple(indexer.findings), layout, frozenset(indexer.aside))

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        with collector_paused(), _nesting_refused(reading.path):
            editor = Editor(target, source, reading.path, reading.locale)
            editor.apply(changes)
            return editor.edits()

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        """The source's file with ``values`` in it; what else the locale has there stays."""
        target = self.parse(source.data, reading)
        editor = Editor(target, source, reading.path, reading.locale)
        editor.apply([Change(key, value) for key, value in values.items() if key in source.units])
        if untranslated != "omit":
            lacking = [
                unit for key, unit in source.units.items() if key not in target.units and key not in values
            ]
            editor.apply([Change(u.key, _filling(u, untranslated)) for u in lacking], "new")
        with _nesting_refused(reading.path):
            return apply_edits(source.data, editor.edits())


@contextmanager
def _nesting_refused(path: str) -> Iterator[None]:
    """Entries may be nested as deep as can be read, but not as deep as that and be written."""
    try:
        yield
    except RecursionError:
        raise ContentError(
            "an entry of the catalog is nested too deeply to be edited",
            hint="such a file is broken or hostile; no string catalog needs this",
            location=Location(path),
        ) from None


def _filling(unit: Unit, untranslated: Untranslated) -> Value:
    if untranslated == "source":
        return unit.value
    if isinstance(unit.value, str):
        return ""
    return Forms(unit.value.kind, tuple((suffix, "") for suffix, _ in unit.value.parts))


FORMAT = StringCatalog()

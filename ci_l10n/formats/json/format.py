"""
JSON: flat and nested objects, i18next plurals, arrays, ARB (Flutter) and Chrome's ``messages.json``.

Keys are the names joined by dots, ``name[0]`` for items of arrays. An array of nothing but texts is one value, and so
are the plural forms ``key_one``, ``key_other`` of i18next (https://www.i18next.com/translation-function/plurals),
called ``key``. In ARB files (https://github.com/google/app-resource-bundle/wiki/ApplicationResourceBundleSpecification)
``@key`` objects and ``@@`` members are metadata. In ``messages.json`` of browser extensions
(https://developer.chrome.com/docs/extensions/reference/api/i18n) only ``message`` is text, and the key is the name
above it. Numbers, booleans and null are never touched.

The directives ``translate_paths`` and ``source_key_paths`` choose texts and their keys, see `json.paths`; they may stand
in the file itself, in an object ``"smartling"`` at its top, whose other directives hold for all texts of the file. Of
several entries of one key the first counts then. Inside an array such entries are told apart by their keys, not by
their numbers.
"""

from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.forms import instead
from ci_l10n.formats.json.edit import Editor
from ci_l10n.formats.json.inline import find_directives, flags_in, plain, rules_of
from ci_l10n.formats.json.outline import read
from ci_l10n.formats.json.scan import Scanner
from ci_l10n.formats.json.select import Selector
from ci_l10n.formats.json.tree import Document
from ci_l10n.formats.json.units import Indexer, is_chrome
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Value

_BOM = b"\xef\xbb\xbf"
_CATEGORIES = ("_zero", "_one", "_two", "_few", "_many", "_other")
# Polish and Russian need no `_other` for whole numbers; fewer of these may be anything (`places_one`, `places_many`).
_WITHOUT_OTHER = {"_one", "_few", "_many"}
_CHROME_MEMBERS = {"message", "description", "placeholders", "hash"}


def _decode(data: bytes, path: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:1] == b"\0" or data[1:2] == b"\0":
        raise ContentError(
            "the file is UTF-16 or UTF-32, JSON is UTF-8",
            hint="convert it to UTF-8",
            location=Location(path, 1, 1),
        )
    try:
        return data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        start = error.start + (len(_BOM) if data.startswith(_BOM) else 0)
        line = data.count(b"\n", 0, start) + 1
        column = start - (data.rfind(b"\n", 0, start) + 1) + 1
        raise ContentError(
            f"not UTF-8: byte 0x{data[start]:02x} at offset {start}",
            hint="save the file as UTF-8",
            location=Location(path, line, column),
        ) from None


ABOUT = About(
    files="`.json`, `.arb`: nested, flat, i18next, ARB, Chrome `messages.json`; comments and trailing commas are kept",
    key="names joined by `.`, or what `translate_paths` and `source_key_paths` say",
    sets="i18next plurals `name_other`, arrays `name[0]`",
    comment="comments above and behind it; ARB: its `@name`; Chrome: its `description` and `placeholders`",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as `JSON.parse` does; of entries with key paths the first",
)

_CHROME_PLACEHOLDERS = r"placeholder_format_custom=(?<!\$)\$(?:[A-Za-z0-9_@]+\$|[1-9])"
"""``$NAME$`` and ``$1`` of a browser extension's messages, but not ``$$``, which stands for a dollar."""


class JsonFormat:
    """See the module's text."""

    name = "json"
    syntaxes: tuple[str, ...] = ("i18next", "icu", "ruby", "percent", "brace", "printf", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return self._parse(data, reading)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        text = _decode(data, reading.path)
        if not text or text.isspace():
            raise ContentError(
                "the file is empty", hint="write {} or delete it", location=Location(reading.path, 1, 1)
            )
        root = read(text) or Scanner(text, reading.path).scan()
        place = find_directives(root)
        own = plain(root.contents()[1][place]) if place is not None else {}
        rules = rules_of(reading.directives, own, reading.path) if own or reading.directives else []
        document = Document(
            text, root, offset=len(data) - len(data.removeprefix(_BOM)), chrome=not rules and is_chrome(root),
            arb=reading.path.endswith(".arb"), directives=place,
        )  # fmt: skip
        indexer = Indexer(document, reading.path)
        if document.chrome:
            indexer.run_chrome()
        else:
            indexer.run()
        flags = (_CHROME_PLACEHOLDERS, *flags_in(own)) if document.chrome else flags_in(own)
        units, findings = indexer.units(flags), indexer.findings
        if not rules:
            return Catalog(data, units, tuple(findings), document)
        selector = Selector(document, rules, reading.path)
        chosen = selector.run(units)
        return Catalog(data, chosen, (*findings, *selector.findings), document)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        with collector_paused():
            editor = Editor(target, source, reading.path)
            editor.apply(changes)
            return editor.edits()

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        editor = Editor(source, source, reading.path, drop_empty=True)
        editor.apply(
            [
                Change(key, values.get(key, instead(unit.value, untranslated)))
                for key, unit in source.units.items()
            ]
        )
        editor.set_locale(reading.locale.replace("-", "_"))
        return apply_edits(source.data, editor.edits())


FORMAT = JsonFormat()

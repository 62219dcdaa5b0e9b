"""
YAML of Rails (`rails-i18n`) and Symfony: nested mappings of texts.

Keys are the names joined by dots. A file whose only key at the top is a locale is Rails': the locale is no part of
the keys (https://guides.rubyonrails.org/i18n.html). Sequences of texts are arrays, mappings of CLDR's plural
categories (``one``, ``other``) are plural sets. What is a text is decided as YAML 1.1 does: numbers, truth values
(``yes`` and ``no`` without quotes among them) and null are never touched, nor are aliases, merge keys and values with a
tag of their own. Of two equal keys the last one counts, as in Psych.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.forms import instead
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.formats.yaml.edit import Editor
from ci_l10n.formats.yaml.locale import is_locale_root
from ci_l10n.formats.yaml.scan import scan
from ci_l10n.formats.yaml.tree import Container, Document
from ci_l10n.formats.yaml.units import Indexer, detects_plurals
from ci_l10n.model import Catalog, Value

ABOUT = About(
    files="`.yml`, `.yaml`: Rails, Symfony; block and flow style, all styles of quoting, anchors are kept",
    key="names joined by `.`, without the locale that a Rails file begins with",
    sets="Rails plurals `name.other` (`plurals_detection = off` reads them as keys), arrays `name[0]`",
    comment="the comment directly above it",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as Psych does",
)


class YamlFormat:
    """See the module's text."""

    name = "yaml"
    syntaxes: tuple[str, ...] = ("ruby", "percent", "icu", "i18next", "brace", "printf", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return _parse(data, reading)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        document: Document = target.layout
        editor = Editor(target, source, _with_told(reading, find_directives(document.text, "#")))
        editor.apply(changes)
        return editor.edits()

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        document: Document = source.layout
        told = _with_told(reading, find_directives(document.text, "#"))
        editor = Editor(source, source, told, fresh=True)
        editor.apply(
            [
                Change(key, values.get(key, instead(unit.value, untranslated)))
                for key, unit in source.units.items()
            ]
        )
        return apply_edits(source.data, editor.edits())


def _parse(data: bytes, reading: Reading) -> Catalog:
    document = scan(data, reading.path)
    found = find_directives(document.text, "#")
    told = _with_told(reading, found)
    _find_base(document, told)
    indexer = Indexer(document, reading, plural_sets=detects_plurals(told))
    indexer.run()
    catalog = Catalog(data, indexer.units, tuple(indexer.findings), document)
    return with_directives(catalog, found, is_source=reading.role == "source")


def _with_told(reading: Reading, found: Sequence[tuple[int, str, str]]) -> Reading:
    """With what the comments of the file say of all of it; what the user says goes first."""
    said = {name: value for _, name, value in found}
    return replace(reading, directives={**said, **reading.directives})


def _find_base(document: Document, reading: Reading) -> None:
    """What holds the keys: the root, or what is below the locale of a Rails file."""
    root = document.root
    document.base = root
    if root is None or not root.is_map or len(root.names()) != 1 or root.rows[-1][0] is None:
        return
    name, _, _, _, _, style, value = root.rows[-1]
    holds_keys = isinstance(value, Container) and value.is_map and not value.opaque
    if (holds_keys or (value == "" and not style)) and is_locale_root(name or "", reading):
        document.locale_row = len(root.rows) - 1
        document.base = value if isinstance(value, Container) else None


FORMAT = YamlFormat()

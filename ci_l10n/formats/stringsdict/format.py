"""
Apple's ``.stringsdict`` files: XML property lists of plural forms.

Keys:

- an entry with one variable is a plural set under its name; its format (``NSStringLocalizedFormatKey``) is a part of the
  set, with the name itself as its key;
- of an entry with several variables each is a plural set ``name.variable``; the format is a text under the name of the
  entry, unless it is one of the variables and nothing else;
- variants by width are texts ``name.width.20``, those by device ``name.device.iphone``, texts or entries themselves.
"""

from collections.abc import Mapping, Sequence

from ci_l10n.errors import Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.forms import instead
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.stringsdict.edit import Editor
from ci_l10n.formats.stringsdict.layout import Layout, Leaf, read_layout
from ci_l10n.formats.stringsdict.plist import Plist, read_plist
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Finding, Unit, Value

ABOUT = About(
    files="`.stringsdict`, XML property lists",
    key="the key; with several variables `name` (the format) and `name.variable`; variants `name.width.20`, `name.device.mac`",
    sets="plurals `name.other`, with one variable `name` is the format",
    comment="the XML comments above it",
    untranslated="absent or empty",
    review="none",
    duplicates="the last, as CoreFoundation does",
)


class StringsDict:
    """See the module's text."""

    name = "stringsdict"
    syntaxes: tuple[str, ...] = ("printf", "icu", "brace", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            catalog = _parse(data, reading.path)
        text = catalog.layout.plist.document.text
        if b"smartling." not in text:
            return catalog
        return with_directives(
            catalog, find_directives(text.decode(), "<!--"), is_source=reading.role == "source"
        )

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        origin: Layout = source.layout
        document = origin.plist.document
        return Editor(target.layout, origin, reading.path, lambda comment: comment in document.text).edits(
            changes
        )

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        layout: Layout = source.layout
        changes = [
            Change(key, values.get(key, instead(unit.value, untranslated)))
            for key, unit in source.units.items()
        ]
        hidden = [n for n, pair in enumerate(layout.entries) if layout.last[pair.name] != n]
        return apply_edits(
            source.data,
            Editor(layout, layout, reading.path, lambda comment: True).edits(changes, gone=hidden),
        )


def _parse(data: bytes, path: str) -> Catalog:
    plist = read_plist(data, path)
    layout, values, hidden = read_layout(plist)
    units = {
        key: Unit(key, values[key], leaf.line, leaf, needs_review=_lacks_format(plist, leaf))
        for key, leaf in layout.leaves.items()
    }
    findings = [
        Finding(
            "warning",
            "duplicate-key",
            f"{name!r} is in the file more than once; apps read the last one",
            "delete the one that is not meant",
            Location(path, plist.elements.line(layout.entries[number].key), key=name),
        )
        for number, name in hidden
    ]
    findings += [
        Finding(
            "warning",
            "format-without-variable",
            f"the format does not have the variable %#@{leaf.variable}@: its plural forms are never shown",
            "put the variable into the text of NSStringLocalizedFormatKey",
            Location(path, leaf.line, key=leaf.key),
        )
        for leaf in layout.leaves.values()
        if leaf.format >= 0 and (text := plist.text(leaf.format)) and f"#@{leaf.variable}@" not in text
    ]
    return Catalog(data, units, tuple(findings), layout)


def _lacks_format(plist: Plist, leaf: Leaf) -> bool:
    """A set whose format is there and empty is not translated: apps would show nothing of it."""
    return leaf.format >= 0 and not plist.text(leaf.format).strip()


FORMAT = StringsDict()

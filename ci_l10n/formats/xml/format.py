"""
Any XML file, when directives say where its keys and texts are.

``source_key_paths`` names the key: ``/terms/{term.id}`` is the attribute ``id`` of ``term``, whose inside is the text;
``data/item/{name}`` is the text of ``name``, and the text to translate is what ``translate_paths`` names, such as
``data/item/text``. Without ``translate_paths`` it is what stands beside ``name``, of several elements the one that,
numbers aside, mostly comes first. Where an entry holds several ``translate_paths``, the first is called by the key and
any other ``key.element``.

Both may be given by the user, or in comments of the file, ``<!-- smartling.source_key_paths = ... -->``; what the user
says goes first. ``variants_enabled`` changes nothing: keys never depend on it.

What a text means is described in `xml.text`. Elements with ``translate="no"`` or ``translatable="false"`` are set aside
in a source. Of several entries of one key the first counts, as it does for XPath and ``querySelector``.
"""

import re
from collections.abc import Mapping, Sequence

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.inline import find_directives, with_directives
from ci_l10n.formats.key_paths import SOURCE_KEYS, TEXTS, given
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml.edit import Editor, pruned
from ci_l10n.formats.xml.layout import Layout, read_layout
from ci_l10n.formats.xml.paths import read_rules
from ci_l10n.formats.xml.text import meaning
from ci_l10n.formats.xml.values import Writer
from ci_l10n.formats.xml_layout import Container
from ci_l10n.formats.xml_scan import Document, Element, collector_paused, scan
from ci_l10n.model import Catalog, Finding, Unit, Value

_COMMENT = re.compile(rb"<!--(.*?)-->", re.S)
_TAG = re.compile(rb"<[^<>]+>")
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_LANGUAGE = re.compile(rb"""(\sxml:lang\s*=\s*["'])[^"']*""")
_ELEMENT = re.compile(rb"<([^\s<>!?/]+)([^<>]*)>")
_ANY_ATTRIBUTE = re.compile(r"""(?:^|\s)(id|key|name|[\w.-]+)\s*=""")

ABOUT = About(
    files="any XML, with the directive `source_key_paths`",
    key="what `{...}` of the path holds; several are joined by a blank",
    sets="none",
    comment="the XML comments above it",
    untranslated='absent or empty; `translate="no"` is never sent back',
    review="none",
    duplicates="the first, as XPath does",
)


class Xml:
    """See the module's text."""

    name = "xml"
    syntaxes: tuple[str, ...] = ("i18next", "icu", "ruby", "percent", "brace", "printf", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return self._parse(data, reading)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        found = find_directives(_as_text(data), "<!--")
        source_keys = given(reading.directives, found, SOURCE_KEYS)
        if not source_keys.strip(", \t\r\n"):
            raise _no_paths(scan(data, reading.path, depth=3, internal_dtd=True))
        rules = read_rules(source_keys, given(reading.directives, found, TEXTS), reading.path)
        depth = max(rule.depth for rule in rules)
        document = scan(data, reading.path, depth=depth, internal_dtd=True)
        layout = read_layout(document, rules)
        units = _units(layout)
        aside = _aside(layout, units) if reading.role == "source" else frozenset()
        for key in aside:
            del units[key]
        catalog = Catalog(data, units, tuple(_findings(layout, reading.path)), layout, aside)
        return with_directives(catalog, found, is_source=reading.role == "source")

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        layout: Layout = target.layout
        edits = Editor(layout, source.layout, reading.path).edits(changes)
        return layout.document.in_file([*edits, *_namespaces(layout, source.layout, edits)])

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        layout: Layout = source.layout
        writer = Writer(layout, layout)
        edits: list[Edit] = []
        gone: set[str] = set()
        for key in source.units:
            if key in values:
                edits += writer.edits(layout.slots[key], values[key])
            elif untranslated == "omit":
                gone.add(key)
            elif untranslated == "empty":
                edits += writer.edits(layout.slots[key], "")
        cuts, _ = pruned(layout, gone, stays=lambda index: False, keeps_heading=lambda comment: True)
        root = layout.element(0)
        if match := _LANGUAGE.search(layout.text, root.start, root.inner):
            edits.append(Edit(match.end(1), match.end(), reading.locale.encode()))
        return apply_edits(source.data, layout.document.in_file([*edits, *cuts]))


def _as_text(data: bytes) -> str:
    """Enough of a text to find directives in; what is wrong with the encoding `scan` will say."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace") if b"smartling." in data else ""


def _units(layout: Layout) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    elements, text = layout.document.elements, layout.text
    new = tuple.__new__  # half the time of calling the class
    has_comments = b"<!--" in text
    for key, slot in layout.slots.items():
        _, index, attribute, entry = slot
        _, attributes, _, _, line, _, inner, inner_end, _ = elements[index]
        value = attributes[attribute] if attribute else meaning(text[inner:inner_end].decode())
        comment = _comment(layout, entry) if has_comments else ""
        units[key] = new(Unit, (key, value, line, slot, False, (), comment))
    return units


def _comment(layout: Layout, index: int) -> str:
    """The comments directly above an element."""
    element = layout.element(index)
    if element.parent < 0:
        return ""
    siblings = layout.children[element.parent]
    number = layout.numbers[index]
    before = layout.element(siblings[number - 1]).end if number else layout.element(element.parent).inner
    if layout.text.find(b"<!--", before, element.start) < 0:
        return ""
    pair = ([layout.element(siblings[number - 1])] if number else []) + [element]
    container = Container(layout.text, layout.element(element.parent), pair)
    found = _COMMENT.finditer(container.comment(len(pair) - 1))
    return "\n".join(match.group(1).decode("utf-8").strip() for match in found)


def _aside(layout: Layout, units: Mapping[str, Unit]) -> frozenset[str]:
    if b"translat" not in layout.text:
        return frozenset()
    return frozenset(
        key
        for key in units
        if any(_is_fixed(layout.element(index)) for index in layout.way(layout.slots[key].element))
    )


def _is_fixed(element: Element) -> bool:
    attributes = element.attributes
    return (
        attributes.get("translate", attributes.get("its:translate", "")).lower() == "no"
        or attributes.get("translatable", "").lower() == "false"
    )


def _findings(layout: Layout, path: str) -> list[Finding]:
    elements = layout.document.elements
    findings = [
        Finding(
            "warning",
            "duplicate-key",
            f"{slot.key!r} is in the file again; the first one, in line {elements[layout.slots[slot.key].element].line}, counts",
            "remove one of them, or make the key path tell them apart",
            Location(path, elements[slot.element].line, key=slot.key),
        )
        for slot in layout.hidden
    ]
    if layout.keyless:
        first, count = elements[layout.keyless[0]], len(layout.keyless)
        findings.append(
            Finding(
                "warning",
                "missing-key",
                f"<{first.name}> has no key and is left alone"
                + (f", as are {count - 1} more" if count > 1 else ""),
                "give it what the key path names, or correct source_key_paths",
                Location(path, first.line),
            )
        )
    findings += [
        Finding(
            "notice",
            "several-texts",
            f"<{main}> is taken for the text of an entry, <{name}> beside it is left alone",
            "name what is to be translated with the directive translate_paths",
            Location(path, elements[index].line),
        )
        for name, (main, index) in layout.others.items()
    ]
    if not layout.slots and not layout.keyless:
        findings.append(
            Finding(
                "warning",
                "no-keys",
                f"source_key_paths leads to nothing in this file, whose root is <{elements[0].name}>",
                "compare the path with the names of the file's elements, from the root on",
                Location(path, elements[0].line),
            )
        )
    return findings


def _no_paths(document: Document) -> ContentError:
    """What to do about a file that nobody says the keys of, with an example made from its own elements."""
    elements = document.elements
    example = f"/{elements[0].name}/{{string.name}}"
    for element in elements[1:]:
        named = [name for name in ("id", "key", "name") if name in element.attributes] or list(
            element.attributes
        )
        if named:
            way = [element]
            while way[-1].parent >= 0:
                way.append(elements[way[-1].parent])
            names = [node.name for node in way[:0:-1]]
            example = "/" + "/".join([*names, f"{{{element.name}.{named[0]}}}"])
            break
    return ContentError(
        "an XML file of no known kind needs the directive source_key_paths, which says where its keys are",
        hint=f"pass --directive 'source_key_paths={example}', or write `directives: {{source_key_paths: \"{example}\"}}` "
        "beside the file in l10n.yml, or put it into a comment of the file: "
        f"<!-- smartling.source_key_paths = {example} -->",
        location=Location(document.path, elements[0].line),
    )  # fmt: skip


def _namespaces(layout: Layout, source: Layout, edits: Sequence[Edit]) -> list[Edit]:
    """Declare the prefixes that new tags use and only the source's root declares."""
    root, origin = layout.element(0), source.element(0)
    used = {
        prefix.decode()
        for edit in edits
        for tag in _TAG.findall(edit.new)
        if b":" in tag
        for prefix in _PREFIX.findall(tag)
    }
    declarations = [
        f' xmlns:{prefix}="{origin.attributes[f"xmlns:{prefix}"]}"'
        for prefix in sorted(used)
        if f"xmlns:{prefix}" in origin.attributes and f"xmlns:{prefix}" not in root.attributes
    ]
    position = root.start + len(f"<{root.name}".encode())
    return [Edit(position, position, "".join(declarations).encode())] if declarations else []


FORMAT = Xml()

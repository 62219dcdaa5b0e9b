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

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import About, Change, Reading, Untranslated
from ci_l10n.formats.json.edit import Editor
from ci_l10n.formats.json.inline import find_directives, flags_in, plain, rules_of
from ci_l10n.formats.json.paths import Rule
from ci_l10n.formats.json.scan import Container, Scanner
from ci_l10n.formats.json.select import Selector
from ci_l10n.formats.json.tree import Document
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import collector_paused
from ci_l10n.model import Catalog, Finding, Forms, Unit, Value

_BOM = b"\xef\xbb\xbf"
_CATEGORIES = ("_zero", "_one", "_two", "_few", "_many", "_other")
# Polish and Russian need no `_other` for whole numbers; fewer of these may be anything (`places_one`, `places_many`).
_WITHOUT_OTHER = {"_one", "_few", "_many"}
_CHROME_MEMBERS = {"message", "description", "placeholders", "hash"}


class _Walk(NamedTuple):
    """A container half read: what its keys begin with and the index of its next member."""

    container: Container
    prefix: str
    following: int


class _Indexer:
    """Makes units of a scanned document, in file order."""

    def __init__(self, document: Document, path: str) -> None:
        self.document = document
        self.text = document.text
        self.path = path
        self.units: dict[str, Unit] = {}
        self.findings: list[Finding] = []
        self.line = 1
        self.counted = 0  # characters in which line ends are counted

    def run(self) -> None:
        stack = [_Walk(self.document.root, "", -1)]
        while stack:
            container, prefix, index = stack.pop()
            if index < 0:
                index = 0
                container.prefix = prefix
                self._prepare(container)
            inside = self._members(container, prefix, index)
            if inside is not None:
                following, key, child = inside
                stack.append(_Walk(container, prefix, following))
                stack.append(_Walk(child, f"{key}." if child.is_object else key, -1))

    def _members(self, container: Container, prefix: str, first: int) -> tuple[int, str, Container] | None:
        """
        Add the units among the members from ``first`` up to one that has members of its own.

        Returns where to go on afterwards, and key and container to do before. The loop over plain texts is the place
        where the time of reading a file goes, hence the local names.
        """
        is_object, units = container.is_object, self.units
        ignored, bases = container.ignored, container.bases
        count, counted, line = self.text.count, self.counted, self.line
        for i in range(first, len(container.rows)):
            name, start, _, _, value = container.rows[i]
            if value is None or i in ignored:
                continue
            key = prefix + name if is_object else f"{prefix}[{i}]"
            line += count("\n", counted, start)
            counted = start
            if i not in bases and key not in units and isinstance(value, str):
                units[key] = Unit(key, value, line, container)
                continue
            self.line, self.counted = line, counted
            if i in bases:
                self._add_group(prefix, container, i)
            elif isinstance(value, str):
                self._add(key, value, container)
            elif (texts := _texts(value)) is not None:
                self._add(key, texts, container)
            else:
                return i + 1, key, value
        self.line, self.counted = line, counted
        return None

    def run_chrome(self) -> None:
        """The units of a ``messages.json``: its places lead to the member above ``message``."""
        root = self.document.root
        self._prepare(root, plurals=False)
        for i, member in enumerate(root.members):
            if i not in root.ignored and isinstance(member.value, Container):
                message = next(m.value for m in reversed(member.value.members) if m.name == "message")
                if isinstance(message, str):
                    self.line += self.text.count("\n", self.counted, member.start)
                    self.counted = member.start
                    self._add(member.name, message, root)

    def _add(self, key: str, value: Value, container: Container) -> None:
        if key in self.units:
            self._warn(
                "ambiguous-key", key, self.line,
                f"two places are called {key!r}, here and in line {self.units[key].line}; the first one is synchronized",
                "rename one of them, or do not use dots in names",
            )  # fmt: skip
            return
        self.units[key] = Unit(key, value, self.line, container)

    def _add_group(self, prefix: str, container: Container, index: int) -> None:
        """The plural set that member ``index`` belongs to, when it is the set's first."""
        base = container.bases[index]
        indices = container.groups[base]
        if index != indices[0]:
            return
        members = [container.members[i] for i in indices]
        parts = tuple((m.name[len(base) :], str(m.value)) for m in members)
        self._add(prefix + base, Forms("plural", parts), container)

    def _prepare(self, container: Container, *, plurals: bool = True) -> None:
        """Find out which members of an object belong together and which are none of ours."""
        if not container.is_object:
            return
        names = container.name_members()
        if container is self.document.root:
            container.ignored = frozenset(self.document.metadata())
            if self.document.directives is not None:
                container.ignored |= {self.document.directives}
        if len(names) < len(container.rows):
            shadowed = [i for i, row in enumerate(container.rows) if names[row[0]] != i]
            container.ignored |= frozenset(shadowed)
            self._warn_duplicates(container, shadowed)
        if plurals:
            candidates = [name for name in names if name.endswith(_CATEGORIES)]
            if groups := dict(_plural_sets(container, candidates)) if candidates else {}:
                container.groups = groups
                container.bases = {index: base for base, indices in groups.items() for index in indices}

    def _warn_duplicates(self, container: Container, shadowed: Sequence[int]) -> None:
        ends = [match.start() for match in re.finditer("\n", self.text)]
        for i in shadowed:
            member = container.members[i]
            last = container.members[container.names[member.name]]
            line, again = (bisect_left(ends, place) + 1 for place in (member.start, last.start))
            self._warn(
                "duplicate-key", member.name, line,
                f"{member.name!r} occurs again in line {again}; programs read the last one",
                "delete the one that is not meant",
            )  # fmt: skip

    def _warn(self, code: str, key: str, line: int, message: str, hint: str) -> None:
        self.findings.append(Finding("warning", code, message, hint, Location(self.path, line, key=key)))


def _plural_sets(container: Container, candidates: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(base name, indices) of the members that form i18next plural sets."""
    sets: dict[str, list[int]] = {}
    for name in candidates:
        index = container.names[name]
        base = name[: name.rindex("_")]
        if base and isinstance(container.rows[index][4], str):
            sets.setdefault(base, []).append(index)
    for base, indices in sets.items():
        suffixes = [container.rows[index][0][len(base) :] for index in indices]
        if "_other" in suffixes or _WITHOUT_OTHER.issubset(suffixes):
            plain = container.names.get(base)  # i18next's fallback belongs to the set
            if plain is not None and isinstance(container.rows[plain][4], str):
                indices.append(plain)
            yield base, tuple(sorted(indices))


def _texts(array: Container) -> Forms | None:
    """The value of an array of nothing but texts."""
    if array.is_object or not array.members:
        return None
    parts = []
    for i, member in enumerate(array.members):
        if not isinstance(member.value, str):
            return None
        parts.append((f"[{i}]", member.value))
    return Forms("array", tuple(parts))


def _is_chrome(root: Container) -> bool:
    if not root.is_object or not root.rows:
        return False
    for name, *_, value in root.rows:
        if name == "smartling" and find_directives(root) is not None:
            continue
        if not isinstance(value, Container) or not value.is_object:
            return False
        inner = {row[0]: row[4] for row in value.rows}
        if not isinstance(inner.get("message"), str) or not inner.keys() <= _CHROME_MEMBERS:
            return False
    return True


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


class JsonFormat:
    """See the module's text."""

    name = "json"
    syntaxes: tuple[str, ...] = ("i18next", "icu", "brace", "printf", "ruby", "dollar", "markup")
    marks_review = False
    about = ABOUT

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        with collector_paused():
            return self._parse(data, reading)

    def _parse(self, data: bytes, reading: Reading) -> Catalog:
        text = _decode(data, reading.path)
        if not text.strip():
            raise ContentError(
                "the file is empty", hint="write {} or delete it", location=Location(reading.path, 1, 1)
            )
        root = Scanner(text, reading.path).scan()
        place = find_directives(root)
        own = plain(root.rows[place][4]) if place is not None else {}
        rules = rules_of(reading.directives, own, reading.path) if own or reading.directives else []
        document = Document(
            text, root, offset=len(data) - len(data.removeprefix(_BOM)), chrome=not rules and _is_chrome(root),
            arb=reading.path.endswith(".arb"), directives=place,
        )  # fmt: skip
        units, findings = _units(document, rules, reading.path)
        if flags := flags_in(own):
            units = {key: unit._replace(flags=flags) for key, unit in units.items()}
        return Catalog(data, units, tuple(findings), document)

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        editor = Editor(target, source, reading.path)
        editor.apply(changes)
        return editor.edits()

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        editor = Editor(source, source, reading.path, drop_empty=True)
        editor.apply([_fill(unit, values, untranslated) for unit in source.units.values()])
        editor.set_locale(reading.locale.replace("-", "_"))
        return apply_edits(source.data, editor.edits())


def _units(document: Document, rules: Sequence[Rule], path: str) -> tuple[dict[str, Unit], list[Finding]]:
    indexer = _Indexer(document, path)
    if document.chrome:
        indexer.run_chrome()
    else:
        indexer.run()
    if not rules:
        return indexer.units, indexer.findings
    selector = Selector(document, rules, path)
    units = selector.run(indexer.units)
    return units, [*indexer.findings, *selector.findings]


def _fill(unit: Unit, values: Mapping[str, Value], untranslated: Untranslated) -> Change:
    if unit.key in values:
        return Change(unit.key, values[unit.key])
    if untranslated == "omit":
        return Change(unit.key, None)
    if untranslated == "source":
        return Change(unit.key, unit.value)
    if isinstance(unit.value, str):
        return Change(unit.key, "")
    return Change(unit.key, Forms(unit.value.kind, tuple((suffix, "") for suffix, _ in unit.value.parts)))


FORMAT = JsonFormat()

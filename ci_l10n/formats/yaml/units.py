"""Makes units of a scanned file: texts, plural sets, arrays; what is no text stays out."""

from collections.abc import Mapping
from typing import NamedTuple

from ci_l10n import plurals
from ci_l10n.errors import Location
from ci_l10n.formats.base import Reading
from ci_l10n.formats.yaml.scalars import SUSPECTS, is_null, is_text
from ci_l10n.formats.yaml.tree import OPAQUE, Container, Document
from ci_l10n.model import Finding, Forms, Locale, Unit, Value

CATEGORIES = frozenset(plurals.ORDER)
# Polish and Russian need no `other` for whole numbers; fewer of these may be anything.
_WITHOUT_OTHER = frozenset({"one", "few", "many"})
_COUNT = ("%{count}", "%<count>", "{{count}}", "%count%")
_ANSWERS = frozenset({"Yes", "No", "On", "Off"})
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def makes_plural_set(forms: Mapping[str, str], only_other: bool) -> bool:
    """
    Whether a mapping of ``forms`` (category -> text, "" for null) is a plural set and not a group of keys.

    ``only_other``: the locale has no other category.
    """
    if "other" not in forms:
        return forms.keys() >= _WITHOUT_OTHER
    # A lone `other` is a plural in Japanese, or where it counts; else it is a key like any.
    return len(forms) > 1 or only_other or any(count in forms["other"] for count in _COUNT)


def detects_plurals(reading: Reading) -> bool:
    """Whether mappings of plural categories are sets (the directive ``plurals_detection``)."""
    return reading.directives.get("plurals_detection", "").strip().lower() not in ("off", "false")


def has_only_other(locale: Locale) -> bool:
    """Whether ``locale`` is one of the languages without plural forms."""
    return bool(locale) and plurals.categories(locale) == ("other",)


class _Walk(NamedTuple):
    """A container half read: what its keys begin with and the index of its next row."""

    container: Container
    prefix: str
    following: int


class Indexer:
    """Makes the units of one document, in file order."""

    def __init__(self, document: Document, reading: Reading, *, plural_sets: bool) -> None:
        self.document = document
        self.path = reading.path
        self.is_target = reading.role == "target"
        self.plural_sets = plural_sets
        self.only_other = has_only_other(reading.locale)
        self.units: dict[str, Unit] = {}
        self.findings: list[Finding] = []

    def run(self) -> None:
        base = self.document.base
        if base is None:
            return
        stack = [_Walk(base, "", 0)]
        while stack:
            container, prefix, index = stack.pop()
            if index == 0:
                container.prefix = prefix
                self._warn_of_duplicates(container)
            inside = self._rows(container, prefix, index)
            if inside is not None:
                following, key, child = inside
                stack.append(_Walk(container, prefix, following))
                stack.append(_Walk(child, f"{key}." if child.is_map else key, 0))

    def _rows(self, container: Container, prefix: str, first: int) -> tuple[int, str, Container] | None:
        """
        Add the units among the rows from ``first`` up to one that has units of its own below.

        Returns where to go on afterwards, and key and container to do before. Most rows are texts without doubt: they
        take the short way.
        """
        rows, is_map, units = container.rows, container.is_map, self.units
        names = container.names() if is_map else {}
        shadowed = len(names) < len(rows)
        for i in range(first, len(rows)):
            name, line, start, _, _, style, value = rows[i]
            if value is None or name is None or (is_map and shadowed and names[name] != i):
                continue
            if name == "<<" and self.document.text.startswith("<<", start):
                continue  # what is merged in is edited where it stands
            key = prefix + name if is_map else f"{prefix}[{i}]"
            if isinstance(value, str):
                if (style or (value and value[0] not in SUSPECTS)) and key not in units:
                    units[key] = Unit(key, value, line, container)
                elif is_text(value, style):
                    self._add(key, value, line, container)
                elif is_map and self.is_target and is_null(value, style):
                    self._add(key, "", line, container)
                elif value in _ANSWERS:
                    self._warn_of_answer(key, value, line)
            elif style == OPAQUE:
                continue
            elif (forms := self._forms(value)) is not None:
                value.is_set = True
                self._add(key, forms, line, container)
            else:
                return i + 1, key, value
        return None

    def _add(self, key: str, value: Value, line: int, container: Container) -> None:
        if key in self.units:
            self._warn(
                "ambiguous-key", key, line,
                f"two places are called {key!r}, here and in line {self.units[key].line}; the first one is synchronized",
                "rename one of them, or do not use dots in names",
            )  # fmt: skip
            return
        self.units[key] = Unit(key, value, line, container)

    def _forms(self, container: Container) -> Forms | None:
        if not container.rows:
            return None
        if container.is_map:
            return self._plural(container) if self.plural_sets else None
        return _array(container)

    def _plural(self, container: Container) -> Forms | None:
        """A plural set: categories of CLDR and nothing else, as many as make one, all of them texts."""
        names = container.names()
        if not names.keys() <= CATEGORIES or any(row[0] is None for row in container.rows):
            return None
        parts = []
        for name, index in names.items():
            *_, style, value = container.rows[index]
            if not isinstance(value, str):
                return None
            if is_text(value, style):
                parts.append((f".{name}", value))
            elif value not in NULLS:
                return None
        found = {**dict.fromkeys(names, ""), **{suffix[1:]: text for suffix, text in parts}}
        if not makes_plural_set(found, self.only_other) or not (parts or self.is_target):
            return None
        return Forms("plural", tuple(parts or ((f".{name}", "") for name in names)))

    def _warn_of_duplicates(self, container: Container) -> None:
        if not container.is_map:
            return
        names = container.names()
        if len(names) == len(container.rows):
            return
        for index, row in enumerate(container.rows):
            if row[0] is not None and names[row[0]] != index and row[0] != "<<":
                again = container.rows[names[row[0]]][1]
                self._warn(
                    "duplicate-key", container.prefix + row[0], row[1],
                    f"{row[0]!r} occurs again in line {again}; applications read the last one",
                    "delete the one that is not meant",
                )  # fmt: skip

    def _warn_of_answer(self, key: str, value: str, line: int) -> None:
        self._warn(
            "boolean-text", key, line,
            f"{value} without quotes is a truth value to YAML, not a text",
            f'write "{value}" in quotes if people are to read it',
        )  # fmt: skip

    def _warn(self, code: str, key: str, line: int, message: str, hint: str) -> None:
        self.findings.append(Finding("warning", code, message, hint, Location(self.path, line, key=key)))


def _array(container: Container) -> Forms | None:
    """A sequence of texts, perhaps with nulls between them, which keep their places."""
    parts = []
    for index, (*_, style, value) in enumerate(container.rows):
        if not isinstance(value, str):
            return None
        if is_text(value, style):
            parts.append((f"[{index}]", value))
        elif value not in NULLS:
            return None
    return Forms("array", tuple(parts)) if parts else None

"""The units of a string catalog in one locale."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.xcstrings.scan import Entry, Pairs
from ci_l10n.formats.xcstrings.shapes import Path, members, texts_in
from ci_l10n.model import Finding, Locale, Unit


class Place(NamedTuple):
    """Where a text is: the catalog's own key, and the way from its localization."""

    name: str
    path: Path


class Spellings:
    """How a catalog spells one locale: as its tag, or in other case, or with ``_``."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self.found = locale  # the last one seen
        self._wanted = _folded(locale)
        self._others: set[str] = set()

    def find(self, localizations: Mapping[str, Any]) -> str | None:
        """The name under which ``localizations`` has the locale."""
        if self.locale in localizations:
            return self.locale
        for name in localizations.keys() - self._others:
            if _folded(name) == self._wanted:
                self.found = name
                return name
            self._others.add(name)
        return None


def _folded(locale: str) -> str:
    return locale.replace("_", "-").lower()


class Indexer:
    """Collects the units of one side; ``locale`` is empty for the catalog's own source language."""

    def __init__(self, text: str, path: str, locale: Locale, *, is_source: bool) -> None:
        self.text = text
        self.path = path
        self.locale = locale
        self.is_source = is_source

    def index(self, language: str, entries: Iterator[Entry]) -> None:
        """Collect anew, from all ``entries``; ``language`` is the one that the catalog is written in."""
        self.units: dict[str, Unit] = {}
        self.rows: dict[str, int] = {}  # the catalog's own keys: the member each means
        self.aside: set[str] = set()
        self.findings: list[Finding] = []
        self.spellings = Spellings(language if self.is_source and language else self.locale)
        self._derived: dict[str, list[Unit]] = {}  # by the catalog's own key
        count, counted, line = self.text.count, 0, 1
        for row, (name, start, _, _, value) in enumerate(entries):
            line += count("\n", counted, start)
            counted = start
            if name in self.rows:
                self._forget(name, line)
            self.rows[name] = row
            if isinstance(value, tuple):
                self._add(name, value, line)
            else:
                self._warn(
                    "not-an-entry", name, line, f"{name!r} is no object and left alone", "let Xcode write it"
                )
        self._drop_ambiguous()

    def _forget(self, name: str, line: int) -> None:
        """An entry that a later one of the same name hides."""
        self.units.pop(name, None)
        for unit in self._derived.pop(name, ()):
            if self.units.get(unit.key) is unit:
                del self.units[unit.key]
        self.aside.discard(name)
        self._warn(
            "duplicate-key", name, line,
            f"{name!r} is in the catalog more than once; this one counts, the earlier one is not read",
            "delete the one that is not meant",
        )  # fmt: skip

    def _add(self, name: str, entry: Pairs, line: int) -> None:
        """The units of one entry."""
        held = dict(entry)
        localizations = members(held.get("localizations"))
        if len(held) < len(entry) or len(localizations) < len(held.get("localizations") or ()):
            self._warn(
                "duplicate-key", name, line,
                f"{name!r} has a member or a locale twice; the last one counts",
                "delete the one that is not meant",
            )  # fmt: skip
        if held.get("shouldTranslate") is False or held.get("extractionState") == "stale":
            self.aside.add(name)
            return
        comment = held.get("comment")
        comment = comment if isinstance(comment, str) else ""
        spelled = self.spellings.find(localizations)
        localization = localizations[spelled] if spelled is not None else None
        is_shown = self.is_source  # what the program shows where the source says nothing is the key
        for suffix, path, value, review in texts_in(localization) if isinstance(localization, tuple) else ():
            review = review and not self.is_source  # "new" in the source: Xcode has extracted it
            unit = Unit(name + suffix, value, line, Place(name, path), review, (), comment)
            is_shown = is_shown and path[:1] == ("substitutions",)
            if path:
                self._add_derived(name, unit)
            else:
                self._add_own(name, unit)
        if is_shown:
            self._add_own(name, Unit(name, name, line, Place(name, ()), False, (), comment))

    def _add_own(self, name: str, unit: Unit) -> None:
        if self.is_source and unit.value == "":
            self.aside.add(name)
        else:
            self.units[name] = unit

    def _add_derived(self, name: str, unit: Unit) -> None:
        """A variation or substitution, unless there is a key of its name, which then is the one meant."""
        if unit.key in self.units or unit.key in self.rows:
            self._warn_ambiguous(unit)
            return
        self.units[unit.key] = unit
        self._derived.setdefault(name, []).append(unit)

    def _drop_ambiguous(self) -> None:
        for units in self._derived.values():
            for unit in units:
                if unit.key in self.rows:
                    self._warn_ambiguous(unit)
                    if self.units.get(unit.key) is unit:
                        del self.units[unit.key]

    def _warn_ambiguous(self, unit: Unit) -> None:
        self._warn(
            "ambiguous-key", unit.key, unit.line,
            f"a variation or substitution of {unit.place.name!r} is called like another key, {unit.key!r}, "
            "and is left alone",
            "rename one of them",
        )  # fmt: skip

    def _warn(self, code: str, key: str, line: int, message: str, hint: str) -> None:
        self.findings.append(Finding("warning", code, message, hint, Location(self.path, line, key=key)))


def ensure_language(language: str, path: str) -> None:
    """Raises `ContentError` for a catalog that does not say in which language its source is."""
    if not language:
        raise ContentError(
            'the catalog does not say what its "sourceLanguage" is',
            hint='add it, as in "sourceLanguage" : "en"',
            location=Location(path, 1),
        )

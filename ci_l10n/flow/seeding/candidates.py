"""Which texts of a target file are translations that the platform may have, and which are held. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ci_l10n.checks.catalog import check_value
from ci_l10n.config.model import Policy
from ci_l10n.directives import flags_of
from ci_l10n.flow.files import Reader
from ci_l10n.formats.forms import categories_of, fitting, shape_problem
from ci_l10n.model import Catalog, Forms, Locale, Unit, Value, is_empty, parts_of
from ci_l10n.plurals import ORDER


class Form(NamedTuple):
    """One text to find on the platform: of a key, or one of its plural forms or items."""

    key: str
    suffix: str
    source: str
    value: str | None  # the translation to send; None: there is none that may be sent
    line: int  # in the target file

    @property
    def words(self) -> int:
        return len(self.source.split())


class Unknown(NamedTuple):
    """A key of the target file that the source does not have: no text of the platform can have this translation."""

    key: str
    line: int


class Held(NamedTuple):
    """A key whose translation is not sent, for a reason that a person has to see to."""

    key: str
    suffix: str
    code: str
    message: str
    hint: str
    line: int


@dataclass(frozen=True, slots=True)
class Sides:
    """
    The catalogs of one target file.

    ``sent`` is the source as the platform has it, ``head`` as the repository has it; ``stale`` are keys whose translation
    belongs to an older source text. ``complete`` says that the platform calls the file complete in this locale.
    """

    sent: Catalog
    head: Catalog
    target: Catalog
    complete: bool = False
    stale: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Candidates:
    """
    The texts of a file in file order.

    Platforms either show the plural forms that the source has (``forms``) or those of the target language, each with
    the text of the nearest source form (``expanded``); which they do shows when segments are matched.
    """

    forms: tuple[Form, ...] = ()
    expanded: tuple[Form, ...] = ()
    held: tuple[Held, ...] = ()
    unsent: int = 0  # keys whose source text is newer than what the platform has
    offers: Mapping[str, Value] = field(default_factory=dict)  # the translations to send, whole, by key
    unknown: tuple[Unknown, ...] = ()

    @property
    def is_empty(self) -> bool:
        return all(form.value is None for form in (*self.forms, *self.expanded))

    def holding(self, held: Mapping[str, Held]) -> "Candidates":
        """The same without the keys of ``held``, which are held instead."""
        if not held:
            return self
        return replace(
            self,
            forms=tuple(form._replace(value=None) if form.key in held else form for form in self.forms),
            expanded=tuple(form._replace(value=None) if form.key in held else form for form in self.expanded),
            held=(*self.held, *held.values()),
            offers={key: value for key, value in self.offers.items() if key not in held},
        )


def find_candidates(sides: Sides, reader: Reader, policy: Policy, locale: Locale) -> Candidates:
    """Look at every key of the source as sent."""
    return _Finder(sides, reader, policy, locale).find()


class _Finder:
    def __init__(self, sides: Sides, reader: Reader, policy: Policy, locale: Locale) -> None:
        self.sides = sides
        self.policy = policy
        self.locale = locale
        self.syntaxes = reader.by_keys.syntaxes
        self.flags = flags_of(reader.rule.directives)
        self.categories = categories_of(locale, reader.by_keys.name)
        self.held: list[Held] = []

    def find(self) -> Candidates:
        forms: list[Form] = []
        expanded: list[Form] = []
        offers: dict[str, Value] = {}
        unsent = 0
        for key, unit in self.sides.sent.units.items():
            head = self.sides.head.units.get(key)
            is_sent = head is not None and head.value == unit.value
            unsent += not is_sent
            value = self._value(unit) if is_sent else None
            if value is not None:
                offers[key] = value
            there = self.sides.target.units.get(key)
            values, line = dict(parts_of(value)) if value is not None else {}, there.line if there else 0
            forms += _forms(key, parts_of(unit.value), values, line)
            expanded += _forms(key, self._expanded(unit.value, values), values, line)
        unsent += sum(1 for key in self.sides.head.units if key not in self.sides.sent.units)
        return Candidates(
            tuple(forms), tuple(expanded), tuple(self.held), unsent, offers, tuple(self._unknown())
        )

    def _unknown(self) -> Iterator[Unknown]:
        for key, unit in self.sides.target.units.items():
            is_known = key in self.sides.head.units or key in self.sides.sent.units
            if not is_known and not is_empty(unit.value):
                yield Unknown(key, unit.line)

    def _value(self, unit: Unit) -> Value | None:
        """The translation of a key, unless it is none, or one that is held."""
        there = self.sides.target.units.get(unit.key)
        if there is None or there.needs_review or is_empty(there.value):
            return None
        value = fitting(unit.key, there.value, self.categories)
        if value is None or is_empty(value) or (value == unit.value and not self.sides.complete):
            return None
        if unit.key in self.sides.stale:
            message = "the source changed after this was translated"
            self._hold(
                there, "", "seed-stale", message, "translate it anew here, or leave it to the platform"
            )
            return None
        if shape := shape_problem(unit.value, value):
            self._hold(there, "", "other-shape", shape, "give it the shape that the source has")
            return None
        return value if self._passes(unit, there, value) else None

    def _passes(self, unit: Unit, there: Unit, value: Value) -> bool:
        flags = (*self.flags, *unit.flags)
        problems = [
            problem
            for problem in check_value(
                unit.value, value, locale=self.locale, syntaxes=self.syntaxes, flags=flags, key=unit.key
            )
            if self.policy.checks.get(problem.check, "hold") == "hold"
        ]
        if problems:
            first = problems[0]
            text = "; ".join(dict.fromkeys(problem.message for problem in problems))
            self._hold(there, first.suffix, first.code, text, first.hint)
        return not problems

    def _hold(self, there: Unit, suffix: str, code: str, message: str, hint: str) -> None:
        self.held.append(Held(there.key, suffix, code, message, hint, there.line))

    def _expanded(self, source: Value, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The plural forms of the target language, in CLDR's order (gettext: by number), with source texts."""
        if not isinstance(source, Forms) or source.kind != "plural":
            return parts_of(source)
        if source.parts[0][0].startswith("["):
            return _numbered(source, len(values) or len(source.parts))
        head = next(suffix[:1] for suffix, _ in reversed(source.parts)) if source.parts[-1][0] else ""
        texts = {suffix.lstrip("._"): text for suffix, text in source.parts}
        other = texts.get("other", source.parts[-1][1])
        plain = tuple((suffix, text) for suffix, text in source.parts if suffix.lstrip("._") not in ORDER)
        named = tuple(
            (f"{head}{name}", texts.get(name, other))
            for name in ORDER
            if name in self.categories and (name != "zero" or name in texts or name in _cldr(self.locale))
        )
        return (*plain, *named)


def _cldr(locale: Locale) -> frozenset[str]:
    return categories_of(locale)


def _numbered(source: Forms, count: int) -> tuple[tuple[str, str], ...]:
    """gettext: the first form is shown with msgid, all others with msgid_plural, also the only one."""
    first, last = source.parts[0][1], source.parts[-1][1]
    return tuple((f"[{n}]", first if n == 0 and count > 1 else last) for n in range(count))


def _forms(
    key: str, sources: tuple[tuple[str, str], ...], values: Mapping[str, str], line: int
) -> Iterator[Form]:
    """Texts without anything to translate are nowhere on a platform."""
    for suffix, text in sources:
        if text.strip():
            value = values.get(suffix)
            yield Form(key, suffix, text, value if value and value.strip() else None, line)

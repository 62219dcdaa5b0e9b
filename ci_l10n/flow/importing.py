"""
Import of one translated file into a target, key by key. Pure.

The semantics are those of Smartling's Translation Import API, on local files: keys are matched with the source, what
does not fit is an error of that key and nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ci_l10n.checks.catalog import check_value
from ci_l10n.checks.meaning import is_same, usage_of
from ci_l10n.checks.problem import Problem
from ci_l10n.directives import flags_of, said_by
from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Format, Reading, Untranslated
from ci_l10n.formats.forms import categories_of, fitting, shape_problem
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Catalog, Forms, Unit, Value, is_empty, texts_of

KEY_NOT_FOUND = "Key not found"
MISMATCHED = "Mismatched placeholders for original string and translated one"
_WARNINGS = ("length",)  # as `checks` has them by default
_OF_PLACEHOLDERS = ("icu-arguments", "markup-tags")  # what else a placeholder is, beside those of that check

SkipReason: TypeAlias = Literal[
    "translated already", "empty", "not for translation", "in need of review", "without a form of the locale"
]


@dataclass(frozen=True, slots=True)
class Settings:
    format: Format
    reading: Reading  # of the target
    overwrite: bool = False
    review: bool = False  # mark what is written for a person's eye
    untranslated: Untranslated = "omit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one key was not imported."""

    key: str
    messages: tuple[str, ...]
    line: int  # in the translated file
    details: tuple[str, ...] = ()  # what the messages mean here


@dataclass(slots=True)
class Result:
    """
    Counts and errors of an import; ``content`` is what the target is to hold.

    A plural set or an array is one string; words are those of the source's texts, as platforms count and bill them.
    """

    content: bytes = b""
    words: int = 0
    strings: int = 0
    unchanged: int = 0
    skips: Counter[SkipReason] = field(default_factory=Counter)
    held: int = 0
    errors: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)  # imported all the same
    missing_directives: tuple[
        str, ...
    ] = ()  # the source's comments have them, the translated file's have not

    @property
    def skipped(self) -> int:
        return self.skips.total()

    def hold(self, refusal: Refusal) -> None:
        self.held += 1
        self.errors.append(refusal)


@dataclass(frozen=True, slots=True)
class _Sides:
    source: Catalog
    target: Catalog | None
    settings: Settings
    numbered: int | None  # plural forms a set has in the target, where the file names them by number


def import_catalog(
    source: Catalog, translated: Catalog, target: Catalog | None, settings: Settings
) -> Result:
    """Decide every key of ``translated`` and write what is accepted; raises `ContentError` when writing would harm."""
    result = Result(missing_directives=_missing_directives(source, translated))
    sides = _Sides(source, target, settings, _count_of_forms(source, translated, target, settings))
    accepted = {}
    for unit in translated.units.values():
        if (value := _decide(unit, sides, result)) is not None:
            accepted[unit.key] = Change(unit.key, value, settings.review and settings.format.marks_review)
    _name_alike(result.errors, source)
    refused: list[ContentError] = []
    result.content = write_target(list(accepted.values()), source, target, settings, refused)
    for error in refused:
        key = error.location.key if error.location else ""
        del accepted[key]
        details = (error.hint,) if error.hint else ()
        result.hold(Refusal(key, (error.message,), translated.units[key].line, details))
    result.strings = len(accepted)
    result.words = sum(len(text.split()) for key in accepted for text in texts_of(source.units[key].value))
    return result


def _decide(unit: Unit, sides: _Sides, result: Result) -> Value | None:
    """The value to write for ``unit``; None, with the reason in ``result``, where there is none."""
    original, settings = sides.source.units.get(unit.key), sides.settings
    if unit.key in sides.source.aside:
        result.skips["not for translation"] += 1
        return None
    if original is None:
        result.errors.append(Refusal(unit.key, (KEY_NOT_FOUND,), unit.line))
        return None
    if is_empty(unit.value) or unit.needs_review:
        result.skips["empty" if is_empty(unit.value) else "in need of review"] += 1
        return None
    value = fitting(unit.key, unit.value, categories_of(settings.reading.locale, settings.format.name))
    if value is None or is_empty(value):
        result.skips["without a form of the locale"] += 1
        return None
    if shape := shape_problem(original.value, value) or _number_problem(value, sides.numbered):
        result.hold(Refusal(unit.key, (shape,), unit.line))
        return None
    problems = _problems(original, value, settings)
    if held := [problem for problem in problems if problem.check not in _WARNINGS]:
        result.hold(Refusal(unit.key, _messages(held), unit.line, _details(held)))
        return None
    there = sides.target.units.get(unit.key) if sides.target else None
    is_there = there is not None and _means(there.value, value, original, settings)
    if there is not None and is_there and (settings.review or not there.needs_review):
        result.unchanged += 1
        return None
    if there is not None and not settings.overwrite and _is_translated(there, original.value):
        result.skips["translated already"] += 1
        return None
    result.warnings += [Refusal(unit.key, (problem.message,), unit.line) for problem in problems]
    return value


def _name_alike(errors: list[Refusal], source: Catalog) -> None:
    """Say which key of the source differs from an unknown one in nothing but case and blanks at the ends."""
    folded = {key.strip().casefold(): key for key in source.units} if errors else {}
    for index, refusal in enumerate(errors):
        if KEY_NOT_FOUND in refusal.messages and (alike := folded.get(refusal.key.strip().casefold())):
            errors[index] = replace(refusal, details=(f"the source has {alike!r}",))


def _count_of_forms(
    source: Catalog, translated: Catalog, target: Catalog | None, settings: Settings
) -> int | None:
    """
    How many plural forms a set of the target has, where forms have numbers (gettext) and any is to be imported.

    A file of another count has another rule for them: its third form is not ours.
    """
    if not any(_count_numbered(unit.value) for unit in translated.units.values()):
        return None
    if target is None:
        made = settings.format.skeleton(source, {}, "empty", settings.reading)
        target = settings.format.parse(made, settings.reading)
    return next(
        (count for unit in target.units.values() if (count := _count_numbered(unit.value))),
        None,
    )


def _count_numbered(value: Value) -> int:
    if isinstance(value, Forms) and value.kind == "plural" and value.parts[0][0].startswith("["):
        return len(value.parts)
    return 0


def _number_problem(value: Value, wanted: int | None) -> str:
    given = _count_numbered(value)
    if not given or wanted is None or given == wanted:
        return ""
    return f"the target has {wanted} plural forms, the translation {given}"


def _missing_directives(source: Catalog, translated: Catalog) -> tuple[str, ...]:
    """The API wants them in both files, as it reads each by its own; here the source's hold for both."""
    there = {flag for unit in translated.units.values() for flag in unit.flags}
    missing = {
        f"{name} = {value}": None
        for key in translated.units
        if key in source.units
        for name, value in said_by(source.units[key].flags)
        if f"{name}={value}" not in there and name != "character_limit"
    }
    return tuple(missing)


def _is_translated(there: Unit, original: Value) -> bool:
    return not is_empty(there.value) and not there.needs_review and there.value != original


def _means(there: Value, value: Value, original: Unit, settings: Settings) -> bool:
    """Whether the target has ``value`` already, perhaps in a spelling of its own."""
    usage = usage_of(original.value, settings.format.syntaxes, _flags(original, settings))
    return is_same(usage, there, value)


def _problems(original: Unit, value: Value, settings: Settings) -> list[Problem]:
    return check_value(
        original.value,
        value,
        locale=settings.reading.locale,
        syntaxes=settings.format.syntaxes,
        flags=_flags(original, settings),
        key=original.key,
    )


def _flags(original: Unit, settings: Settings) -> tuple[str, ...]:
    return (*flags_of(settings.reading.directives), *original.flags)


def _messages(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Smartling's own words where it has any."""
    return tuple(
        dict.fromkeys(MISMATCHED if _is_mismatch(problem) else problem.message for problem in problems)
    )


def _details(problems: Sequence[Problem]) -> tuple[str, ...]:
    """What is behind those words, else the next step."""
    return tuple(
        f"{problem.suffix}: {problem.message if _is_mismatch(problem) else problem.hint}".lstrip(": ")
        for problem in problems
    )


def _is_mismatch(problem: Problem) -> bool:
    return problem.check == "placeholders" or problem.code in _OF_PLACEHOLDERS


def write_target(
    changes: Sequence[Change],
    source: Catalog,
    target: Catalog | None,
    settings: Settings,
    refused: list[ContentError],
) -> bytes:
    """What the target is to hold; a key that cannot stand there is left out and its error put into ``refused``."""
    format_, reading = settings.format, settings.reading
    if target is not None:
        return rewrite(format_, target, changes, source, reading, refused)
    values = {change.key: change.value for change in changes if change.value is not None}
    content = create(format_, source, values, settings.untranslated, reading, refused)
    if settings.review and format_.marks_review:
        gone = {error.location.key for error in refused if error.location}
        changes = [change for change in changes if change.key not in gone]
        content = rewrite(format_, format_.parse(content, reading), changes, source, reading, refused)
    return content

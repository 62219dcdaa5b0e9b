"""
Import of one translated file into a target, key by key. Pure.

The semantics are those of Smartling's Translation Import API, on local files: keys are matched with the source, what
does not fit is an error of that key and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ci_l10n.checks.catalog import check_value
from ci_l10n.checks.problem import Problem
from ci_l10n.directives import flags_of, said_by
from ci_l10n.formats.base import Change, Format, Reading, Untranslated
from ci_l10n.formats.forms import categories_of, fitting, shape_problem
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Catalog, Unit, Value, is_empty, texts_of

KEY_NOT_FOUND = "Key not found"
MISMATCHED = "Mismatched placeholders for original string and translated one"
_WARNINGS = ("length",)  # as `checks` has them by default


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
    """Counts and errors of an import; ``content`` is what the target is to hold."""

    content: bytes = b""
    words: int = 0
    strings: int = 0
    unchanged: int = 0
    skipped: int = 0
    held: int = 0
    errors: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)  # imported all the same
    missing_directives: tuple[
        str, ...
    ] = ()  # which the source's comments have and the translated file's have not


def import_catalog(
    source: Catalog, translated: Catalog, target: Catalog | None, settings: Settings
) -> Result:
    """Decide every key of ``translated`` and write what is accepted; raises `ContentError` when writing would harm."""
    result = Result()
    result.missing_directives = _missing_directives(source, translated)
    changes = [
        change
        for unit in translated.units.values()
        for change in _decide(unit, source, target, settings, result)
    ]
    result.content = _write(changes, source, target, settings)
    return result


def _decide(
    unit: Unit, source: Catalog, target: Catalog | None, settings: Settings, result: Result
) -> Iterator[Change]:
    original = source.units.get(unit.key)
    if unit.key in source.aside:
        result.skipped += 1
        return
    if original is None:
        result.errors.append(Refusal(unit.key, (KEY_NOT_FOUND,), unit.line))
        return
    value = fitting(unit.key, unit.value, categories_of(settings.reading.locale))
    if value is None or is_empty(value) or unit.needs_review:
        result.skipped += 1
        return
    problems = _problems(original, value, settings)
    held = [problem for problem in problems if problem.check not in _WARNINGS]
    if shape := shape_problem(original.value, value):
        result.held += 1
        result.errors.append(Refusal(unit.key, (shape,), unit.line))
        return
    if held:
        result.held += 1
        result.errors.append(Refusal(unit.key, _messages(held), unit.line, _details(held)))
        return
    result.warnings += [Refusal(unit.key, (problem.message,), unit.line) for problem in problems]
    there = target.units.get(unit.key) if target else None
    if there is not None and there.value == value and (settings.review or not there.needs_review):
        result.unchanged += 1
        return
    if there is not None and not settings.overwrite and _is_translated(there, original.value):
        result.skipped += 1
        return
    result.strings += 1
    result.words += sum(len(text.split()) for text in texts_of(original.value))
    yield Change(unit.key, value, settings.review and settings.format.marks_review)


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


def _problems(original: Unit, value: Value, settings: Settings) -> list[Problem]:
    return check_value(
        original.value,
        value,
        locale=settings.reading.locale,
        syntaxes=settings.format.syntaxes,
        flags=(*flags_of(settings.reading.directives), *original.flags),
        key=original.key,
    )


def _messages(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Smartling's own words where it has any."""
    return tuple(
        dict.fromkeys(
            MISMATCHED if problem.check == "placeholders" else problem.message for problem in problems
        )
    )


def _details(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(f"{problem.suffix}: {problem.message}".lstrip(": ") for problem in problems)


def _write(changes: list[Change], source: Catalog, target: Catalog | None, settings: Settings) -> bytes:
    format_, reading = settings.format, settings.reading
    if target is not None:
        return rewrite(format_, target, changes, source, reading)
    values = {change.key: change.value for change in changes if change.value is not None}
    content = create(format_, source, values, settings.untranslated, reading)
    if settings.review and format_.marks_review:
        content = rewrite(format_, format_.parse(content, reading), changes, source, reading)
    return content

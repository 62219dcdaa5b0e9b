"""Translations of strings: what the pseudo translator does by itself, what people do, and the counts of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import SourceText
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.records import (
    PENDING,
    PUBLISHED,
    Bill,
    SourceFile,
    StringRecord,
    Translation,
)
from ci_l10n.sandbox.smartling.strings import String, hashed, slots_of, type_of
from ci_l10n.sandbox.translator import pseudo

EVERY = "*"  # stands for all locales
NOTHING = StringRecord()


class Count(NamedTuple):
    strings: int = 0
    words: int = 0

    def plus(self, string: String) -> "Count":
        return Count(self.strings + 1, self.words + string.words)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one file in one locale; ``total`` includes what is excluded, ``authorized`` not what is completed."""

    total: Count
    authorized: Count
    completed: Count
    excluded: Count


def find_translation(desk: Desk, hashcode: str, locale: str) -> Translation | None:
    """What somebody has written; not what the pseudo translator is going to write."""
    record = desk.records.strings.get(hashcode)
    return record.translations.get(locale) if record is not None else None


def has_pseudo(desk: Desk, file: SourceFile, record: StringRecord, locale: str) -> bool:
    """Whether the pseudo translator has done, or is about to write down, this string."""
    return (
        desk.translator == "pseudo"
        and desk.now() >= file.ready + desk.knobs.pseudo_seconds  # the date that is told may be ahead of it
        and not _holds(record.excluded, locale)
        and _holds(record.authorized, locale)
    )


def translate_rest(desk: Desk, file: SourceFile, locale: str) -> None:
    """
    Let the pseudo translator write what is authorized and has no translation, and publish it.

    This happens when somebody takes the file, so that translations imported after an upload find nothing there.
    """
    slots = slots_of(type_of(file), file.content, locale)
    for string, hashcode in hashed(file):
        record = desk.string(hashcode)
        if locale not in record.translations and has_pseudo(desk, file, record, locale):
            forms = pseudo_forms(desk, slots.get(string.base, ()), locale)
            done = file.uploaded + desk.knobs.pseudo_seconds
            record.translations[locale] = Translation(forms, PUBLISHED, done, "pseudo", published=done)


def pseudo_forms(desk: Desk, slots: Iterable[SourceText], locale: str) -> dict[str, str]:
    return {slot.form: pseudo(slot.text, locale, desk.seed) for slot in slots}


def write(desk: Desk, hashcode: str, locale: str, forms: dict[str, str], state: str, by: str) -> Translation:
    """Save a translation; forms that are not given stay. What is translated counts as authorized."""
    record = desk.string(hashcode)
    before = record.translations.get(locale)
    kept = before.forms if before is not None else {}
    made = Translation({**kept, **forms}, state, _later(desk, before), by)
    made.published = made.modified if state == PUBLISHED else 0.0
    record.translations[locale] = made
    if not _holds(record.authorized, locale):
        record.authorized.append(locale)
    return made


def publish(desk: Desk, hashcode: str, locale: str) -> None:
    """Confirm what is there, if anything."""
    found = desk.string(hashcode).translations.get(locale)
    if found is not None and found.forms and found.state == PENDING:
        found.state, found.issue = PUBLISHED, False
        found.modified = found.published = _later(desk, found)


def erase(desk: Desk, hashcode: str, locale: str) -> None:
    """Somebody empties a translation: it is to be done, and not by the pseudo translator."""
    write(desk, hashcode, locale, {}, PENDING, "person").forms.clear()


def authorize(desk: Desk, file: SourceFile, locales: Iterable[str], kind: str = "upload") -> int:
    """Authorize all strings for ``locales`` (`EVERY`: all); how many were not yet so, in any of them."""
    wanted = list(locales)
    new = words = 0
    for string, hashcode in hashed(file):
        record = desk.string(hashcode)
        missing = [locale for locale in wanted if not _holds(record.authorized, locale)]
        if missing:
            record.authorized += missing
            new, words = new + 1, words + string.words * len(missing)
    if new:
        languages = [] if EVERY in wanted else wanted
        number = desk.records.uploads.get(file.uri, 0)
        bill = Bill(desk.project_id, desk.project_name, file.uri, number, kind, languages, words, desk.now())
        desk.records.bills.append(bill)
    return new


def counts(desk: Desk, file: SourceFile, locale: str) -> Counts:
    """How far a file is in ``locale``."""
    total = authorized = completed = excluded = Count()
    for string, hashcode in hashed(file):
        record = desk.records.strings.get(hashcode, NOTHING)
        found = record.translations.get(locale)
        total = total.plus(string)
        if _holds(record.excluded, locale):
            excluded = excluded.plus(string)
        elif found.state == PUBLISHED if found is not None else has_pseudo(desk, file, record, locale):
            completed = completed.plus(string)
        elif _holds(record.authorized, locale):
            authorized = authorized.plus(string)
    return Counts(total, authorized, completed, excluded)


def all_counts(desk: Desk, file: SourceFile) -> dict[str, Counts]:
    """Counts by locale. Locales nobody has touched are all alike, and counted once."""
    touched: set[str] = set()
    for _, hashcode in hashed(file):
        record = desk.records.strings.get(hashcode, NOTHING)
        touched.update(record.translations, record.authorized, record.excluded)
    others = counts(desk, file, EVERY)
    return {locale: counts(desk, file, locale) if locale in touched else others for locale in desk.locales()}


def last_modified(desk: Desk, file: SourceFile) -> dict[str, float]:
    """When a file last changed, by locale: the source, or a translation. Locales that are missing: the source."""
    found: dict[str, float] = {}
    for _, hashcode in hashed(file):
        for locale, translation in desk.records.strings.get(hashcode, NOTHING).translations.items():
            found[locale] = max(found.get(locale, file.uploaded), translation.modified)
    return found


def forget_orphans(desk: Desk, file: SourceFile) -> None:
    """Forget the strings of a file that was deleted, as far as no other file has them."""
    kept = {hashcode for other in desk.records.files.values() for _, hashcode in hashed(other)}
    for _, hashcode in hashed(file):
        if hashcode not in kept:
            desk.records.strings.pop(hashcode, None)


def _holds(locales: list[str], locale: str) -> bool:
    return EVERY in locales or locale in locales


def _later(desk: Desk, before: Translation | None) -> float:
    """Now, and never the second of the change before: dates are told in whole seconds."""
    now = desk.now()
    return now if before is None else max(now, float(int(before.modified) + 1))

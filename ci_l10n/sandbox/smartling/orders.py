"""Translators on order: `POST /_sandbox/translate`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.sandbox.control import BadOrder, NotMine
from ci_l10n.sandbox.smartling.desk import Desk, iso_date
from ci_l10n.sandbox.smartling.order_edits import Edit, edits_of, names_of
from ci_l10n.sandbox.smartling.records import PENDING, SourceFile
from ci_l10n.sandbox.smartling.strings import hashed, slots_of, type_of
from ci_l10n.sandbox.smartling.translating import (
    authorize,
    counts,
    erase,
    find_translation,
    last_modified,
    pseudo_forms,
    publish,
    write,
)

PLACES = ("service", "document", "source", "project", "locale")
WORK = ("segments", "keys", "all", "stage", "complete", "authorize", "exclude", "include")
KNOWN = frozenset((*PLACES, *WORK))
Texts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done in each of ``locales`` of each of ``files``; ``chosen`` by "exclude" and "include"."""

    files: tuple[SourceFile, ...]
    locales: tuple[str, ...]
    segments: Texts
    keys: Texts
    fills: bool
    confirms: bool
    completes: bool
    authorizes: bool
    chosen: Mapping[str, frozenset[str] | None]  # None: all


class Place(NamedTuple):
    file: SourceFile
    locale: str


def carry_out(desk: Desk, given: Mapping[str, object]) -> list[dict[str, object]]:
    """
    Write, then confirm; returns the files as their status shows them. Raises `NotMine` or `BadOrder`.

    ``segments`` maps source texts (``keys`` maps keys) to a target, to null (empty again) or, for plurals, to
    targets by form. What is written is pending; ``stage`` publishes what the order wrote, or all there is when it
    wrote nothing; ``complete`` publishes all there is. ``authorize``: true authorizes the file's strings in the
    locale; ``exclude`` and ``include`` (source texts, keys, or "all") take strings out of translation and back.
    """
    order = _read(desk, given)
    places = [Place(file, locale) for file in order.files for locale in order.locales]
    edits = [edits_of(place.file, place.locale, order.segments, order.keys) for place in places]
    _check_found(order, {edit.name for found in edits for edit in found})
    for file in order.files:
        if order.authorizes:
            authorize(desk, file, order.locales, "order")
        _choose(desk, order, file)
    for place, found in zip(places, edits, strict=True):
        _write(desk, order, place, found)
        _confirm(desk, order, place, found)
    return [_shown(desk, place) for place in places]


def _read(desk: Desk, given: Mapping[str, object]) -> Order:
    files = _files(desk, given)
    unknown = set(given) - KNOWN
    if unknown:
        raise BadOrder(f"unknown: {', '.join(sorted(unknown))}; an order takes {', '.join(sorted(KNOWN))}")
    stage = given.get("stage", 0)
    if isinstance(stage, bool) or not isinstance(stage, int) or stage < 0:
        raise BadOrder('"stage" must be a whole number')
    if given.get("all", "pseudo") != "pseudo":
        raise BadOrder('"all" can only be "pseudo"')
    completes = given.get("complete") is True
    return Order(
        files=files,
        locales=_locales(desk, given),
        segments=_table(given, "segments"),
        keys=_table(given, "keys"),
        fills="all" in given,
        confirms=completes or stage > 0,
        completes=completes,
        authorizes=given.get("authorize") is True,
        chosen={name: _names(given, name) for name in ("exclude", "include") if name in given},
    )


def _files(desk: Desk, given: Mapping[str, object]) -> tuple[SourceFile, ...]:
    """By URI, or the last part of one; all of the project when that is what is named."""
    wanted = given.get("source", given.get("document"))
    if wanted is None and given.get("project") != desk.project_id:
        raise NotMine('say which file: {"source": file URI, "locale": "de"}')
    if given.get("project", desk.project_id) != desk.project_id:
        raise NotMine(f"no project {given['project']!r}")
    held = desk.records.files
    exact = held.get(str(wanted))
    found = tuple(file for uri, file in held.items() if wanted in (None, uri.rpartition("/")[2]))
    if exact is None and not found:
        raise NotMine(f"no document for {dict(given)}")
    return (exact,) if exact is not None else found


def _locales(desk: Desk, given: Mapping[str, object]) -> tuple[str, ...]:
    locale = given.get("locale")
    used = tuple(known for known in desk.records.locales if desk.is_enabled(known))
    if locale is None and used:
        return used
    if not isinstance(locale, str) or not desk.is_enabled(locale):
        raise BadOrder(f"the project has no locale {locale!r}")
    return (desk.check_locale(locale),)


def _table(given: Mapping[str, object], name: str) -> Texts:
    value = given.get(name, {})
    if not isinstance(value, Mapping):
        raise BadOrder(f'"{name}" must be an object')
    return value


def _names(given: Mapping[str, object], name: str) -> frozenset[str] | None:
    value = given[name]
    if value == "all":
        return None
    if not isinstance(value, list):
        raise BadOrder(f'"{name}" must be "all" or a list of source texts or keys')
    return frozenset(map(str, value))


def _check_found(order: Order, found: set[str]) -> None:
    missing = sorted({*order.segments, *order.keys} - found)
    if missing:
        known = sorted({string.text for file in order.files for string, _ in hashed(file)})
        raise BadOrder(f"no segment for {missing[0]!r}; there are {', '.join(map(repr, known[:20]))}")


def _choose(desk: Desk, order: Order, file: SourceFile) -> None:
    """Exclude and include strings."""
    for name, wanted in order.chosen.items():
        for string, hashcode in hashed(file):
            if wanted is None or {string.text, *names_of(string)} & wanted:
                excluded = desk.string(hashcode).excluded
                kept = [locale for locale in excluded if locale not in order.locales]
                excluded[:] = [*kept, *order.locales] if name == "exclude" else kept


def _write(desk: Desk, order: Order, place: Place, edits: Sequence[Edit]) -> None:
    slots = slots_of(type_of(place.file), place.file.content, place.locale)
    for string, hashcode in hashed(place.file) if order.fills else ():
        found = find_translation(desk, hashcode, place.locale)
        if found is None or not found.forms:
            forms = pseudo_forms(desk, slots[string.base], place.locale)
            write(desk, hashcode, place.locale, forms, PENDING, "person")
    for edit in edits:
        if edit.forms is None:
            erase(desk, edit.hashcode, place.locale)
        else:
            write(desk, edit.hashcode, place.locale, edit.forms, PENDING, "person")


def _confirm(desk: Desk, order: Order, place: Place, edits: Sequence[Edit]) -> None:
    is_everything = order.completes or order.fills or not edits
    written = {edit.hashcode for edit in edits}
    for _, hashcode in hashed(place.file) if order.confirms else ():
        if is_everything or hashcode in written:
            publish(desk, hashcode, place.locale)


def _shown(desk: Desk, place: Place) -> dict[str, object]:
    file, locale = place
    found = counts(desk, file, locale)
    return {
        "service": "smartling",
        "fileUri": file.uri,
        "localeId": locale,
        "totalStringCount": found.total.strings,
        "authorizedStringCount": found.authorized.strings,
        "completedStringCount": found.completed.strings,
        "excludedStringCount": found.excluded.strings,
        "lastModified": iso_date(last_modified(desk, file).get(locale, file.uploaded)),
    }

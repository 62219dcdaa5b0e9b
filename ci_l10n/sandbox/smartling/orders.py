"""Translators on order: `POST /_sandbox/translate`."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ci_l10n.sandbox.control import BadOrder, NotMine
from ci_l10n.sandbox.segments.base import SourceText
from ci_l10n.sandbox.smartling.desk import Desk, iso_date
from ci_l10n.sandbox.smartling.records import PENDING, SourceFile
from ci_l10n.sandbox.smartling.strings import String, hashed, slots_of, type_of
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

NAMES = frozenset(
    {"service", "document", "source", "project", "locale", "segments", "keys", "all", "stage", "complete"}
)
KNOWN = NAMES | {"authorize", "exclude", "include"}


@dataclass(frozen=True, slots=True)
class Edit:
    """``forms`` None: empty the translation."""

    hashcode: str
    forms: dict[str, str] | None


def carry_out(desk: Desk, order: Mapping[str, object]) -> list[dict[str, object]]:
    """
    Write, then confirm; returns the files as their status shows them.

    ``segments`` maps source texts (``keys`` maps keys) to a target, to null (empty again) or, for plurals, to
    targets by form. What is written is pending; ``stage`` publishes what the order wrote, or all there is when it
    wrote nothing; ``complete`` publishes all there is. ``authorize``: true authorizes the file's strings in the
    locale; ``exclude`` and ``include`` (source texts, keys, or "all") take strings out of translation and back.
    """
    files = _chosen(desk, order)
    unknown = set(order) - KNOWN
    if unknown:
        raise BadOrder(f"unknown: {', '.join(sorted(unknown))}; an order takes {', '.join(sorted(KNOWN))}")
    locales = _locales(desk, order)
    stage = order.get("stage", 0)
    if isinstance(stage, bool) or not isinstance(stage, int) or stage < 0:
        raise BadOrder('"stage" must be a whole number')
    if order.get("all", "pseudo") != "pseudo":
        raise BadOrder('"all" can only be "pseudo"')
    plans = {(file.uri, locale): _edits(desk, file, locale, order) for file in files for locale in locales}
    _check_found(files, order, [name for edits in plans.values() for _, name in edits])
    for file in files:
        _choose(desk, file, locales, order)
        for locale in locales:
            edits = [edit for edit, _ in plans[file.uri, locale]]
            _work(desk, file, locale, edits, order, confirms=bool(stage) or order.get("complete") is True)
    return [_shown(desk, file, locale) for file in files for locale in locales]


def _chosen(desk: Desk, order: Mapping[str, object]) -> list[SourceFile]:
    wanted = order.get("source", order.get("document"))
    if wanted is None and order.get("project") != desk.project_id:
        raise NotMine('say which file: {"source": file URI, "locale": "de"}')
    if order.get("project", desk.project_id) != desk.project_id:
        raise NotMine(f"no project {order['project']!r}")
    found = [
        file
        for file in desk.records.files.values()
        if wanted in (None, file.uri, file.uri.rpartition("/")[2])
    ]
    exact = [file for file in found if file.uri == wanted]
    if not found:
        raise NotMine(f"no document for {dict(order)}")
    return exact or found


def _locales(desk: Desk, order: Mapping[str, object]) -> list[str]:
    locale = order.get("locale")
    if locale is None:
        return [known for known in desk.records.locales if desk.is_enabled(known)]
    if not isinstance(locale, str) or not desk.is_enabled(locale):
        raise BadOrder(f"the project has no locale {locale!r}")
    return [desk.check_locale(locale)]


def _edits(desk: Desk, file: SourceFile, locale: str, order: Mapping[str, object]) -> list[tuple[Edit, str]]:
    """What to write, and the name in the order that asked for it."""
    by_source, by_key = _table(order, "segments"), _table(order, "keys")
    plain = {_plain(text): text for text in by_source}
    slots = slots_of(type_of(file), file.content, locale)
    found: list[tuple[Edit, str]] = []
    for string, hashcode in hashed(file):
        for form, text in string.texts:
            name = plain.get(_plain(text), "")
            if name in by_source:
                found.append((Edit(hashcode, _forms(by_source[name], name, slots[string.base], form)), name))
        for name in _names(string):
            if name in by_key:
                forms = _forms(by_key[name], name, slots[string.base], None)
                found.append((Edit(hashcode, forms), name))
    return found


def _names(string: String) -> list[str]:
    """What a string is called: by the platform, and as it stands in the file."""
    names = [
        string.mark.key,
        string.base,
        string.base.strip("/").replace("/", "."),
        string.mark.key.partition("@")[2],
    ]
    return list(dict.fromkeys(name for name in names if name))


def _forms(value: object, name: str, slots: Sequence[SourceText], form: str | None) -> dict[str, str] | None:
    """Texts by plural form; a single text is meant for the form of the source it was given for, or for all."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        texts = {str(key): text for key, text in value.items()}
    else:
        wanted = [slot.form for slot in slots if form is None or slot.form == form] or [
            slot.form for slot in slots
        ]
        texts = dict.fromkeys(wanted, value)
    if not all(isinstance(text, str) for text in texts.values()):
        raise BadOrder(f"the target for {name!r} must be a text, null or texts by plural form")
    return {key: str(text) for key, text in texts.items()}


def _plain(text: str) -> str:
    """Texts are found with and without entities and backslashes."""
    return html.unescape(text).replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"').strip()


def _check_found(files: Sequence[SourceFile], order: Mapping[str, object], found: Sequence[str]) -> None:
    missing = {*_table(order, "segments"), *_table(order, "keys")} - set(found)
    if missing:
        known = sorted({string.text for file in files for string, _ in hashed(file)})
        raise BadOrder(f"no segment for {sorted(missing)[0]!r}; there are {', '.join(map(repr, known[:20]))}")


def _choose(desk: Desk, file: SourceFile, locales: Sequence[str], order: Mapping[str, object]) -> None:
    """Authorize, exclude, include."""
    if order.get("authorize") is True:
        authorize(desk, file, locales, "order")
    for name in ("exclude", "include"):
        given = order.get(name, [])
        if given != "all" and not isinstance(given, list):
            raise BadOrder(f'"{name}" must be "all" or a list of source texts or keys')
        for string, hashcode in hashed(file):
            if given != "all" and not {string.text, *_names(string)} & set(map(str, given)):
                continue
            excluded = desk.string(hashcode).excluded
            kept = [locale for locale in excluded if locale not in locales]
            excluded[:] = [*kept, *locales] if name == "exclude" else kept


def _work(
    desk: Desk,
    file: SourceFile,
    locale: str,
    edits: Sequence[Edit],
    order: Mapping[str, object],
    confirms: bool,
) -> None:
    slots = slots_of(type_of(file), file.content, locale)
    written = [edit.hashcode for edit in edits]
    if order.get("all") == "pseudo":
        for string, hashcode in hashed(file):
            found = find_translation(desk, hashcode, locale)
            if found is None or not found.forms:
                forms = pseudo_forms(desk, slots[string.base], locale)
                write(desk, hashcode, locale, forms, PENDING, "person")
    for edit in edits:
        if edit.forms is None:
            erase(desk, edit.hashcode, locale)
        else:
            write(desk, edit.hashcode, locale, edit.forms, PENDING, "person")
    is_everything = order.get("complete") is True or order.get("all") is not None or not edits
    for _, hashcode in hashed(file):
        if confirms and (is_everything or hashcode in written):
            found = find_translation(desk, hashcode, locale)
            if found is not None and found.forms:
                publish(desk, hashcode, locale)


def _table(order: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = order.get(name, {})
    if not isinstance(value, Mapping):
        raise BadOrder(f'"{name}" must be an object')
    return value


def _shown(desk: Desk, file: SourceFile, locale: str) -> dict[str, object]:
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

"""Importing translations by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartling.calls import Call, Route, file_route, success
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import invalid, invalid_value
from ci_l10n.sandbox.smartling.filetypes import FileType, find_type, shaped
from ci_l10n.sandbox.smartling.placeholders import Recognizer
from ci_l10n.sandbox.smartling.readers import IOS_PLURAL
from ci_l10n.sandbox.smartling.records import PENDING, PUBLISHED, SourceFile
from ci_l10n.sandbox.smartling.strings import String, entries_of
from ci_l10n.sandbox.smartling.translating import find_translation, hashed, write
from ci_l10n.sandbox.smartling.uploads import check_fields, check_size, in_unicode

STATES = ("PUBLISHED", "POST_TRANSLATION")
MISMATCH = "Mismatched placeholders for original string and translated one"
PLURALS = "Plural strings of this format cannot be imported"
KEPT = "The string already has a translation"
KNOWN = {"file", "fileUri", "fileType", "translationState", "overwrite", "callbackUrl"}


@dataclass(frozen=True, slots=True)
class Order:
    """A checked import."""

    file: SourceFile
    kind: FileType
    content: bytes
    locale: str
    state: str
    overwrites: bool
    directives: Mapping[str, str]


@dataclass(slots=True)
class Outcome:
    """``errors``: key, hash of the source string (None for an unknown key), message."""

    strings: int = 0
    words: int = 0
    errors: list[tuple[str, str | None, str]] = field(default_factory=list)


class Imports:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [file_route("POST", "/locales/{locale}/file/import", self._import, writes=True)]

    def _import(self, call: Call) -> Response:
        order = self._read(call)
        try:
            entries = list(entries_of(order.kind, order.content, order.locale, order.directives))
        except Unreadable as error:
            raise invalid("parse.error", f"There was a problem loading your file. {error}") from error
        outcome = Outcome()
        sources = self._sources(order.file)
        for entry, forms in entries:
            self._take(order, entry, forms, sources, outcome)
        return self._answer(order, outcome)

    def _read(self, call: Call) -> Order:
        """Check the fields in the order of the reference: first what is wrong is told."""
        desk, form = self._desk, call.form
        locale = desk.check_locale(call.parts[1])
        check_fields(desk, form, KNOWN)
        uri, type_given = form.required("fileUri"), form.required("fileType")
        state, upload = form.required("translationState"), call.file()
        if state not in STATES:
            raise invalid_value("translationState", state)
        kind = find_type(type_given)
        if not kind.is_importable:
            raise invalid("fileType", f"Translations of files of the type {type_given} cannot be imported")
        overwrites = form.flag("overwrite", False)
        check_size(desk, kind, upload)
        file = desk.file(uri)
        if kind.name != file.type:
            raise invalid("fileType", f"The file {uri} is of the type {file.type}, not {type_given}")
        own = form.directives() if desk.knobs.import_directives else {}
        directives = {**file.directives, **own}
        content = in_unicode(kind, upload, file.charset)
        return Order(file, shaped(kind, content, directives), content, locale, state, overwrites, directives)

    def _sources(self, file: SourceFile) -> dict[tuple[str, str], tuple[String, str]]:
        """The strings of a source file that have a key, with their hashes; of equal keys the first counts."""
        found: dict[tuple[str, str], tuple[String, str]] = {}
        for string, hashcode in hashed(file):
            if string.mark.key and (self._desk.knobs.json_keys or not string.mark.has_default_key):
                found.setdefault(string.mark.identity, (string, hashcode))
        return found

    def _take(
        self,
        order: Order,
        entry: String,
        forms: dict[str, str],
        sources: Mapping[tuple[str, str], tuple[String, str]],
        outcome: Outcome,
    ) -> None:
        """One entry of the translated file."""
        desk, knobs = self._desk, self._desk.knobs
        key = entry.mark.key
        source, hashcode = sources.get(entry.mark.identity, (None, ""))
        if order.kind.name == "ios" and IOS_PLURAL.search(key):
            outcome.errors.append((key, hashcode or None, PLURALS))
            return
        if source is None:
            if knobs.unknown_keys == "report":
                outcome.errors.append((key, None, knobs.unknown_key_message))
            return
        if not any(forms.values()) and knobs.empty_values == "skip":
            self._count(outcome, source, is_imported=False)
            return
        before = find_translation(desk, order.file, hashcode, order.locale)
        if before is not None and before.forms and not order.overwrites:
            if knobs.kept_strings == "report":
                outcome.errors.append((key, hashcode, KEPT))
            self._count(outcome, source, is_imported=False)
            return
        if not source.is_plural and not self._fits(source, entry.recognizer, forms):
            write(desk, hashcode, order.locale, forms, PENDING, "import").issue = True
            outcome.errors.append((key, hashcode, MISMATCH))
            self._count(outcome, source, is_imported=False)
            return
        write(desk, hashcode, order.locale, forms, self._state(order), "import")
        self._count(outcome, source, is_imported=True)

    def _fits(self, source: String, recognizer: Recognizer, forms: Mapping[str, str]) -> bool:
        """Whether the placeholders agree: in number, or by the knob in name too."""
        wanted = sorted(source.recognizer.find(source.text))
        for text in forms.values():
            found = sorted(recognizer.find(text))
            if len(found) != len(wanted) or (self._desk.knobs.names_matter and found != wanted):
                return False
        return True

    def _state(self, order: Order) -> str:
        without = self._desk.knobs.without_post_translation
        has_steps = order.locale not in without and "*" not in without
        return PENDING if order.state == "POST_TRANSLATION" and has_steps else PUBLISHED

    def _count(self, outcome: Outcome, source: String, is_imported: bool) -> None:
        if (is_imported or self._desk.knobs.count_all) and not self._desk.knobs.count_zero:
            outcome.strings += 1
            outcome.words += source.words

    def _answer(self, order: Order, outcome: Outcome) -> Response:
        strings = self._desk.knobs.numbers_as_strings
        counts = {"wordCount": outcome.words, "stringCount": outcome.strings}
        data = {name: str(count) if strings else count for name, count in counts.items()}
        errors = list(self._errors(order, outcome))
        return success({**data, "translationImportErrors": errors})

    def _errors(self, order: Order, outcome: Outcome) -> Iterator[dict[str, object]]:
        knobs = self._desk.knobs
        is_old = knobs.error_file == "contentFileId"
        where = {knobs.error_file: order.file.number if is_old else order.file.uri}
        for key, hashcode, message in outcome.errors:
            yield {
                **where,
                "importKey": None if knobs.error_keys_null else key,
                "stringHashcode": hashcode or (None if knobs.unknown_hash == "null" else ""),
                "messages": [message],
            }

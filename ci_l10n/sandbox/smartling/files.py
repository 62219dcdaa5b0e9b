"""Uploading, listing, renaming, deleting source files, and how far they are."""

from collections.abc import Mapping

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.calls import Call, Route, file_route, page_of, success
from ci_l10n.sandbox.smartling.dates import read_date
from ci_l10n.sandbox.smartling.desk import Desk, iso_date
from ci_l10n.sandbox.smartling.failures import invalid, invalid_value, locked
from ci_l10n.sandbox.smartling.filetypes import find_type
from ci_l10n.sandbox.smartling.forms import Fields
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.translating import (
    EVERY,
    Count,
    Counts,
    all_counts,
    authorize,
    counts,
    forget_orphans,
    last_modified,
)
from ci_l10n.sandbox.smartling.uploads import URI_LIMIT, read_upload, take_in

NO_COUNTS = "Your file was successfully uploaded. Word and string counts are not available right now."
ORDERS = {"created": "created", "fileUri": "uri", "lastUploaded": "uploaded"}


class Files:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            file_route("POST", "/file", self._upload, writes=True),
            file_route("GET", "/file/status", self._status),
            file_route("GET", "/locales/{locale}/file/status", self._locale_status),
            file_route("GET", "/files/list", self._list),
            file_route("GET", "/file-types", self._types),
            file_route("GET", "/file/last-modified", self._all_modified),
            file_route("GET", "/locales/{locale}/file/last-modified", self._modified),
            file_route("POST", "/file/rename", self._rename, writes=True),
            file_route("POST", "/file/delete", self._delete, writes=True),
        ]

    def _upload(self, call: Call) -> Response:
        desk, knobs = self._desk, self._desk.knobs
        order = read_upload(desk, call)
        locales = self._wanted_locales(call.form)
        taken = take_in(desk, order)
        authorize(desk, taken.file, locales)
        if knobs.upload_accepted:
            return success({"message": NO_COUNTS}, 202, knobs.accepted_code)
        data: dict[str, object] = {
            "overWritten": taken.was_there,
            "stringCount": taken.strings,
            "wordCount": taken.words,
        }
        if knobs.numbers_as_strings:
            data = {name: str(value).lower() for name, value in data.items()}
        return success({**data, "fileUri": order.uri, "message": None})

    def _wanted_locales(self, form: Fields) -> list[str]:
        """The locales a plain upload authorizes."""
        desk, knobs = self._desk, self._desk.knobs
        all_of_them = form.flag("authorize", False)
        locales = form.items("localeIdsToAuthorize")
        if knobs.plain_authorize == "refused" and (form.has("authorize") or locales):
            raise invalid("unknown.field", "Unexpected parameter", details="authorize")
        if knobs.authorize_conflict and all_of_them and locales:
            raise invalid("authorize", "authorize and localeIdsToAuthorize cannot be given together")
        if knobs.plain_authorize == "accepted":
            if locales:
                return [desk.check_locale(locale) for locale in locales]
            if all_of_them:
                return [EVERY]
            if form.has("authorize"):
                return []
        return [EVERY] if knobs.auto_authorize else []

    def _status(self, call: Call) -> Response:
        file = self._desk.file(call.query.required("fileUri"))
        by_locale = all_counts(self._desk, file)
        items = [{"localeId": locale, **_numbers(found)} for locale, found in by_locale.items()]
        return success({**self._head(file), "totalCount": len(items), "items": items})

    def _locale_status(self, call: Call) -> Response:
        locale = self._desk.check_locale(call.parts[1])
        file = self._desk.file(call.query.required("fileUri"))
        return success({**self._head(file), "localeId": locale, **_numbers(counts(self._desk, file, locale))})

    def _head(self, file: SourceFile) -> dict[str, object]:
        """What a status says about the file; totals do not count what is excluded everywhere."""
        found = counts(self._desk, file, EVERY)
        return {
            **_listed(file),
            "parserVersion": 4,
            "totalStringCount": found.total.strings - found.excluded.strings,
            "totalWordCount": found.total.words - found.excluded.words,
            "directives": {name: value for name, value in file.directives.items() if name != "namespace"},
            "namespace": {"name": file.namespace},
        }

    def _list(self, call: Call) -> Response:
        query = call.query
        mask = query.text("uriMask").lower()
        types = {find_type(given).name for given in query.items("fileTypes")}
        after, before = read_date(query, "lastUploadedAfter"), read_date(query, "lastUploadedBefore")
        name, _, direction = query.text("orderBy", "fileUri").partition("_")
        if name not in ORDERS or direction not in ("", "asc", "desc"):
            raise invalid_value("orderBy", query.text("orderBy"))
        found = [
            file
            for file in self._desk.records.files.values()
            if mask in file.uri.lower()
            and (not types or file.type in types)
            and (after is None or file.uploaded > after)
            and (before is None or file.uploaded < before)
        ]
        found.sort(key=lambda file: getattr(file, ORDERS[name]), reverse=direction == "desc")
        most = self._desk.knobs.list_limit
        return success(page_of(query, [_listed(file) for file in found], most, 100))

    def _types(self, call: Call) -> Response:
        return success(
            {"items": sorted({find_type(file.type).shown for file in self._desk.records.files.values()})}
        )

    def _all_modified(self, call: Call) -> Response:
        file = self._desk.file(call.query.required("fileUri"))
        after = read_date(call.query, "lastModifiedAfter")
        changed = last_modified(self._desk, file)
        dates = {locale: changed.get(locale, file.uploaded) for locale in self._desk.locales()}
        items = [
            {"localeId": locale, "lastModified": iso_date(date)}
            for locale, date in dates.items()
            if after is None or date > after
        ]
        return success({"totalCount": len(items), "items": items})

    def _modified(self, call: Call) -> Response:
        locale = self._desk.check_locale(call.parts[1])
        file = self._desk.file(call.query.required("fileUri"))
        date = last_modified(self._desk, file).get(locale, file.uploaded)
        return success({"localeId": locale, "lastModified": iso_date(date)})

    def _rename(self, call: Call) -> Response:
        desk = self._desk
        new = call.form.required("newFileUri")
        if len(new) > URI_LIMIT:
            raise invalid("newFileUri", f"Parameter 'newFileUri' may have {URI_LIMIT} characters at most")
        file = desk.file(call.form.required("fileUri"))
        if desk.find(new) is not None:
            raise invalid("newFileUri", f"The file {new} already exists")
        if desk.is_locked(new):
            raise locked(new)
        desk.records.uploads[new] = desk.records.uploads.pop(file.uri, 1)
        del desk.records.files[file.uri]
        file.uri = new
        desk.records.files[new] = file
        return success(None)

    def _delete(self, call: Call) -> Response:
        file = self._desk.file(call.form.required("fileUri"))
        self._desk.remove(file)
        forget_orphans(self._desk, file)
        return success(None)


def _listed(file: SourceFile) -> dict[str, object]:
    return {
        "fileUri": file.uri,
        "fileType": find_type(file.type).shown,
        "created": iso_date(file.created),
        "lastUploaded": iso_date(file.uploaded),
        "hasInstructions": False,
    }


def _numbers(found: Counts) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    kinds: tuple[tuple[str, Count], ...] = (
        ("authorized", found.authorized),
        ("completed", found.completed),
        ("excluded", found.excluded),
    )
    for name, count in kinds:
        numbers[f"{name}StringCount"] = count.strings
        numbers[f"{name}WordCount"] = count.words
    return numbers

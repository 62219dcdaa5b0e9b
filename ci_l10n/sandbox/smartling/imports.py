"""Importing translations by key."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartling.calls import Call, Route, file_route, success
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import invalid, invalid_value
from ci_l10n.sandbox.smartling.filetypes import find_type, shaped
from ci_l10n.sandbox.smartling.import_run import ImportOrder, ImportRun, Refused
from ci_l10n.sandbox.smartling.uploads import check_fields, check_size, in_unicode

STATES = ("PUBLISHED", "POST_TRANSLATION")
KNOWN = {"file", "fileUri", "fileType", "translationState", "overwrite", "callbackUrl"}


class Imports:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [file_route("POST", "/locales/{locale}/file/import", self._import, writes=True)]

    def _import(self, call: Call) -> Response:
        run = ImportRun(self._desk, self._read(call))
        try:
            run.carry_out()
        except Unreadable as error:
            raise invalid("parse.error", f"There was a problem loading your file. {error}") from error
        return self._answer(run)

    def _read(self, call: Call) -> ImportOrder:
        """Check the request, from the locale to the file; what is wrong first is told. Raises `ApiError`."""
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
        kind = shaped(kind, content, directives, locale)
        return ImportOrder(file, kind, content, locale, state, overwrites, directives)

    def _answer(self, run: ImportRun) -> Response:
        as_text = self._desk.knobs.numbers_as_strings
        counts = {"wordCount": run.words, "stringCount": run.strings}
        data = {name: str(count) if as_text else count for name, count in counts.items()}
        return success({**data, "translationImportErrors": [self._error(run, error) for error in run.errors]})

    def _error(self, run: ImportRun, error: Refused) -> dict[str, object]:
        knobs, file = self._desk.knobs, run.order.file
        return {
            knobs.error_file: file.number if knobs.error_file == "contentFileId" else file.uri,
            "importKey": None if knobs.error_keys_null else error.key,
            "stringHashcode": error.hashcode or (None if knobs.unknown_hash == "null" else ""),
            "messages": [error.message],
        }

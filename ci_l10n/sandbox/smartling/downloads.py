"""Source files, translated files, archives of them, and the translation of files that are not kept."""

import dataclasses
import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from werkzeug.wrappers import Response

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartling.calls import Call, Route, file_route
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import invalid, invalid_value
from ci_l10n.sandbox.smartling.filetypes import FileType, find_type
from ci_l10n.sandbox.smartling.forms import Fields
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.rendering import render, render_content
from ci_l10n.sandbox.smartling.translating import counts, translate_rest

RETRIEVALS = {
    "pending": "pending",
    "published": "published",
    "pseudo": "pseudo",
    "contextmatchinginstrumented": "pending",
}
FILE_NAMES = ("unchanged", "trim_leading", "locale_last")
LOCALE_NAMES = ("locale_in_path", "locale_in_name", "locale_in_name_and_path")
OLD_MOST, MOST = 300, 500  # files of the old request, pairs of the new one
TYPES = {
    "android": "application/xml",
    "stringsdict": "application/xml",
    "xml": "application/xml",
    "resx": "application/xml",
    "xliff": "application/xml",
    "json": "application/json",
    "arb": "application/json",
    "csv": "text/csv",
    "html": "text/html",
}
Pair = tuple[SourceFile, str]


class Downloads:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            file_route("GET", "/file", self._source),
            file_route("GET", "/locales/all/file/zip", self._all_locales),
            file_route("GET", "/locales/{locales}/file", self._translated),
            file_route("GET", "/files/zip", self._many_old),
            file_route("POST", "/files/zip", self._many),
            file_route("POST", "/locales/{locale}/file/get-translations", self._translations_of),
        ]

    def _source(self, call: Call) -> Response:
        file = self._desk.file(call.query.required("fileUri"))
        return _download(file, file.content, file.uri)

    def _translated(self, call: Call) -> Response:
        file = self._desk.file(call.query.required("fileUri"))
        retrieval, originals = self._wanted(call.query)
        locales = self._locales(call.parts[1], find_type(file.type))
        content = file.content
        for locale in locales:  # types that hold several locales collect them in one file
            source = dataclasses.replace(file, content=content)
            content = render(self._desk, source, locale, retrieval, originals)
        return _download(file, content, _translated_name(file.uri))

    def _locales(self, given: str, kind: FileType) -> list[str]:
        if given == "all" or "," in given:
            if not kind.has_all_locales:
                raise invalid(
                    "localeIds", f"Files of the type {kind.name} are downloaded one locale at a time"
                )
            if given == "all":
                return list(self._desk.records.locales) or self._desk.locales()[:1]
        return [self._desk.check_locale(locale) for locale in given.split(",")]

    def _all_locales(self, call: Call) -> Response:
        file = self._desk.file(call.query.required("fileUri"))
        pairs = [(file, locale) for locale in self._used_locales()]
        return self._archive(pairs, call.query)

    def _used_locales(self) -> list[str]:
        """Those somebody has used, as the project lists more than anybody wants in an archive."""
        used = [locale for locale in self._desk.records.locales if self._desk.is_enabled(locale)]
        return list(self._desk.knobs.locales) or used

    def _many_old(self, call: Call) -> Response:
        uris = call.query.items("fileUris", commas=False)
        if not uris or len(uris) > OLD_MOST:
            raise invalid("fileUris", f"Give 1 to {OLD_MOST} file URIs")
        locales = call.query.items("localeIds") or self._used_locales()
        return self._archive(self._pairs([(uri, locales) for uri in uris]), call.query)

    def _many(self, call: Call) -> Response:
        given = call.json_object()
        files = given.get("files")
        if not isinstance(files, list) or not files:
            raise invalid("files", "Parameter 'files' is required", details={"field": "files"})
        wanted: list[tuple[str, list[str]]] = []
        for item in files:
            if not isinstance(item, dict) or not isinstance(item.get("fileUri"), str):
                raise invalid("files", "Each file needs a fileUri", details={"field": "files"})
            locales = item.get("localeIds") or self._used_locales()
            if not isinstance(locales, list) or not all(isinstance(locale, str) for locale in locales):
                raise invalid_value("localeIds", locales)
            wanted.append((item["fileUri"], locales))
        if sum(len(locales) for _, locales in wanted) > MOST:
            raise invalid("files", f"The number of files and locales exceeds {MOST}")
        pairs = self._pairs(wanted)
        rest = Fields([(name, _text(value)) for name, value in given.items() if name != "files"], [])
        if rest.text("fileFilter", "ALL_FILES").upper() == "PUBLISHED_FILES_ONLY":
            pairs = [pair for pair in pairs if self._is_published(*pair)]
            if not pairs:
                return Response(status=204)
        return self._archive(pairs, rest)

    def _pairs(self, wanted: Sequence[tuple[str, Sequence[str]]]) -> list[Pair]:
        return [
            (self._desk.file(uri), self._desk.check_locale(locale))
            for uri, locales in wanted
            for locale in locales
        ]

    def _is_published(self, file: SourceFile, locale: str) -> bool:
        translate_rest(self._desk, file, locale)
        found = counts(self._desk, file, locale)
        return found.completed.strings == found.total.strings - found.excluded.strings

    def _archive(self, pairs: Sequence[Pair], query: Fields) -> Response:
        retrieval, originals = self._wanted(query)
        file_mode = _mode(query, "fileNameMode", FILE_NAMES)
        locale_mode = _mode(query, "localeMode", LOCALE_NAMES)
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for uri, locale in dict.fromkeys((file.uri, locale) for file, locale in pairs):
                name = entry_name(_translated_name(uri), locale, file_mode, locale_mode)
                content = render(self._desk, self._desk.file(uri), locale, retrieval, originals)
                archive.writestr(name, content)
        answer = Response(held.getvalue(), content_type="application/zip")
        name = query.text("zipFileName", "translations.zip")
        answer.headers["Content-Disposition"] = _attachment(name)
        return answer

    def _translations_of(self, call: Call) -> Response:
        """Translate a file that is not kept with what the project knows, as `fileUri` would be."""
        desk = self._desk
        locale = desk.check_locale(call.parts[1])
        file = desk.file(call.form.required("fileUri"))
        retrieval, originals = self._wanted(call.form)
        translate_rest(desk, file, locale)
        try:
            content = render_content(desk, file, call.file().content, locale, retrieval, originals)
        except Unreadable as error:
            raise invalid("parse.error", f"There was a problem loading your file. {error}") from error
        return _download(file, content, _translated_name(file.uri))

    def _wanted(self, query: Fields) -> tuple[str, bool]:
        """`retrievalType` in any letter case, and `includeOriginalStrings`."""
        given = query.text("retrievalType") or self._desk.knobs.default_retrieval
        found = RETRIEVALS.get(given.lower())
        if found is None:
            raise invalid_value("retrievalType", given)
        return found, query.flag("includeOriginalStrings", True)


def entry_name(uri: str, locale: str, file_mode: str, locale_mode: str) -> str:
    """
    The name of a file in an archive.

    >>> entry_name("/app/a.json", "de-DE", "unchanged", "locale_in_path")
    'de-DE/app/a.json'
    >>> entry_name("app/a.json", "de-DE", "locale_last", "locale_in_name_and_path")
    'app/de-DE/a_de-DE.json'
    """
    path = PurePosixPath(uri.lstrip("/"))
    name = path.name
    if locale_mode in ("locale_in_name", "locale_in_name_and_path"):
        name = f"{path.stem}_{locale}{path.suffix}"
    folder = PurePosixPath() if file_mode == "trim_leading" else path.parent
    if locale_mode != "locale_in_name":
        folder = folder / locale if file_mode == "locale_last" else PurePosixPath(locale) / folder
    return str(folder / name)


def _mode(query: Fields, name: str, known: Sequence[str]) -> str:
    given = query.text(name).lower() or known[0]
    if given not in known:
        raise invalid_value(name, query.text(name))
    return given


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _translated_name(uri: str) -> str:
    """Templates of gettext come back as catalogs."""
    return f"{uri[:-1]}" if uri.endswith(".pot") else uri


def _download(file: SourceFile, content: bytes, name: str) -> Response:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    kind = TYPES.get(file.type, "text/plain")
    is_binary = find_type(file.type).is_binary
    content_type = (
        "application/octet-stream" if is_binary else f"{kind};charset={'UTF-16' if is_wide else 'UTF-8'}"
    )
    answer = Response(content, content_type=content_type)
    answer.headers["Content-Disposition"] = _attachment(name)
    return answer


def _attachment(name: str) -> str:
    """Other letters than those of Latin-1 cannot stand in a header as they are."""
    plain = "".join(letter for letter in name if letter not in '"\\' and letter.isprintable())
    if plain.isascii():
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain.encode('ascii', 'replace').decode()}\"; filename*=UTF-8''{quote(name)}"

"""Published Files API v2: which files were published lately, locale by locale."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.calls import Call, Route, page_of, route, success
from ci_l10n.sandbox.smartling.dates import read_date
from ci_l10n.sandbox.smartling.desk import Desk, iso_date
from ci_l10n.sandbox.smartling.failures import invalid
from ci_l10n.sandbox.smartling.forms import Fields
from ci_l10n.sandbox.smartling.records import PUBLISHED, SourceFile
from ci_l10n.sandbox.smartling.strings import hashed
from ci_l10n.sandbox.smartling.translating import has_pseudo

PATH = "/published-files-api/v2/projects/{project}/files/list/recently-published"
MOST_URIS, MOST_LOCALES = 20, 50
REMEMBERED = 14 * 24 * 3600.0  # seconds


class PublishedFiles:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        return [route("GET", PATH, self._list)]

    def _list(self, call: Call) -> Response:
        """Files and locales of which any string was published after a date, the latest first."""
        query, desk = call.query, self._desk
        query.required("publishedAfter")
        after = max(read_date(query, "publishedAfter") or 0.0, desk.now() - REMEMBERED)
        uris = _few(query, "fileUris", MOST_URIS, commas=False)
        locales = _few(query, "localeIds", MOST_LOCALES, commas=True) or desk.locales()
        dates = [
            (date, file.uri, locale)
            for file in desk.records.files.values()
            if not uris or file.uri in uris
            for locale in locales
            if (date := self._published(file, locale)) > after
        ]
        found: list[dict[str, object]] = [
            {"fileUri": uri, "localeId": locale, "publishDate": iso_date(date)}
            for date, uri, locale in sorted(dates, key=lambda item: -item[0])
        ]
        return success(page_of(query, found, 500, 100))

    def _published(self, file: SourceFile, locale: str) -> float:
        """When the last string of a file was published; 0 for never."""
        latest = 0.0
        for _, hashcode in hashed(file):
            record = self._desk.string(hashcode)
            found = record.translations.get(locale)
            if found is not None and found.state == PUBLISHED:
                latest = max(latest, found.published)
            elif found is None and has_pseudo(self._desk, file, record, locale):
                latest = max(latest, file.uploaded + self._desk.knobs.pseudo_seconds)
        return latest


def _few(query: Fields, name: str, most: int, *, commas: bool) -> list[str]:
    found = query.items(name, commas=commas)
    if len(found) > most:
        raise invalid(name, f"Parameter '{name}' has more than {most} values", details={"field": name})
    return found

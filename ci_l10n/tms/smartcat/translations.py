"""Translations on their way in: bilingual XLIFF, translated files, and what became of them."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.shapes import ShapeError, loads
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.errors import not_the_api

ImportStatus: TypeAlias = Literal["inProgress", "faulted", "completed"]
GONE = "the document was deleted on the platform, or never was there; run `ci-l10n status` to see what is"
_STATUSES: dict[str, ImportStatus] = {"faulted": "faulted", "completed": "completed"}


class Translations:
    """
    The calls around `document/translate` (API reference: importing translations).

    Both imports are asynchronous: they answer at once, `translation_status` tells how it goes. An import is not
    repeated blindly: people may have edited in between. After an error with ``maybe_applied`` ask for the status.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def translate_with_xliff(
        self, document_id: str, content: Callable[[], bytes], *, confirm: bool, overwrite: bool
    ) -> None:
        """Import an XLIFF that was exported from the document, or some units of it."""
        query = [
            ("documentId", document_id),
            ("confirmTranslation", _word(confirm)),
            ("overwriteUpdatedSegments", _word(overwrite)),
        ]
        self._put("v1/document/translateWithXliff", query, f"{document_id}.xliff", content)

    def translate(
        self, document_id: str, filename: str, content: Callable[[], bytes], *, overwrite: bool, confirm: bool
    ) -> None:
        """Import a translated file of the document's own format; only for formats with unique keys."""
        query = [
            ("documentId", document_id),
            ("overwrite", _word(overwrite)),
            ("confirmTranslation", _word(confirm)),
        ]
        self._put("v1/document/translate", query, filename, content)

    def _put(
        self, path: str, query: Sequence[tuple[str, str]], filename: str, content: Callable[[], bytes]
    ) -> None:
        calls = self._calls
        doing = f"import translations into document {query[0][1]}"
        parts = [Part("translationFile", content, filename)]
        request = Request("PUT", calls.url(path), query, calls.headers, parts=parts, repeatable=False)
        response = calls.send(request, doing, {404: GONE})
        if is_html(response):
            raise not_the_api(response, doing, maybe_applied=True)

    def translation_status(self, document_id: str) -> ImportStatus | None:
        """How the last import into the document goes; None when there was none, or the document is gone."""
        request = self._get("v1/document/translate/status", document_id)
        doing = f"ask for the import into document {document_id}"
        try:
            response = self._calls.send(request, doing, {})
        except RemoteError as error:
            if error.status == 404:
                return None
            raise
        if is_html(response):
            raise not_the_api(response, doing)
        # A word that is not known yet means that it is not over; so does an answer without one.
        word = response.body.decode("utf-8-sig", "replace").strip().strip('"').strip().casefold()
        return _STATUSES.get(word, "inProgress")

    def translation_result(self, document_id: str) -> object:
        """What the server reports of the last import: JSON of an undocumented shape, or text; None: no report."""
        request = self._get("v1/document/translate/result", document_id)
        try:
            response = self._calls.send(request, f"read the import into document {document_id}", {})
        except RemoteError as error:
            if error.status == 404:
                return None
            raise
        try:
            result: object = loads(response.body)
        except ShapeError:
            return response.body.decode("utf-8", "replace").strip() or None
        return result

    def _get(self, path: str, document_id: str) -> Request:
        calls = self._calls
        return Request("GET", calls.url(path), [("documentId", document_id)], calls.headers)


def _word(flag: bool) -> str:
    """The server reads the words; 1 and 0 are not understood."""
    return "true" if flag else "false"

"""
How many words a project has, by how much of them the translation memory knows.

API reference, statistics: the first question starts the calculation; until it is over the server answers 202, older
ones 200, with a text instead of JSON.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Request
from ci_l10n.tms.pages import is_html
from ci_l10n.tms.shapes import Fields, ShapeError, loads
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.client import NO_ENDPOINT
from ci_l10n.tms.smartcat.errors import not_the_api

T = TypeVar("T")

PATIENCE = 20.0  # seconds that a calculation is waited for
FIRST_PAUSE = 1.0  # seconds; each pause is half as long again as the one before
_HINTS = {
    422: "Smartcat counts words once it has taken every document apart: wait a moment and ask again, or see in the "
    "project which document failed",
}


class Row(NamedTuple):
    """Words of one kind; ``name`` as the service has it (`newWords`, `match_95_99`), unknown ones included."""

    name: str
    words: int
    billed: float | None  # effectiveWordsForBilling; None when the service gives none


class Language(NamedTuple):
    """The rows of one target language of a project, or of one document."""

    code: str
    rows: tuple[Row, ...]


class Statistics:
    """Each method asks again while the service counts, up to `PATIENCE` seconds; None when that was not enough."""

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    def of_project(self, project_id: str) -> tuple[Language, ...] | None:
        """Per target language: one request when they are there, on older servers two."""
        doing = f"read the statistics of project {project_id}"
        path = f"project/{quote(project_id, safe='')}/statistics"
        try:
            return self._await(f"v2/{path}", (), doing, parse_languages)
        except RemoteError as error:
            if error.status not in NO_ENDPOINT:
                raise
            first = error
        try:
            return self._await(f"v1/{path}", (), doing, parse_obsolete, start=f"v1/{path}/build")
        except RemoteError as error:
            raise first if error.status in NO_ENDPOINT else error from error

    def of_document(self, document_id: str) -> tuple[Row, ...] | None:
        doing = f"read the statistics of document {document_id}"
        query = (("documentId", document_id),)
        return self._await("v1/document/statistics", query, doing, parse_document)

    def _await(
        self,
        path: str,
        query: tuple[tuple[str, str], ...],
        doing: str,
        parse: Callable[[object], T],
        *,
        start: str = "",
    ) -> T | None:
        """The answer, or None; ``start`` is the call that begins the calculation where asking alone does not."""
        until = self._clock.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while (answer := self._ask(path, query, doing, parse)) is None:
            if start:
                self._start(start, doing)
                start = ""
            if self._clock.monotonic() + pause > until:
                return None
            self._clock.sleep(pause)
            pause *= 1.5
        return answer

    def _ask(
        self, path: str, query: tuple[tuple[str, str], ...], doing: str, parse: Callable[[object], T]
    ) -> T | None:
        """What the service counted; None while it counts: 202, nothing, or a text."""
        every = (*query, ("onlyExactMatches", "false"))
        request = Request("GET", self._calls.url(path), every, self._calls.headers)
        response = self._calls.send(request, doing, _HINTS)
        if is_html(response):
            raise not_the_api(response, doing)
        if response.status in (202, 204) or not response.body.strip():
            return None
        try:
            data = loads(response.body)
        except ShapeError as error:
            if response.body.lstrip()[:1] in (b"[", b"{"):  # JSON that was cut off is no message
                raise not_the_api(response, doing) from error
            return None
        if isinstance(data, str):
            return None
        try:
            return parse(data)
        except ShapeError as error:
            raise not_the_api(response, doing) from error

    def _start(self, path: str, doing: str) -> None:
        """Begin the calculation; servers that refuse have begun it when they were asked."""
        query = (("onlyExactMatches", "false"),)
        request = Request("POST", self._calls.url(path), query, self._calls.headers)
        try:
            self._calls.send(request, doing, _HINTS)
        except RemoteError as error:
            if error.status not in (400, 404, 405, 409, 501):
                raise


def parse_languages(data: object) -> tuple[Language, ...]:
    """The array of v2: `{language, statistics}` per target language."""
    if isinstance(data, Mapping):
        return parse_obsolete(data)
    if not isinstance(data, list):
        raise ShapeError("statistics: not an array")
    return tuple(_language(each) for each in data if each is not None)


def _language(data: object) -> Language:
    fields = Fields.of(data, "statistics")
    return Language(fields.text("language") or fields.text("targetLanguage"), _rows(fields))


def parse_obsolete(data: object) -> tuple[Language, ...]:
    """The object of v1: language code to `{statistics}`."""
    if isinstance(data, list):
        return parse_languages(data)
    if not isinstance(data, Mapping):
        raise ShapeError("statistics: not an object")
    return tuple(
        Language(str(code), _rows(Fields.of(value, "statistics"))) for code, value in data.items() if value
    )


def parse_document(data: object) -> tuple[Row, ...]:
    """`DocumentStatisticsModel`: `{name, statistics}`."""
    return _rows(Fields.of(data, "statistics"))


def _rows(fields: Fields) -> tuple[Row, ...]:
    return tuple(_row(Fields.of(each, "statistics row")) for each in fields.items("statistics"))


def _row(fields: Fields) -> Row:
    given = fields.text("effectiveWordsForBilling")
    billed = max(fields.number("effectiveWordsForBilling"), 0.0) if given else None
    return Row(fields.required("name"), max(round(fields.number("words")), 0), billed)


def band_of(name: str) -> str:
    """
    A row's name in the words of rate cards: without capitals, `newWords` as `new`.

    >>> band_of("contextMatch_101"), band_of("NewWords"), band_of("Match_95_99")
    ('context_match_101', 'new', 'match_95_99')
    """
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip()).lower()
    return _BANDS.get(snake.replace("_", ""), snake)


_BANDS = {
    name.replace("_", ""): name
    for name in (
        "perfect",
        "cross_file_repeated",
        "total",
        "repetitions",
        "match_50_74",
        "match_75_84",
        "match_85_94",
        "match_95_99",
        "match_100",
        "context_match_101",
        "context_match_102",
    )
} | {"newwords": "new", "new": "new"}

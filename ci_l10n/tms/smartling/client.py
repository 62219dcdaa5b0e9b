"""Smartling's Projects API and Files API, call by call; every method is one request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ci_l10n.config.model import DEFAULT_SIZES, Sizes
from ci_l10n.net.http import Part, Request, Response
from ci_l10n.tms.smartling import calls, wire
from ci_l10n.tms.smartling.calls import Calls, Line
from ci_l10n.tms.smartling.errors import NO_PROJECT, NOT_MINE, SmartlingError

PAGE = 100  # files of a list, the most that is documented
MAX_LOCALES = 50  # that a list of what was published can be narrowed to
MAX_PAIRS = 500  # files and locales that one archive can hold
_FILES = "files-api/v2"


@dataclass(frozen=True, slots=True)
class Upload:
    """A source file to send. ``directives`` are the parser's, without their prefix."""

    uri: str
    type: str
    content: Callable[[], bytes]
    directives: Mapping[str, str] = field(default_factory=dict)

    def parts(self, *more: Part) -> list[Part]:
        """The form, the file last."""
        return [
            calls.field("fileUri", self.uri),
            calls.field("fileType", self.type),
            *(calls.field(f"smartling.{name}", value) for name, value in self.directives.items()),
            *more,
            Part("file", self.content, self.uri.rpartition("/")[2]),
        ]


class Wish(NamedTuple):
    """Which translations, and whether strings without one are to be filled with the source text."""

    is_published: bool
    has_originals: bool

    @property
    def retrieval(self) -> str:
        """Always said: what an omitted one means is the service's to decide."""
        return "published" if self.is_published else "pending"


class SmartlingClient(Calls):
    def __init__(self, line: Line, project: str, limits: Sizes = DEFAULT_SIZES) -> None:
        super().__init__(line, project)
        self.limits = limits

    def project(self) -> wire.Project:
        try:
            return self.ask(
                "GET",
                self.path("projects-api/v2"),
                f"read project {self.project_id}",
                wire.parse_project,
                query=[("includeDisabledLocales", "true")],
                hints={404: NO_PROJECT, 400: NO_PROJECT, 403: NOT_MINE},
            )
        except SmartlingError as error:
            if error.status == 404:
                error.code = "project-missing"
            raise

    def list_files(self, offset: int) -> wire.Listing:
        """`PAGE` files of the project, in the order of their URIs."""
        query = [("limit", str(PAGE)), ("offset", str(offset)), ("orderBy", "fileUri_asc")]
        path = self.path(_FILES, "/files/list")
        return self.ask("GET", path, "list the files", wire.parse_listing, query=query)

    def status(self, uri: str) -> wire.Status:
        """How far the file is in all locales; 423 at once while it is being taken apart."""
        return self._about("/file/status", uri, f"read the status of {uri}", wire.parse_status)

    def last_modified(self, uri: str) -> Mapping[str, str]:
        """When the translations into each locale changed."""
        doing = f"read when {uri} was translated"
        return self._about("/file/last-modified", uri, doing, wire.parse_last_modified)

    def _about(self, rest: str, uri: str, doing: str, parse: Callable[[object], calls.T]) -> calls.T:
        path = self.path(_FILES, rest)
        return self.ask("GET", path, doing, parse, query=[("fileUri", uri)], is_patient=False)

    def published_since(
        self, moment: str, locales: Sequence[str], offset: int
    ) -> tuple[int, Sequence[wire.Published]]:
        """
        What was published since ``moment`` (ISO 8601), at most 14 days ago; how many in all, and a page of it.

        Only up to `MAX_LOCALES` can be asked for by name; of more, all there are come along.
        """
        path = self.path("published-files-api/v2", "/files/list/recently-published")
        named = locales if len(locales) <= MAX_LOCALES else ()
        query = [("publishedAfter", moment), *(("localeIds[]", each) for each in named)]
        query += [("limit", str(PAGE)), ("offset", str(offset))]
        return self.ask("GET", path, "list what was published", wire.parse_published, query=query)

    def upload(self, upload: Upload) -> wire.Uploaded:
        """A URI that is there gets a new version. `RemoteError` with ``maybe_applied``: look at `source` first."""
        return self.ask(
            "POST",
            self.path(_FILES, "/file"),
            f"upload {upload.uri}",
            wire.parse_uploaded,
            parts=upload.parts(),
            repeatable=False,
        )

    def rename(self, uri: str, new_uri: str) -> None:
        parts = [calls.field("fileUri", uri), calls.field("newFileUri", new_uri)]
        path = self.path(_FILES, "/file/rename")
        hints = {
            400: f"if another file is called {new_uri}, rename or delete it in Smartling, then run again"
        }
        self.tell(path, f"rename {uri} to {new_uri}", parts, repeatable=False, hints=hints)

    def delete(self, uri: str) -> None:
        """Takes effect over the next minutes; until then nothing can be uploaded to the URI."""
        path = self.path(_FILES, "/file/delete")
        self.tell(path, f"delete {uri}", [calls.field("fileUri", uri)])

    def source(self, uri: str) -> Response:
        """The source as it was uploaded last; other files' work is waited out."""
        request = Request("GET", self.server + self.path(_FILES, "/file"), [("fileUri", uri)])
        return self.fetch(request, f"download the source of {uri}")

    def download(self, uri: str, locale: str, wish: Wish, *, is_patient: bool = True) -> Response:
        """One file in one locale, as raw bytes."""
        path = self.path(_FILES, f"/locales/{locale}/file")
        query = [("fileUri", uri), *_query(wish)]
        request = Request("GET", self.server + path, query)
        return self.fetch(request, f"download {uri} in {locale}", is_patient=is_patient)

    def download_many(
        self, locales: Mapping[str, Sequence[str]], wish: Wish, *, is_patient: bool = True
    ) -> Response:
        """An archive of up to `MAX_PAIRS` pairs, URI by URI with the locales wanted of each."""
        model = {
            "files": [{"fileUri": uri, "localeIds": list(ids)} for uri, ids in locales.items()],
            "retrievalType": wish.retrieval,
            "includeOriginalStrings": wish.has_originals,
            "fileFilter": "ALL_FILES",
            "fileNameMode": "UNCHANGED",
            "localeMode": "LOCALE_IN_PATH",
        }
        request = Request("POST", self.server + self.path(_FILES, "/files/zip"), json=model)
        return self.fetch(request, f"download {len(locales)} files", is_patient=is_patient)


def _query(wish: Wish) -> list[tuple[str, str]]:
    return [
        ("retrievalType", wish.retrieval),
        ("includeOriginalStrings", "true" if wish.has_originals else "false"),
    ]

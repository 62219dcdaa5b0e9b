"""
Key projects (API reference: software localization projects): collections of keys instead of documents.

Resource files are imported into a collection in one language each and exported from it in any. Imports and exports
are asynchronous and answer with an id; a finished export is fetched like that of documents.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import quote

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, Request, Response
from ci_l10n.tms.shapes import Fields, ShapeError
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.errors import REGION, not_the_api
from ci_l10n.tms.smartcat.projects import PAGE

MOST_LANGUAGES = 100  # in one request: the server fails at addresses of more than 2,000 characters
MAIN = "main"  # the collection that is meant when none is named
NOT_KEYS = (
    "platform.smartcat.project.keys must be the id of a project of the type software localization (the uuid in the "
    f"address of its page); for other projects write `project: <id>`; {REGION}"
)
HINTS = dict.fromkeys((403, 404, 405, 409), NOT_KEYS)

_ID = re.compile(r"[\w-]{1,100}")

CompletionState = Literal["", "draft", "intermediate", "final"]  # "": the service's default, draft


class Resource(NamedTuple):
    """A file of keys and texts; the service tells its format by the extension unless it is told."""

    filename: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files are taken into a collection; what is empty is left to the service."""

    language: str
    collection: str = MAIN
    target_languages: tuple[str, ...] = ()  # only with files in the source language; missing ones are created
    format: str = ""
    path_separator: str = ""  # between the names of nested keys, in structured formats
    completion_state: CompletionState = ""
    labels: tuple[str, ...] = ()
    on_conflict: Literal["", "skip", "overwrite"] = ""  # of values; the service's default is to skip
    auto_file_labels: bool = False
    delete_missing_keys: bool = False

    def query(self) -> list[tuple[str, str]]:
        given = {
            "collection": self.collection,
            "language": self.language,
            "target-languages": ",".join(self.target_languages),
            "format": self.format,
            "path-separator": self.path_separator,
            "completion-state": self.completion_state,
            "labels": ",".join(self.labels),
        }
        switches = {
            "skip-conflicting-values": self.on_conflict == "skip",
            "overwrite-conflicting-values": self.on_conflict == "overwrite",
            "auto-file-labels": self.auto_file_labels,
            "delete-missing-keys": self.delete_missing_keys,
        }
        return _query(given, switches)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is exported and how it is laid out; what is empty is left to the service."""

    collections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # empty: all target languages
    format: str = ""
    path_separator: str = ""
    completion_state: CompletionState = ""  # a key that is less complete counts as incomplete
    incomplete: Literal["", "fallback", "blank", "skip"] = ""  # source text, empty text, or no such key
    path_template: str = ""  # {LANGUAGE}, {LABEL:PREFIX}, {LOCALE:IOS}, {LOCALE:ANDROID}
    include_default_language: bool = False
    zip: bool = False  # also where there is one file only
    modified_since: str = ""  # ISO 8601
    labels: tuple[str, ...] = ()
    indent: str = ""
    keys: tuple[str, ...] = ()

    def query(self) -> list[tuple[str, str]]:
        given = {
            "collections": ",".join(self.collections),
            "languages": ",".join(self.languages),
            "format": self.format,
            "path-separator": self.path_separator,
            "completion-state": self.completion_state,
            "output-file-path-template": self.path_template,
            "modified-since": self.modified_since,
            "labels": ",".join(self.labels),
            "indent": self.indent,
        }
        switches = {
            "fallback-to-default-language": self.incomplete == "fallback",
            "export-incomplete-as-blank": self.incomplete == "blank",
            "skip-incomplete-keys": self.incomplete == "skip",
            "include-default-language": self.include_default_language,
            "zip": self.zip,
        }
        return _query(given, switches)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of an import (`StringsTableImportResult`)."""

    status: str  # lower case: pending, inprogress, completed, failed
    failed_files: tuple[str, ...] = ()
    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0  # values
    without_source: int = 0
    conflicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key -> values

    @property
    def is_over(self) -> bool:
        """Words that this version does not know are waited for, as `pending` is."""
        return self.status in ("completed", "failed", "faulted")


class Keys:
    """The calls of key projects; every method is one request."""

    def __init__(self, client: SmartcatClient) -> None:
        self._client = client

    def import_files(self, project_id: str, files: Sequence[Resource], options: ImportOptions) -> str:
        """
        Have the service take ``files`` into a collection; answers with the id for `import_result`.

        Sending it twice does no harm: keys and values that are there already stay as they are.
        """
        parts = [Part("files", file.content, file.filename) for file in files]
        names = files[0].filename if len(files) == 1 else f"{len(files)} files"
        url = self._client.url(f"v2/project/{quote(project_id, safe='')}/import")
        request = Request("POST", url, options.query(), self._client.headers, parts=parts)
        return self._start(request, f"import {names} into key project {project_id}")

    def import_result(self, import_id: str) -> ImportResult:
        path = f"v1/project/import-result/{quote(import_id, safe='')}"
        return self._client.ask("GET", path, "read what became of an import", parse_import_result)

    def request_export(self, project_id: str, options: ExportOptions) -> str:
        """Have the service prepare files; answers with the id for `fetch_export`. Doing it twice does no harm."""
        body = {"keys": list(options.keys)} if options.keys else None
        url = self._client.url(f"v2/project/{quote(project_id, safe='')}/export")
        request = Request("POST", url, options.query(), self._client.headers, json=body)
        return self._start(request, f"export from key project {project_id}")

    def holds_keys(self, project: wire.Project) -> bool | None:
        """Is ``project`` a key project, as the list of these says? None: the service does not tell."""
        query = [
            ("projectName", project.name),
            ("projectType", "softwareLocalization"),
            ("includeDocuments", "false"),
            ("offset", "0"),
            ("limit", str(PAGE)),
        ]
        doing = "list the key projects"
        try:
            found = self._client.ask("GET", "v1/project/list", doing, wire.parse_projects, query=query)
        except RemoteError:
            return None
        if any(each.id.casefold() == project.id.casefold() for each in found):
            return True
        return False if len(found) < PAGE else None

    def fetch_export(self, task_id: str) -> Response | None:
        """What was prepared, unchecked: a file, or a ZIP of several; None while it is not ready."""
        return self._client.fetch_export(task_id)

    def _start(self, request: Request, doing: str) -> str:
        response = self._client.send(request, doing, HINTS)
        try:
            return _parse_id(response.body)
        except ShapeError as error:
            raise not_the_api(response, doing) from error


def parse_import_result(data: object) -> ImportResult:
    fields = Fields.of(data, "import result")
    conflicts = {
        key: tuple(value for value in values if isinstance(value, str))
        for key, values in fields.mapping("conflictingKeyValues").items()
        if isinstance(values, list)
    }
    return ImportResult(
        status=fields.enum("status"),
        failed_files=tuple(name for name in fields.items("failedFileNames") if isinstance(name, str)),
        created=round(fields.number("keysCreated")),
        updated=round(fields.number("keysUpdated")),
        deleted=round(fields.number("keysDeleted")),
        unchanged=round(fields.number("keyValuesNotChanged")),
        without_source=round(fields.number("keysWithoutSource")),
        conflicts=conflicts,
    )


def _parse_id(body: bytes) -> str:
    """A uuid as a JSON string; where the answer is plain text, without its quotes."""
    found = body.decode("utf-8-sig", "replace").strip().strip('"')
    if not _ID.fullmatch(found):
        raise ShapeError("not an id")
    return found


def _query(given: Mapping[str, str], switches: Mapping[str, bool]) -> list[tuple[str, str]]:
    """Switches are sent only when they are on: the word counts as on by being there."""
    chosen: Iterable[tuple[str, str]] = ((name, value) for name, value in given.items() if value)
    return [*chosen, *((name, "true") for name, is_on in switches.items() if is_on)]

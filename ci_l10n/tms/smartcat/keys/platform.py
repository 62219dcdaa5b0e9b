"""A key project (software localization) behind the port: a collection of keys for every source file."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from ci_l10n.clock import Clock
from ci_l10n.config.model import KeyProject, SmartcatSettings
from ci_l10n.errors import ContentError, RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.log import Logged
from ci_l10n.tms.base import Export, Import, Project, RemoteFile, Stage
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import MAX_FILES, NO_ENDPOINT, SmartcatClient
from ci_l10n.tms.smartcat.keys.calls import MOST_LANGUAGES, ImportOptions, ImportResult, Keys
from ci_l10n.tms.smartcat.keys.exports import KeyExporter
from ci_l10n.tms.smartcat.keys.files import Table, Unfit, collection_of, describe, refusal
from ci_l10n.tms.smartcat.keys.imports import REFUSED, KeyImporter, Order
from ci_l10n.tms.smartcat.keys.memory import Collection, keep, recall
from ci_l10n.tms.smartcat.keys.notes import KeyNotes
from ci_l10n.tms.smartcat.keys.reading import check_type, fingerprint, is_complete, other_type
from ci_l10n.tms.smartcat.mapping import Mapper, folded

UNFIT = 415  # as status: the platform would not want the file
PATIENCE = 60.0  # seconds that imported keys may take to show in the project


class _Sending(NamedTuple):
    collection: str
    item: Import
    table: Table


class _Reading(NamedTuple):
    """What the project says of all its files in one locale; nothing as long as it was not read."""

    stages: tuple[Stage, ...] = ()
    is_complete: bool = False
    fingerprint: str = ""


_UNREAD = _Reading()


class KeysPlatform:
    """
    A permanent key project as a `Platform`.

    The API lists no collections, so that those of our files are remembered between runs. When that memory is lost,
    sources are imported again: keys and texts that are there already stay as they are, with their translations.
    Progress is known of the whole project only, and counts for every file and locale. `send_changed` and `rename` may
    be called by several threads at once.
    """

    name = "smartcat"
    batch_size = MAX_FILES

    def __init__(
        self,
        client: SmartcatClient,
        settings: SmartcatSettings,
        project: KeyProject,
        locales: Mapping[Locale, str],
        clock: Clock,
        log: Logged | None = None,
    ) -> None:
        self._client = client
        self._settings = settings
        self._project_id = project.id
        self._clock = clock
        self._log = log
        self._map = Mapper(settings, locales)
        self._source: Locale = next(iter(locales))
        self._importer = self._make_importer()
        self._read: wire.Project | None = None  # the project, until its type is beyond doubt
        self._seen = ""  # fingerprint of the last reading
        self._unseen: tuple[str, float] | None = (
            None  # the one before an import, and until when it has to move
        )
        self._collections: dict[str, Collection] = {}
        self._lock = threading.Lock()  # of these
        self._notes = KeyNotes()
        host = urlsplit(client.server).netloc.rpartition("@")[2]
        self.account = f"{host}, key project {project.id}"

    def _make_importer(self) -> KeyImporter:
        return KeyImporter(self._client, self._project_id, self._clock, self._explain)

    # Between runs

    def resume(self, memory: Mapping[str, Any]) -> None:
        """Take up the collections, unless they were another project's; what is damaged is imported again."""
        self._importer = self._make_importer()  # another run may have sent something since
        self._collections = recall(memory, self._project_id)

    def memory(self) -> Mapping[str, Any]:
        with self._lock:
            return keep(self._collections, self._project_id)

    # The project

    def fetch_project(self) -> Project:
        """`ConfigError` when the service says that it is no key project."""
        project = self._client.project(self._project_id)
        check_type(project)
        self._read = project
        self._look_for_news(project)
        neutral = self._map.project(project)
        with self._lock:
            collections = dict(self._collections)
        readings = {locale: self._reading(project, locale) for locale in neutral.target_locales}
        files = [
            self._file(name, collection, locale, reading)
            for name, collection in collections.items()
            for locale, reading in readings.items()
        ]
        return replace(neutral, files=tuple(files))

    def _file(
        self, name: str, collection: Collection, locale: Locale, reading: _Reading = _UNREAD
    ) -> RemoteFile:
        return RemoteFile(
            id=f"{name}:{self._map.code_of(locale)}",
            group=name,
            name=collection.name,
            external_id=collection.external_id,
            locale=locale,
            condition="preparing" if self._unseen else "ready",
            reason="",
            is_complete=reading.is_complete,
            words=collection.table.words,
            stages=reading.stages,
            fingerprint=reading.fingerprint,
        )

    def _reading(self, project: wire.Project, locale: Locale) -> _Reading:
        return _Reading(
            tuple(Stage(progress, 0) for progress in project.progress),
            is_complete(project) and not self._unseen,
            fingerprint(project, self._settings.mode, self._map.code_of(locale)),
        )

    def _look_for_news(self, project: wire.Project) -> None:
        """Progress of before counts for nothing while the project does not show what was imported."""
        self._seen = fingerprint(project, self._settings.mode)
        if self._unseen and (self._seen != self._unseen[0] or self._clock.monotonic() >= self._unseen[1]):
            self._unseen = None

    def add_locale(self, locale: Locale) -> None:
        """
        A refusal is fine when the project turns out to have the language.

        Where key projects lack the call, the next import names the language and creates it.
        """
        code = self._map.code_of(locale)
        try:
            self._client.add_language(self._project_id, code)
        except RemoteError as error:
            if error.status in NO_ENDPOINT:
                self._notes.not_added(code, error.message)
                return
            if error.status not in (400, 409, 422):
                raise
            languages = self._client.project(self._project_id).target_languages
            if folded(code) not in map(folded, languages):
                raise

    # Sending

    def refusal(self, path: str, format: str | None, content: bytes) -> tuple[str, str] | None:  # noqa: A002
        return refusal(path, format, content, self._source)

    def _explain(self, _: RemoteError) -> None:
        """A refused import may mean that the project holds documents: ask once."""
        with self._lock:
            project, self._read = self._read, None
        if project is not None and not self._collections and Keys(self._client).holds_keys(project) is False:
            raise other_type(project)

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        """A refusal concerns one file of the batch; when the others are sent again, that costs no request."""
        for start in range(0, len(imports), MAX_FILES):
            batch = imports[start : start + MAX_FILES]
            yield self._send([(collection_of(item.external_id), item) for item in batch])

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        return self._send([(file.group, change)])

    def _send(self, items: Sequence[tuple[str, Import]]) -> list[RemoteFile]:
        """What cannot be sent is told when the others were: these cost nothing when they are sent without it."""
        fit: list[_Sending] = []
        unfit: list[RemoteError] = []
        for name, item in items:
            try:
                fit.append(_Sending(name, item, self._table(name, item)))
            except RemoteError as error:
                unfit.append(error)
        results = self._importer.run([self._order(sending) for sending in fit])
        if unfit:
            raise unfit[0]
        for sending, result in zip(fit, results, strict=True):
            self._remember(sending, result)
        return [
            self._file(sending.collection, self._collections[sending.collection], locale)
            for sending in fit
            for locale in sending.item.locales
        ]

    def _order(self, sending: _Sending) -> Order:
        """Texts of the file win over those in the service, keys that are not in it go."""
        item, table = sending.item, sending.table
        languages = tuple(self._map.code_of(locale) for locale in item.locales)
        options = ImportOptions(
            language=self._map.code_of(self._source),
            collection=sending.collection,
            # They were added before, one by one; naming them here is for projects that need it.
            target_languages=languages if len(languages) <= MOST_LANGUAGES else (),
            format=table.format,
            path_separator=table.separator,
            on_conflict="overwrite",
            delete_missing_keys=True,
        )
        return Order(item.name, item.content, options)

    def _table(self, collection: str, item: Import) -> Table:
        known = self._collections.get(collection)
        before = known.table.separator if known else ""
        try:
            return describe(item.name, item.format, item.content(), self._source, before)
        except (Unfit, ContentError) as error:
            raise RemoteError(
                f"{item.name}: {error.message}", hint=error.hint, status=UNFIT, code="import-failed"
            ) from error

    def _remember(self, sending: _Sending, result: ImportResult) -> None:
        name, item, table = sending
        with self._lock:
            if (result.created or result.updated) and self._seen and not self._unseen:
                self._unseen = (self._seen, self._clock.monotonic() + PATIENCE)
            before = self._collections.get(name)
            self._collections[name] = Collection(item.name, item.external_id, table)
        self._notes.kept(item.name, result)
        if table.has_sets:
            self._notes.has_sets(item.name)
        if before is not None:
            self._notes.joined(item.name, before.table.separator, table.separator)

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        """The keys stay where they are; only what we remember changes. No request."""
        with self._lock:
            self._collections[file.group] = replace(self._collections[file.group], name=name)
        return ()

    def delete(self, files: Sequence[RemoteFile]) -> None:
        """Take all keys out of the collections, by an import without any; collections themselves cannot be deleted."""
        orders = {file.group: self._emptying(file.group) for file in files}
        try:
            self._importer.run(list(orders.values()))
        except RemoteError as error:
            if error.status not in REFUSED:
                raise
        for name, order in orders.items():
            try:
                self._importer.run([order])  # no request any more: this tells what became of each
            except RemoteError as error:
                self._notes.not_emptied(name, error.message)
            self._forget(name)

    def _emptying(self, collection: str) -> Order:
        options = ImportOptions(
            language=self._map.code_of(self._source),
            collection=collection,
            format="json",
            delete_missing_keys=True,
        )
        return Order(f"{collection}.json", lambda: b"{}\n", options)

    # Exporting

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        """Sources are not kept as files by the service: none of them has contents."""
        if sources:
            problem = "a key project does not keep source files"
            return iter([Export(file, None, problem, "the source is sent again") for file in files])
        exporter = KeyExporter(
            self._client,
            self._clock,
            self._project_id,
            self._settings,
            self._map.code_of,
            self._tables_of(files).__getitem__,
            self._forget,
        )
        return exporter.run(files)

    def _forget(self, name: str) -> None:
        with self._lock:
            self._collections.pop(name, None)

    def _tables_of(self, files: Sequence[RemoteFile]) -> dict[str, Table]:
        return {file.group: self._collections[file.group].table for file in files}

    def progress(self, file: RemoteFile) -> float:
        """Of the whole project; mode `complete`: at the last stage, else at the first."""
        if not file.stages:
            return 100.0 if file.is_complete else 0.0
        return file.stages[-1 if self._settings.mode == "complete" else 0].progress

    def notes(self) -> tuple[str, ...]:
        return self._notes.lines()

    def requests(self) -> tuple[int, tuple[str, ...]]:
        return (self._log.count, tuple(map(str, self._log.last))) if self._log else (0, ())

    def editor_url(self, file: RemoteFile) -> str:
        """The project's page: there is none of a single file."""
        return f"{self._client.server}/projects/{quote(self._project_id, safe='')}/files"

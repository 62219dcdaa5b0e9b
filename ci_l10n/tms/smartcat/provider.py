"""Smartcat behind the port: its documents, languages and stages in neutral words."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartcatSettings
from ci_l10n.errors import ConfigError, RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.log import Logged
from ci_l10n.tms.base import Export, Import, LocaleStatistics, Project, RemoteFile
from ci_l10n.tms.shapes import extension_of
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import MAX_FILES, SmartcatClient, Upload, deletions
from ci_l10n.tms.smartcat.exports import Exporter, Order
from ci_l10n.tms.smartcat.mapping import Mapper, folded, locale_statistics
from ci_l10n.tms.smartcat.statistics import Row, Statistics

SETTLE = 2.0  # seconds a server gets to finish what it seemed to fail at, before we look
UPLOAD_TRIES = 3


class SmartcatPlatform:
    """
    A permanent Smartcat project as a `Platform`.

    ``locales`` says how the platform spells each configured locale, the source's included; documents in other
    languages are somebody else's and never seen. `send_changed` and `rename` may be called by several threads at once.
    """

    name = "smartcat"
    batch_size = MAX_FILES

    def __init__(
        self,
        client: SmartcatClient,
        settings: SmartcatSettings,
        locales: Mapping[Locale, str],
        clock: Clock,
        log: Logged | None = None,
    ) -> None:
        self._client = client
        self._project_id = settings.project if isinstance(settings.project, str) else ""
        self._settings = settings
        self._clock = clock
        self._log = log
        self._map = Mapper(settings, locales)
        self._ids: dict[
            str, list[str]
        ] = {}  # group -> ids of all its languages, also of those we do not serve
        self._is_outdated = True  # are languages missing in `_ids`?
        self._lock = threading.RLock()  # of both
        self.account = ""
        self._set_account(f"project {self._project_id}")

    def _set_account(self, project: str) -> None:
        self.account = f"{urlsplit(self._client.server).netloc.rpartition('@')[2]}, {project}"

    def resume(self, memory: Mapping[str, Any]) -> None:
        """A permanent project is where the configuration says, nothing needs to be remembered."""

    def memory(self) -> Mapping[str, Any]:
        return {}

    def fetch_project(self) -> Project:
        """`ConfigError` when the workflow lacks the configured stage."""
        return self._neutral(self._read())

    def _neutral(self, project: wire.Project) -> Project:
        stage = self._settings.stage
        if stage is not None and project.stages and stage > len(project.stages):
            raise ConfigError(
                f"platform.smartcat.export.stage is {stage}, but the workflow of project '{project.name}' has "
                f"{len(project.stages)} ({', '.join(project.stages)})",
                hint="stages count from 1; leave stage out to take what any stage confirmed",
                code="stage-missing",
            )
        return self._map.project(project)

    def _read(self) -> wire.Project:
        project = self._client.project(self._project_id)
        self._note_documents(project)
        return project

    def _note_documents(self, project: wire.Project) -> None:
        with self._lock:
            self._ids = {}
            self._remember(project.documents)
            self._is_outdated = False

    def _remember(self, documents: Sequence[wire.Document]) -> None:
        with self._lock:
            for document in documents:
                ids = self._ids.setdefault(document.file_key, [])
                if document.id not in ids:
                    ids.append(document.id)

    def add_locale(self, locale: Locale) -> None:
        """A refusal is fine when the project turns out to have the language."""
        code = self._map.code_of(locale)
        self._is_outdated = True
        try:
            self._client.add_language(self._project_id, code)
        except RemoteError as error:
            if error.status not in (400, 409, 422):
                raise
            if folded(code) not in map(folded, self._read().target_languages):
                raise

    # Sending

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        """Yields after every request; a refusal concerns all files of its request (400: one is empty, 409: name taken)."""
        for start in range(0, len(imports), MAX_FILES):
            yield self._send_batch(imports[start : start + MAX_FILES])

    def _send_batch(self, batch: Sequence[Import]) -> list[RemoteFile]:
        for item in batch:
            if not item.content().strip():
                # The server would refuse the whole request; saying so ourselves costs none.
                raise RemoteError(
                    f"Smartcat takes no empty files: {item.name}", hint=_EMPTY, status=400, code="file-empty"
                )
        arrived: list[wire.Document] = []
        missing = list(batch)
        for attempt in range(1, UPLOAD_TRIES + 1):
            try:
                arrived += self._upload(missing)
            except RemoteError as error:
                # 409 in a later attempt: the earlier one has arrived after all, only later than we looked.
                if not error.maybe_applied and (error.status != 409 or attempt == 1):
                    raise
                found = self._look_for(missing)
                arrived += found
                missing = [item for item in missing if not _is_among(item, found)]
                if missing and (attempt == UPLOAD_TRIES or not error.maybe_applied):
                    raise
            else:
                missing = []
            if not missing:
                break
        self._remember(arrived)
        return self._named(batch, arrived)

    def _upload(self, items: Sequence[Import]) -> Sequence[wire.Document]:
        uploads = [
            Upload(
                item.name,
                item.external_id,
                tuple(self._map.code_of(locale) for locale in item.locales),
                item.content,
                self._settings.upload,
            )
            for item in items
        ]
        # A server that does not say what it made of the files is asked.
        return self._client.upload(self._project_id, uploads) or self._found(items)

    def _look_for(self, items: Sequence[Import]) -> list[wire.Document]:
        """Which of ``items`` arrived although the server failed? Nothing is sent again before this was asked."""
        self._clock.sleep(SETTLE)
        return self._found(items)

    def _found(self, items: Sequence[Import]) -> list[wire.Document]:
        return [doc for doc in self._read().documents if any(_is_of(doc, item) for item in items)]

    def _named(self, batch: Sequence[Import], documents: Sequence[wire.Document]) -> list[RemoteFile]:
        """The documents as remote files; a server that ignores external ids does not make them anonymous to us."""
        files = []
        for file in self._map.files(documents):
            item = next((each for each in batch if file.external_id == each.external_id), None)
            item = item or next((each for each in batch if file.name == each.name), None)
            files.append(replace(file, external_id=item.external_id) if item else file)
        return files

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        """After an error with ``maybe_applied``, compare the platform's copy of the source before sending again."""
        if not change.content().strip():
            raise RemoteError(
                f"Smartcat takes no empty files: {change.name}", hint=_EMPTY, status=400, code="file-empty"
            )
        documents = self._client.update(
            file.group, lambda: self._all_ids(file), change.name, change.content, self._settings.upload
        )
        if not documents:
            documents = tuple(doc for doc in self._read().documents if doc.file_key == file.group)
        self._remember(documents)
        return self._map.files(documents)

    def _all_ids(self, file: RemoteFile) -> Sequence[str]:
        """Ids of all languages of the file, also of those that are not ours: their source has to change too."""
        with self._lock:
            if self._is_outdated:
                self._read()
            return list(self._ids.get(file.group) or [file.id])

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        old, new = extension_of(file.name), extension_of(name)
        if old.casefold() != new.casefold():
            raise RemoteError(
                f"Smartcat cannot rename {file.name} to {name}: the extension of a document is fixed",
                hint="delete the old document in Smartcat and let the new file be sent as a new one",
                status=409,
                code="rename-refused",
            )
        self._client.rename(file.id, name[: len(name) - len(new)] if new else name)
        return ()

    def delete(self, files: Sequence[RemoteFile]) -> None:
        groups: dict[str, list[str]] = {}
        for file in files:
            groups.setdefault(file.group, []).append(file.id)
        for batch in deletions(self._client, list(groups.values())):
            try:
                self._client.delete(batch)
            except RemoteError as error:
                if error.status != 404:
                    raise
                self._delete_rest(batch)

    def _delete_rest(self, ids: Sequence[str]) -> None:
        """One of ``ids`` was gone already; whether the others went with that request is not said, so look."""
        if len(ids) == 1:
            return
        present = {document.id for document in self._read().documents}
        for document_id in [each for each in ids if each in present]:
            try:
                self._client.delete([document_id])
            except RemoteError as error:
                if error.status != 404:
                    raise

    # Exporting

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        if not sources:
            order = Order("target", self._settings.mode, self._settings.stage)
            yield from Exporter(self._client, self._clock, order, self._map.code_of).run(files)
            return
        groups: dict[str, list[RemoteFile]] = {}  # all languages of a file have one source
        for file in files:
            groups.setdefault(file.group, []).append(file)
        exporter = Exporter(self._client, self._clock, Order("source", None, None), self._map.code_of)
        for export in exporter.run([group[0] for group in groups.values()]):
            for file in groups[export.file.group]:
                yield replace(export, file=file)

    def progress(self, file: RemoteFile) -> float:
        """At stage n when one is configured; mode `complete`: at the last stage; else at the first."""
        if not file.stages:
            return 100.0 if file.is_complete else 0.0
        if self._settings.stage is not None:
            index = min(self._settings.stage, len(file.stages)) - 1
        else:
            index = -1 if self._settings.mode == "complete" else 0
        return file.stages[index].progress

    def fetch_statistics(self, files: Mapping[str, Locale]) -> Sequence[LocaleStatistics] | None:
        """Of all documents of the project, others' included, or of these; more requests while the service counts."""
        statistics = Statistics(self._client, self._clock)
        if not files:
            languages = statistics.of_project(self._project_id)
            return None if languages is None else self._map.statistics(languages)
        rows: dict[Locale, list[Row]] = {}
        for document_id, locale in files.items():
            found = statistics.of_document(document_id)
            if found is None:
                return None
            rows.setdefault(locale, []).extend(found)
        return [locale_statistics(locale, every) for locale, every in rows.items()]

    def notes(self) -> tuple[str, ...]:
        if not self._client.updated_per_language:
            return ()
        return (
            "This Smartcat server updates documents one language at a time: every changed file cost one request per "
            "language.",
        )

    def requests(self) -> tuple[int, tuple[str, ...]]:
        """Attempts so far, and the last of them."""
        return (self._log.count, tuple(map(str, self._log.last))) if self._log else (0, ())

    def editor_url(self, file: RemoteFile) -> str:
        key, separator, language = file.id.rpartition("_")
        if not separator:
            return ""
        return f"{self._client.server}/editor?DocumentId={quote(key, safe='')}&LanguageId={quote(language, safe='')}"


_EMPTY = "exclude the file under files: or give it content"


def _is_of(document: wire.Document, item: Import) -> bool:
    return document.external_id == item.external_id or document.path == item.name


def _is_among(item: Import, documents: Sequence[wire.Document]) -> bool:
    return any(_is_of(document, item) for document in documents)

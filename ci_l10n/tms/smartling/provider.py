"""Smartling behind the port: its files, locales and counts in neutral words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import ConfigError, RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.log import Logged
from ci_l10n.parallel import in_parallel
from ci_l10n.tms.base import Export, Import, Project, RemoteFile
from ci_l10n.tms.smartling import types
from ci_l10n.tms.smartling.client import SmartlingClient
from ci_l10n.tms.smartling.errors import SmartlingError
from ci_l10n.tms.smartling.exports import LATER, Downloads, read_source
from ci_l10n.tms.smartling.jobs import Batch, as_error
from ci_l10n.tms.smartling.mapping import Mapper
from ci_l10n.tms.smartling.reading import Reader, uris_of
from ci_l10n.tms.smartling.uploads import Sender


class SmartlingPlatform:
    """
    A Smartling project as a `Platform`.

    A remote file is a source file in a locale; its group and name are the file's URI. `send_new`, `send_changed`,
    `rename` may be called by several threads at once.
    """

    name = "smartling"
    batch_size = 1

    def __init__(
        self,
        client: SmartlingClient,
        settings: SmartlingSettings,
        mapper: Mapper,
        reader: Reader,
        sender: Sender,
        batch: Batch,
        log: Logged,
        threads: int,
    ) -> None:
        self._client = client
        self._settings = settings
        self._map = mapper
        self._reader = reader
        self._sender = sender
        self._batch = batch
        self._log = log
        self._batch_note = ""
        self._threads = threads
        self.account = f"{urlsplit(client.server).netloc}/{client.project_id}"

    @property
    def publishes(self) -> bool:
        return self._settings.state == "PUBLISHED"

    def resume(self, memory: Mapping[str, Any]) -> None:
        self._reader.restart(memory)

    def memory(self) -> Mapping[str, Any]:
        return self._reader.memory()

    def concentrate(self, names: Collection[str], ids: Collection[str]) -> None:
        self._reader.concentrate(uris_of(names, ids))

    def fetch_project(self) -> Project:
        """The first time a list of the files, and every time the files that are not complete: see `Reader.read`."""
        project = self._reader.read()
        if project.is_archived:
            raise ConfigError(
                f"the Smartling project '{project.name}' is archived",
                hint="restore it in Smartling, or name another one under platform.smartling.project",
                code="project-archived",
            )
        files = [
            file
            for state in self._reader.states
            for file in self._map.files(state, may_be_idle=self._reader.may_be_idle(state.uri))
        ]
        return self._map.project(project, files)

    def add_locale(self, locale: Locale) -> None:
        """Nothing can; `Project.locales_from` has said so before anything was sent."""
        raise ConfigError(
            f"Smartling cannot add {locale} to a project by itself",
            hint="add it in the Smartling dashboard (Project Settings > Languages)",
            code="locale-missing",
        )

    def refusal(self, path: str, format: str | None, content: bytes) -> tuple[str, str] | None:  # noqa: A002
        return types.refusal(path, format, content)

    # Sending

    @property
    def is_batching(self) -> bool:
        return self._settings.uses_jobs

    def begin(self, names: Sequence[str], branch: str) -> None:
        if self._settings.uses_jobs:
            self._batch.begin(names, branch)

    def finish(self) -> Mapping[str, RemoteError]:
        """A new file that the job did not take is deleted: found there, it would be taken for one that was sent."""
        if not self._batch.is_open:
            return {}
        failed, self._batch_note = self._batch.finish()
        for uri in filter(self._reader.is_new, failed):
            with suppress(RemoteError):
                self._delete(uri)
            self._reader.forget(uri)
        return {uri: as_error(uri, problem) for uri, problem in failed.items()}

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        for item in imports:
            yield self._send(item.name, item)

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        return self._send(file.group, change)

    def _send(self, uri: str, item: Import) -> list[RemoteFile]:
        type_name = self._sender.send(uri, item, self._map.targets)
        return self._map.files(self._reader.sent(uri, type_name))

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        """Where the answer got lost, the file's status under the new name tells."""
        try:
            self._client.rename(file.group, name)
        except RemoteError as error:
            if not error.maybe_applied or not self._is_there(name):
                raise
        return self._map.files(self._reader.renamed(file.group, name))

    def _is_there(self, uri: str) -> bool:
        try:
            self._client.status(uri)
        except SmartlingError as error:
            if error.is_unknown_file:
                return False
            if error.status != 423:
                raise
        return True

    def delete(self, files: Sequence[RemoteFile]) -> None:
        uris = list(dict.fromkeys(file.group for file in files))
        for uri, _ in in_parallel(self._delete, uris, self._threads):
            self._reader.forget(uri)

    def _delete(self, uri: str) -> None:
        try:
            self._client.delete(uri)
        except SmartlingError as error:
            if not error.is_unknown_file:
                raise

    # Exporting

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        if not sources:
            return self.export_saved(files, published=self.publishes)
        return self._export_sources(files)

    def export_saved(
        self, files: Sequence[RemoteFile], *, published: bool, whole: bool = False
    ) -> Iterator[Export]:
        """
        Translations that are published, or all that were ever saved; one request for up to 500 of them.

        ``whole``: with the source's text where there is none, also of types that could leave it out.
        """
        types = self._reader.types
        return Downloads(self._client, self._map, types, published=published, whole=whole).run(files)

    def _export_sources(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        groups: dict[str, list[RemoteFile]] = {}  # all locales of a file have one source
        for file in files:
            groups.setdefault(file.group, []).append(file)
        sources = in_parallel(lambda uri: read_source(self._client, uri), list(groups), self._threads)
        for uri, got in sources:
            for file in groups[uri]:
                yield Export(file, got.content, got.problem, LATER if got.content is None else "")

    # Telling

    def progress(self, file: RemoteFile) -> float:
        return file.stages[0].progress if file.stages else 0.0

    def notes(self) -> tuple[str, ...]:
        told = (self._batch_note,) if self._batch_note else ()
        waiting = {state.uri: self._map.unauthorized(state) for state in self._reader.states}
        files = [uri for uri, words in waiting.items() if words]
        if not files:
            return told
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        return (
            *told,
            f"{sum(waiting.values())} words (source words times locales) are not authorized for translation: nobody "
            f"translates them until somebody does that in Smartling, or platform.smartling.authorize is true "
            f"({files[0]}{more})",
        )

    def requests(self) -> tuple[int, tuple[str, ...]]:
        """Attempts so far, and the last of them."""
        return self._log.count, tuple(map(str, self._log.last))

    def editor_url(self, file: RemoteFile) -> str:
        """Smartling documents no address of a file's translation."""
        return ""

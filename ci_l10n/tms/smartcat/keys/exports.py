"""
Exporting collections of a key project: one task each, with all its languages.

Several collections in one task would save requests, but nothing says how their files are told apart: the placeholders
of path templates know languages and labels, no collections.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartcatSettings
from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import Got
from ci_l10n.tms.base import RemoteFile
from ci_l10n.tms.smartcat.archive import Wanted, unpack
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.exports import Exporter, Order
from ci_l10n.tms.smartcat.keys.calls import MOST_LANGUAGES, CompletionState, ExportOptions, Keys
from ci_l10n.tms.smartcat.keys.files import Table

MISSING = "the next run sends the source file again, and with it the collection"
STATES: Mapping[str, CompletionState] = {"current": "draft", "confirmed": "intermediate", "complete": "final"}


def by_collection(files: Sequence[RemoteFile]) -> Iterator[tuple[RemoteFile, ...]]:
    """Files of one collection each, as many as one request can name the languages of."""
    groups: dict[str, list[RemoteFile]] = {}
    for file in files:
        groups.setdefault(file.group, []).append(file)
    for group in groups.values():
        for start in range(0, len(group), MOST_LANGUAGES):
            yield tuple(group[start : start + MOST_LANGUAGES])


class KeyExporter(Exporter):
    """
    Exports the files of remote files whose ``group`` is a collection.

    Keys that are less complete than the mode wants are left out, so that no source text passes for a translation.
    Members of the archive are called as we say, after their language. ``on_missing`` hears of collections that the
    service does not have (any more).
    """

    parts = False

    def __init__(
        self,
        client: SmartcatClient,
        clock: Clock,
        project_id: str,
        settings: SmartcatSettings,
        code_of: Callable[[Locale], str],
        table_of: Callable[[str], Table],
        on_missing: Callable[[str], None],
    ) -> None:
        super().__init__(client, clock, Order("target", settings.mode, None), code_of)
        self._keys = Keys(client)
        self._project_id = project_id
        self._state = STATES[settings.mode]
        self._table_of = table_of
        self._on_missing = on_missing

    def batches(self, files: Sequence[RemoteFile]) -> Iterator[tuple[RemoteFile, ...]]:
        return by_collection(files)

    def start(self, files: Sequence[RemoteFile]) -> str:
        table = self._table_of(files[0].group)
        options = ExportOptions(
            collections=(files[0].group,),
            languages=tuple(self.code_of(file.locale) for file in files),
            format=table.format,
            path_separator=table.separator,
            completion_state=self._state,
            incomplete="skip",
            path_template=f"{{LANGUAGE}}{table.extension}",
            zip=True,
        )
        try:
            return self._keys.request_export(self._project_id, options)
        except RemoteError as error:
            if error.status != 404:
                raise
            self._on_missing(files[0].group)
            raise RemoteError(error.message, hint=MISSING, status=404, code="platform-not-found") from error

    def answers(self, files: Sequence[RemoteFile], response: Response) -> Iterator[Got]:
        # Their names are the plain ones that sources have: no language in brackets behind them.
        wanted = [self._wanted_of(file) for file in files]
        return unpack(response, wanted, self._client.limits, sources=True)

    def _wanted_of(self, file: RemoteFile) -> Wanted:
        code = self.code_of(file.locale)
        return Wanted(code, self._table_of(file.group).extension, code)

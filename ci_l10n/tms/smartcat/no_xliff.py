"""Projects without documents, where XLIFF is asked for."""

from collections.abc import Callable, Iterator, Sequence

from ci_l10n.errors import ConfigError
from ci_l10n.tms.base import Export, RemoteFile


class NoXliff:
    """Key projects as a `Bilingual` platform, which they are not: they hold no documents."""

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        raise _no_documents()

    def import_xliff(
        self,
        file: RemoteFile,
        content: Callable[[], bytes],
        *,
        confirm: bool,
        overwrite: bool,
        timeout: float | None = None,
    ) -> None:
        raise _no_documents()


def _no_documents() -> ConfigError:
    return ConfigError(
        "a key project holds no documents that could be exported or imported as XLIFF",
        hint="use a document project: platform.smartcat.project: <id>",
    )

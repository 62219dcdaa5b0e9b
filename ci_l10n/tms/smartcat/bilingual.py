"""Smartcat's bilingual XLIFF behind the `Bilingual` port: exported in batches, imported one document at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale
from ci_l10n.tms.base import Export, RemoteFile
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.exports import Exporter, Order
from ci_l10n.tms.smartcat.translations import GONE, ImportStatus, Translations

SETTLE = 2.0  # seconds a server gets to finish what it seemed to fail at, before we look
TRIES = 3  # of sending one file whose answers are lost
FIRST_POLL = 0.5  # seconds after the file was sent
GROWTH = 1.5
SLOWEST_POLL = 10.0  # seconds
TIMEOUT = 600.0  # seconds until an import counts as stuck
PATIENCE = 4  # polls that may know nothing of an import that was accepted


class SmartcatBilingual:
    """Fulfils `Bilingual`. ``locales`` says how the platform spells each configured locale."""

    def __init__(self, client: SmartcatClient, locales: Mapping[Locale, str], clock: Clock) -> None:
        self._client = client
        self._translations = Translations(client)
        self._locales = dict(locales)
        self._clock = clock

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """Whatever stands in the editor, confirmed or not."""
        order = Order("xliff", "current", None)
        yield from Exporter(self._client, self._clock, order, self._code_of).run(files)

    def _code_of(self, locale: Locale) -> str:
        return self._locales.get(locale, locale)

    def import_xliff(
        self,
        file: RemoteFile,
        content: Callable[[], bytes],
        *,
        confirm: bool,
        overwrite: bool,
        timeout: float | None = None,
    ) -> None:
        """Nothing is sent a second time before a look at the status showed that it did not arrive."""
        for attempt in range(1, TRIES + 1):
            error = self._send(file, content, confirm=confirm, overwrite=overwrite)
            if error is None and timeout == 0:
                return
            if error is None and self._is_done(file, TIMEOUT if timeout is None else timeout):
                return
            if attempt == TRIES:
                raise error or _lost(file)

    def _send(
        self, file: RemoteFile, content: Callable[[], bytes], *, confirm: bool, overwrite: bool
    ) -> RemoteError | None:
        """None when the file arrived, the error when it may not have and can be sent again."""
        try:
            self._translations.translate_with_xliff(file.id, content, confirm=confirm, overwrite=overwrite)
        except RemoteError as error:
            if not error.maybe_applied:
                raise
            self._clock.sleep(SETTLE)
            # What is over may be an earlier import; sending the same texts again does no harm then.
            return None if self._translations.translation_status(file.id) == "inProgress" else error
        return None

    def _is_done(self, file: RemoteFile, timeout: float) -> bool:
        """Poll until the platform is done with the file; False when it knows of no import."""
        start = self._clock.monotonic()
        delay = FIRST_POLL
        unknown = 0
        while unknown < PATIENCE:
            self._clock.sleep(min(delay, max(start + timeout - self._clock.monotonic(), 0)))
            status = self._ask(file)
            if _is_over(status, file):
                return True
            unknown += status is None
            if self._clock.monotonic() - start >= timeout:
                raise RemoteError(
                    f"Smartcat did not finish the import into {_name(file)} in {timeout:.0f} seconds",
                    hint="it may still finish; look at the document in Smartcat, "
                    "and run the same import again if it did not: nothing is imported twice",
                    maybe_applied=True,
                    code="import-failed",
                )
            delay = min(delay * GROWTH, SLOWEST_POLL)
        return False

    def _ask(self, file: RemoteFile) -> ImportStatus | None:
        try:
            return self._translations.translation_status(file.id)
        except RemoteError as error:
            if error.status != 200:
                raise
            return "inProgress"  # a page instead of an answer says nothing about the import


def _lost(file: RemoteFile) -> RemoteError:
    return RemoteError(
        f"Smartcat knows nothing of the import into {_name(file)}",
        hint=GONE,
        status=404,
        code="import-failed",
    )


def _is_over(status: ImportStatus | None, file: RemoteFile) -> bool:
    if status == "faulted":
        raise RemoteError(
            f"Smartcat could not import the translations of {_name(file)}: the import faulted",
            hint="export the document anew with `ci-l10n xliff export`, put the translations into that file and "
            "import it; the platform takes back only files that it exported itself",
            code="import-failed",
        )
    return status == "completed"


def _name(file: RemoteFile) -> str:
    return f"{file.name} ({file.locale})"

"""Sending sources: nothing is sent again before Smartling was asked what became of it."""

from collections.abc import Mapping

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale
from ci_l10n.tms.base import Import
from ci_l10n.tms.smartling import types
from ci_l10n.tms.smartling.client import SmartlingClient, Upload
from ci_l10n.tms.smartling.exports import read_source
from ci_l10n.tms.smartling.jobs import Batch

SETTLE = 2.0  # seconds a server gets to finish what it seemed to fail at, before we look
TRIES = 3
_EMPTY = "exclude the file under files: or give it content"


class Sender:
    """Uploads, each until it is clear that it arrived: into ``batch`` while that is open. Safe for several threads."""

    def __init__(
        self, client: SmartlingClient, settings: SmartlingSettings, batch: Batch, clock: Clock
    ) -> None:
        self._client = client
        self._settings = settings
        self._batch = batch
        self._clock = clock

    def send(self, uri: str, item: Import, locales: Mapping[Locale, str]) -> str:
        """Send a new file or version; returns its type. `RemoteError` with status 400 for one that cannot be sent."""
        upload = self.upload_of(uri, item)
        for attempt in range(1, TRIES + 1):
            try:
                self._send(upload, {loc: code for loc, code in locales.items() if loc in item.locales})
            except RemoteError as error:
                if not error.maybe_applied:
                    raise
                self._clock.sleep(SETTLE)
                if self._has_arrived(upload):
                    break
                if attempt == TRIES:
                    raise
            else:
                break
        return upload.type

    def upload_of(self, uri: str, item: Import) -> Upload:
        """What is sent for ``item``; raises `RemoteError` for what Smartling would refuse anyway."""
        content = item.content()
        type_name = types.type_of(item.name, item.format)
        problem = types.refusal(item.name, item.format, content)
        if problem is None and not content.strip():
            problem = types.Refusal(f"Smartling takes no empty files: {item.name}", _EMPTY)
        if problem is not None or type_name is None:
            message, hint = problem or ("", "")
            raise RemoteError(message, hint=hint, status=400, code="platform-refused")
        directives = dict(item.directives)
        if self._settings.namespace:
            directives.setdefault("namespace", self._settings.namespace.replace("{path}", uri))
        if charset := types.charset_of(type_name, content):
            directives.setdefault("file_charset", charset)
        return Upload(uri, type_name, item.content, directives)

    def _send(self, upload: Upload, locales: Mapping[Locale, str]) -> None:
        if self._batch.is_open:
            self._batch.upload(upload, list(locales.values()))
        else:
            self._client.upload(upload)

    def _has_arrived(self, upload: Upload) -> bool:
        """Whether Smartling holds this very content, however the upload was answered."""
        return read_source(self._client, upload.uri).content == upload.content()

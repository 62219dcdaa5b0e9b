"""Jobs and their batches: what a run sends is added to one job, and authorized with it (API reference, job batches v2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.clock import Clock
from ci_l10n.config.model import SmartlingSettings
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Request
from ci_l10n.tms.pages import one_line
from ci_l10n.tms.shapes import Fields
from ci_l10n.tms.smartling.calls import field
from ci_l10n.tms.smartling.client import SmartlingClient, Upload
from ci_l10n.tms.smartling.errors import SmartlingError

DEFAULT_JOB = "ci-l10n {branch}"
LONGEST_NAME = 170  # characters
FIRST_POLL = 1.0  # seconds
GROWTH = 1.5
SLOWEST_POLL = 10.0
CEILING = 600.0  # seconds until a batch counts as stuck
_SERVICE = "job-batches-api/v2"
_NO_ERRORS = ("", "{}", "[]", "null")
_REFUSED = "correct the file, or look at the job in Smartling; it is sent again with the next run"


class Item(NamedTuple):
    uri: str
    status: str  # upper case; which words there are differs between versions
    errors: str  # "" for none

    @property
    def has_failed(self) -> bool:
        return self.status.endswith("FAILED") or (bool(self.errors) and self.status != "CANCELED")


@dataclass(frozen=True, slots=True)
class BatchStatus:
    status: str  # upper case: DRAFT, ADDING_FILES, EXECUTING, COMPLETED
    errors: str
    items: tuple[Item, ...]


def parse_batch(data: object) -> BatchStatus:
    fields = Fields.of(data, "batch")
    items = [Fields.of(item, "file of a batch") for item in fields.items("files")]
    return BatchStatus(
        fields.required("status").upper(),
        _errors(fields.text("generalErrors")),
        tuple(
            Item(each.required("fileUri"), each.text("status").upper(), _errors(each.text("errors")))
            for each in items
        ),
    )


def _errors(text: str) -> str:
    return "" if text.strip() in _NO_ERRORS else one_line(text)


def job_name(template: str, branch: str) -> str:
    """
    What a job is called. Braces would be taken for dates.

    >>> job_name("Texts of {branch}", "release/{2}")
    'Texts of release/(2)'
    """
    name = (template or DEFAULT_JOB).replace("{branch}", branch.translate({0x7B: "(", 0x7D: ")"}))
    return name[:LONGEST_NAME]


class Batch:
    """
    The batch of one run: begun with all URIs that are to come, since it is carried out when the last of them is there.

    Two batches of one job must not run at once, so a run has one, and waits for it.
    """

    def __init__(
        self, client: SmartlingClient, settings: SmartlingSettings, locales: Mapping[str, str], clock: Clock
    ) -> None:
        self._client = client
        self._settings = settings
        self._locales = locales
        self._clock = clock
        self._uid = ""
        self._awaited: set[str] = set()

    @property
    def is_open(self) -> bool:
        return bool(self._uid)

    def begin(self, uris: Sequence[str], branch: str) -> None:
        """Two requests: the job, made when there is none of that name, and its batch."""
        job = self._client.ask(
            "POST",
            self._client.path(_SERVICE, "/jobs"),
            "make a job",
            lambda data: Fields.of(data, "job").required("translationJobUid"),
            json={
                "nameTemplate": job_name(self._settings.job, branch),
                "mode": "REUSE_EXISTING",
                "targetLocaleIds": list(self._locales.values()),
            },
        )
        model = {
            "authorize": self._settings.authorize is True,
            "translationJobUid": job,
            "fileUris": list(uris),
        }
        self._uid = self._client.ask(
            "POST",
            self._client.path(_SERVICE, "/batches"),
            "make a batch",
            lambda data: Fields.of(data, "batch").required("batchUid"),
            json=model,
        )
        self._awaited = set(uris)

    def upload(self, upload: Upload, locales: Sequence[str]) -> None:
        """One file of the batch. Sent a second time it is refused, which tells that it has arrived."""
        authorized = [field("localeIdsToAuthorize[]", locale) for locale in locales]
        try:
            self._client.ask(
                "POST",
                self._client.path(_SERVICE, f"/batches/{self._uid}/file"),
                f"upload {upload.uri}",
                lambda data: None,
                parts=upload.parts(*authorized),
                repeatable=False,
            )
        except SmartlingError as error:
            if "batch.not.suitable" not in error.keys:
                raise
        self._awaited.discard(upload.uri)

    def finish(self) -> tuple[Mapping[str, str], str]:
        """
        Wait until the batch is carried out: what became of files that could not be added, and a note ("" for none).

        Files that never came are cancelled, otherwise the batch would wait for them for good.
        """
        uid, self._uid = self._uid, ""
        cancelled, self._awaited = sorted(self._awaited), set()
        for uri in cancelled:
            self._cancel(uid, uri)
        started, pause = self._clock.monotonic(), FIRST_POLL
        while (found := self._status(uid)).status in ("DRAFT", "ADDING_FILES", "EXECUTING"):
            if self._clock.monotonic() - started >= CEILING:
                return {}, "Smartling is still adding files to the job; look at it in the dashboard"
            self._clock.sleep(pause)
            pause = min(pause * GROWTH, SLOWEST_POLL)
        failed = {each.uri: each.errors or each.status for each in found.items if each.has_failed}
        note = f"Smartling says of the job: {found.errors}" if found.errors else ""
        return {uri: text for uri, text in failed.items() if uri not in cancelled}, note

    def _status(self, uid: str) -> BatchStatus:
        path = self._client.path(_SERVICE, f"/batches/{uid}")
        return self._client.ask("GET", path, "read the batch", parse_batch)

    def _cancel(self, uid: str, uri: str) -> None:
        model = {"action": "CANCEL_FILE", "fileUri": uri, "reason": "not uploaded"}
        url = self._client.server + self._client.path(_SERVICE, f"/batches/{uid}")
        try:
            self._client.fetch(Request("PUT", url, json=model), f"cancel {uri} in the batch")
        except SmartlingError as error:
            if error.status != 400:  # it came after all
                raise


def as_error(uri: str, problem: str) -> RemoteError:
    """A file that the job did not take, as an upload that was refused."""
    return RemoteError(
        f"Smartling did not take {uri} into the job: {problem}",
        hint=_REFUSED,
        status=400,
        code="platform-refused",
    )

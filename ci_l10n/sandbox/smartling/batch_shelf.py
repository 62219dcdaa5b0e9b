"""Batches: what becomes of their files, when they are carried out, how the API shows them."""

from ci_l10n.sandbox.smartling.desk import iso_date
from ci_l10n.sandbox.smartling.failures import invalid
from ci_l10n.sandbox.smartling.job_records import Batch, BatchItem, Job
from ci_l10n.sandbox.smartling.job_shelf import JobShelf
from ci_l10n.sandbox.smartling.translating import authorize

Json = dict[str, object]

# Two descriptions of the API disagree on the words for the states of a file.
WORDS = {
    "attach": {
        "waiting": "DRAFT",
        "taken": "UPLOADING",
        "executing": "ATTACHING",
        "done": "COMPLETED",
        "canceled": "CANCELED",
        "upload failed": "UPLOAD_FAILED",
        "attach failed": "ATTACH_FAILED",
    },
    "process": {
        "waiting": "UPLOADING",
        "taken": "UPLOADED",
        "executing": "PROCESSING",
        "done": "COMPLETED",
        "canceled": "CANCELED",
        "upload failed": "FAILED",
        "attach failed": "FAILED",
    },
}


class BatchShelf:
    """Carried out at once when its last file came; questions find it executing for a while longer."""

    def __init__(self, shelf: JobShelf) -> None:
        self.shelf = shelf
        self.desk = shelf.desk

    def get(self, uid: str) -> Batch:
        batch = self.shelf.records.batches.get(uid)
        if batch is None:
            raise invalid("batch.not.found", f"Batch with uid {uid} was not found", status=404)
        return batch

    def make(self, job: Job, authorize: bool, locales: list[str]) -> Batch:
        now = self.desk.now()
        batch = Batch(self.desk.make_uid(), job.uid, authorize, locales, now, now)
        self.shelf.records.batches[batch.uid] = batch
        return batch

    def check_open(self, batch: Batch) -> None:
        """Raises `ApiError` once it takes no more files."""
        state = self.state(batch)
        if state in ("EXECUTING", "COMPLETED"):
            raise invalid("batch.not.suitable", f"Batch {batch.uid} is {state} and takes no files")

    def register(self, batch: Batch, uri: str) -> None:
        """Wait for that file; once more when it was canceled before."""
        item = batch.items.get(uri)
        if item is None or item.state == "canceled":
            batch.items[uri] = BatchItem(uri, self.desk.now())
            batch.modified = self.desk.now()

    def awaited(self, batch: Batch, uri: str) -> BatchItem:
        """The registered file that has not come yet; raises `ApiError`."""
        item = batch.items.get(uri)
        if item is None or item.state == "canceled":
            raise invalid("file.not.registered", f"File {uri} is not registered in batch {batch.uid}")
        if item.state != "waiting":
            raise invalid("batch.not.suitable", f"File {uri} was already uploaded to batch {batch.uid}")
        return item

    def cancel(self, batch: Batch, uri: str, reason: str) -> None:
        item = batch.items.get(uri)
        if item is None:
            raise invalid("file.not.registered", f"File {uri} is not registered in batch {batch.uid}")
        if item.state not in ("waiting", "canceled"):
            raise invalid("file.not.cancelled", f"File {uri} was already uploaded to batch {batch.uid}")
        item.errors = reason
        self.settle(batch, item, "canceled")

    def fail(self, batch: Batch, item: BatchItem, state: str, errors: str) -> None:
        item.errors = errors
        self.settle(batch, item, state)

    def settle(self, batch: Batch, item: BatchItem, state: str) -> None:
        """It is known what became of a file; the last one starts the execution."""
        item.state = state
        item.updated = batch.modified = self.desk.now()
        if all(each.state != "waiting" for each in batch.items.values()):
            for each in batch.items.values():
                if each.state == "taken":
                    self._attach(batch, each)
            batch.reads = self.desk.knobs.batch_reads

    def _attach(self, batch: Batch, item: BatchItem) -> None:
        job = self.shelf.records.jobs[batch.job]
        file = self.desk.find(item.uri)
        word = self.desk.knobs.batch_failing
        if file is None or job.end or (word and word in item.uri):
            reason = f"job is {job.end}" if job.end else "file is not available"
            item.state, item.errors = "attach failed", f"Cannot add {item.uri} to the job: {reason}"
            return
        item.strings = self.shelf.put_in(job, file, item.locales)
        if batch.authorize:
            authorize(self.desk, file, item.locales)
            self.shelf.note_authorization(job)

    def state(self, batch: Batch) -> str:
        if batch.reads >= 0:
            return "EXECUTING" if batch.reads else "COMPLETED"
        has_begun = any(item.state in ("taken", "upload failed") for item in batch.items.values())
        return "ADDING_FILES" if has_begun else "DRAFT"

    def brief(self, batch: Batch) -> Json:
        return {
            "batchUid": batch.uid,
            "status": self.state(batch),
            "authorized": batch.authorize,
            "translationJobUid": batch.job,
            "projectId": self.desk.project_id,
            "createdDate": iso_date(batch.created),
            "modifiedDate": iso_date(batch.modified),
        }

    def full(self, batch: Batch) -> Json:
        return {
            "status": self.state(batch),
            "authorized": batch.authorize,
            "generalErrors": batch.general_errors or self.desk.knobs.empty_errors,
            "projectId": self.desk.project_id,
            "translationJobUid": batch.job,
            "updatedDate": iso_date(batch.modified),
            "files": [self._item(batch, item) for item in batch.items.values()],
        }

    def _item(self, batch: Batch, item: BatchItem) -> Json:
        state = item.state
        if state == "taken" and batch.reads >= 0:
            state = "executing" if batch.reads else "done"
        return {
            "fileUri": item.uri,
            "status": WORDS[self.desk.knobs.item_words][state],
            "errors": item.errors or self.desk.knobs.empty_errors,
            "updatedDate": iso_date(item.updated),
            "targetLocales": [
                {"localeId": locale, "stringsAdded": item.strings.get(locale, 0)} for locale in item.locales
            ],
        }

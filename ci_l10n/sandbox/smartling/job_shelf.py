"""Jobs of the project: finding and making them, which state they are in, how the API shows them."""

from collections.abc import Iterator, Sequence

from ci_l10n.sandbox.smartling.desk import Desk, iso_date
from ci_l10n.sandbox.smartling.failures import invalid
from ci_l10n.sandbox.smartling.job_records import Job, JobRecords
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.translating import Counts, counts

Json = dict[str, object]

STATES = (
    "DRAFT", "AWAITING_AUTHORIZATION", "IN_PROGRESS", "COMPLETED", "CANCELLED", "CLOSED", "DELETED",
)  # fmt: skip
ENDED = ("CANCELLED", "CLOSED", "DELETED")
MOST_FILES = 5000
USER = "sandboxuser1"


class JobShelf:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def records(self) -> JobRecords:
        return self.desk.records.jobs

    def get(self, uid: str) -> Job:
        """The job; raises `ApiError` 404 for one that is unknown or deleted."""
        job = self.records.jobs.get(uid)
        if job is None or job.end == "DELETED":
            raise invalid("job.not.found", f"Job with uid {uid} was not found", status=404)
        return job

    def get_open(self, uid: str) -> Job:
        """The same for something that changes its content: it must not have ended."""
        job = self.get(uid)
        if job.end:
            raise invalid(None, f"Job {uid} is {job.end} and cannot be changed")
        return job

    def all(self) -> list[Job]:
        """All that were not deleted, the newest first."""
        return [job for job in reversed(self.records.jobs.values()) if job.end != "DELETED"]

    def named(self, name: str) -> Job | None:
        return next((job for job in self.all() if job.name == name), None)

    def make(self, name: str, locales: Sequence[str]) -> Job:
        """A new job; ``name`` must be free and ``locales`` be those of the project."""
        self.records.counter += 1
        now = self.desk.now()
        job = Job(
            uid=self.desk.make_uid(),
            name=name,
            number=self.records.counter,
            locales=list(dict.fromkeys(locales)),
            created=now,
            modified=now,
        )
        self.records.jobs[job.uid] = job
        return job

    def touch(self, job: Job) -> None:
        job.modified = self.desk.now()

    def note_authorization(self, job: Job) -> None:
        job.last_authorized = self.desk.now()
        job.first_authorized = job.first_authorized or job.last_authorized
        self.touch(job)

    def note_completion(self, job: Job) -> None:
        """Somebody sees that it is complete, perhaps the first one."""
        job.completed = job.completed or self.desk.now()

    def contents(self, job: Job) -> Iterator[tuple[SourceFile, list[str]]]:
        """Files and their locales; files that were deleted since are none of them."""
        by_number = {str(file.number): file for file in self.desk.records.files.values()}
        for number, locales in job.files.items():
            if number in by_number:
                yield by_number[number], locales

    def put_in(self, job: Job, file: SourceFile, locales: Sequence[str]) -> dict[str, int]:
        """Add ``file`` in ``locales``, which become locales of the job; strings added, by locale."""
        held = job.files.setdefault(str(file.number), [])
        new = [locale for locale in dict.fromkeys(locales) if locale not in held]
        held += new
        job.locales += [locale for locale in new if locale not in job.locales]
        self.touch(job)
        strings = self.count(file, new[0]).total.strings if new else 0  # as many in every locale
        return {locale: strings if locale in new else 0 for locale in locales}

    def count(self, file: SourceFile, locale: str) -> Counts:
        return counts(self.desk, file, locale)

    def state(self, job: Job) -> str:
        """One of `STATES`."""
        contents = list(self.contents(job))
        if job.end:
            return job.end
        if not contents:
            return "DRAFT"
        if not job.first_authorized:
            return "AWAITING_AUTHORIZATION"
        is_done = all(self._is_done(file, locale) for file, locales in contents for locale in locales)
        return "COMPLETED" if is_done else "IN_PROGRESS"

    def _is_done(self, file: SourceFile, locale: str) -> bool:
        found = self.count(file, locale)
        return found.completed.strings >= found.total.strings - found.excluded.strings

    def brief(self, job: Job) -> Json:
        """As lists and the job batches show it."""
        return {
            "translationJobUid": job.uid,
            "jobName": job.name,
            "jobNumber": f"JOB-{job.number}",
            "jobStatus": self.state(job),
            "targetLocaleIds": list(job.locales),
            "description": job.description,
            "dueDate": job.due,
            "referenceNumber": job.reference,
            "createdDate": iso_date(job.created),
        }

    def full(self, job: Job) -> Json:
        """As creating and changing it is answered."""
        brief = self.brief(job)
        if brief["jobStatus"] == "COMPLETED":
            self.note_completion(job)
        return {
            **brief,
            "callbackUrl": job.callback_url,
            "callbackMethod": job.callback_method,
            "createdByUserUid": USER,
            "modifiedByUserUid": USER,
            "modifiedDate": iso_date(job.modified),
            "firstAuthorizedDate": _date(job.first_authorized),
            "lastAuthorizedDate": _date(job.last_authorized),
            "firstCompletedDate": _date(job.completed),
            "lastCompletedDate": _date(job.completed),
            "customFields": [],
        }

    def detailed(self, job: Job) -> Json:
        files = [
            {"uri": file.uri, "name": file.uri.rpartition("/")[2], "fileUid": file_uid(file)}
            for file, _ in self.contents(job)
        ]
        return {**self.full(job), "priority": None, "sourceFiles": files}


def _date(seconds: float) -> str | None:
    return iso_date(seconds) if seconds else None


def file_uid(file: SourceFile) -> str:
    return f"{file.number:012x}"

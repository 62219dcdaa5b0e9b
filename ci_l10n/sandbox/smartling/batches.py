"""Job Batches API v2: files are registered, uploaded one after the other, then added to a job together."""

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.batch_shelf import BatchShelf
from ci_l10n.sandbox.smartling.bodies import Body, read_date
from ci_l10n.sandbox.smartling.calls import Call, Route, page_of, route, success
from ci_l10n.sandbox.smartling.failures import ApiError, invalid, invalid_value
from ci_l10n.sandbox.smartling.job_names import LONGEST, MODES, SALTS, name_from, salted
from ci_l10n.sandbox.smartling.job_records import Job
from ci_l10n.sandbox.smartling.job_shelf import ENDED, JobShelf
from ci_l10n.sandbox.smartling.uploads import read_upload, take_in

ROOT = "/job-batches-api/v2/projects/{project}"
ONE = ROOT + "/batches/{batch}"
STATES = ("DRAFT", "ADDING_FILES", "EXECUTING", "COMPLETED")
LONGEST_URI = 512


class Batches:
    def __init__(self, shelf: JobShelf, batches: BatchShelf) -> None:
        self.shelf = shelf
        self.batches = batches

    def routes(self) -> list[Route]:
        return [
            route("POST", ROOT + "/jobs", self._job, writes=True),
            route("POST", ROOT + "/batches", self._create, writes=True),
            route("GET", ROOT + "/batches", self._list),
            route("GET", ONE, self._show),
            route("PUT", ONE, self._act, writes=True),
            route("POST", ONE + "/file", self._upload, is_file_operation=True, writes=True),
        ]

    def _job(self, call: Call) -> Response:
        """Get a job of that name or make one."""
        body = Body(call.json_object())
        mode = body.one_of("mode", MODES) or MODES[0]
        salt = body.one_of("salt", SALTS) or SALTS[0]
        now = self._local_time(body)
        name = name_from(body.required("nameTemplate"), now)
        if not name.strip() or len(name) > LONGEST:
            raise invalid(
                "job.name.evaluation.failed", f"Job name has more than {LONGEST} characters: {name}"
            )
        locales, description = body.texts("targetLocaleIds"), body.text("description", 8000)
        for locale in locales:
            self.shelf.desk.check_locale(locale)
        job = self.shelf.named(name)
        if job is not None and (mode == "CREATE_NEW" or job.end in ENDED):
            generator = Random(f"{self.shelf.desk.make_uid()}")  # noqa: S311
            name = next(each for each in salted(name, salt, now, generator) if not self.shelf.named(each))
            job = None
        if job is None:
            job = self.shelf.make(name, locales)
            job.description = description or ""
        return success(self.shelf.brief(job))

    def _local_time(self, body: Body) -> datetime:
        zone = body.text("timeZoneName") or "UTC"
        now = datetime.fromtimestamp(self.shelf.desk.now(), UTC)
        try:
            return now if zone == "UTC" else now.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise invalid_value("timeZoneName", zone) from error

    def _create(self, call: Call) -> Response:
        body = Body(call.json_object())
        authorize, uid = body.flag("authorize"), body.required("translationJobUid")
        uris = body.required_texts("fileUris", LONGEST_URI)
        for uri in uris:
            if uris.count(uri) > 1:
                raise invalid("fileUris", f"Parameter 'fileUris' has the duplicate value '{uri}'")
        job = self.shelf.get(uid)
        if job.end:
            raise invalid("batch.not.created", f"Batch cannot be created for a job that is {job.end}")
        locales = [self._workflow_locale(item, job) for item in body.bodies("localeWorkflows")]
        batch = self.batches.make(job, authorize, locales)
        for uri in uris:
            self.batches.register(batch, uri)
        return success({"batchUid": batch.uid})

    def _workflow_locale(self, item: Body, job: Job) -> str:
        locale = item.required("targetLocaleId")
        self.shelf.desk.check_locale(locale)
        for step in [item, *item.bodies("workflowStepDueDates")]:
            due = read_date(step.text("dueDate") or "")
            if step.has("dueDate") and (due is None or due.timestamp() < self.shelf.desk.now()):
                text = f"The schedule of job {job.uid} is invalid for locale {locale}"
                raise invalid("batch.schedule.invalid", text)
        return locale

    def _list(self, call: Call) -> Response:
        query = call.query
        state, job = query.text("status"), query.text("translationJobUid")
        if state and state not in STATES:
            raise invalid_value("status", state)
        field = query.text("sortBy", "createdDate")
        if field not in ("createdDate", "status"):
            raise invalid_value("sortBy", field)
        direction = (query.text("orderBy") or query.text("sortDirection") or "desc").lower()
        found = [
            listed
            for listed in map(self.batches.brief, self.shelf.records.batches.values())
            if state in ("", listed["status"]) and job in ("", listed["translationJobUid"])
        ]
        if direction == "desc":
            found.reverse()  # of the same second, the one made last comes first
        found.sort(key=lambda listed: str(listed[field]), reverse=direction == "desc")
        return success(page_of(query, found, 100, 20))

    def _show(self, call: Call) -> Response:
        batch = self.batches.get(call.parts[1])
        shown = self.batches.full(batch)
        batch.reads -= 1 if batch.reads > 0 else 0
        return success(shown, code=self.shelf.desk.knobs.batch_status_code)

    def _act(self, call: Call) -> Response:
        batch, body = self.batches.get(call.parts[1]), Body(call.json_object())
        action = body.one_of("action", ("REGISTER_FILE", "CANCEL_FILE"))
        uri = body.required("fileUri", LONGEST_URI)
        if action is None:
            raise invalid("action", "Parameter 'action' is required", details={"field": "action"})
        self.batches.check_open(batch)
        if action == "REGISTER_FILE":
            self.batches.register(batch, uri)
        else:
            self.batches.cancel(batch, uri, body.text("reason", 4096) or "")
        return success(None)

    def _upload(self, call: Call) -> Response:
        """Refusals of the content itself are found later, in the status of the batch."""
        batch = self.batches.get(call.parts[1])
        self.batches.check_open(batch)
        order = read_upload(self.shelf.desk, call)
        locales = call.form.items("localeIdsToAuthorize")
        if not locales:
            name = "localeIdsToAuthorize[]"
            raise invalid(name, f"Parameter '{name}' is required", details={"field": name})
        for locale in locales:
            self.shelf.desk.check_locale(locale)
        item = self.batches.awaited(batch, order.uri)
        item.locales = locales
        try:
            take_in(self.shelf.desk, order)
        except ApiError as error:
            if error.status == 423:
                raise
            self.batches.fail(batch, item, "upload failed", error.message)
        else:
            self.batches.settle(batch, item, "taken")
        return success(None, 202, "ACCEPTED")

"""Jobs API v3: making jobs, finding them, ending them."""

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.bodies import Body
from ci_l10n.sandbox.smartling.calls import Call, Route, page_of, route, success
from ci_l10n.sandbox.smartling.failures import ApiError, invalid, invalid_value
from ci_l10n.sandbox.smartling.forms import Fields
from ci_l10n.sandbox.smartling.job_names import LONGEST
from ci_l10n.sandbox.smartling.job_processes import JobProcesses
from ci_l10n.sandbox.smartling.job_records import Job
from ci_l10n.sandbox.smartling.job_shelf import STATES, JobShelf

ROOT = "/jobs-api/v3/projects/{project}/jobs"
ONE = ROOT + "/{job}"
MOST_LISTED = 1000
SORTS = ("createdDate", "dueDate", "jobName", "jobNumber", "jobStatus")


class Jobs:
    def __init__(self, shelf: JobShelf, processes: JobProcesses) -> None:
        self.shelf = shelf
        self._processes = processes

    def routes(self) -> list[Route]:
        return [
            route("GET", ROOT, self._list),
            route("GET", "/jobs-api/v3/accounts/{account}/jobs", self._list_account),
            route("POST", ROOT, self._create, writes=True),
            route("POST", ROOT + "/search", self._search),
            route("GET", ONE, self._show),
            route("PUT", ONE, self._update, writes=True),
            route("DELETE", ONE, self._delete, writes=True),
            route("POST", ONE + "/cancel", self._cancel, writes=True),
            route("POST", ONE + "/close", self._close, writes=True),
        ]

    def _list(self, call: Call) -> Response:
        return success(page_of(call.query, self._found(call.query), MOST_LISTED, 50))

    def _list_account(self, call: Call) -> Response:
        """Jobs of all projects, of which there is one."""
        desk, query = self.shelf.desk, call.query
        if call.parts[0] != desk.account_uid:
            raise ApiError(404, "NOT_FOUND_ERROR", "account.not.found", "Account not found")
        projects = query.items("projectIds")
        is_asked_for = not projects or desk.project_id in projects
        more = {"projectId": desk.project_id, "priority": None}
        found = [brief | more for brief in self._found(query)] if is_asked_for else []
        return success(page_of(query, found, MOST_LISTED, 50))

    def _found(self, query: Fields) -> list[dict[str, object]]:
        """What a query asks for, in its order."""
        shelf = self.shelf
        name = query.text("jobName").lower()
        states = query.items("translationJobStatus")
        for state in states:
            if state not in STATES:
                raise invalid_value("translationJobStatus", state)
        uids, number = query.items("translationJobUids"), query.text("jobNumber")
        found = [
            brief
            for brief in map(shelf.brief, shelf.all())
            if name in str(brief["jobName"]).lower()
            and (not states or brief["jobStatus"] in states)
            and (not uids or brief["translationJobUid"] in uids)
            and number in ("", brief["jobNumber"])
        ]
        field = query.text("sortBy")
        if field:
            if field not in SORTS:
                raise invalid_value("sortBy", field)
            is_falling = query.text("sortDirection").upper() == "DESC"
            found.sort(key=lambda brief: str(brief[field] or ""), reverse=is_falling)
        return found

    def _search(self, call: Call) -> Response:
        """Jobs with any of the files, or of the uids; hash codes of strings find none."""
        body = Body(call.json_object())
        uris, uids = body.texts("fileUris"), body.texts("translationJobUids")
        found = [
            self.shelf.brief(job)
            for job in self.shelf.all()
            if job.uid in uids or any(file.uri in uris for file, _ in self.shelf.contents(job))
        ]
        return success({"totalCount": len(found), "items": found})

    def _create(self, call: Call) -> Response:
        body = Body(call.json_object())
        name = self._free_name(body, None)
        locales = body.texts("targetLocaleIds")
        for locale in locales:
            self.shelf.desk.check_locale(locale)
        _check_settings(body)
        job = self.shelf.make(name, locales)
        self._set(job, body)
        return success(self.shelf.full(job))

    def _show(self, call: Call) -> Response:
        return success(self.shelf.detailed(self.shelf.get(call.parts[1])))

    def _update(self, call: Call) -> Response:
        job, body = self.shelf.get_open(call.parts[1]), Body(call.json_object())
        name = self._free_name(body, job)
        _check_settings(body)
        job.name = name
        self._set(job, body)
        self.shelf.touch(job)
        return success(self.shelf.full(job))

    def _free_name(self, body: Body, owner: Job | None) -> str:
        """Names of jobs are unique."""
        name = body.required("jobName", LONGEST)
        taken = self.shelf.named(name)
        if taken is not None and taken is not owner:
            raise invalid(None, f"Job name '{name}' is not unique", details={"field": "jobName"})
        return name

    def _set(self, job: Job, body: Body) -> None:
        job.description = body.text("description") or ""
        job.due = body.date("dueDate")
        job.reference = body.text("referenceNumber")
        job.callback_url = body.text("callbackUrl")
        job.callback_method = body.text("callbackMethod")

    def _cancel(self, call: Call) -> Response:
        job, body = self.shelf.get(call.parts[1]), Body(call.json_object())
        state = self.shelf.state(job)
        if state not in ("DRAFT", "AWAITING_AUTHORIZATION", "IN_PROGRESS"):
            raise invalid(None, f"A job that is {state} cannot be cancelled")
        reason = body.text("reason", 4096)

        def cancel() -> None:
            job.end, job.cancel_reason = "CANCELLED", reason

        return self._processes.run(job, cancel, None)

    def _close(self, call: Call) -> Response:
        job = self.shelf.get(call.parts[1])
        state = self.shelf.state(job)
        if state != "COMPLETED":
            raise invalid(None, f"A job that is {state} cannot be closed")
        self.shelf.note_completion(job)
        job.end = "CLOSED"
        self.shelf.touch(job)
        return success(None)

    def _delete(self, call: Call) -> Response:
        job = self.shelf.get(call.parts[1])
        state = self.shelf.state(job)
        if state not in ("DRAFT", "CANCELLED"):
            raise invalid(None, f"A job that is {state} cannot be deleted")
        job.end = "DELETED"
        self.shelf.touch(job)
        return success(None)


def _check_settings(body: Body) -> None:
    body.text("description", 8000)
    body.date("dueDate")
    body.text("referenceNumber", 170)
    body.text("callbackUrl", 8192)
    body.one_of("callbackMethod", ("GET", "POST"))

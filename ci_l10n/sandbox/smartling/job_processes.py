"""Work on jobs that the service does at once, or later while it is asked how far it is."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from ci_l10n.sandbox.smartling.calls import Call, Route, route, success
from ci_l10n.sandbox.smartling.desk import iso_date
from ci_l10n.sandbox.smartling.failures import invalid
from ci_l10n.sandbox.smartling.job_records import Job, Process
from ci_l10n.sandbox.smartling.job_shelf import JobShelf

PATH = "/jobs-api/v3/projects/{project}/jobs/{job}/processes/{process}"


class JobProcesses:
    def __init__(self, shelf: JobShelf) -> None:
        self.shelf = shelf

    def routes(self) -> list[Route]:
        return [route("GET", PATH, self._show)]

    def run(self, job: Job, work: Callable[[], None], data: object) -> Response:
        """
        Do ``work`` and answer with ``data``; with knob `jobs_async` 202 and the address of a process.

        The effect is there at once in both cases, so that nobody has to ask; only the process ends later.
        """
        desk = self.shelf.desk
        if not desk.knobs.jobs_async:
            work()
            self.shelf.touch(job)
            return success(data)
        now = desk.now()
        process = Process(desk.make_uid(), now, now, desk.knobs.process_reads, fails=desk.knobs.process_fails)
        job.processes[process.uid] = process
        if not process.fails:
            work()
            self.shelf.touch(job)
        path = PATH.format(project=desk.project_id, job=job.uid, process=process.uid)
        told = {"message": "The request is accepted and will be processed later.", "url": path}
        return success(told, 202, "ACCEPTED")

    def _show(self, call: Call) -> Response:
        job = self.shelf.get(call.parts[1])
        process = job.processes.get(call.parts[2])
        if process is None:
            raise invalid("process.not.found", f"Process {call.parts[2]} was not found", status=404)
        if process.reads > 0:
            process.reads -= 1
            state = "IN_PROGRESS"
        else:
            state = "FAILED" if process.fails else "COMPLETED"
        return success(
            {
                "processUid": process.uid,
                "translationJobUid": job.uid,
                "processState": state,
                "createdDate": iso_date(process.created),
                "modifiedDate": iso_date(process.modified),
            }
        )

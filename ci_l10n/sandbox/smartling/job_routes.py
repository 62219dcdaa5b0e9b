"""All requests about jobs and about batches that fill them."""

from ci_l10n.sandbox.smartling.batch_shelf import BatchShelf
from ci_l10n.sandbox.smartling.batches import Batches
from ci_l10n.sandbox.smartling.calls import Route
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.job_content import JobContent
from ci_l10n.sandbox.smartling.job_processes import JobProcesses
from ci_l10n.sandbox.smartling.job_progress import JobProgress
from ci_l10n.sandbox.smartling.job_shelf import JobShelf
from ci_l10n.sandbox.smartling.jobs import Jobs


def job_routes(desk: Desk) -> list[Route]:
    shelf = JobShelf(desk)
    processes = JobProcesses(shelf)
    return [
        *Jobs(shelf, processes).routes(),
        *JobContent(shelf, processes).routes(),
        *processes.routes(),
        *JobProgress(shelf).routes(),
        *Batches(shelf, BatchShelf(shelf)).routes(),
    ]

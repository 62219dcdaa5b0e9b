"""What the simulated Smartling remembers of jobs and of batches that fill them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Process:
    """Work on a job that was answered with 202; ``reads`` more questions find it in progress."""

    uid: str
    created: float
    modified: float
    reads: int
    fails: bool = False


@dataclass(slots=True)
class Job:
    """
    ``files`` maps numbers of source files to locales, in the order they were added.

    ``end`` is CANCELLED, CLOSED or DELETED once somebody said so; other states follow from the content.
    """

    uid: str
    name: str
    number: int
    locales: list[str]
    created: float
    modified: float
    description: str = ""
    due: str | None = None
    reference: str | None = None
    callback_url: str | None = None
    callback_method: str | None = None
    files: dict[str, list[str]] = field(default_factory=dict)
    first_authorized: float = 0.0  # 0 for never
    last_authorized: float = 0.0
    completed: float = 0.0  # when it was first seen complete; 0 for never
    end: str = ""
    cancel_reason: str | None = None
    processes: dict[str, Process] = field(default_factory=dict)


@dataclass(slots=True)
class BatchItem:
    """
    A file registered in a batch. ``state`` is what became of it:

    waiting (for its upload), taken, canceled, upload failed, attach failed.
    """

    uri: str
    updated: float
    state: str = "waiting"
    errors: str = ""
    locales: list[str] = field(default_factory=list)
    strings: dict[str, int] = field(default_factory=dict)  # authorized or added, by locale


@dataclass(slots=True)
class Batch:
    """``reads`` more questions find it executing; -1 as long as files are waited for."""

    uid: str
    job: str
    authorize: bool
    locales: list[str]  # of its workflows; empty: those of the job
    created: float
    modified: float
    items: dict[str, BatchItem] = field(default_factory=dict)  # by URI
    reads: int = -1
    general_errors: str = ""


@dataclass(slots=True)
class JobRecords:
    jobs: dict[str, Job] = field(default_factory=dict)  # by uid, in the order they were made
    batches: dict[str, Batch] = field(default_factory=dict)  # by uid
    counter: int = 0

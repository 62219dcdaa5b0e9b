"""What the simulated Smartling remembers."""

from dataclasses import dataclass, field

from ci_l10n.sandbox.smartling.job_records import JobRecords

PENDING, PUBLISHED = "pending", "published"


@dataclass(slots=True)
class Session:
    """An authentication and its refreshes; times in seconds of the sandbox's clock."""

    started: float
    access: dict[str, float] = field(default_factory=dict)  # token -> when it expires
    refresh: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Translation:
    """
    A string in one locale: texts by plural form, "" for a plain one.

    ``state`` is pending (saved somewhere in the workflow) or published. ``issue``: it came by an import and its
    placeholders do not fit. ``by``: person | import | pseudo.
    """

    forms: dict[str, str]
    state: str
    modified: float
    by: str = "person"
    issue: bool = False
    published: float = 0.0  # when; 0 for never


@dataclass(slots=True)
class StringRecord:
    """A string of the project by its hash; files of one namespace share it."""

    translations: dict[str, Translation] = field(default_factory=dict)  # by locale
    authorized: list[str] = field(default_factory=list)  # locales; "*" for all
    excluded: list[str] = field(default_factory=list)  # locales; "*" for all


@dataclass(slots=True)
class SourceFile:
    """
    An uploaded file. ``directives`` came with the request, without their prefix.

    ``reads`` calls, and everything before ``ready``, find it locked.
    """

    uri: str
    number: int
    type: str
    type_given: str
    content: bytes
    directives: dict[str, str]
    namespace: str
    charset: str
    created: float
    uploaded: float
    callback: str = ""
    reads: int = 0
    ready: float = 0.0


@dataclass(slots=True)
class Bill:
    """Words authorized by one upload or batch; ``languages`` is empty when it was for all locales."""

    project: str
    project_name: str
    source: str
    upload: int
    kind: str
    languages: list[str]
    words: int
    time: float


@dataclass(slots=True)
class Records:
    sessions: dict[str, Session] = field(default_factory=dict)
    files: dict[str, SourceFile] = field(default_factory=dict)  # by URI
    strings: dict[str, StringRecord] = field(default_factory=dict)  # by hash
    leaving: dict[str, float] = field(default_factory=dict)  # deleted URIs -> until when they are locked
    locales: list[str] = field(default_factory=list)  # used so far
    uploads: dict[str, int] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)
    jobs: JobRecords = field(default_factory=JobRecords)
    counter: int = 0

"""What the simulated Smartcat remembers."""

from dataclasses import dataclass, field

from ci_l10n.sandbox.smartcat.keys.records import KeyImport, KeyTable


@dataclass(slots=True)
class Segment:
    """
    One text of one document.

    ``confirmed`` counts the stages passed, from the first on; ``target`` None means nobody has written anything yet.
    ``modified`` is in seconds since the epoch.
    """

    id: int
    key: str
    source: str
    form: str
    target: str | None = None
    confirmed: int = 0
    modified: float = 0.0
    by: str = ""
    is_remembered: bool = False
    locked: bool = False  # imports leave it alone

    @property
    def weight(self) -> int:
        """Words of the source; one at least, so that a text without words still has to be done."""
        return max(1, len(self.source.split()))


@dataclass(slots=True)
class SourceFile:
    """What all languages of an uploaded file share; ``path`` is folders and name with extension."""

    key: str
    project: str
    path: str
    original_name: str
    external_id: str
    has_external_id: bool
    meta: str | None
    placeholders: bool
    created: float


@dataclass(slots=True)
class Executive:
    """Somebody who is assigned to a stage: a freelancer or a company, for ``words`` of it (0: all)."""

    id: str
    words: int = 0
    kind: str = "freelancer"


@dataclass(slots=True)
class Document:
    """
    A source file in one target language.

    ``billed`` maps keys to the source text that was paid for. ``reads`` is how many more reads find the document
    being taken apart; -1 when that is over.
    """

    key: str
    language: str
    content: bytes
    created: float
    modified: float
    stages: int
    reads: int = 0
    failed: str = ""
    words: int = 0
    next_words: int = 0  # of the version that is being taken apart
    total: int = 0  # weight of all segments
    done: list[int] = field(default_factory=list)  # weight confirmed, stage by stage
    was_updated: bool = False
    is_edited: bool = False
    is_closed: bool = False
    takes_targets: bool = False
    confirms: int = 0
    locks_confirmed: bool = False
    import_state: str = ""  # completed | faulted, "" before any import
    import_reads: int = 0
    import_counts: dict[str, int] = field(default_factory=dict)  # of the last import that worked
    import_number: int = 0  # how many were begun
    worked_after: int = 0  # the number of the last import before somebody worked or a new version came
    uploaded: float = 0.0  # when the present content came
    stage_dates: list[float] = field(default_factory=list)  # when the status of each stage changed
    statistics_version: str = ""  # of the content they were asked for
    statistics_reads: int = 0
    executives: dict[str, list[Executive]] = field(default_factory=dict)  # by number of the stage
    segments: list[Segment] = field(default_factory=list)
    billed: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Project:
    id: str
    name: str
    source: str
    targets: list[str]
    stage_types: list[str]
    stage_ids: list[str]
    created: float
    modified: float
    description: str = ""
    deadline: str | None = None
    external_tag: str | None = None
    domain: int | None = None
    client: str | None = None
    state: str = ""  # canceled | completed when ordered, else worked out
    kind: str = "default"  # or softwareLocalization
    table: KeyTable = field(default_factory=KeyTable)  # of a project of keys
    settings: dict[str, object] = field(default_factory=dict)  # mt, glossaries...: as they were sent
    statistics_version: str = ""
    statistics_reads: int = 0
    with_fuzzy_repetitions: bool = False


@dataclass(slots=True)
class ExportTask:
    """An ordered export; ``reads`` is how many more reads find it not ready."""

    id: str
    documents: list[str]
    # target | source | xliff | documentWithMetadata | multilangCsv; keys: ``content`` is all there is, as ``name``
    kind: str
    mode: str
    stage: int
    created: float
    reads: int
    fails: str = ""
    downloads: int = 0
    content: bytes = b""
    name: str = ""


@dataclass(slots=True)
class Remembered:
    """A text that was translated: since when, and between which texts (before and after) it stood."""

    time: float
    neighbours: list[list[str]]


@dataclass(slots=True)
class CallbackHeader:
    name: str
    value: str


@dataclass(slots=True)
class Callback:
    """Where notifications go: the event is appended to ``url`` as text, ``headers`` are added to each."""

    url: str
    headers: list[CallbackHeader]


@dataclass(slots=True)
class Bill:
    """Words to pay for one upload of one source: ``words`` is the sum over ``languages``."""

    project: str
    project_name: str
    source: str
    upload: int
    kind: str  # upload | update | language | keys
    languages: list[str]
    words: int
    time: float


@dataclass(slots=True)
class Preset:
    """Settings of a parser, to be named by uploads."""

    id: str
    name: str
    algorithm: str
    settings: object = None


@dataclass(slots=True)
class Records:
    """Everything, in the order it was made; ``counter`` makes ids that are never used twice."""

    projects: dict[str, Project] = field(default_factory=dict)
    files: dict[str, SourceFile] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    exports: dict[str, ExportTask] = field(default_factory=dict)
    key_imports: dict[str, KeyImport] = field(default_factory=dict)
    placeholders: list[str] = field(default_factory=list)  # regular expressions
    presets: dict[str, Preset] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)
    uploads: dict[str, int] = field(default_factory=dict)  # how often, by project and source
    callbacks: list[Callback] = field(default_factory=list)  # one at most
    memory: dict[str, dict[str, Remembered]] = field(default_factory=dict)  # by languages, then by text
    counter: int = 0
    segment_counter: int = 0

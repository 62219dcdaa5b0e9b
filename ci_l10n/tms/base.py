"""The port to a translation platform, in neutral words; vendors' words stay in their packages."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale


class Stage(NamedTuple):
    """One step of the workflow of a remote file."""

    progress: float  # percent of words, 0 to 100
    words: int  # words done


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One source file in one target locale, as the platform knows it."""

    id: str  # opaque id of this pair
    group: str  # id shared by all locales of the file
    name: str  # the name the platform shows, a path with extension
    external_id: str  # what we called it at first upload, "" when somebody else uploaded it
    locale: Locale  # ours, not the platform's spelling
    condition: Literal["preparing", "ready", "failed"]  # has the platform taken the source apart yet?
    reason: str  # why it failed, in the platform's words
    is_complete: bool  # all stages done, or closed
    words: int  # of the source, 0 while preparing
    stages: tuple[Stage, ...]
    fingerprint: str  # moves whenever an export could give something else
    is_idle: bool = False  # not complete, and nobody was told to go on: there is nothing to wait for


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    source_locale: Locale
    target_locales: tuple[Locale, ...]
    stages: int  # steps of the workflow
    files: tuple[RemoteFile, ...]
    locales_from: str = ""  # how people add locales that it lacks, where `Platform.add_locale` cannot


@dataclass(frozen=True, slots=True)
class Import:
    """A source file to send. ``name`` is the path it is to be called, ``external_id`` the path at first upload."""

    name: str
    external_id: str
    locales: tuple[Locale, ...]
    format: str | None  # our format's name; None for a document
    content: Callable[[], bytes]  # called again for each attempt, so that no retry can send an empty body
    directives: Mapping[str, str] = field(
        default_factory=dict
    )  # of the configuration, how the file is to be read


@dataclass(frozen=True, slots=True)
class Export:
    """What came back for one remote file: bytes, or the reason why not."""

    file: RemoteFile
    content: bytes | None
    problem: str = ""  # the platform's words when content is None
    hint: str = ""


class Platform(Protocol):
    """
    A project on a translation platform.

    Every method raises `AuthError` (wrong or missing credentials, no right to the project) or `RemoteError`.
    """

    name: str  # "smartcat"
    account: str  # host and project for reports, without secrets
    batch_size: int  # sources that go into one request of `send_new`

    def resume(self, memory: Mapping[str, Any]) -> None:
        """Take up what an earlier run's `memory` kept in the state; {} at the first run. No request."""

    def memory(self) -> Mapping[str, Any]:
        """Plain data that the next run is to be told, such as the id of a temporary project; {} for nothing."""

    def fetch_project(self) -> Project:
        """Read the project with all its files: one request."""

    def add_locale(self, locale: Locale) -> None:
        """Let the project and the files in it be translated into ``locale`` too: one request. Idempotent."""

    def send_new(self, imports: Sequence[Import]) -> Iterator[list[RemoteFile]]:
        """Send sources the platform does not have, in batches; yields what became of each batch."""

    def send_changed(self, file: RemoteFile, change: Import) -> list[RemoteFile]:
        """
        Send a new version of the source that ``file`` (any of its locales) stands for.

        One request for all locales where the platform can, else one per locale; see `notes`.
        """

    def rename(self, file: RemoteFile, name: str) -> Sequence[RemoteFile]:
        """
        Call the file (all its locales) ``name``; its external id stays: one request.

        Where names are ids, the file in all its locales as it is to be asked for from now on; else nothing.
        """

    def delete(self, files: Sequence[RemoteFile]) -> None:
        """Delete these pairs, in bounded batches. Files that are already gone are fine."""

    def export(self, files: Sequence[RemoteFile], *, sources: bool = False) -> Iterator[Export]:
        """
        Fetch the translations (or the sources as the platform holds them), several files per request.

        Yields one `Export` per file, holding one file's contents at a time. A broken answer for one file is an
        `Export` with a problem, never an exception and never bytes.
        """

    def progress(self, file: RemoteFile) -> float:
        """Percent of words done at the stage that exports are taken from."""

    def notes(self) -> tuple[str, ...]:
        """What the report should mention about how the platform was used (such as a fall-back to an older call)."""

    def editor_url(self, file: RemoteFile) -> str:
        """Where a person can edit this file; "" when the platform has no such page."""

    def requests(self) -> tuple[int, tuple[str, ...]]:
        """How many requests were sent, attempts included, and the last ones as lines without secrets."""


@runtime_checkable
class Temporary(Protocol):
    """
    A platform whose project is made when there is something to send, and goes when all of it came back.

    While there is none, `Platform.fetch_project` gives an empty project in the configured locales, without a request.
    Every step changes `Platform.memory`, which is to be stored before the next step: that is how a run that follows
    an interrupted one finds the project, and cleans up. Methods raise `AuthError` or `RemoteError`.
    """

    keeps: bool  # the project is left to people when all of it came back
    lost: str  # what became of the project that memory told of, when it is gone; else ""

    @property
    def is_open(self) -> bool:
        """Whether there is a project that files can be sent to."""

    @property
    def is_over(self) -> bool:
        """Whether there is a project left that is to be closed."""

    def prepare(self, values: Mapping[str, str]) -> None:
        """Decide on the name; ``values`` fill its placeholders. No request."""

    def open(self) -> Project:
        """Create the project that was prepared: one request, whose answer is the project as `fetch_project` reads it."""

    def is_empty(self) -> bool:
        """Whether nothing at all lies in the open project: one request."""

    def finish(self) -> None:
        """Nothing is wanted of the project any more. No request."""

    def close(self) -> None:
        """Delete a finished project, if it still exists: one request."""

    def forget(self) -> None:
        """Leave the project as it is, to people. No request."""


class Bilingual(Protocol):
    """
    A platform whose translations can be read and written segment by segment, as XLIFF 1.2.

    Every method raises `AuthError` or `RemoteError`.
    """

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """The files as XLIFF, several per request; yields one `Export` per file, as `Platform.export` does."""

    def import_xliff(
        self,
        file: RemoteFile,
        content: Callable[[], bytes],
        *,
        confirm: bool,
        overwrite: bool,
        timeout: float | None = None,
    ) -> None:
        """
        Put the targets of an exported file, whole or in part, back into its segments; returns when that is over.

        ``confirm`` marks the segments as done, ``overwrite`` also replaces what people changed since the export.
        ``timeout`` in seconds: None as the platform usually takes, 0 returns as soon as the file was accepted.
        `RemoteError` when the platform gave up on it or did not finish.
        """


class ImportProblem(NamedTuple):
    """A translation that the platform did not take."""

    key: str  # as the platform names it; "" when it is about the whole file
    messages: tuple[str, ...]  # in the platform's words
    hash: str | None  # what the platform calls the string, where it says so
    hint: str = ""  # what to do


class ImportResult(NamedTuple):
    """
    What the platform says about an import.

    The numbers are told, not relied upon: whether something arrived shows in ``problems`` and in what is exported then.
    """

    strings: int
    words: int
    problems: tuple[ImportProblem, ...]


class KeyImport(Protocol):
    """A platform that takes translated files as they lie in the repository, and finds the strings by their keys."""

    publishes: bool  # what is taken from the platform has to be published, so what is sent there is too

    def file_refusal(
        self,
        path: str,
        format: str | None,  # noqa: A002
        source: bytes,
        directives: Mapping[str, str],
    ) -> tuple[str, str] | None:
        """Why translations of ``source`` cannot be imported (a sentence, the next step); None when they can. No request."""

    def key_refusal(self, format: str | None, key: str) -> tuple[str, str] | None:  # noqa: A002
        """The same of one key of a file."""

    def import_translations(
        self,
        file: RemoteFile,
        format: str | None,  # noqa: A002
        content: Callable[[], bytes],
        *,
        overwrite: bool,
        published: bool,
        directives: Mapping[str, str],
    ) -> ImportResult:
        """
        Put the translations of one file into ``file``: one request; others when its outcome is not clear.

        ``overwrite`` also replaces translations that the platform has; ``published`` says that nobody has to look at them
        again; ``directives`` are those that the source was sent with. Raises `AuthError`, or `RemoteError` when nothing
        was taken or when nobody can tell.
        """

    def export_saved(self, files: Sequence[RemoteFile], *, published: bool) -> Iterator[Export]:
        """
        All translations that are saved, or the ``published`` ones; one `Export` per file, as `Platform.export` does.

        Keys without a translation are left out, are empty, or hold the source text.
        """


class Draft(NamedTuple):
    """A machine's translation of one text, or the reason why there is none."""

    text: str
    problem: str = ""


class MachineTranslation(Protocol):
    """Translation on the spot: nothing is stored anywhere, and asking again costs again."""

    def translate(
        self, texts: Sequence[tuple[str, str]], locales: Sequence[Locale]
    ) -> Mapping[Locale, Sequence[Draft]]:
        """
        Translate ``texts``, pairs of text and context ("" for none), into every one of ``locales``: one request.

        Each locale has one `Draft` per text, in their order. Raises `AuthError`, or `RemoteError` when there is no
        answer for any; its status 400 or 422 says that others may be answered all the same.
        """


class Band(NamedTuple):
    """Source words of one kind, by what the translation memory has for them."""

    name: str  # new, repetitions, match_95_99 ...: the names of rate cards; as the platform says where they have none
    words: int
    billed: float | None  # words that the platform counts for billing; None: it does not say


@dataclass(frozen=True, slots=True)
class LocaleStatistics:
    """What there is to translate into one locale, counted anew with every change of the project."""

    locale: Locale
    bands: tuple[Band, ...]  # in the platform's order, without the total
    words: int  # all of them, each counted once


@runtime_checkable
class Selective(Protocol):
    """A platform that cannot take every file."""

    def refusal(self, path: str, format: str | None, content: bytes) -> tuple[str, str] | None:  # noqa: A002
        """Why this source file cannot be sent (a sentence, the next step); None when it can. No request."""


@runtime_checkable
class Batching(Protocol):
    """A platform that wants to know all files of a run beforehand, and tells afterwards what became of them."""

    @property
    def is_batching(self) -> bool:
        """Whether it does; then what an interrupted run had sent is in a batch that is never carried out."""

    def begin(self, names: Sequence[str], branch: str) -> None:
        """Files of these names (groups, where the platform has them) are sent next, for ``branch``."""

    def finish(self) -> Mapping[str, RemoteError]:
        """All are sent that could be; why others, by name, are not on the platform although their sending succeeded."""


@runtime_checkable
class Piecemeal(Protocol):
    """A platform that has to be asked about each file by itself."""

    def concentrate(self, names: Collection[str], ids: Collection[str]) -> None:
        """
        Let `Platform.fetch_project` give files of these ``names``, or recorded under these ``ids``, and no others.

        No request; holds until it is called again.
        """


@runtime_checkable
class Measured(Protocol):
    """A platform that counts words by how much of them its translation memory knows."""

    def fetch_statistics(self, files: Mapping[str, Locale]) -> Sequence[LocaleStatistics] | None:
        """
        Count the words of ``files`` (their ids with their locales), one request each; of the whole project, in one
        request, when there are none. It takes a few more while the platform counts.

        None: it is still counting, ask again later. Raises `AuthError` or `RemoteError`.
        """

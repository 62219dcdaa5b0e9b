"""The port to a translation platform, in neutral words; vendors' words stay in their packages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

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


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    source_locale: Locale
    target_locales: tuple[Locale, ...]
    stages: int  # steps of the workflow
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A source file to send. ``name`` is the path it is to be called, ``external_id`` the path at first upload."""

    name: str
    external_id: str
    locales: tuple[Locale, ...]
    format: str | None  # our format's name; None for a document
    content: Callable[[], bytes]  # called again for each attempt, so that no retry can send an empty body


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

    def rename(self, file: RemoteFile, name: str) -> None:
        """Call the file (all its locales) ``name``; its external id stays: one request."""

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


class Bilingual(Protocol):
    """
    A platform whose translations can be read and written segment by segment, as XLIFF 1.2.

    Every method raises `AuthError` or `RemoteError`.
    """

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """The files as XLIFF, several per request; yields one `Export` per file, as `Platform.export` does."""

    def import_xliff(
        self, file: RemoteFile, content: Callable[[], bytes], *, confirm: bool, overwrite: bool
    ) -> None:
        """
        Put the targets of an exported file, whole or in part, back into its segments; returns when that is over.

        ``confirm`` marks the segments as done, ``overwrite`` also replaces what people changed since the export.
        `RemoteError` when the platform gave up on it or did not finish.
        """

"""How translations get into a platform: what every way has in common."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from ci_l10n.errors import Location
from ci_l10n.flow.seeding.candidates import Candidates
from ci_l10n.flow.seeding.outcomes import Decided, Decision
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path
from ci_l10n.tms.base import Export, RemoteFile


class Job(NamedTuple):
    """One source in one locale, with a translation to offer."""

    source: SourceFile
    locale: Locale
    target: Path
    file: RemoteFile

    @property
    def place(self) -> Location:
        return Location(file_of(self.target))


class Parcel(NamedTuple):
    """One thing to send; ``places`` are those of `Decision` that it fills."""

    content: bytes
    places: frozenset[str]
    overwrite: bool


class Prepared(NamedTuple):
    """What becomes of the texts of a file, and what is to be sent for that."""

    decided: Decided
    parcels: tuple[Parcel, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        return frozenset().union(*(parcel.places for parcel in self.parcels))


class Sent(NamedTuple):
    """What the platform said of a parcel: places that it refused, and what people should know of them."""

    refused: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


class NotShown(ValueError):
    """An export does not say what has arrived; the text says why."""


class Way(Protocol):
    """
    One way into a platform, for all files of a run.

    Methods raise `ContentError` for one file, `AuthError` or `RemoteError` for requests.
    """

    def refusal(self, view: SeedSource) -> tuple[str, str] | None:
        """Why nothing of a source can go this way (a sentence, the next step); None when it can. No request."""

    def narrowed(self, view: SeedSource, job: Job, candidates: Candidates) -> Candidates:
        """``candidates`` without what cannot go this way, which is held instead. No request."""

    def read(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """What the platform has: one `Export` per file."""

    def prepare(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Prepared:
        """Decide about the texts in view of what the platform has."""

    def send(self, view: SeedSource, job: Job, parcel: Parcel) -> Sent:
        """Send one parcel: returns when that is over."""

    def read_sent(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """What the platform has once everything was sent."""

    def lost(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Iterable[Decision]:
        """The texts that the platform still does not have; raises `NotShown` when that cannot be told."""

"""What was sent, received and delivered at the last sync (design: the state is a git commit)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from ci_l10n.model import Locale

BlobId: TypeAlias = str  # 40 or 64 hex digits
Path: TypeAlias = str  # repository path with slashes


@dataclass(frozen=True, slots=True)
class Known:
    """A source file the platform has: what we called it and what was exported of it."""

    external_id: str
    files: Mapping[Locale, str] = field(default_factory=dict)  # locale -> id of the remote file
    exported: Mapping[Locale, str] = field(default_factory=dict)  # locale -> fingerprint at the last export
    targets: Mapping[Locale, Path] = field(default_factory=dict)  # locale -> target file, for when it moves
    moved: Mapping[Locale, Path] = field(default_factory=dict)  # locale -> where the base branch still has it
    current: tuple[Locale, ...] = ()  # merged with the source as sent, while others are not
    done: tuple[Locale, ...] = ()  # delivered complete, so that they outlive a temporary project


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A held, conflicting or stale string that stays listed until it is settled."""

    kind: str  # held | conflict | stale | edit | first | warning | people
    path: Path
    locale: Locale
    key: str
    code: str
    message: str
    suffix: str = ""  # the form or item of the key that is meant
    line: int = 0
    values: Mapping[str, str | None] = field(default_factory=dict)  # source, before, repository, platform
    line_of: Path = (
        ""  # the file that ``line`` counts in, where that is not the target: it has no such key yet
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """One branch that was delivered to, and its change request."""

    branch: str = ""
    head: str = ""  # commit we pushed last
    commits: tuple[str, ...] = ()  # all commits on the branch that are ours, oldest first
    base: str = ""  # commit of the base branch that the branch was built on
    number: int = 0
    url: str = ""
    pending: bool = False  # pushed, but the change request was not seen to yet
    seen: str = ""  # head of the branch whose content is merged; what people changed there since is news
    asked: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # settings of the change request, as applied


class Maker(NamedTuple):
    """Whose run saved a state: the path of its configuration, and the platform's account and project; "" if unknown."""

    config: Path = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One state commit, read; all mappings are by repository path."""

    commit: str | None = None  # None: there is no state yet
    source_commit: str = ""
    made_by: Maker = field(default_factory=Maker)
    sources: Mapping[Path, BlobId] = field(default_factory=dict)
    merged: Mapping[Path, BlobId] = field(
        default_factory=dict
    )  # source at the last merge, where older than sent
    platform: Mapping[Path, BlobId] = field(default_factory=dict)
    target: Mapping[Path, BlobId] = field(default_factory=dict)
    base: Mapping[Path, BlobId] = field(default_factory=dict)
    known: Mapping[Path, Known] = field(default_factory=dict)
    findings: tuple[OpenFinding, ...] = ()
    intents: tuple[Mapping[str, Any], ...] = ()
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)  # by branch
    memory: Mapping[str, Any] = field(default_factory=dict)  # what the platform's adapter wants to know again
    progress: Mapping[Locale, tuple[float, int]] = field(
        default_factory=dict
    )  # percent and words; stands in the message of the commit only, for people who look back

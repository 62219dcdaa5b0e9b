"""What `plan` finds out, as one value: everything that is shown or stored is derived from it. Pure."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ci_l10n.flow.agreed import Origin
from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.plan import Plan
from ci_l10n.model import Finding, Locale
from ci_l10n.state import BlobId, Path

Effect: TypeAlias = Literal["added", "changed", "removed"]
Action: TypeAlias = Literal["upload", "update", "rename", "delete"]


@dataclass(frozen=True, slots=True)
class StringChange:
    """A string of a source file, before and after; None where there is none."""

    source: Path
    key: str
    effect: Effect
    before: str | None
    after: str | None
    line: int  # in the source, 0 for a string that is gone
    is_repeated: bool = False  # another string of the file has this text, and had it before


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one source file."""

    action: Action
    source: Path
    old: Path  # where it lay before, "" when it stays there
    words: int  # of the source that are to be translated anew
    locales: tuple[Locale, ...]
    blob: BlobId  # of the source; "" when it is gone

    @property
    def words_sent(self) -> int:
        return self.words * len(self.locales)


@dataclass(frozen=True, slots=True)
class Preview:
    origin: Origin
    platform: str = ""  # host and project, as far as that is known
    compared_with: Literal["last sync", "base branch"] = "last sync"
    plan: Plan = field(default_factory=Plan)  # what `sync` would send
    words_to_send: int = 0  # source words times locales of ``plan``
    files: tuple[FileChange, ...] = ()  # against what ``compared_with`` says
    strings: tuple[StringChange, ...] = ()
    added: tuple[
        tuple[Locale, int], ...
    ] = ()  # words of files that stay as they are, by locales that are new
    costs: tuple[Estimate, ...] = ()  # per locale, by our own count: what there is to translate
    on_platform: tuple[
        Estimate, ...
    ] = ()  # per locale, by the platform's count: what it has before this plan
    exports: tuple[Progress, ...] | None = None  # that are due; None: the platform was not asked
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    requests: int = 0  # to the platform

    @property
    def words(self) -> int:
        """Source words times locales of ``files``, and of what locales that are added bring."""
        return sum(file.words_sent for file in self.files) + sum(words for _, words in self.added)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to translate and nothing to send."""
        return self.plan.is_empty and not self.files and not self.exports

    @property
    def is_unchanged(self) -> bool:
        """Whether sources are as they were: in a change request, there is nothing to tell."""
        return not self.files and not self.added

    def count(self, effect: Effect) -> int:
        return sum(1 for each in self.strings if each.effect == effect)

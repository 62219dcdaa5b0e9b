"""The world of one run, built once and passed in."""

from dataclasses import dataclass, field

from ci_l10n.ci.base import Ci
from ci_l10n.clock import Clock
from ci_l10n.config.model import Config
from ci_l10n.flow.agreed import Agreed
from ci_l10n.flow.patch_folder import PatchFolder
from ci_l10n.flow.shards import WHOLE, Shard
from ci_l10n.forge.base import Forge
from ci_l10n.forge.committing import Committer
from ci_l10n.git.repo import Repository
from ci_l10n.journal import Journal
from ci_l10n.model import Locale
from ci_l10n.tms.base import Bilingual, KeyImport, Platform

THREADS = 8  # at 3.9 requests a second enough for answers that take two seconds


@dataclass(frozen=True, slots=True)
class Options:
    """What flags and inputs say beyond the configuration."""

    locales: tuple[Locale, ...] = ()  # empty: all
    files: tuple[str, ...] = ()  # globs of source paths; empty: all
    deliver: str = "pr"  # pr | branch | patch | none
    out: PatchFolder | None = None  # where patches go
    timeout: float | None = None  # seconds; None: as configured
    dry_run: bool = False
    full: bool = False
    verbose: bool = False
    allow_deletes: str = ""  # hash of the deletions that are meant
    allow_words: str = ""
    shard: Shard = WHOLE  # the part of the files that is sent
    threads: int = (
        8  # that send files at once; at 3.9 requests a second enough for answers that take two seconds
    )
    seed: bool = False  # send translations that exist along
    agreed: Agreed | None = None  # the plan that is to be carried out, and nothing else
    review_url: str = ""  # where the run keeps a page to review it
    again: str = "ci-l10n push"  # the command line that an override of a guard is added to

    def is_agreed(self, given: str) -> bool:
        """Whether an override names the plan that is carried out, and so allows all of it."""
        return self.agreed is not None and self.agreed.is_named(given)


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a run acts on."""

    config: Config
    repo: Repository
    platform: Platform
    forge: Forge | None  # None: nothing but the branch
    ci: Ci
    clock: Clock
    base: str  # base branch
    is_default_base: bool
    options: Options = field(default_factory=Options)
    committer: Committer | None = None  # None: commits are pushed as git makes them
    bilingual: Bilingual | None = None  # None: the platform has no files of that kind
    key_import: KeyImport | None = None  # None: the platform takes no translated files
    journal: Journal = field(default_factory=Journal)

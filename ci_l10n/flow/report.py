"""What a run did and found, as one value: everything that is shown or stored is derived from it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ci_l10n.errors import Location
from ci_l10n.flow.change_set import TargetChange
from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.plan import Plan
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.review import Review
from ci_l10n.flow.seeding.result import Seeded
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding, Locale, Severity
from ci_l10n.state import OpenFinding

_SEVERITY: Mapping[str, Severity] = {
    "held": "error",
    "conflict": "warning",
    "warning": "warning",
    "stale": "warning",
    "first": "notice",
    "edit": "notice",
    "people": "notice",
}
KINDS = frozenset(_SEVERITY)  # of open findings


@dataclass(frozen=True, slots=True)
class LocaleRow:
    """One line of the progress table."""

    locale: Locale
    percent: float  # of words done on the platform
    new: int
    changed: int
    removed: int
    held: int
    waiting: int  # files that are not far enough yet
    words: int = 0  # of the sources


@dataclass(frozen=True, slots=True)
class Report:
    command: str
    platform: str = ""
    base: str = ""
    commit: str = ""
    dry_run: bool = False
    plan: Plan = field(default_factory=Plan)
    words_sent: int = 0
    words_in_repository: int = 0  # of translations that were there before the first sync
    progress: tuple[Progress, ...] = ()
    exports: int = 0  # translations that were asked for
    changes: tuple[TargetChange, ...] = ()
    open: tuple[OpenFinding, ...] = ()  # held, conflicts, stale ...: until they are settled
    findings: tuple[Finding, ...] = ()  # of this run
    deliveries: tuple[Delivered, ...] = ()  # one, unless pull requests are split
    notes: tuple[str, ...] = ()
    requests: int = 0  # to the platform, attempts included
    written: tuple[str, ...] = ()  # files written into the working tree
    statistics: tuple[Estimate, ...] = ()  # per locale, only for `status`
    unsent: tuple[
        Estimate, ...
    ] = ()  # per locale, only for `status`: words that the platform does not have yet
    seeded: tuple[Seeded, ...] = ()  # targets whose translations went along (`push --seed`)
    review: Review = field(default_factory=Review)  # string by string, for the stored report
    review_url: str = ""  # where people find the page about it, if the run writes one

    @property
    def delivered(self) -> Delivered | None:
        return self.deliveries[0] if self.deliveries else None

    @property
    def is_complete(self) -> bool:
        return all(item.is_complete for item in self.progress)

    @property
    def pending_locales(self) -> tuple[Locale, ...]:
        return tuple(sorted({item.locale for item in self.progress if not item.is_complete}))

    @property
    def held(self) -> tuple[OpenFinding, ...]:
        return tuple(finding for finding in self.open if finding.kind == "held")

    @property
    def has_errors(self) -> bool:
        return bool(self.held) or any(finding.severity == "error" for finding in self.findings)

    def rows(self) -> list[LocaleRow]:
        """Per locale, in alphabetical order."""
        locales = sorted({p.locale for p in self.progress} | {c.locale for c in self.changes})
        return [self._row(locale) for locale in locales]

    def _row(self, locale: Locale) -> LocaleRow:
        progress = [p for p in self.progress if p.locale == locale]
        words = sum(p.words for p in progress)
        done = sum(p.percent * p.words for p in progress)
        percent = done / words if words else (100.0 if progress else 0.0)
        tallies = [c.tally for c in self.changes if c.locale == locale and c.tally and c.effect != "none"]
        return LocaleRow(
            locale,
            percent,
            sum(t.new for t in tallies),
            sum(t.changed for t in tallies),
            sum(t.removed for t in tallies),
            sum(1 for f in self.held if f.locale == locale),
            sum(1 for p in progress if not p.is_due),
            words,
        )

    def all_findings(self) -> list[Finding]:
        """Findings of the run and open ones as findings, errors first, each kind in file order."""
        rank = {"error": 0, "warning": 1, "notice": 2}
        merged = [*self.findings, *(as_finding(item) for item in self.open)]
        return sorted(merged, key=lambda f: (rank[f.severity], str(f.location or "")))


def narrowed(report: Report, targets: Sequence[TargetChange]) -> Report:
    """``report`` without what is about other files than ``targets``."""
    paths = {change.path for change in targets}
    files = {(change.file, change.locale) for change in targets}
    return replace(
        report,
        changes=tuple(targets),
        open=tuple(item for item in report.open if item.path in paths),
        progress=tuple(item for item in report.progress if (item.target, item.locale) in files),
    )


def as_finding(item: OpenFinding) -> Finding:
    """An open finding with the words and the place that annotations and tables show."""
    key = item.key + item.suffix
    prefix = {"held": "held back: ", "stale": "stale: "}.get(item.kind, "")
    return Finding(
        _SEVERITY[item.kind],
        item.code,
        prefix + item.message,
        _HINTS.get(item.kind, ""),
        Location(item.line_of or file_of(item.path), item.line, 0, key),
        item.locale,
    )


_HINTS = {
    "held": "correct the translation on the platform; until then the earlier one stays",
    "conflict": "compare the values in the report",
    "stale": "it is replaced when the platform has a newer translation",
    "first": "`ci-l10n seed --overwrite` sends the repository's translation to the platform",
    "edit": "`ci-l10n seed --overwrite` sends the repository's translation to the platform",
    "people": "",
}

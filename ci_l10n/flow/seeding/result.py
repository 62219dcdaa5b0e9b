"""What a seeding did, as values: counts per file and locale, findings, JSON. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ci_l10n.errors import L10nError, Location
from ci_l10n.flow.seeding.candidates import Candidates, Held
from ci_l10n.flow.seeding.outcomes import Decided, Decision, Kind
from ci_l10n.model import Finding, Locale, Severity
from ci_l10n.state import Path


@dataclass(frozen=True, slots=True)
class Seeded:
    """
    One target file. Counts are of texts: a plural form or an item of an array is one.

    ``matched`` were found on the platform for certain; of these ``sent``, ``unchanged``, ``kept``, ``locked``,
    ``unwritable`` and ``refused`` (sent, and not taken) say what became of them. ``words`` are those of the source texts sent.
    """

    source: Path
    target: Path
    locale: Locale
    matched: int = 0
    sent: int = 0
    unchanged: int = 0
    kept: int = 0
    ambiguous: int = 0
    held: int = 0
    split: int = 0
    missing: int = 0
    locked: int = 0
    unwritable: int = 0
    refused: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class SeedResult:
    files: tuple[Seeded, ...] = ()
    findings: tuple[Finding, ...] = ()
    failed: int = 0  # files that could not be processed
    error: L10nError | None = None  # what ended the run early, or kept every file from being processed

    @property
    def sent(self) -> int:
        return sum(file.sent for file in self.files)

    @property
    def words(self) -> int:
        return sum(file.words for file in self.files)


_MATCHED: tuple[Kind, ...] = ("sent", "unchanged", "kept", "locked", "unwritable", "refused")


def seeded(source: Path, target: Path, locale: Locale, held: Sequence[Held], decided: Decided) -> Seeded:
    counts = decided.counts()
    return Seeded(
        source=source,
        target=target,
        locale=locale,
        matched=sum(counts[kind] for kind in _MATCHED),
        sent=counts["sent"],
        unchanged=counts["unchanged"],
        kept=counts["kept"],
        ambiguous=counts["ambiguous"],
        held=len(held),
        split=counts["split"],
        missing=counts["missing"],
        locked=counts["locked"],
        unwritable=counts["unwritable"],
        refused=counts["refused"],
        words=decided.words,
    )


_SAID: Mapping[Kind, tuple[Severity, str, str, str]] = {
    "kept": (
        "notice",
        "seed-kept",
        "the platform has another translation, which was kept",
        "compare the two; `ci-l10n seed --overwrite` sends the repository's",
    ),
    "locked": (
        "notice",
        "seed-locked",
        "the segment is locked on the platform",
        "unlock it there and run seed again",
    ),
    "ambiguous": (
        "warning",
        "seed-ambiguous",
        "",
        "translate it on the platform, or tell the source texts apart",
    ),
    "split": (
        "warning",
        "seed-split",
        "",
        "translate it on the platform, or switch segmentation off for these files there",
    ),
    "missing": (
        "warning",
        "seed-missing",
        "",
        "the platform does not translate it, or shows it in another way; look at the file in its editor",
    ),
    "unwritable": ("warning", "seed-unwritable", "", "correct the translation, or enter it on the platform"),
}


def findings_of(target: Path, locale: Locale, candidates: Candidates, decided: Decided) -> Iterator[Finding]:
    """One finding for each text that is not sent though it has a translation."""
    for key, line in candidates.unknown:
        message = "Key not found: the source does not have it, so there is nothing to match it with; not sent"
        hint = "add it to the source and push that, or remove it; where people added it on purpose, nothing to do"
        yield Finding("notice", "key-not-in-source", message, hint, Location(target, line, 0, key), locale)
    for item in candidates.held:
        place = Location(target, item.line, 0, item.key + item.suffix)
        yield Finding("error", item.code, f"held back, not sent: {item.message}", item.hint, place, locale)
    for decision in decided.decisions:
        if decision.kind in _SAID:
            yield _finding(target, locale, decision)


def _finding(target: Path, locale: Locale, decision: Decision) -> Finding:
    severity, code, message, hint = _SAID[decision.kind]
    form = decision.form
    return Finding(
        severity,
        code,
        decision.message or message,
        hint,
        Location(target, form.line, 0, form.key + form.suffix),
        locale,
    )


def not_taken(target: Path, locale: Locale, decision: Decision) -> Finding:
    """The platform reports a finished import, and the segment still does not have the text."""
    form = decision.form
    return Finding(
        "warning",
        "seed-not-taken",
        "sent, but the platform did not take it: it was changed there meanwhile, or refused",
        "look at it in the platform's editor; run seed again, with --overwrite to replace what is there",
        Location(target, form.line, 0, form.key + form.suffix),
        locale,
    )


def file_json(file: Seeded) -> dict[str, Any]:
    """Plain data: all fields by name."""
    return {name: getattr(file, name) for name in Seeded.__dataclass_fields__}


_SHOWN = ("unchanged", "kept", "ambiguous", "held", "split", "missing", "locked", "unwritable", "refused")


def file_line(file: Seeded, *, dry_run: bool = False) -> str:
    """One line for people, without counts of zero except what was sent."""
    verb = "would be sent" if dry_run else "sent"
    counts = [f"{file.sent} {verb} ({file.words} words)"]
    for name in _SHOWN:
        if count := getattr(file, name):
            counts.append(f"{count} {name}")
    return f"{file.target} ({file.locale}): {', '.join(counts)}"

"""
Drafts for strings that have no translation yet: found in the working tree, translated on the spot, written back there.

Nothing is sent to a project and nothing is delivered. What has a translation is never touched; a draft that breaks
placeholders or markup is not written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ci_l10n.checks.catalog import check_value
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError, L10nError, Location, RemoteError
from ci_l10n.flow.drafting.jobs import Job, Search, malformed
from ci_l10n.flow.drafting.missing import Missing
from ci_l10n.flow.drafting.requests import Batch, Question, make_batches
from ci_l10n.flow.importing import Settings, write_target
from ci_l10n.formats.base import Change
from ci_l10n.git.checkout import read_file, write_files
from ci_l10n.model import Finding, Locale, Value, is_empty
from ci_l10n.paths.rule import SourceFile
from ci_l10n.tms.base import Draft, MachineTranslation

_REFUSED = (400, 422)  # status of an answer to this request that says nothing of the others

Answers: TypeAlias = Mapping[tuple[Locale, Question], Draft]


@dataclass(frozen=True, slots=True)
class DraftPlan:
    """What is missing, and the requests that ask for it."""

    jobs: tuple[Job, ...]
    batches: tuple[Batch, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Strings times locales."""
        return sum(len(job.missing) for job in self.jobs)

    @property
    def words(self) -> int:
        """Source words times locales that are asked for; equal texts count once."""
        return sum(batch.words for batch in self.batches)

    @property
    def texts(self) -> int:
        return sum(len(batch.questions) for batch in self.batches)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was written into one target for one locale."""

    source: str
    target: str
    locale: Locale
    keys: tuple[str, ...]
    is_marked: bool  # for review
    is_new: bool  # the file was made


@dataclass(slots=True)
class Drafts:
    """What was done; ``failure`` stopped it half-way, and what was answered until then is written."""

    drafted: list[Drafted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failure: L10nError | None = None

    @property
    def written(self) -> list[str]:
        return sorted({item.target for item in self.drafted})

    @property
    def count(self) -> int:
        return sum(len(item.keys) for item in self.drafted)


def plan_drafts(sources: Sequence[SourceFile], search: Search) -> DraftPlan:
    """Find what the targets of ``sources`` lack; nobody is asked for a translation yet."""
    jobs = tuple(job for source in sources for job in search.jobs(source))
    return DraftPlan(jobs, tuple(make_batches(jobs)), tuple(search.findings), tuple(search.notes))


def write_drafts(
    root: Path,
    plan: DraftPlan,
    translator: Callable[[], MachineTranslation],
    tell: Callable[[int, int], None],
) -> Drafts:
    """
    Ask for what is missing and write it into the targets, one whole file after the other.

    ``translator`` is called only when there is something to ask, ``tell`` after each request with how many of all were
    answered.
    """
    drafts = Drafts()
    answers: dict[tuple[Locale, Question], Draft] = {}
    try:
        machine: MachineTranslation | None = None
        for index, batch in enumerate(plan.batches):
            machine = machine or translator()
            answers |= _ask(machine, batch)
            tell(index + 1, len(plan.batches))
    except L10nError as error:
        drafts.failure = error  # what was paid for is written all the same
    if answers or not drafts.failure:
        _write(root, plan.jobs, answers, drafts)
    return drafts


def _ask(machine: MachineTranslation, batch: Batch) -> Answers:
    """The answers to one request; a refusal is that of these texts and locales only."""
    given: Mapping[Locale, Sequence[Draft]]
    try:
        given = machine.translate(batch.questions, batch.locales)
    except RemoteError as error:
        if error.status not in _REFUSED:
            raise
        given = dict.fromkeys(batch.locales, [Draft("", error.message)] * len(batch.questions))
    return {
        (locale, question): draft
        for locale in batch.locales
        for question, draft in zip(batch.questions, given[locale], strict=True)
    }


def _write(root: Path, jobs: Sequence[Job], answers: Answers, drafts: Drafts) -> None:
    """Write the accepted drafts, each file once, also where several locales share one."""
    before: dict[str, bytes | None] = {}
    contents: dict[str, bytes] = {}
    for job in jobs:
        accepted = list(_accepted(job, answers, drafts))
        if job.path not in before:
            before[job.path] = read_file(root, job.path)
        if not accepted or (before[job.path] is None and not _is_worth_a_file(job, accepted)):
            continue
        try:
            content, refused = _content(job, contents.get(job.path, before[job.path]), accepted)
        except ContentError as error:
            drafts.findings.append(malformed(error, job.path, job.locale))
            continue
        drafts.findings += refused.values()
        if keys := tuple(change.key for change in accepted if change.key not in refused):
            contents[job.path] = content
            is_new = before[job.path] is None
            drafts.drafted.append(Drafted(job.source.path, job.path, job.locale, keys, job.marks, is_new))
    for path, content in contents.items():
        write_files(root, {path: content})


def _is_worth_a_file(job: Job, accepted: Sequence[Change]) -> bool:
    """Not for numbers alone, when none of the texts beside them was translated."""
    prose = {missing.unit.key for missing in job.missing if any(missing.texts())}
    return not prose or any(change.key in prose for change in accepted)


def _accepted(job: Job, answers: Answers, drafts: Drafts) -> Iterator[Change]:
    """The strings of which every text was translated and nothing was broken; others are findings."""
    for missing in job.missing:
        asked = {text: answers.get((job.locale, (text, missing.unit.comment))) for text in missing.texts()}
        found = {text: draft for text, draft in asked.items() if draft is not None}
        if len(found) < len(asked):
            continue  # the run stopped before it was asked; its error says so
        if problems := dict.fromkeys(draft.problem for draft in found.values() if draft.problem):
            drafts.findings.append(_finding("not-translated", "; ".join(problems), job, missing))
            continue
        texts = {text: _dressed(draft.text, text) for text, draft in found.items()}
        value = missing.value(texts.__getitem__)
        if not is_empty(value) and _is_sound(job, missing, value, drafts):
            yield Change(missing.unit.key, value, job.marks)


def _dressed(translation: str, text: str) -> str:
    """The translation with the blanks around the text, which machines drop and programs rely on."""
    bare = text.strip()
    start = text.index(bare)
    return text[:start] + translation.strip() + text[start + len(bare) :]


def _is_sound(job: Job, missing: Missing, value: Value, drafts: Drafts) -> bool:
    """Whether the rule's checks let it pass; what they say is a finding at the string's place in the source."""
    unit, rule, format_ = missing.unit, job.source.rule, job.reader.by_keys
    flags = (*flags_of(rule.directives), *unit.flags)
    is_held = False
    for problem in check_value(
        unit.value, value, locale=job.locale, syntaxes=format_.syntaxes, flags=flags, key=unit.key
    ):
        level = rule.policy.checks.get(problem.check, "hold")
        if level == "off":
            continue
        is_held = is_held or level == "hold"
        prefix = "no draft, because the translation is broken: " if level == "hold" else ""
        drafts.findings.append(_finding(problem.code, prefix + problem.message, job, missing, problem.suffix))
    return not is_held


def _content(job: Job, data: bytes | None, changes: Sequence[Change]) -> tuple[bytes, dict[str, Finding]]:
    """The target with the drafts in it, verified; and the keys that cannot stand there."""
    reader, path, locale = job.reader, job.path, job.locale
    target = None if data is None else reader.target(data, path, locale)
    reading = reader.reading(path, locale, data)
    untranslated = job.source.rule.policy.untranslated
    settings = Settings(reader.by_keys, reading, review=True, untranslated=untranslated)
    refused: list[ContentError] = []
    content = write_target(list(changes), job.catalog, target, settings, refused)
    return content, {
        error.location.key if error.location else "": malformed(error, path, locale) for error in refused
    }


def _finding(code: str, message: str, job: Job, missing: Missing, suffix: str = "") -> Finding:
    unit = missing.unit
    location = Location(job.source.path, unit.line, 0, unit.key + suffix)
    return Finding("warning", code, message, "translate it on the platform or by hand", location, job.locale)

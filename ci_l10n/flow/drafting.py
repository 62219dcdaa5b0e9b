"""
Drafts for strings that have no translation yet: found in the working tree, translated on the spot, written back there.

Nothing is sent to a project and nothing is delivered. What has a translation is never touched; a draft that breaks
placeholders or markup is not written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ci_l10n.checks.catalog import check_value
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError, L10nError, Location
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.importing import Settings, write_target
from ci_l10n.flow.missing import Missing, count_numbered, find_missing
from ci_l10n.formats.base import Change
from ci_l10n.git.checkout import read_file, write_files
from ci_l10n.model import Catalog, Finding, Locale, Value, is_empty
from ci_l10n.paths.rule import SourceFile
from ci_l10n.tms.base import Draft, MachineTranslation

MOST_TEXTS = 50  # in one request
MOST_CHARACTERS = 5_000  # of source texts in one request; a longer text goes alone
MOST_LOCALES = 10  # in one request

Question: TypeAlias = tuple[str, str]  # text and its context, "" for none


@dataclass(frozen=True, slots=True)
class Job:
    """What one target lacks."""

    source: SourceFile
    locale: Locale
    reader: Reader
    catalog: Catalog  # of the source
    missing: tuple[Missing, ...]

    @property
    def path(self) -> str:
        return self.source.targets[self.locale]

    @property
    def marks(self) -> bool:
        """Whether the file can say that a translation needs review."""
        return self.reader.by_keys.marks_review


class Batch(NamedTuple):
    """One request."""

    locales: tuple[Locale, ...]
    questions: tuple[Question, ...]


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
    """What a run found and did; ``failure`` is what stopped it half-way, with everything until then written."""

    missing: int = 0  # strings times locales
    words: int = 0  # of the texts that are sent, times locales
    batches: tuple[Batch, ...] = ()
    drafted: list[Drafted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: L10nError | None = None

    @property
    def written(self) -> list[str]:
        return sorted({item.target for item in self.drafted})

    @property
    def count(self) -> int:
        return sum(len(item.keys) for item in self.drafted)


def fill_missing(
    root: Path,
    sources: Sequence[SourceFile],
    locales: Sequence[Locale],
    source_locale: Locale,
    translator: Callable[[], MachineTranslation],
    tell: Callable[[int, int], None],
    *,
    dry_run: bool,
) -> Drafts:
    """
    Write drafts for what the targets of ``sources`` below ``root`` lack in ``locales``.

    ``translator`` is called only when there is something to ask, ``tell`` after each request with how many of all were
    answered. Files are replaced one by one, each as a whole.
    """
    drafts = Drafts()
    jobs = [job for source in sources for job in _jobs(root, source, locales, source_locale, drafts)]
    drafts.missing = sum(len(job.missing) for job in jobs)
    drafts.batches = tuple(make_batches(jobs))
    drafts.words = sum(
        len(text.split()) * len(batch.locales) for batch in drafts.batches for text, _ in batch.questions
    )
    if dry_run or not jobs:
        return drafts
    answers: dict[tuple[Locale, Question], Draft] = {}
    try:
        _ask(drafts.batches, translator, answers, tell)
    except L10nError as error:
        drafts.failure = error  # what was paid for is written all the same
    _write(root, jobs, answers, drafts)
    return drafts


def _jobs(
    root: Path, source: SourceFile, locales: Sequence[Locale], source_locale: Locale, drafts: Drafts
) -> Iterator[Job]:
    """What the targets of one source lack; files that cannot be read are findings."""
    data = read_file(root, source.path)
    if data is None:
        drafts.findings.append(
            Finding(
                "error", "file-missing", "the source is not in the working tree", "", Location(source.path)
            )
        )
        return
    try:
        reader = reader_for(source.rule, source.path, data, source_locale)
        catalog = reader.source(data, source.path) if reader.merges_keys else None
    except ContentError as error:
        drafts.findings.append(_malformed(error, source.path))
        return
    if catalog is None:
        drafts.notes.append(f"{source.path} is a document, which is translated as a whole: no drafts for it")
        return
    for locale, path in source.targets.items():
        if locale not in locales:
            continue
        try:
            missing, impossible = _missing_of(read_file(root, path), path, locale, reader, catalog)
        except ContentError as error:
            drafts.findings.append(_malformed(error, path, locale))
            continue
        drafts.findings += (
            Finding(
                "notice",
                "forms-unknown",
                "no draft: which plural forms the target needs is not known",
                "translate it on the platform or by hand",
                Location(source.path, unit.line, 0, unit.key),
                locale,
            )
            for unit in impossible
        )
        if missing:
            yield Job(source, locale, reader, catalog, tuple(missing))


def _missing_of(data: bytes | None, path: str, locale: Locale, reader: Reader, catalog: Catalog):  # type: ignore[no-untyped-def]
    format_ = reader.by_keys
    target = None if data is None else reader.target(data, path, locale)
    numbered = None
    if count_numbered(catalog) is not None:
        reading = reader.reading(path, locale, data)
        made = target or format_.parse(format_.skeleton(catalog, {}, "empty", reading), reading)
        numbered = count_numbered(made)
    return find_missing(catalog, target, locale, format_.name, numbered)


def make_batches(jobs: Iterable[Job]) -> Iterator[Batch]:
    """Every text once per locale and context, as few requests as the bounds allow."""
    wanted: dict[Question, dict[Locale, None]] = {}
    for job in jobs:
        for missing in job.missing:
            for text in missing.texts():
                wanted.setdefault((text, missing.unit.comment), {})[job.locale] = None
    alike: dict[tuple[Locale, ...], list[Question]] = {}
    for question, locales in wanted.items():
        alike.setdefault(tuple(sorted(locales)), []).append(question)
    for every, questions in alike.items():
        for start in range(0, len(every), MOST_LOCALES):
            for piece in _pieces(questions):
                yield Batch(every[start : start + MOST_LOCALES], piece)


def _pieces(questions: Sequence[Question]) -> Iterator[tuple[Question, ...]]:
    piece: list[Question] = []
    size = 0
    for question in questions:
        length = len(question[0]) + len(question[1])
        if piece and (len(piece) == MOST_TEXTS or size + length > MOST_CHARACTERS):
            yield tuple(piece)
            piece, size = [], 0
        piece.append(question)
        size += length
    if piece:
        yield tuple(piece)


def _ask(
    batches: Sequence[Batch],
    translator: Callable[[], MachineTranslation],
    answers: dict[tuple[Locale, Question], Draft],
    tell: Callable[[int, int], None],
) -> None:
    machine = translator() if batches else None
    for index, batch in enumerate(batches):
        assert machine is not None  # noqa: S101 -- there is a batch
        given = machine.translate(batch.questions, batch.locales)
        for locale in batch.locales:
            for question, draft in zip(batch.questions, given[locale], strict=True):
                answers[locale, question] = draft
        tell(index + 1, len(batches))


def _write(
    root: Path, jobs: Sequence[Job], answers: Mapping[tuple[Locale, Question], Draft], drafts: Drafts
) -> None:
    """Write the accepted drafts, each file once, also where several locales share one."""
    contents: dict[str, bytes] = {}
    before: dict[str, bytes | None] = {}
    for job in jobs:
        if job.path not in before:
            before[job.path] = read_file(root, job.path)
        data = contents.get(job.path, before[job.path])
        accepted = list(_accepted(job, answers, drafts))
        if not accepted:
            continue
        try:
            content, refused = _content(job, data, accepted)
        except ContentError as error:
            drafts.findings.append(_malformed(error, job.path, job.locale))
            continue
        keys = tuple(change.key for change in accepted if change.key not in refused)
        if keys and content != data:
            contents[job.path] = content
            is_new = before[job.path] is None
            drafts.drafted.append(Drafted(job.source.path, job.path, job.locale, keys, job.marks, is_new))
        drafts.findings += refused.values()
    for path, content in contents.items():
        write_files(root, {path: content})


def _accepted(job: Job, answers: Mapping[tuple[Locale, Question], Draft], drafts: Drafts) -> Iterator[Change]:
    """The strings of which every text was translated and nothing was broken; others are findings."""
    for missing in job.missing:
        found = {text: answers.get((job.locale, (text, missing.unit.comment))) for text in missing.texts()}
        if None in found.values():
            continue  # the run stopped before it was asked; its error says so
        problems = {draft.problem: None for draft in found.values() if draft and draft.problem}
        if problems:
            drafts.findings.append(_finding("not-translated", "; ".join(problems), job, missing))
            continue
        texts = {text: _dressed(draft.text, text) for text, draft in found.items() if draft}
        value = missing.value(texts.__getitem__)
        if not is_empty(value) and _is_sound(job, missing, value, drafts):
            yield Change(missing.unit.key, value, job.marks)


def _dressed(translation: str, text: str) -> str:
    """The translation with the blanks around the text, which machines drop and programs rely on."""
    bare = text.strip()
    start = text.index(bare)
    return text[:start] + translation.strip() + text[start + len(bare) :]


def _is_sound(job: Job, missing: Missing, value: Value, drafts: Drafts) -> bool:
    """Whether the checks let it pass; what they say is a finding, at the string's place in the source."""
    unit, rule = missing.unit, job.source.rule
    flags = (*flags_of(rule.directives), *unit.flags)
    syntaxes = job.reader.by_keys.syntaxes
    held = False
    for problem in check_value(
        unit.value, value, locale=job.locale, syntaxes=syntaxes, flags=flags, key=unit.key
    ):
        level = rule.policy.checks.get(problem.check, "hold")
        if level == "off":
            continue
        held = held or level == "hold"
        prefix = "no draft, because the translation is broken: " if level == "hold" else ""
        drafts.findings.append(_finding(problem.code, prefix + problem.message, job, missing, problem.suffix))
    return not held


def _content(job: Job, data: bytes | None, changes: Sequence[Change]) -> tuple[bytes, dict[str, Finding]]:
    """The target with the drafts in it, verified; and the keys that cannot stand there."""
    reader, path, locale = job.reader, job.path, job.locale
    target = None if data is None else reader.target(data, path, locale)
    settings = Settings(
        reader.by_keys,
        reader.reading(path, locale, data),
        review=True,
        untranslated=job.source.rule.policy.untranslated,
    )
    refused: list[ContentError] = []
    content = write_target(list(changes), job.catalog, target, settings, refused)
    found = {
        error.location.key if error.location else "": _malformed(error, path, locale) for error in refused
    }
    return content, found


def _finding(code: str, message: str, job: Job, missing: Missing, suffix: str = "") -> Finding:
    unit = missing.unit
    location = Location(job.source.path, unit.line, 0, unit.key + suffix)
    return Finding("warning", code, message, "translate it on the platform or by hand", location, job.locale)


def _malformed(error: ContentError, path: str, locale: Locale | None = None) -> Finding:
    return Finding(
        "error", "file-malformed", error.message, error.hint, error.location or Location(path), locale
    )

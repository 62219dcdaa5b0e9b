"""
The way by keys: a platform that takes translated files as they lie in the repository.

One file per locale holds what is to be sent and nothing else. What the platform has is compared by meaning, so that its
own spelling of a text is not taken for another translation.
"""

from collections.abc import Iterator, Mapping, Sequence, Set

from ci_l10n.checks.meaning import AS_WRITTEN, Usage, is_same, usage_of
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.seeding.candidates import Candidates, Held
from ci_l10n.flow.seeding.import_keys import find_key
from ci_l10n.flow.seeding.outcomes import Decided, Decision, Kind, Wish
from ci_l10n.flow.seeding.parts import part_of
from ci_l10n.flow.seeding.sources import SeedSource
from ci_l10n.flow.seeding.way import Job, Parcel, Prepared, Sent
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.model import Catalog, Finding, Forms, Unit, Value, is_empty, texts_of
from ci_l10n.tms.base import Export, ImportProblem, KeyImport, RemoteFile

_SEVERAL = "it holds several locales; an import takes a file with one"
_APART = "give each locale a file of its own, with {locale} in `target`"


def find_refusal(imports: KeyImport, view: SeedSource) -> tuple[str, str] | None:
    """Why no translation of a source can be imported (a sentence, the next step)."""
    if any(map(is_slot, view.source.targets.values())):
        return f"the translations of {view.path} cannot be imported: {_SEVERAL}", _APART
    return imports.file_refusal(view.path, view.reader.by_keys.name, view.head.data, view.directives)


class ByKeys:
    """
    Fulfils `way.Way`.

    ``fresh`` are ids of files that were sent just now: nothing can be there, and what somebody translates meanwhile is
    not overwritten. They are not asked for.
    """

    def __init__(self, imports: KeyImport, wish: Wish, fresh: Set[str] = frozenset()) -> None:
        self.imports = imports
        self.wish = wish
        self.fresh = fresh

    @property
    def publishes(self) -> bool:
        return self.wish.confirm or self.imports.publishes

    def refusal(self, view: SeedSource) -> tuple[str, str] | None:
        return find_refusal(self.imports, view)

    def narrowed(self, view: SeedSource, job: Job, candidates: Candidates) -> Candidates:
        name = view.reader.by_keys.name
        lines = {form.key: form.line for form in candidates.expanded}
        held = {
            key: Held(key, "", "seed-key-refused", *refusal, lines.get(key, 0))
            for key in candidates.offers
            if (refusal := self.imports.key_refusal(name, key))
        }
        return candidates.holding(held)

    def read(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        yield from (Export(file, b"") for file in files if file.id in self.fresh)
        if asked := [file for file in files if file.id not in self.fresh]:
            yield from self.imports.export_saved(asked, published=False)

    def prepare(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Prepared:
        there = _Saved(view, job, None if job.file.id in self.fresh else export)
        new = {key: value for key, value in candidates.offers.items() if self._is_lacking(there, key, value)}
        same = {key for key, value in candidates.offers.items() if there.has(key, value)}
        drafts = self._drafts(view, job, candidates, same) if self.wish.confirm and same else {}
        kinds: dict[str, Kind] = {
            key: "sent" if key in new or key in drafts else "unchanged" if key in same else "kept"
            for key in candidates.offers
        }
        decided = _decided(candidates, kinds)
        parcels = ((new, self.wish.overwrite), (drafts, True))  # the same text again: only its state changes
        return Prepared(
            decided,
            tuple(_parcel(view, job, values, overwrite) for values, overwrite in parcels if values),
        )

    def _is_lacking(self, there: "_Saved", key: str, value: Value) -> bool:
        if there.has(key, value):
            return False
        return self.wish.overwrite or there.is_part(key, value)

    def _drafts(self, view: SeedSource, job: Job, candidates: Candidates, same: Set[str]) -> dict[str, Value]:
        """What the platform has, but has not published; one request."""
        for export in self.imports.export_saved([job.file], published=True):
            done = _Saved(view, job, export)
            return {key: candidates.offers[key] for key in same if not done.has(key, candidates.offers[key])}
        return {}

    def send(self, view: SeedSource, job: Job, parcel: Parcel) -> Sent:
        result = self.imports.import_translations(
            job.file,
            view.reader.by_keys.name,
            lambda: parcel.content,
            overwrite=parcel.overwrite,
            published=self.publishes,
            directives=view.reader.rule.directives,
        )
        target = view.target(job.target, job.locale)
        found = [(problem, find_key(problem.key, target.units)) for problem in result.problems]
        return Sent(
            frozenset(key for _, key in found if key is not None),
            tuple(_import_error(job, target, problem, key) for problem, key in found),
        )

    def read_sent(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        return self.imports.export_saved(files, published=self.publishes)

    def lost(self, view: SeedSource, job: Job, candidates: Candidates, export: Export) -> Sequence[Decision]:
        there = _Saved(view, job, export)
        kinds: dict[str, Kind] = {
            key: "unchanged" if there.has(key, value) else "sent" for key, value in candidates.offers.items()
        }
        return [each for each in _decided(candidates, kinds).decisions if each.kind == "sent"]


class _Saved:
    """The translations of one export (None: there can be none), compared by what they mean."""

    def __init__(self, view: SeedSource, job: Job, export: Export | None) -> None:
        self.view = view
        self.is_complete = job.file.is_complete
        self.flags = flags_of(view.reader.rule.directives)
        self.units = self._read(view, job, export) if export is not None else {}

    @staticmethod
    def _read(view: SeedSource, job: Job, export: Export) -> Mapping[str, Unit]:
        if export.content is None:
            raise ContentError(f"no usable export: {export.problem}", hint=export.hint, location=job.place)
        try:
            return view.reader.target(export.content, file_of(job.target), job.locale).units
        except ContentError as error:
            raise ContentError(
                f"what the platform exported for {file_of(job.target)} cannot be read: {error.message}",
                hint="nothing was sent; run `ci-l10n seed` again",
                location=job.place,
            ) from error

    def has(self, key: str, value: Value) -> bool:
        return is_same(self._usage(key), _like(value, self._saved(key)), value)

    def is_part(self, key: str, value: Value) -> bool:
        """Whether nothing is saved that ``value`` has otherwise: some forms of a plural may be missing."""
        saved = _like(value, self._saved(key))
        if saved is None or not isinstance(saved, Forms) or not isinstance(value, Forms):
            return saved is None
        parts = dict(value.parts)
        there = tuple(part for part in saved.parts if part[1])
        if not all(suffix in parts for suffix, _ in there):
            return False
        ours = Forms(value.kind, tuple((suffix, parts[suffix]) for suffix, _ in there))
        return is_same(self._usage(key), Forms(value.kind, there), ours)

    def _saved(self, key: str) -> Value | None:
        """None where nobody translated: exports leave a key out, empty, or with the text of the source."""
        unit = self.units.get(key)
        if unit is None or is_empty(unit.value):
            return None
        return None if not self.is_complete and self._is_original(key, unit.value) else unit.value

    def _is_original(self, key: str, value: Value) -> bool:
        """Exports have the plural forms of their language; untranslated, each shows one of the source's."""
        source = self.view.sent.units.get(key)
        if source is None:
            return False
        usage = self._usage(key)
        if not (_is_plural(value) and _is_plural(source.value)):
            return is_same(usage, value, source.value)
        originals = texts_of(source.value)
        return all(any(is_same(usage, text, each) for each in originals) for text in texts_of(value) if text)

    def _usage(self, key: str) -> Usage:
        source = self.view.sent.units.get(key)
        if source is None:
            return AS_WRITTEN
        syntaxes = self.view.reader.by_keys.syntaxes
        return usage_of(source.value, syntaxes, (*self.flags, *source.flags))


def _is_plural(value: Value) -> bool:
    return isinstance(value, Forms) and value.kind == "plural"


def _like(value: Value, saved: Value | None) -> Value | None:
    """``saved`` without plural forms that ``value`` lacks: `many` of Spanish is in few files, and in all exports."""
    if not isinstance(saved, Forms) or not isinstance(value, Forms) or not _is_plural(saved):
        return saved
    wanted = dict(value.parts)
    return Forms(saved.kind, tuple(part for part in saved.parts if part[0] in wanted))


def _decided(candidates: Candidates, kinds: Mapping[str, Kind]) -> Decided:
    """Each plural form is a text of its own, and shares what becomes of its key."""
    decisions = tuple(
        Decision(kinds[form.key], form, (form.key,))
        for form in candidates.expanded
        if form.value is not None and form.key in kinds
    )
    words = sum(decision.form.words for decision in decisions if decision.kind == "sent")
    return Decided(decisions, words)


def _parcel(view: SeedSource, job: Job, values: Mapping[str, Value], overwrite: bool) -> Parcel:
    target = view.target(job.target, job.locale)
    content = part_of(target, view.sent, values, view.reader, file_of(job.target), job.locale)
    return Parcel(content, frozenset(values), overwrite)


def _import_error(job: Job, target: Catalog, problem: ImportProblem, key: str | None) -> Finding:
    """At the line of the key, in the platform's words."""
    unit = target.units.get(key) if key is not None else None
    said = "; ".join(problem.messages) or "the platform gave no reason"
    named = f"{problem.key}: " if problem.key and unit is None else ""
    place = Location(file_of(job.target), unit.line if unit else 0, 0, unit.key if unit else problem.key)
    return Finding("error", "seed-import-error", f"{named}{said}", problem.hint, place, job.locale)

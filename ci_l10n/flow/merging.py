"""The targets of one source file, each merged from the contents that repository, state and platform hold of it."""

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.branches import Edit
from ci_l10n.flow.change_set import Fetched, Here, Tally, TargetChange, edit_of, effect_of
from ci_l10n.flow.documents import Document, decide_document
from ci_l10n.flow.files import Reader, reader_for
from ci_l10n.flow.landing import has_landed_in_part
from ci_l10n.flow.merge import merge
from ci_l10n.flow.pointers import MOST_POINTER_BYTES, check_is_content
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.sides import UNDECIDED, Edited, Merged, Note, Sides, show
from ci_l10n.flow.slots import file_of, is_slot
from ci_l10n.model import Catalog, Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State


class SourceMerger:
    """Merges the targets of one source file; the source is read once."""

    def __init__(self, ports: Ports, state: State, source: SourceFile, fetched: Fetched, here: Here) -> None:
        self.repo = ports.repo
        self.state = state
        self.source = source
        self.fetched = fetched
        self.here = here
        self.data = self.repo.blob(here.base[source.path])
        check_is_content(self.data, source.path)
        self.reader: Reader = reader_for(source.rule, source.path, self.data, ports.config.source_locale)
        before = state.merged.get(source.path) or state.sources.get(source.path)
        self.before = before if before and self.repo.has(before) else None
        known = state.known.get(source.path)
        self.current = known.current if known and source.path in state.merged else ()
        self.catalog = self.reader.source(self.data, source.path) if self.reader.merges_keys else None
        self.catalog_before = self._catalog_before() if self.reader.merges_keys else None
        self.written: dict[Path, BlobId] = {}  # files that locales share, as far as they are merged

    def _catalog_before(self) -> Catalog | None:
        if self.before is None or self.before == self.here.base[self.source.path]:
            return self.catalog
        try:
            return self.reader.source(self.repo.blob(self.before), self.source.path)
        except ContentError:  # an older version that was malformed says nothing about keys
            return None

    def target(self, locale: Locale, path: Path) -> TargetChange:
        if self.catalog is None:
            return self._document(locale, path)
        sides = self._sides(locale, path)
        merged = merge(sides, self.reader, self.source.rule.policy, file_of(path), locale)
        after = None if merged.content is None else self.repo.store(merged.content)
        if after is not None and is_slot(path):
            self.written[file_of(path)] = after
        tally = self._tally(merged, self.here.held(path), path, locale)
        return self._change(locale, path, after, tally, tuple(merged.notes))

    def _change(
        self, locale: Locale, path: Path, after: BlobId | None, tally: Tally | None, notes: tuple[Note, ...]
    ) -> TargetChange:
        before = self.here.base.get(path)
        export, fingerprint = self.fetched.exports.get(path, (None, ""))
        effect = effect_of(before, after)
        return TargetChange(
            self.source.path, path, locale, before, after, effect, tally, notes, export, fingerprint,
            self.here.held(path),
        )  # fmt: skip

    def _sides(self, locale: Locale, path: Path) -> Sides:
        assert self.catalog is not None  # noqa: S101 -- asked by target()
        state, here = self.state, self.here
        base, t0 = here.held(path), state.target.get(path)
        b0 = self._held_then(path, locale)
        p0 = state.platform.get(path)
        export = self.fetched.exports.get(path, (p0, ""))[0]
        edit = edit_of(path, state, here)
        start = self.written.get(file_of(path)) or self._start(base, t0, b0, edit)
        on_branch = set(edit) if edit else set()
        read = {blob: self._read(blob, path, locale) for blob in {base, t0, b0, start} | on_branch if blob}
        exports = {blob: self._read(blob, path, locale, exported=True) for blob in {p0, export} if blob}
        return Sides(
            source=self.catalog,
            source_before=self.catalog if locale in self.current else self.catalog_before,
            platform=exports.get(export or ""),
            platform_before=exports.get(p0 or ""),
            target=read.get(t0 or ""),
            base_before=read.get(b0 or ""),
            base=read.get(base or ""),
            branch=Edited(read.get(edit.now or ""), read.get(edit.before or "")) if edit else None,
            start=read.get(start or ""),
            fresh=path in self.fetched.exports,
            complete=self.fetched.is_complete(path),
            open_keys=_open_keys(path, state),
        )

    def _held_then(self, path: Path, locale: Locale) -> BlobId | None:
        """What the base branch held when the target was delivered, or since, when part of the delivery is there."""
        delivered, before = self.state.target.get(path), self.state.base.get(path)
        now = self.here.held(path)
        if path not in self.here.gone or now in (before, None) or delivered is None:
            return before
        read = (self._read(blob, path, locale) if blob else None for blob in (now, delivered, before))
        return delivered if has_landed_in_part(*read) else before

    def _start(
        self, base: BlobId | None, t0: BlobId | None, b0: BlobId | None, edit: Edit | None
    ) -> BlobId | None:
        """
        The bytes that are edited: while the base branch holds what it held, those that people see in the pull
        request; else the base branch's, so that what people did there outside the keys is not undone.
        """
        if base == b0 and (base is not None or t0 is not None):
            return edit.now if edit else t0 or base
        return base

    def _read(self, blob: BlobId, path: Path, locale: Locale, *, exported: bool = False) -> Catalog:
        try:
            return self.reader.target(self.repo.blob(blob), file_of(path), locale)
        except ContentError as error:
            if not exported:
                raise
            raise ContentError(
                f"what the platform exported for {file_of(path)} cannot be read: {error.message}",
                hint="nothing of it was taken; it is fetched again with the next run",
                location=Location(file_of(path)),
            ) from error

    def _tally(self, merged: Merged, before: BlobId | None, path: Path, locale: Locale) -> Tally:
        old = self._read(before, path, locale).units if before else {}
        new = changed = removed = 0
        for decision in merged.decisions:
            unit = old.get(decision.key)
            had = unit is not None and not unit.needs_review and any(show(unit.value) or "")
            if decision.value is None:
                removed += had
            elif not had:
                new += 1
            elif unit is not None and unit.value != decision.value:
                changed += 1
        return Tally(new, changed, removed, merged.translated, merged.total)

    def _check_is_content(self, blob: BlobId | None, path: Path) -> None:
        if blob and self.repo.blob_size(blob) < MOST_POINTER_BYTES:
            check_is_content(self.repo.blob(blob), path)

    def _document(self, locale: Locale, path: Path) -> TargetChange:
        """A document is one value: the table of the merge applies to the whole file."""
        state, here = self.state, self.here
        self._check_is_content(here.held(path), path)
        export = self.fetched.exports.get(path, (state.platform.get(path), ""))[0]
        outcome = decide_document(
            Document(
                source=here.base[self.source.path],
                source_before=here.base[self.source.path] if locale in self.current else self.before,
                export=export,
                platform=state.platform.get(path),
                target=state.target.get(path),
                base_before=state.base.get(path),
                base=here.held(path),
                branch=edit_of(path, state, here),
                complete=self.fetched.is_complete(path),
                fresh=path in self.fetched.exports,
                policy=self.source.rule.policy,
                was_open=set(_open_keys(path, state).values()),
            )
        )
        tally = Tally(total=1, translated=int(outcome.blob is not None))
        return self._change(locale, path, outcome.blob, tally, outcome.notes)


def _open_keys(path: Path, state: State) -> dict[str, str]:
    """What is listed of the keys of a target: the kind of each finding, or that a conflict waits for a decision."""
    return {f.key: UNDECIDED if f.code == UNDECIDED else f.kind for f in state.findings if f.path == path}

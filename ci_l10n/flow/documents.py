"""The three-way decision for a document, which is delivered as a whole. Pure."""

from collections.abc import Set
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.config.model import Policy
from ci_l10n.flow.branches import Edit
from ci_l10n.flow.sides import UNDECIDED, Note
from ci_l10n.state import BlobId


class DocumentOutcome(NamedTuple):
    blob: BlobId | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The sides of one document; blobs stand for contents, None where there is no file."""

    source: BlobId
    source_before: BlobId | None
    export: BlobId | None
    platform: BlobId | None  # the export before
    target: BlobId | None
    base_before: BlobId | None
    base: BlobId | None
    branch: Edit | None
    complete: bool
    fresh: bool
    policy: Policy
    was_open: Set[str]  # kinds of what is listed, or `UNDECIDED`

    @property
    def ours(self) -> BlobId | None:
        return self.branch.now if self.branch else self.base

    @property
    def ours_changed(self) -> bool:
        return self.branch is not None or self.base not in (self.target, self.base_before)

    @property
    def is_undecided(self) -> bool:
        return UNDECIDED in self.was_open or ("conflict" in self.was_open and self.policy.conflict == "hold")

    @property
    def has_base(self) -> bool:
        """Whether there was ever a translation, or a person took one away; the source itself is none."""
        if self.target is not None or self.base_before is not None or "edit" in self.was_open:
            return True
        return self.platform not in (None, self.source, self.source_before)

    def is_untranslated(self, blob: BlobId | None) -> bool:
        return blob is None or (not self.complete and blob in (self.source, self.source_before))


def decide_document(d: Document) -> DocumentOutcome:
    """The table of `flow.judging` with the whole file as one value."""
    if not d.has_base:
        return _decide_first(d)
    kept = d.ours if d.ours_changed else d.target
    theirs_changed = (d.export != d.platform or d.is_undecided) and not d.is_untranslated(d.export)
    if not theirs_changed:
        return DocumentOutcome(kept, _notes_of_kept(d, kept))
    if d.export == kept:
        return DocumentOutcome(kept)
    if not d.ours_changed and not d.is_undecided:
        return DocumentOutcome(d.export)
    conflict = d.policy.conflict
    taken = d.export if conflict == "platform" else kept
    code = UNDECIDED if conflict == "hold" else "both-changed"
    message = f"changed in git and on the platform; conflict: {conflict}"
    # What was held is asked again, with what was delivered meanwhile for people's value.
    return DocumentOutcome(taken, (_note(d, "conflict", code, message, ours=kept),))


def _decide_first(d: Document) -> DocumentOutcome:
    if d.is_untranslated(d.ours):
        return DocumentOutcome(d.ours if d.is_untranslated(d.export) else d.export)
    if d.is_untranslated(d.export) or d.export == d.ours:
        return DocumentOutcome(d.ours)
    taken = d.export if d.policy.first_sync == "platform" else d.ours
    note = _note(d, "first", "two-translations", "repository and platform both have a translation")
    return DocumentOutcome(taken, (note,))


def _notes_of_kept(d: Document, kept: BlobId | None) -> tuple[Note, ...]:
    has_other = d.export is not None and d.export != kept
    if d.ours_changed or ("edit" in d.was_open and has_other):
        return (_note(d, "edit", "repository-edit", "changed in git; kept"),)
    notes = []
    if "first" in d.was_open and has_other:
        message = "repository and platform both have a translation"
        notes.append(_note(d, "first", "two-translations", message))
    is_older = d.source_before not in (None, d.source) or "stale" in d.was_open
    if is_older and kept is not None and not (d.fresh and d.complete):
        notes.append(_note(d, "stale", "source-changed", "the source changed, its translation did not yet"))
    return tuple(notes)


def _note(d: Document, kind: str, code: str, message: str, *, ours: BlobId | None = None) -> Note:
    """Contents are named by their ids: `git show <id>` has them."""
    sides = {"source": d.source, "before": d.target, "repository": ours or d.ours, "platform": d.export}
    return Note(kind, "", code, message, "", 0, sides)

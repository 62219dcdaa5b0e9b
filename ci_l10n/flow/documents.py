"""The three-way decision for a document, which is delivered as a whole. Pure."""

from typing import NamedTuple

from ci_l10n.config.model import Policy
from ci_l10n.flow.branches import Edit
from ci_l10n.flow.merge import Note
from ci_l10n.state import BlobId


class DocumentOutcome(NamedTuple):
    blob: BlobId | None
    notes: tuple[Note, ...] = ()


def decide_document(
    *,
    source: BlobId,
    source_before: BlobId | None,
    export: BlobId | None,
    platform: BlobId | None,
    target: BlobId | None,
    base_before: BlobId | None,
    base: BlobId | None,
    branch: Edit | None,
    complete: bool,
    fresh: bool,
    policy: Policy,
    was_open: set[str],
) -> DocumentOutcome:
    """The table of `flow.merge` with the whole file as one value; blobs stand for contents."""
    ours = branch.now if branch else base

    def is_untranslated(blob: BlobId | None) -> bool:
        return blob is None or (not complete and blob in (source, source_before))

    def first() -> DocumentOutcome:
        if is_untranslated(ours):
            return DocumentOutcome(ours if is_untranslated(export) else export)
        if is_untranslated(export) or export == ours:
            return DocumentOutcome(ours)
        taken = export if policy.first_sync == "platform" else ours
        return DocumentOutcome(
            taken, (_note("first", "two-translations", "repository and platform both have a translation"),)
        )

    if platform is None and target is None and base_before is None:
        return first()
    ours_changed = branch is not None or ours not in (target, base_before)
    kept = ours if ours_changed else target
    theirs_changed = (export != platform or "conflict" in was_open) and not is_untranslated(export)
    if not theirs_changed or export == kept:
        notes = []
        if ours_changed:
            notes.append(_note("edit", "repository-edit", "changed in git; kept"))
        elif kept is not None and source_before not in (None, source) and not (fresh and complete):
            notes.append(_note("stale", "source-changed", "the source changed, its translation did not yet"))
        return DocumentOutcome(kept, tuple(notes))
    if not ours_changed and not ("conflict" in was_open and policy.conflict == "hold"):
        return DocumentOutcome(export)
    taken = export if policy.conflict == "platform" else ours
    message = f"changed in git and on the platform; conflict: {policy.conflict}"
    return DocumentOutcome(taken, (_note("conflict", "both-changed", message),))


def _note(kind: str, code: str, message: str) -> Note:
    return Note(kind, "", code, message, "", 0, {})

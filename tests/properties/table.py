"""
The table of docs/explanation/merge.md, written down once more and by hand: what a merge must decide for one key.

Nothing here is shared with the merge. A value is a text, or None for what is absent, empty or marked for review.
"""

from typing import Literal, NamedTuple, TypeAlias

Text: TypeAlias = str | None
Kind: TypeAlias = Literal["conflict", "edit", "first", "held", "stale", ""]

BROKEN = "\u202e"
"""A sign that no check lets pass: it overrides the direction of the text."""


class Settings(NamedTuple):
    conflict: Literal["platform", "repository", "hold"] = "platform"
    first_sync: Literal["repository", "platform"] = "repository"
    obsolete: Literal["remove", "keep"] = "remove"


class Row(NamedTuple):
    """One key of one target. ``branch`` counts only where ``edited``: a person made it what it is."""

    source: Text = None
    source_before: Text = None  # as the last merge saw it
    p0: Text = None
    p: Text = None
    t0: Text = None
    b0: Text = None
    base: Text = None
    branch: Text = None
    edited: bool = False
    is_complete: bool = True  # the platform says so of the file
    open: Kind = ""  # what was listed of the key


class Verdict(NamedTuple):
    value: Text
    listed: Kind = ""


def ours(row: Row) -> Text:
    """R: what people have now."""
    return row.branch if row.edited and row.branch != row.t0 else row.base


def is_ours_changed(row: Row) -> bool:
    """A person's edit on the branch counts, also when it goes back to what the base branch has."""
    if row.edited and row.branch != row.t0:
        return True
    return row.base not in (row.t0, row.b0)


def kept_value(row: Row) -> Text:
    """What stays when nothing is taken from the platform: people's change, else what was delivered."""
    return ours(row) if is_ours_changed(row) else row.t0


def is_broken(value: Text) -> bool:
    return value is not None and BROKEN in value


def is_untranslated(value: Text, row: Row) -> bool:
    return value is None or (value in (row.source, row.source_before) and not row.is_complete)


def has_base(row: Row) -> bool:
    """Whether something is remembered that can be called a translation, or that a person undid one."""
    if (row.t0, row.b0) != (None, None) or row.open == "edit":
        return True
    return row.p0 not in (None, row.source, row.source_before)


def verdict(row: Row, settings: Settings) -> Verdict:
    """The result for ``row``, and how it must be listed."""
    if row.source is None:
        return _without_source(row, settings)
    if not has_base(row):
        return _first(row, settings)
    p = row.p
    is_held_open = settings.conflict == "hold" and row.open == "conflict"
    theirs = not is_untranslated(p, row) and (p != row.p0 or is_held_open or row.open == "held")
    kept = kept_value(row)
    if not theirs:
        return Verdict(kept, "edit" if is_ours_changed(row) else "")
    if p == kept:
        return Verdict(kept)
    if is_held_open or is_ours_changed(row):
        return Verdict(p if settings.conflict == "platform" and not is_broken(p) else kept, "conflict")
    return _taken(p, kept)


def _taken(p: Text, kept: Text) -> Verdict:
    """The platform's value, unless a check holds it back."""
    return Verdict(kept, "held") if is_broken(p) else Verdict(p)


def _first(row: Row, settings: Settings) -> Verdict:
    r, p = ours(row), row.p
    if is_untranslated(p, row):
        return Verdict(r)
    if is_untranslated(r, row):
        return _taken(p, r)
    if p == r:
        return Verdict(r)
    return Verdict(r if settings.first_sync == "repository" or is_broken(p) else p, "first")


def _without_source(row: Row, settings: Settings) -> Verdict:
    """A key that left the source, as the last source or the export made of it says; else it is people's own."""
    if (row.source_before, row.p0) != (None, None) and settings.obsolete == "remove":
        return Verdict(None)
    if is_ours_changed(row) or (row.t0, row.b0) == (None, None):
        return Verdict(ours(row))
    return Verdict(row.t0)

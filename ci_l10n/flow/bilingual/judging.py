"""
An exported file that came back, against what the platform has now: what becomes of each segment. Pure.

The platform takes a segment back by its id alone. So everything that could go wrong with one is found here: a source
that is another by now, broken tags or placeholders, a lock, an edit that somebody made meanwhile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.errors import ContentError
from ci_l10n.formats.bilingual import BilingualFile, Segment, parse_bilingual
from ci_l10n.formats.bilingual_tags import plain_text, tag_problems

Result: TypeAlias = Literal["sent", "unchanged", "held", "locked", "newer", "skipped"]
Checker: TypeAlias = Callable[[str, str], list[tuple[bool, str]]]
"""From source and target to (does it hold the segment back?, a sentence)."""
_EXPORT = "export the document anew and translate that file"
_REPLACE = f"{_EXPORT}; or replace the newer text with --overwrite-updated"
_LOCK = ":locked"
_MOVING = (_LOCK, ":last-modified-date", ":last-modified-user")
_UNLOCK = "unlock it on the platform"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be imported."""

    confirm: bool = False
    overwrite: bool = False  # also segments that were edited since the export
    segments: frozenset[str] = frozenset()  # ids; empty: all


class Verdict(NamedTuple):
    """What becomes of one segment of the file."""

    segment: Segment
    before: str  # the platform's text now
    result: Result
    reason: str = ""  # why it is held back, in a sentence
    hint: str = ""
    warnings: tuple[str, ...] = ()


def file_problem(file: BilingualFile, current: BilingualFile) -> tuple[str, str] | None:
    """Why nothing of the file can be taken back (a sentence, the next step); None when segments can."""
    tools = {tool.get("tool-id", "") for tool in current.tools}
    if not tools <= {tool.get("tool-id", "") for tool in file.tools}:
        return "the header's <tool> is not the one that the platform wrote", _EXPORT
    for name in ("source_language", "target_language"):
        ours, theirs = getattr(file, name), getattr(current, name)
        if ours.casefold() != theirs.casefold():
            what = name.replace("_", "-")
            return f"the {what} is {ours!r}, the document's is {theirs!r}", _EXPORT
    if file.segments and not any(number in current.segments for number in file.segments):
        return f"not one of its {len(file.segments)} segments is in the document any more", _EXPORT
    return None


def judge(file: BilingualFile, current: BilingualFile, wish: Wish, checker: Checker) -> Iterator[Verdict]:
    """A verdict for each segment of the file that is wished for."""
    for segment in file.segments.values():
        if wish.segments and segment.id not in wish.segments:
            continue
        now = current.segments.get(segment.id)
        if now is None:
            reason = "the document has no such segment (any more)"
            yield Verdict(segment, "", "held", reason, _EXPORT)
        else:
            yield _judge_one(segment, now, wish, checker)


def _judge_one(segment: Segment, now: Segment, wish: Wish, checker: Checker) -> Verdict:
    before = now.target
    if not segment.target.strip() and not any(piece.is_tag for piece in segment.target_pieces):
        return Verdict(segment, before, "skipped")
    if segment.source != now.source:
        reason = (
            "its source is not what the document has: it was edited here, or changed on the platform since"
        )
        return Verdict(segment, before, "held", reason, _EXPORT)
    exported = _as_exported(segment, now)
    is_newer = not wish.overwrite and is_later(now.modified, exported.modified)
    if segment.target == before and not (wish.confirm and not now.is_confirmed):
        return Verdict(segment, before, "unchanged")
    if problem := _tampered(exported, now):
        return Verdict(segment, before, "held", problem, f"restore it; {_EXPORT} where that is easier")
    if now.is_locked or exported.is_locked:
        return Verdict(segment, before, "locked", "the segment is locked", _UNLOCK)
    if is_newer and segment.target == before:
        reason = "the platform has this text, but touched after the export, so an import would not confirm it"
        return Verdict(segment, before, "newer", reason, "confirm it with --overwrite-updated")
    if is_newer:
        reason = "somebody changed it on the platform since the export"
        return Verdict(segment, before, "newer", reason, _REPLACE)
    if problems := tag_problems(segment.source_pieces, segment.target_pieces):
        return Verdict(segment, before, "held", "; ".join(problems), "keep every tag of the source")
    found = checker(plain_text(segment.source_pieces), plain_text(segment.target_pieces))
    if held := [text for holds, text in found if holds]:
        return Verdict(segment, before, "held", "; ".join(held), "correct the target")
    return Verdict(segment, before, "sent", warnings=tuple(text for _, text in found))


def _as_exported(segment: Segment, now: Segment) -> Segment:
    """``segment`` without attributes that other tools added, which are none of the platform's business."""
    known = {name: value for name, value in segment.attributes.items() if name in now.attributes}
    return replace(segment, attributes=known)


def _tampered(segment: Segment, now: Segment) -> str:
    """
    What was done to the platform's own attributes; "" when they are as exported.

    They may differ from the present ones by what happened meanwhile: a lock, a later date with another name.
    """
    ours, theirs = segment.foreign, now.foreign
    if missing := sorted(theirs.keys() - ours.keys()):
        return f"the platform's attribute {missing[0]} is missing"
    is_lost = _moment(now.modified) is not None and _moment(segment.modified) is None
    if is_lost or is_later(segment.modified, now.modified):
        return "its date of modification was changed"
    may_differ = _MOVING if segment.modified != now.modified else (_LOCK,)
    for name, value in ours.items():
        if value != theirs[name] and not name.endswith(may_differ):
            return f"the platform's attribute {name} was changed"
    return ""


def is_later(date: str, other: str) -> bool:
    """Whether ``date`` is after ``other``; no answer for what is no date counts as no."""
    moments = [_moment(each) for each in (date, other)]
    return moments[0] is not None and moments[1] is not None and moments[0] > moments[1]


def _moment(date: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def verify(verdict: Verdict, now: Segment | None, wish: Wish) -> Verdict:
    """``verdict`` of a segment that was sent, corrected by what the platform has afterwards."""
    segment = verdict.segment
    if now is None:
        return verdict._replace(
            result="held", reason="the document has no such segment any more", hint=_EXPORT
        )
    if not now.has_target:
        return verdict._replace(warnings=(*verdict.warnings, "the platform does not show whether it arrived"))
    if now.target.strip() == segment.target.strip():
        if wish.confirm and not now.is_confirmed:
            warning = "it arrived, but the platform did not confirm it"
            return verdict._replace(warnings=(*verdict.warnings, warning))
        return verdict
    if now.is_locked:
        return verdict._replace(result="locked", reason="the segment was locked meanwhile", hint=_UNLOCK)
    if now.target != verdict.before:
        reason = "somebody changed it on the platform meanwhile"
        return verdict._replace(result="newer", reason=reason, hint=_REPLACE)
    if not now.modified and not wish.overwrite:
        reason = "the platform kept its own text, which was most likely changed since the export"
        return verdict._replace(result="newer", reason=reason, hint=_REPLACE)
    return verdict._replace(
        result="held",
        reason="the platform did not take it over",
        hint="look at it there, then run the import again",
    )


def has_own_work(existing: bytes | None, current: BilingualFile) -> bool:
    """
    Whether a file that is to be written over holds translations that nobody imported yet.

    What the platform changed later than the file was exported does not count: there the file is just old.
    """
    if existing is None:
        return False
    try:
        file = parse_bilingual(existing, current.path)
    except ContentError:
        return True  # somebody was at it
    if file.original != current.original:
        return True
    pairs = [(segment, current.segments.get(segment.id)) for segment in file.segments.values()]
    return any(
        bool(segment.target)
        and now is not None
        and now.source == segment.source
        and now.target != segment.target
        and not is_later(now.modified, segment.modified)
        for segment, now in pairs
    )

"""
The three-way merge of one target file, key by key. Pure.

For each key: what the platform said last time and now (P0, P), what was delivered (T0), what the base branch held
then (B0), and what people have now (R). The table of results is in docs/explanation/merge.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.checks.catalog import check_value
from ci_l10n.checks.problem import Problem
from ci_l10n.config.model import Policy
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError
from ci_l10n.flow.files import Reader
from ci_l10n.formats.base import Change
from ci_l10n.formats.forms import categories_of, fitting, shape_problem
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Catalog, Locale, Unit, Value, is_empty

Outcome: TypeAlias = Literal[
    "same", "delivered", "platform", "repository", "conflict", "first", "held", "removed"
]


class Edited(NamedTuple):
    """A file that people changed on the branch of the pull request: as it is, and as it was delivered there."""

    now: Catalog | None
    before: Catalog | None


@dataclass(frozen=True, slots=True)
class Sides:
    """
    The catalogs of one target file; None where there is no such file.

    ``start`` is the file the edits are made in: what people have now. ``fresh`` says that the export was taken in this
    run, ``complete`` that the platform calls the file complete in this locale.
    """

    source: Catalog
    source_before: Catalog | None
    platform: Catalog | None
    platform_before: Catalog | None
    target: Catalog | None
    base_before: Catalog | None
    base: Catalog | None
    branch: Edited | None
    start: Catalog | None
    fresh: bool
    complete: bool
    open_keys: Mapping[str, str] = field(default_factory=dict)  # key -> kind of its finding, or `UNDECIDED`


UNDECIDED = "undecided"
"""Code of a conflict that is held: a later run asks again, while every other conflict is decided once."""


class Note(NamedTuple):
    """Something about one key that people should know and that stays open until it is settled."""

    kind: str  # held | conflict | stale | edit | first | people
    key: str
    code: str
    message: str
    suffix: str
    line: int
    values: Mapping[str, str | None]
    in_source: bool = False  # ``line`` is one of the source: the target has no such key


class Decision(NamedTuple):
    key: str
    value: Value | None
    outcome: Outcome
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The result for one target file; ``content`` is None when there is to be no file."""

    content: bytes | None
    decisions: tuple[Decision, ...]
    translated: int  # keys of the source with a translation in the result
    total: int  # keys of the source

    @property
    def notes(self) -> Iterator[Note]:
        for decision in self.decisions:
            yield from decision.notes


class _Key(NamedTuple):
    """
    All sides of one key: None is absent, empty, or marked as needing review.

    ``is_edited``: ``r`` is what a person made it on the branch of the pull request, and not what was delivered.
    """

    source: Value | None
    source_before: Value | None
    p: Value | None
    p0: Value | None
    t0: Value | None
    b0: Value | None
    r: Value | None
    is_edited: bool = False

    @property
    def ours_changed(self) -> bool:
        """A person who takes a proposed value back on the branch has decided: that is a change as well."""
        return self.is_edited or self.r not in (self.t0, self.b0)


def merge(sides: Sides, reader: Reader, policy: Policy, path: str, locale: Locale) -> Merged:
    """
    Merge one target file; raises `ContentError` when it cannot be written safely.

    Nothing but the keys that are decided here changes in the file.
    """
    judge = _Judge(sides, reader, policy, locale)
    decisions = [judge.decide(key) for key in _keys(sides)]
    refused: list[ContentError] = []
    content = _write(sides, decisions, reader, policy, path, locale, refused)
    if refused:
        decisions = judge.without(decisions, refused)
    done = sum(1 for d in decisions if d.key in sides.source.units and not is_empty(d.value))
    return Merged(content, tuple(decisions), done, len(sides.source.units))


def _keys(sides: Sides) -> Iterator[str]:
    """Keys of the source in its order, then what else the repository side holds."""
    seen = set(sides.source.units)
    yield from sides.source.units
    on_branch = sides.branch.now if sides.branch else None
    for catalog in (sides.start, sides.base, on_branch, sides.target):
        for key in catalog.units if catalog else ():
            if key not in seen:
                seen.add(key)
                yield key


class _Judge:
    """Decides one key after the other."""

    def __init__(self, sides: Sides, reader: Reader, policy: Policy, locale: Locale) -> None:
        self.sides = sides
        self.policy = policy
        self.locale = locale
        self.syntaxes = reader.by_keys.syntaxes
        self.flags = flags_of(reader.rule.directives)
        self.categories = categories_of(locale, reader.by_keys.name)

    def decide(self, key: str) -> Decision:
        sides = self._sides_of(key)
        if sides.source is None:
            return self._decide_foreign(key, sides)
        if not self._has_base(key, sides):
            return self._decide_first(key, sides)
        return self._decide_known(key, sides)

    def _has_base(self, key: str, k: _Key) -> bool:
        """
        Whether there was ever a translation to compare with, or a person took one away.

        An export fills what nobody translated with the text of the source; that is no translation to remember.
        """
        if k.t0 is not None or k.b0 is not None or self.sides.open_keys.get(key) == "edit":
            return True
        return k.p0 not in (None, k.source, k.source_before)

    def without(self, decisions: Sequence[Decision], refused: Sequence[ContentError]) -> list[Decision]:
        """``decisions`` with the keys held that the file could not take."""
        why = {error.location.key: error for error in refused if error.location}
        return [self._left_out(decision, why.get(decision.key)) for decision in decisions]

    def _left_out(self, decision: Decision, error: ContentError | None) -> Decision:
        if error is None:
            return decision
        note = self._note(
            "held", decision.key, self._sides_of(decision.key), "cannot-be-written", error.message
        )
        return Decision(decision.key, _value(self.sides.start, decision.key), "held", (note,))

    def _sides_of(self, key: str) -> _Key:
        s = self.sides
        t0 = _value(s.target, key)
        now, before = (_value(catalog, key) for catalog in s.branch or (None, None))
        is_edited = s.branch is not None and now not in (before, t0)
        return _Key(
            _raw(s.source, key),
            _raw(s.source_before, key),
            fitting(key, _value(s.platform, key), self.categories),
            fitting(key, _value(s.platform_before, key), self.categories),
            t0,
            _value(s.base_before, key),
            now if is_edited else _value(s.base, key),
            is_edited,
        )

    def _is_untranslated(self, value: Value | None, key: _Key) -> bool:
        if value is None:
            return True
        return not self.sides.complete and value in (key.source, key.source_before)

    def _decide_foreign(self, key: str, k: _Key) -> Decision:
        """A key that is not in the source: it left, or it never was there."""
        # An export holds the keys of the source it was made from, so P0 remembers them as well.
        left_source = k.source_before is not None or _unit(self.sides.platform_before, key) is not None
        if left_source and self.policy.obsolete == "remove":
            return Decision(key, None, "removed")
        value = k.r if k.ours_changed or (k.t0 is None and k.b0 is None) else k.t0
        if value is None or left_source:
            return Decision(key, value, "same")
        message = "is not in the source; left as it is"
        return Decision(key, value, "same", (self._note("people", key, k, "key-not-in-source", message),))

    def _decide_first(self, key: str, k: _Key) -> Decision:
        """Nothing is known of this key yet."""
        if self._is_untranslated(k.r, k):
            if self._is_untranslated(k.p, k):
                return Decision(key, k.r, "same")
            return self._take_platform(key, k, fallback=k.r)
        if self._is_untranslated(k.p, k) or k.p == k.r:
            return Decision(key, k.r, "same")
        if self.policy.first_sync == "platform":
            taken = self._take_platform(key, k, fallback=k.r)
            message = "the platform's translation replaces the repository's"
        else:
            taken = Decision(key, k.r, "first")
            message = "the repository's translation stays; the platform has another one"
        return self._noted(taken, self._note("first", key, k, "two-translations", message))

    def _decide_known(self, key: str, k: _Key) -> Decision:
        ours_changed = k.ours_changed
        was = self.sides.open_keys.get(key)
        is_undecided = was == UNDECIDED or (was == "conflict" and self.policy.conflict == "hold")
        was_open = was == "held" or is_undecided
        theirs_changed = (k.p != k.p0 or was_open) and not self._is_untranslated(k.p, k)
        kept = k.r if ours_changed else k.t0
        if not theirs_changed:
            decision = Decision(key, kept, "repository" if ours_changed else "delivered")
            return self._noted(decision, *self._notes_of_kept(key, k, kept, ours_changed=ours_changed))
        if k.p == kept:
            return Decision(key, kept, "same")
        if not ours_changed and not is_undecided:
            return self._take_platform(key, k, fallback=k.t0)
        # What was held is asked again, with what was delivered meanwhile for people's value.
        return self._decide_conflict(key, k._replace(r=kept))

    def _decide_conflict(self, key: str, k: _Key) -> Decision:
        if self.policy.conflict == "platform":
            taken = self._take_platform(key, k, fallback=k.r)
            message = "changed in git and on the platform; the platform's value was taken"
        elif self.policy.conflict == "repository":
            taken = Decision(key, k.r, "repository")
            message = "changed in git and on the platform; the repository's value stays"
        else:
            taken = Decision(key, k.r, "conflict")
            message = "changed in git and on the platform; held until both agree"
        code = UNDECIDED if self.policy.conflict == "hold" else "both-changed"
        return self._noted(taken, self._note("conflict", key, k, code, message))

    def _notes_of_kept(self, key: str, k: _Key, kept: Value | None, *, ours_changed: bool) -> Iterator[Note]:
        was = self.sides.open_keys.get(key)
        if ours_changed or (was == "edit" and k.p is not None and k.p != kept):
            message = "changed in git; kept until the platform changes it again"
            yield self._note("edit", key, k, "repository-edit", message)
            return
        if was == "first" and k.p is not None and k.p != kept:
            message = "the repository's translation stays; the platform has another one"
            yield self._note("first", key, k, "two-translations", message)
        moved = k.source_before is not None and k.source != k.source_before
        newer = self.sides.fresh and self.sides.complete
        if (moved or was == "stale") and not newer and kept is not None:
            yield self._note(
                "stale", key, k, "source-changed", "the source changed, its translation did not yet"
            )

    def _take_platform(self, key: str, k: _Key, fallback: Value | None) -> Decision:
        """P, unless a check holds it back."""
        assert k.p is not None and k.source is not None  # noqa: S101, PT018 -- both callers looked
        if shape := shape_problem(k.source, k.p):
            return Decision(key, fallback, "held", (self._note("held", key, k, "other-shape", shape),))
        found: dict[str, list[Problem]] = {}
        flags = (*self.flags, *self.sides.source.units[key].flags)
        for problem in check_value(
            k.source, k.p, locale=self.locale, syntaxes=self.syntaxes, flags=flags, key=key
        ):
            found.setdefault(self.policy.checks.get(problem.check, "hold"), []).append(problem)
        if "hold" in found:
            return Decision(key, fallback, "held", (self._check_note("held", key, k, found["hold"]),))
        warnings = (self._check_note("warning", key, k, found["warn"]),) if "warn" in found else ()
        return Decision(key, k.p, "platform", warnings)

    def _check_note(self, kind: str, key: str, k: _Key, problems: Sequence[Problem]) -> Note:
        """One note for all problems of a string: it is the string that is held."""
        first = problems[0]
        parts = dict.fromkeys(problem.suffix for problem in problems)
        suffix = first.suffix if len(parts) == 1 else ""
        texts = dict.fromkeys(
            problem.message
            if suffix == problem.suffix
            else f"{problem.suffix.strip('._')}: {problem.message}"
            for problem in problems
        )
        return self._note(kind, key, k, first.code, "; ".join(texts), suffix)

    def _noted(self, decision: Decision, *notes: Note) -> Decision:
        return decision._replace(notes=(*decision.notes, *notes))

    def _note(self, kind: str, key: str, k: _Key, code: str, message: str, suffix: str = "") -> Note:
        values = {
            "source": show(k.source),
            "before": show(k.t0),
            "repository": show(k.r),
            "platform": show(k.p),
        }
        here, source = _unit(self.sides.start, key), self.sides.source.units.get(key)
        unit = here or source
        line = unit.line if unit else 0
        return Note(kind, key, code, message, suffix, line, values, in_source=here is None and bool(line))


def _unit(catalog: Catalog | None, key: str) -> Unit | None:
    return catalog.units.get(key) if catalog else None


def _raw(catalog: Catalog | None, key: str) -> Value | None:
    unit = _unit(catalog, key)
    return unit.value if unit else None


def _value(catalog: Catalog | None, key: str) -> Value | None:
    unit = _unit(catalog, key)
    return None if unit is None or unit.needs_review or is_empty(unit.value) else unit.value


def show(value: Value | None) -> str | None:
    """A value as text for reports."""
    if value is None or isinstance(value, str):
        return value
    return " | ".join(f"{suffix.strip('.[]_')}: {text}" for suffix, text in value.parts)


def _write(
    sides: Sides,
    decisions: list[Decision],
    reader: Reader,
    policy: Policy,
    path: str,
    locale: Locale,
    refused: list[ContentError],
) -> bytes | None:
    format_ = reader.by_keys
    reading = reader.reading(path, locale, sides.start.data if sides.start else None)
    if sides.start is None:
        values = {d.key: d.value for d in decisions if not is_empty(d.value) and d.value is not None}
        if not values:
            return None
        return create(format_, sides.source, values, policy.untranslated, reading, refused)
    changes = [
        Change(d.key, d.value)
        for d in decisions
        if d.value != _value(sides.start, d.key) or (d.outcome == "removed" and d.key in sides.start.units)
    ]
    return rewrite(format_, sides.start, changes, sides.source, reading, refused)

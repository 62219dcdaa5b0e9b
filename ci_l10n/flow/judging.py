"""What is decided of each key of one target file, by the table in docs/explanation/merge.md. Pure."""

from collections.abc import Iterator, Sequence

from ci_l10n.checks.catalog import check_value
from ci_l10n.checks.meaning import AS_WRITTEN, Usage, usage_of
from ci_l10n.checks.problem import Problem
from ci_l10n.config.model import Policy
from ci_l10n.directives import flags_of
from ci_l10n.errors import ContentError
from ci_l10n.flow.files import Reader
from ci_l10n.flow.one_spelling import has_spellings, with_one_spelling
from ci_l10n.flow.sides import UNDECIDED, Decision, KeySides, Note, Sides, raw_of, show, unit_of, value_of
from ci_l10n.formats.forms import categories_of, fitting, gaps_of, shape_problem
from ci_l10n.model import Locale, Value


class Judge:
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

    def _has_base(self, key: str, k: KeySides) -> bool:
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
        return Decision(decision.key, value_of(self.sides.start, decision.key), "held", (note,))

    def _sides_of(self, key: str) -> KeySides:
        s = self.sides
        t0 = value_of(s.target, key)
        now, before = (value_of(catalog, key) for catalog in s.branch or (None, None))
        is_edited = s.branch is not None and now not in (before, t0)
        found = KeySides(
            raw_of(s.source, key),
            raw_of(s.source_before, key),
            fitting(key, value_of(s.platform, key), self.categories),
            fitting(key, value_of(s.platform_before, key), self.categories),
            t0,
            value_of(s.base_before, key),
            now if is_edited else value_of(s.base, key),
            is_edited,
        )
        return with_one_spelling(found, self._usage_of(key)) if has_spellings(found) else found

    def _usage_of(self, key: str) -> Usage:
        unit = self.sides.source.units.get(key)
        return usage_of(unit.value, self.syntaxes, (*self.flags, *unit.flags)) if unit else AS_WRITTEN

    def _is_untranslated(self, value: Value | None, key: KeySides) -> bool:
        if value is None:
            return True
        if self.sides.complete:
            return False
        is_half_done = key.source is not None and bool(gaps_of(key.source, value))
        return is_half_done or value in (key.source, key.source_before)

    def _decide_foreign(self, key: str, k: KeySides) -> Decision:
        """A key that is not in the source: it left, or it never was there."""
        # An export holds the keys of the source it was made from, so P0 remembers them as well.
        left_source = k.source_before is not None or unit_of(self.sides.platform_before, key) is not None
        if left_source and self.policy.obsolete == "remove":
            return Decision(key, None, "removed")
        value = k.r if k.ours_changed or (k.t0 is None and k.b0 is None) else k.t0
        if value is None or left_source:
            return Decision(key, value, "same")
        message = "is not in the source; left as it is"
        return Decision(key, value, "same", (self._note("people", key, k, "key-not-in-source", message),))

    def _decide_first(self, key: str, k: KeySides) -> Decision:
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

    def _decide_known(self, key: str, k: KeySides) -> Decision:
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

    def _decide_conflict(self, key: str, k: KeySides) -> Decision:
        if self.policy.conflict == "platform":
            taken = self._take_platform(key, k, fallback=k.r)
            told = "is held, so the repository's stays" if taken.outcome == "held" else "was taken"
            message = f"changed in git and on the platform; the platform's value {told}"
        elif self.policy.conflict == "repository":
            taken = Decision(key, k.r, "repository")
            message = "changed in git and on the platform; the repository's value stays"
        else:
            taken = Decision(key, k.r, "conflict")
            message = "changed in git and on the platform; held until both agree"
        code = UNDECIDED if self.policy.conflict == "hold" else "both-changed"
        return self._noted(taken, self._note("conflict", key, k, code, message))

    def _notes_of_kept(
        self, key: str, k: KeySides, kept: Value | None, *, ours_changed: bool
    ) -> Iterator[Note]:
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

    def _take_platform(self, key: str, k: KeySides, fallback: Value | None) -> Decision:
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

    def _check_note(self, kind: str, key: str, k: KeySides, problems: Sequence[Problem]) -> Note:
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

    def _note(self, kind: str, key: str, k: KeySides, code: str, message: str, suffix: str = "") -> Note:
        values = {
            "source": show(k.source),
            "before": show(k.t0),
            "repository": show(k.r),
            "platform": show(k.p),
        }
        here, source = unit_of(self.sides.start, key), self.sides.source.units.get(key)
        unit = here or source
        line = unit.line if unit else 0
        return Note(kind, key, code, message, suffix, line, values, in_source=here is None and bool(line))

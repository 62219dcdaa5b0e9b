"""What becomes of each translation of one target file in view of the platform's segments. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ci_l10n.flow.seeding.alignment import Place, align, folded
from ci_l10n.flow.seeding.candidates import Candidates, Form
from ci_l10n.flow.seeding.outcomes import Decided, Decision, Kind, Wish
from ci_l10n.flow.seeding.spelling import CODE, CannotBeWritten, Spellings, choose_spellings, spelled
from ci_l10n.formats.bilingual_targets import Fillable, Slot, plain
from ci_l10n.formats.xliff.text import meaning

_ALONE = re.compile(r"<(?!(?:\w+:)?g[\s>])\w")
"""An inline element that is no pair of tags round a text."""
_SIGN = re.compile("[$%#]")
_WEIGHT: tuple[Kind, ...] = ("unwritable", "sent", "locked", "kept", "unchanged")
"""Which one counts for a text that stands for several segments."""


@dataclass(frozen=True, slots=True)
class Filled(Decided):
    """``targets`` is what to send: id of the segment -> XML of its target."""

    targets: Mapping[str, str] = field(default_factory=dict)


def decide(candidates: Candidates, file: Fillable, wish: Wish, *, is_ordered: bool) -> Filled:
    """
    Match the texts with the segments and decide about each that has a translation.

    ``is_ordered`` says that the platform's file is the very version of the source that ``candidates`` were made from.
    """
    forms, places = _aligned(candidates, file.slots, is_ordered=is_ordered)
    return _Decider(file.slots, forms, places, wish).decide()


def _aligned(
    candidates: Candidates, segments: Sequence[Slot], *, is_ordered: bool
) -> tuple[Sequence[Form], Sequence[Place]]:
    """The texts as the platform lists them: with the plural forms of the source or of the target language."""
    fold = _folded_without_codes if any(_ALONE.search(slot.source) for slot in segments) else folded
    theirs = [fold(plain(segment.source)) for segment in segments]
    best: tuple[Sequence[Form], Sequence[Place]] = ((), ())
    most = -1
    variants = [candidates.forms]
    if candidates.expanded != candidates.forms:
        variants.append(candidates.expanded)
    for forms in variants:
        texts = [fold(form.source) for form in forms]
        places = align(texts, theirs, [form.value for form in forms], is_ordered=is_ordered)
        found = {number for place in places if place.kind == "matched" for number in place.segments}
        if len(found) > most:
            best, most = (forms, places), len(found)
    return best


def _folded_without_codes(text: str) -> str:
    """Where the platform keeps placeholders as inline elements, they are no text, nor are their signs."""
    return folded(_SIGN.sub(" ", CODE.sub(" ", text)))


class _Decider:
    def __init__(
        self, segments: Sequence[Slot], forms: Sequence[Form], places: Sequence[Place], wish: Wish
    ) -> None:
        self.segments = segments
        self.forms = forms
        self.places = places
        self.wish = wish
        self.targets: dict[str, str] = {}
        self.words = 0

    def decide(self) -> Filled:
        matched = [
            (form.source, self.segments[place.segments[0]].source)
            for form, place in zip(self.forms, self.places, strict=True)
            if place.kind == "matched"
        ]
        spellings = choose_spellings(matched)
        decisions = tuple(self._decisions(spellings))
        return Filled(decisions, self.words, self.targets)

    def _decisions(self, spellings: Spellings) -> Iterator[Decision]:
        for form, place in zip(self.forms, self.places, strict=True):
            if form.value is None:
                continue
            if place.kind != "matched":
                yield _unmatched(form, place)
                continue
            ids = tuple(self.segments[number].id for number in place.segments)
            try:
                kinds = {self._judge(form, self.segments[number], spellings) for number in place.segments}
            except CannotBeWritten as error:
                yield Decision("unwritable", form, ids, str(error))
                continue
            yield Decision(next(kind for kind in _WEIGHT if kind in kinds), form, ids)

    def _judge(self, form: Form, segment: Slot, spellings: Spellings) -> Kind:
        if form.value is None:
            return "unchanged"
        text = spelled(spellings, form.source, form.value, segment.source)
        is_same = not segment.is_empty and meaning(segment.target).split() == meaning(text).split()
        if is_same and (segment.segment.is_confirmed or not self.wish.confirm):
            return "unchanged"
        if segment.segment.is_locked:
            return "locked"
        if not (segment.is_empty or is_same or self.wish.overwrite):
            return "kept"
        if segment.id not in self.targets:
            self.targets[segment.id] = text
            self.words += form.words
        return "sent"


def _unmatched(form: Form, place: Place) -> Decision:
    count = len(place.segments)
    if place.kind == "ambiguous":
        message = f"the platform has {count} segments with this text, and nothing says which is this one"
        if count == 1:
            message = "the source has this text several times with different translations, the platform once"
        return Decision("ambiguous", form, (), message)
    if place.kind == "split":
        return Decision("split", form, (), f"split into {count} segments by the platform, not sent")
    return Decision("missing", form, (), "the platform has no segment with this text")

"""What the user asks a seeding for, and what may become of one text. Pure."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from ci_l10n.flow.seeding.candidates import Form

Kind: TypeAlias = Literal[
    "sent", "unchanged", "kept", "ambiguous", "split", "missing", "locked", "unwritable", "refused"
]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks for: replace other translations, and mark what is sent as done."""

    overwrite: bool = False
    confirm: bool = False


class Decision(NamedTuple):
    """What becomes of one text; ``message`` says why it is not sent."""

    kind: Kind
    form: Form
    places: tuple[str, ...] = ()  # where it goes: ids of segments, or its key
    message: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of all texts of a file; ``words`` are those of the source texts that are to be sent."""

    decisions: tuple[Decision, ...] = ()
    words: int = 0

    def refusing(self, places: Set[str]) -> "Decided":
        """What became of it when the platform refused ``places`` of what was sent."""
        if not places:
            return self
        decisions = [
            decision._replace(kind="refused")
            if decision.kind == "sent" and not places.isdisjoint(decision.places)
            else decision
            for decision in self.decisions
        ]
        lost = sum(decision.form.words for decision in decisions if decision.kind == "refused")
        return Decided(tuple(decisions), max(0, self.words - lost))

    def counts(self) -> Counter[Kind]:
        return Counter(decision.kind for decision in self.decisions)

"""Which cases are played: by words, by sample, by shard."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tools.chaos.case import Case, Undisturbed
from tools.chaos.faults import FAULTS, can_strike
from tools.chaos.scenarios import SCENARIOS, Scenario


@dataclass(frozen=True)
class Choice:
    """
    ``words`` name scenarios, platforms, forges and faults: those of one kind are alternatives, kinds add up.

    ``sample`` cases of each scenario (0: all) are drawn with ``seed``; ``shard`` (i, n) is every n-th case.
    """

    words: Sequence[str] = ()
    sample: int = 0
    seed: int = 0
    shard: tuple[int, int] = (1, 1)

    def check(self) -> None:
        """Raises ValueError for a word that names nothing."""
        names = {name for each in SCENARIOS for name in (each.name, each.platform, each.forge)}
        known = sorted(names | set(FAULTS))
        for word in self.words:
            if word not in known:
                raise ValueError(f"{word!r} is none of {', '.join(known)}")

    def scenarios(self) -> list[Scenario]:
        named = [{each.name for each in SCENARIOS}, {each.platform for each in SCENARIOS}]
        named.append({each.forge for each in SCENARIOS})
        wanted = [set(self.words) & names or names for names in named]
        return [
            each
            for each in SCENARIOS
            if each.name in wanted[0] and each.platform in wanted[1] and each.forge in wanted[2]
        ]

    def cases(self, scenario: Scenario, undisturbed: Undisturbed) -> list[Case]:
        faults = [fault for fault in FAULTS if fault in self.words] or list(FAULTS)
        found = [
            Case(scenario.name, number, fault)
            for number, answer in enumerate(undisturbed.answers, 1)
            for fault in faults
            if can_strike(fault, answer)
        ]
        if self.sample:
            found = sorted(sorted(found, key=self._lot)[: self.sample], key=found.index)
        place, count = self.shard
        return found[place - 1 :: count]

    def _lot(self, case: Case) -> str:
        return hashlib.sha256(f"{self.seed} {case}".encode()).hexdigest()

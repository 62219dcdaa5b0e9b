"""Which cases are played: by words, by kind of request, by sample, by shard."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ci_l10n.sandbox.request_log import LoggedRequest
from tools.chaos.case import Case, Undisturbed
from tools.chaos.faults import FAULTS, can_strike
from tools.chaos.scenarios import SCENARIOS, Scenario

_ID = re.compile(r"/(?=[^/]*\d)[0-9a-z-]{7,}(?=/|$)")  # of a project or an export, within a path


@dataclass(frozen=True)
class Choice:
    """
    ``words`` name scenarios, platforms, forges and faults: those of one kind are alternatives, kinds add up.

    ``kinds``: each fault at one request of each kind only. ``sample`` cases of each scenario (0: all) are drawn with
    ``seed``, the scenarios together going round all faults; ``shard`` (i, n) is every n-th case.
    """

    words: Sequence[str] = ()
    sample: int = 0
    seed: int = 0
    shard: tuple[int, int] = (1, 1)
    kinds: bool = False

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
        if self.kinds:
            found = self._one_of_each_kind(found, undisturbed.answers)
        if self.sample:
            found = self._drawn(found, faults, SCENARIOS.index(scenario))
        place, count = self.shard
        return found[place - 1 :: count]

    def _one_of_each_kind(self, cases: Sequence[Case], answers: Sequence[LoggedRequest]) -> list[Case]:
        drawn = sorted(cases, key=self._lot)
        chosen = {(kind_of(answers[case.number - 1]), case.fault): case for case in drawn}
        return sorted(chosen.values())

    def _drawn(self, cases: Sequence[Case], faults: Sequence[str], place: int) -> list[Case]:
        """The ``place``-th scenario begins with the fault after the last of the one before it."""
        left = sorted(cases, key=self._lot)
        drawn: list[Case] = []
        start = place * self.sample + self.seed
        while left and len(drawn) < self.sample:
            for fault in _rotated(faults, start + len(drawn)):
                case = next((each for each in left if each.fault == fault), None)
                if case is not None:
                    left.remove(case)
                    drawn.append(case)
                    break
        return sorted(drawn)

    def _lot(self, case: Case) -> str:
        return hashlib.sha256(f"{self.seed} {case}".encode()).hexdigest()


def kind_of(answer: LoggedRequest) -> str:
    """What was asked, without which of its kind, and how it was answered."""
    service = answer.query if answer.path.endswith("/info/refs") else ""
    return f"{answer.service} {answer.method} {_ID.sub('/*', answer.path)}?{service} {answer.status}"


def _rotated(faults: Sequence[str], start: int) -> Iterable[str]:
    return islice([*faults, *faults], start % len(faults), start % len(faults) + len(faults))

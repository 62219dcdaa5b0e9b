"""The table of what came of the faults, and the failures with the command that repeats each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tools.chaos.case import Played
from tools.chaos.faults import FAULTS
from tools.chaos.scenarios import SCENARIOS

_VERDICTS = ("same run", "next run", "third run", "failed")


def table(all_played: Sequence[Played]) -> Iterator[str]:
    """
    Markdown: a row for each fault, a column for each scenario with the number of cases, then what came of them.

    The last column says with which exit codes the disturbed runs ended, -9 for those that were killed.
    """
    there = {played.case.scenario for played in all_played}
    scenarios = [each.name for each in SCENARIOS if each.name in there]
    yield _row(["fault", *scenarios, "together", *_VERDICTS, "exit codes"])
    yield _row(["---"] * (len(scenarios) + len(_VERDICTS) + 3))
    for fault in FAULTS:
        struck = [played for played in all_played if played.case.fault == fault]
        if struck:
            yield _row([fault, *_counts(struck, scenarios)])
    yield _row(["**all**", *_counts(all_played, scenarios)])


def _counts(some: Sequence[Played], scenarios: Sequence[str]) -> list[object]:
    verdicts = Counter[str](played.verdict for played in some)
    codes = sorted({played.codes[0] for played in some if played.codes})
    return [
        *(_count([played for played in some if played.case.scenario == name]) for name in scenarios),
        len(some),
        *(verdicts[each] for each in _VERDICTS),
        " ".join(map(str, codes)),
    ]


def _count(some: Sequence[Played]) -> str:
    failed = sum(played.verdict == "failed" for played in some)
    return f"{len(some)}, {failed} failed" if failed else str(len(some))


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def details(all_played: Iterable[Played]) -> Iterator[str]:
    """What went wrong in each case that failed, or took two more runs."""
    for played in all_played:
        if played.verdict == "third run":
            yield f"{played.case} ({played.request}): two more runs were needed, exit codes {played.codes}"
        if played.verdict != "failed":
            continue
        yield f"FAILED {played.case} ({played.request}), exit codes {played.codes}"
        yield from (f"    {problem}" for problem in played.problems)
        yield f'    again: make chaos CHAOS="--case {played.case}"'

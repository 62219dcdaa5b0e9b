"""The table of what came of the faults, and the failures with the command that repeats each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tools.chaos.case import Played
from tools.chaos.faults import FAULTS

_ROW = "| {} | {} | {} | {} | {} | {} |"


def table(all_played: Sequence[Played]) -> Iterator[str]:
    """Rows by scenario and fault, with sums, as Markdown."""
    by_scenario: dict[str, list[Played]] = defaultdict(list)
    for played in all_played:
        by_scenario[played.case.scenario].append(played)
    yield _ROW.format("fault", "cases", "same run", "next run", "third run", "failed")
    yield "|---|---|---|---|---|---|"
    for scenario, here in by_scenario.items():
        yield _row(f"**{scenario}**", here)
        for fault in FAULTS:
            struck = [played for played in here if played.case.fault == fault]
            if struck:
                yield _row(fault, struck)
    yield _row("**all**", all_played)


def _row(name: str, some: Sequence[Played]) -> str:
    counts = Counter(played.verdict for played in some)
    return _ROW.format(
        name, len(some), counts["same run"], counts["next run"], counts["third run"], counts["failed"]
    )


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

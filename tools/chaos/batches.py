"""Cases in processes side by side."""

import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from tools.chaos import records
from tools.chaos.arena import open_arena
from tools.chaos.case import Case, Played, play, play_undisturbed
from tools.chaos.choice import Choice
from tools.chaos.scenarios import SCENARIOS, Scenario
from tools.chaos.table import details


class Batch(NamedTuple):
    """
    The ``place``-th (from 0) of ``parts`` parts of a scenario's cases; only ``case`` where one is given.

    What comes of each is added to the file ``record``, and what stands there already is not played again. No case
    begins after ``until``, in seconds since the epoch.
    """

    scenario: Scenario
    choice: Choice
    place: int
    parts: int
    case: Case | None = None
    record: Path | None = None
    until: float = float("inf")


def play_batch(batch: Batch) -> list[Played]:
    if time.time() > batch.until:
        return []
    settled = records.settled(records.load(batch.record))
    with open_arena(batch.scenario) as arena:
        undisturbed = play_undisturbed(arena)
        cases = [batch.case] if batch.case else batch.choice.cases(batch.scenario, undisturbed)
        played = []
        for case in cases[batch.place :: batch.parts]:
            if case in settled or time.time() > batch.until:
                continue
            played.append(play(arena, case, undisturbed))
            records.add(batch.record, played[-1])
            if played[-1].verdict == "failed":
                print("\n".join(details(played[-1:])), file=sys.stderr, flush=True)
        return played


def play_all(batches: Sequence[Batch], jobs: int) -> list[Played]:
    """Each batch in a process without threads, which is what splitting off copies of it needs."""
    context = multiprocessing.get_context("spawn")
    played: list[Played] = []
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        pending = {pool.submit(play_batch, batch): batch for batch in batches}
        for done in as_completed(pending):
            played += done.result()
            batch = pending[done]
            print(f"{batch.scenario.name} {batch.place + 1}/{batch.parts} done", file=sys.stderr, flush=True)
    return in_order(played)


def in_order(played: Sequence[Played]) -> list[Played]:
    order = [scenario.name for scenario in SCENARIOS]
    return sorted(played, key=lambda each: (order.index(each.case.scenario), each.case))

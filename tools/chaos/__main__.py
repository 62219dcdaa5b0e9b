"""
`make chaos`: every request, every fault.

Plays the reference scenarios with each fault at each of their requests, runs again without, and compares what is there
in the end with what an undisturbed run leaves. Exit code 1 when a case failed.
"""

import argparse
import sys
import time
from pathlib import Path

from tools.chaos import records
from tools.chaos.batches import Batch, in_order, play_all
from tools.chaos.case import Case
from tools.chaos.choice import Choice
from tools.chaos.scenarios import SCENARIOS
from tools.chaos.table import details, table

JOBS = 4
PARTS = 2  # of one scenario; for each the world is built anew


def main() -> int:
    options = _options()
    choice = Choice(options.words, options.sample, options.seed, options.shard, options.kinds)
    try:
        choice.check()
    except ValueError as error:
        sys.exit(f"chaos: {error}")
    until = time.time() + options.within
    if options.case:
        (scenario,) = (each for each in SCENARIOS if each.name == options.case.scenario)
        batches = [Batch(scenario, choice, 0, 1, options.case)]
    else:
        count = PARTS if not options.sample else 1
        batches = [
            Batch(each, choice, n, count, None, options.record, until)
            for n in range(count)
            for each in choice.scenarios()
        ]
    start = time.monotonic()
    played = play_all(batches, options.jobs)
    count = len(played)
    if options.record:
        played = in_order(records.load(options.record))
    print("\n".join([*table(played), "", *details(played)]))
    print(f"{count} cases in {time.monotonic() - start:.0f} s")
    return int(any(each.verdict == "failed" for each in played))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.chaos", description="every request, every fault")
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="scenarios, platforms, forges and faults to play"
    )
    parser.add_argument("--kinds", action="store_true", help="each fault at one request of each kind")
    parser.add_argument("--sample", type=int, default=0, metavar="K", help="only K cases of each scenario")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample")
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="i/n", help="only every n-th case")
    parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help="cases at once")
    parser.add_argument("--record", type=Path, metavar="FILE", help="add to FILE, go on where it ends")
    parser.add_argument(
        "--within", type=float, default=float("inf"), metavar="SECONDS", help="begin no case later"
    )
    parser.add_argument("--case", type=_case, metavar="SCENARIO:NUMBER:FAULT", help="only this one")
    return parser.parse_args()


def _shard(text: str) -> tuple[int, int]:
    place, _, count = text.partition("/")
    if not (place.isdecimal() and count.isdecimal() and 1 <= int(place) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text} is no shard such as 1/4")
    return int(place), int(count)


def _case(text: str) -> Case:
    scenario, number, fault = text.split(":")
    return Case(scenario, int(number), fault)


if __name__ == "__main__":
    sys.exit(main())

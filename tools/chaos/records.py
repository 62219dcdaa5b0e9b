"""What came of cases, a line of JSON for each, so that a run over all of them can be ended and taken up again."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tools.chaos.case import Case, Played


def load(path: Path | None) -> list[Played]:
    """The last that is known of each case; nothing without a file."""
    if path is None or not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [_read(line) for line in lines if line.endswith("}")]  # a last line may be half written
    return list({played.case: played for played in found}.values())


def add(path: Path | None, played: Played) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(played)) + "\n")


def settled(some: Iterable[Played]) -> frozenset[Case]:
    """Cases that need not be played again."""
    return frozenset(played.case for played in some if played.verdict != "failed")


def _read(line: str) -> Played:
    found = json.loads(line)
    scenario, number, fault = found["case"]
    codes, problems = tuple(found["codes"]), tuple(found["problems"])
    return Played(Case(scenario, number, fault), found["verdict"], codes, found["request"], problems)

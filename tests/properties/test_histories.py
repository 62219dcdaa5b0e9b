"""Histories of branches, people and a platform; every sync is compared with the table, in every format at once."""

from pathlib import Path

import pytest

from tests.properties.table import Settings
from tests.properties.world import World

EVERY = [
    (Settings(conflict, first_sync, obsolete), untranslated)
    for conflict in ("platform", "repository", "hold")
    for first_sync in ("repository", "platform")
    for obsolete in ("remove", "keep")
    for untranslated in ("omit", "source")
]


def run(folder: Path, seed: int, steps: int) -> None:
    settings, untranslated = EVERY[(seed * 7) % len(EVERY)]
    world = World(folder, seed, settings, untranslated)
    for _ in range(steps):
        world.step()


@pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.long), pytest.param(2, marks=pytest.mark.long)]
)
def test_every_sync_of_a_history_decides_as_the_table_says(seed: int, tmp_path: Path) -> None:
    run(tmp_path / "x", seed, steps=3)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [101, 104, 105, 107])
def test_long_histories_decide_as_the_table_says(seed: int, tmp_path: Path) -> None:
    run(tmp_path / "x", seed, steps=8)

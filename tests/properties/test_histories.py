"""Histories of branches, people and a platform: every sync is compared with the table, in every format."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.chance import Chance
from tests.properties.homes import GitHome
from tests.properties.memory import MemoryHome
from tests.properties.specimens import SPECIMENS
from tests.properties.table import Settings
from tests.properties.world import World

EVERY = [
    (Settings(conflict, first_sync, obsolete), untranslated)
    for conflict in ("platform", "repository", "hold")
    for first_sync in ("repository", "platform")
    for obsolete in ("remove", "keep")
    for untranslated in ("omit", "source")
]
TAPES = st.binary(min_size=500, max_size=500)
STEPS = st.integers(1, 5)
CHOSEN = st.sampled_from(EVERY)


def play(name: str, tape: bytes, steps: int, chosen: tuple[Settings, str]) -> None:
    world = World(MemoryHome, Path(), Chance(tape), *chosen, names=(name,))
    for _ in range(steps):
        world.step()


@pytest.mark.parametrize("name", SPECIMENS)
@settings(max_examples=5)
@given(tape=TAPES, steps=STEPS, chosen=CHOSEN)
def test_every_sync_of_a_history_decides_as_the_table_says(
    name: str, tape: bytes, steps: int, chosen: tuple[Settings, str]
) -> None:
    play(name, tape, steps, chosen)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SPECIMENS)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(tape=TAPES, steps=st.integers(1, 8), chosen=CHOSEN)
def test_many_long_histories_decide_as_the_table_says(
    name: str, tape: bytes, steps: int, chosen: tuple[Settings, str]
) -> None:
    play(name, tape, steps, chosen)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [0, 1, 2, 101, 104, 105, 107])
def test_histories_of_all_formats_on_real_git_decide_as_the_table_says(seed: int, tmp_path: Path) -> None:
    chosen = EVERY[(seed * 7) % len(EVERY)]
    world = World(GitHome, tmp_path / "x", Chance(random.Random(seed).randbytes(40_000)), *chosen)
    for _ in range(6):
        world.step()

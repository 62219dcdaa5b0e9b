"""A sandbox per test module, forgotten between tests; a fresh checkout for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import World


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(translator="pseudo") as running:
        yield running


@pytest.fixture
def world(sandbox: Sandbox, tmp_path: Path) -> Iterator[World]:
    made = World(sandbox, tmp_path / "app")
    made.control("reset", {})
    yield made
    made.control("reset", {})

"""The same repository and project behind every adapter; a new one for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.conformance.adapters import ADAPTERS, Adapter, BranchDesk

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n'


QUICK = ("branch",)  # the others have tests of their own in every check


def _row(adapter: Adapter) -> object:
    return pytest.param(adapter, id=adapter.name, marks=() if adapter.name in QUICK else pytest.mark.long)


@pytest.fixture(params=[_row(adapter) for adapter in ADAPTERS])
def adapter(request: pytest.FixtureRequest) -> Adapter:
    chosen: Adapter = request.param
    return chosen


@pytest.fixture
def empty(adapter: Adapter, sandbox: Sandbox, tmp_path: Path) -> Iterator[BranchDesk]:
    """A desk without a repository, for tests that want their own."""
    made = adapter.desk(sandbox, tmp_path / "app")
    made.control("reset", {})
    yield made
    made.control("reset", {})


@pytest.fixture
def desk(empty: BranchDesk) -> BranchDesk:
    empty.create({"web/en.json": EN}, RULES, locales=("de",))
    return empty

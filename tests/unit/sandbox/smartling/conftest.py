from collections.abc import Iterator

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartling.api import Api


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture(scope="module")
def waiting() -> Iterator[Sandbox]:
    with Sandbox(seed=1, translator="manual") as running:
        yield running


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    """An empty project of a sandbox that translates by itself."""
    sandbox.control.reset()
    return Api(sandbox)


@pytest.fixture
def manual(waiting: Sandbox) -> Api:
    """An empty project of a sandbox whose translators wait for orders."""
    waiting.control.reset()
    return Api(waiting)

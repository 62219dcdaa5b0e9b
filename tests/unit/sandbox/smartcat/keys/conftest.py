from collections.abc import Iterator

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.keys.keys_api import Keys


@pytest.fixture(scope="module")
def waiting() -> Iterator[Sandbox]:
    with Sandbox(seed=1, translator="manual") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def working() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def manual(waiting: Sandbox) -> Keys:
    """A key project whose translators wait for orders."""
    return fresh(waiting)


@pytest.fixture
def pseudo(working: Sandbox) -> Keys:
    """A key project that is translated by itself."""
    return fresh(working)


def fresh(sandbox: Sandbox) -> Keys:
    """All that earlier tests did is forgotten; only the clock goes on."""
    sandbox.control.reset()
    sandbox.set_knobs(rate_limit=False)
    return Keys(sandbox)

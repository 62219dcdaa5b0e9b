from collections.abc import Iterator

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.api import Api


@pytest.fixture
def api() -> Iterator[Api]:
    """A sandbox that translates by itself and, to be quick, limits no rate."""
    with Sandbox(seed=1) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        yield Api(sandbox)


@pytest.fixture
def manual() -> Iterator[Api]:
    """A sandbox whose translators wait for orders."""
    with Sandbox(seed=1, translator="manual") as sandbox:
        sandbox.set_knobs(rate_limit=False)
        yield Api(sandbox)

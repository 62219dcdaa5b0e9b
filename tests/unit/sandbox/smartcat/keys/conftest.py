from collections.abc import Iterator

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.keys.keys_api import Keys


@pytest.fixture
def manual() -> Iterator[Keys]:
    """A key project whose translators wait for orders."""
    with Sandbox(seed=1, translator="manual") as sandbox:
        sandbox.set_knobs(rate_limit=False)
        yield Keys(sandbox)


@pytest.fixture
def pseudo() -> Iterator[Keys]:
    """A key project that is translated by itself."""
    with Sandbox(seed=1) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        yield Keys(sandbox)

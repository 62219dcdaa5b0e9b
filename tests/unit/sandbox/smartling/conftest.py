from collections.abc import Iterator

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartling.api import Api


@pytest.fixture
def api() -> Iterator[Api]:
    """A sandbox that translates by itself."""
    with Sandbox(seed=1) as sandbox:
        yield Api(sandbox)


@pytest.fixture
def manual() -> Iterator[Api]:
    """A sandbox whose translators wait for orders."""
    with Sandbox(seed=1, translator="manual") as sandbox:
        yield Api(sandbox)

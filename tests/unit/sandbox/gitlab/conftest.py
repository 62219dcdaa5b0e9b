from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.gitlab.bench import Bench


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Bench]:
    """A GitLab without projects."""
    with Sandbox(seed=1) as sandbox:
        bench = Bench(sandbox, tmp_path / "work")
        yield bench
        bench.session.close()


@pytest.fixture
def bench(empty: Bench) -> Bench:
    """A GitLab with `acme/app`, which has one commit on `main`."""
    empty.start()
    return empty

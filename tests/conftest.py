"""What all tests share: tests of real files are long ones, and skip with a reason where there are none."""

import pytest
from hypothesis import settings

from tests.corpus import corpus

# How long one example takes says more about the machine than about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("corpus"):
            # All of the corpus takes minutes; each format proves the same on small files of its own in every run.
            item.add_marker(pytest.mark.long)
            if corpus() is None:
                reason = "no corpus of real files on this machine (L10N_CORPUS)"
                item.add_marker(pytest.mark.skip(reason=reason))

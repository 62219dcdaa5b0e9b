"""What all tests share: tests of real files are long ones, and skip with a reason where there are none."""

import os

import pytest
from hypothesis import settings

from tests.corpus import corpus
from tests.environment import foreign

# Before any test module is read: no test may need, or print, what the machine's owner has there.
for name in list(foreign(os.environ)):
    del os.environ[name]

# How long one example takes says more about the machine than about the code. The same examples are drawn every time,
# so that a check of a commit judges that commit; CI_L10N_EXAMPLES=new draws others.
settings.register_profile("patient", deadline=None, derandomize=os.environ.get("CI_L10N_EXAMPLES") != "new")
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("corpus"):
            # All of the corpus takes minutes; each format proves the same on small files of its own in every run.
            item.add_marker(pytest.mark.long)
            if corpus() is None:
                reason = "no corpus of real files on this machine (L10N_CORPUS)"
                item.add_marker(pytest.mark.skip(reason=reason))

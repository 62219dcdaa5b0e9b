from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ci_l10n.git.repo import Repository
from ci_l10n.redact import Redactor
from tests.unit.git.real_git import ENVIRONMENT, make_repository, publish

Opener = Callable[..., Repository]

FILES = {
    "web/en.json": b'{"a": "x"}\n',
    "web/de.json": b'{"a": "y"}\n',
    "README.md": b"Read me\n",
}


@pytest.fixture(autouse=True)
def _no_configuration_of_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "HOME"):
        monkeypatch.setenv(name, ENVIRONMENT[name])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a server behind it."""
    root = make_repository(tmp_path / "work", FILES)
    publish(root, tmp_path / "server.git")
    return root


@pytest.fixture
def server(tmp_path: Path) -> Path:
    return tmp_path / "server.git"


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens repositories, and closes them after the test."""
    with ExitStack() as stack:

        def open_it(root: Path, **options: object) -> Repository:
            return stack.enter_context(Repository.open(root, redactor=Redactor(), **options))  # type: ignore[arg-type]

        yield open_it

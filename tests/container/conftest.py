"""The image is built once; each test gets a world on the host that the container reaches over loopback."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.container import engine
from tests.scenarios.world import World


@pytest.fixture(scope="session")
def image() -> str:
    """The name of the freshly built image; skips where this machine can have neither Docker nor podman."""
    if shutil.which("docker") is None and os.geteuid() != 0:
        pytest.skip("building the image without Docker needs root")
    installed = engine.script("install.sh")
    if installed.code != 0:
        pytest.skip(f"no container engine can be had here: {installed.err.strip()}")
    with (Path(tempfile.gettempdir()) / "ci-l10n-image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test workers share the folder that the image is built in
        built = engine.script("build.sh")
    assert built.code == 0, built.err
    print(built.err)
    return engine.IMAGE


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(translator="pseudo") as running:
        yield running


@pytest.fixture
def world(image: str, sandbox: Sandbox, tmp_path: Path) -> Iterator[World]:
    """A repository of two web files; the image exists."""
    made = World(sandbox, tmp_path / "app")
    made.control("reset", {})
    made.create({"web/en.json": '{\n  "open": "Open",\n  "greet": "Hello {name}"\n}\n'}, RULES)
    yield made
    made.control("reset", {})


RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""

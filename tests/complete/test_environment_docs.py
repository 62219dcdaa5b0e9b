"""The page of environment variables names every one that is read, and none that is not."""

import re
from pathlib import Path

from tools import make_environment_docs

ROOT = Path(__file__).resolve().parents[2]
OURS = re.compile(
    r'"((?:CI_L10N|SMARTCAT|SMARTLING|GITHUB|GITLAB|CI|RUNNER|SSL_CERT|REQUESTS_CA)_[A-Z0-9_]+)"'
)
LIBRARIES = {"HTTPS_PROXY", "NO_PROXY", "GIT_SSL_CAINFO"}  # that read these themselves


def read() -> set[str]:
    """Names of variables in quotes in the program; the sandbox is no part of it."""
    paths = (path for path in (ROOT / "ci_l10n").rglob("*.py") if "sandbox" not in path.parts)
    return {name for path in paths for name in OURS.findall(path.read_text(encoding="utf-8"))}


def test_the_page_is_fresh() -> None:
    page = make_environment_docs.PAGE.read_text(encoding="utf-8")
    assert page == make_environment_docs.make_page(), "run `make docs`"


def test_the_page_names_what_is_read_and_nothing_else() -> None:
    assert read() == make_environment_docs.names() - LIBRARIES


def test_the_page_is_reached_from_that_of_commands() -> None:
    commands = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert "(environment.md)" in commands

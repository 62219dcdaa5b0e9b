"""The questions of `init` on a real terminal."""

import os
import pty
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.setup.cases import PROJECT
from tests.unit.setup.repositories import make_repository

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
FILES = {"web/locales/en.json": '{"a": "A"}\n', "web/locales/de.json": '{"a": "B"}\n'}


def _converse(folder: Path, *turns: tuple[str, bytes]) -> tuple[int, str]:
    """Start `init` in ``folder``; type each answer once its question stands there. Exit code and screen."""
    command = [sys.executable, "-m", "ci_l10n", "init", "--forge", "none"]
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover -- becomes the command
        os.chdir(folder)
        os.execve(sys.executable, command, environment)
    screen = b""
    for question, answer in turns:
        asked = len(screen)
        while question.encode() not in screen[asked:]:
            screen += os.read(terminal, 4096)
        os.write(terminal, answer)
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # Linux says so when nobody holds the other end any more
            break
        if not read:
            break
        screen += read
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen.decode()


def test_project_and_server_are_asked_until_they_are_known(tmp_path: Path) -> None:
    make_repository(tmp_path, FILES)
    code, screen = _converse(
        tmp_path,
        ("Project id", b"\n"),
        ("'' is no id of a Smartcat project", b"my project\n"),
        ("'my project' is no id", PROJECT.encode() + b"\n"),
        ("Server of the account", b"mars\n"),
        ("Server of the account", b"us\n"),
    )
    assert code == 0, screen
    assert "server: us" in (tmp_path / "l10n.yml").read_text()
    assert "Platform" not in screen


def test_a_pasted_address_is_the_only_answer(tmp_path: Path) -> None:
    make_repository(tmp_path, FILES)
    address = f"https://ea.smartcat.ai/projects/{PROJECT}/files\n".encode()
    assert _converse(tmp_path, ("Project id", address))[0] == 0
    assert "server: ea" in (tmp_path / "l10n.yml").read_text()


@pytest.mark.parametrize(("key", "expected"), [(b"\x03", 130), (b"\x04", 2)])
def test_leaving_at_a_question_leaves_nothing_behind(key: bytes, expected: int, tmp_path: Path) -> None:
    make_repository(tmp_path, FILES)
    code, screen = _converse(tmp_path, ("Project id", key))
    assert code == expected, screen
    assert not (tmp_path / "l10n.yml").exists()

"""The PyPI package `smartcat`, which knows nothing of this project, against the simulated Smartcat."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[4]
SCRIPT = Path(__file__).parent / "clients" / "use_smartcat.py"
FOLDER = ROOT / ".tools" / "clients"
PACKAGE = "smartcat==0.2.2"

Answer = tuple[int, str]


def install() -> Path:
    """The interpreter of an environment that has the package; skips where it cannot be had."""
    python = FOLDER / "bin" / "python"
    if not list(FOLDER.glob("lib/*/site-packages/smartcat")):
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
        pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", PACKAGE]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"cannot install {PACKAGE}: {done.stderr.strip()[-300:]}")
    return python


@pytest.fixture(scope="module")
def session() -> dict[str, list[Answer]]:
    """Answers by what was called."""
    python = install()
    with Sandbox(seed=1) as sandbox:
        told = sandbox.announcement
        access = (told["smartcat"], told["smartcat_account_id"], told["smartcat_api_key"])
        command: list[str | Path] = [python, SCRIPT, *access]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[Answer]] = {}
    for name, status, body in json.loads(done.stdout):
        answers.setdefault(name, []).append((status, body))
    return answers


def test_every_call_is_answered_as_the_package_expects(session: dict[str, list[Answer]]) -> None:
    statuses = {name: [status for status, _ in answers] for name, answers in session.items()}
    assert statuses == {
        "create": [200],
        "get_all": [200],
        "update": [204],
        "attach": [200],
        "add_target_lang": [204],
        "get": [200],
        "document.update": [200],
        "document.rename": [204],
        "export one": [200],
        "download one": [200],
        "export many": [200],
        "download many": [200],
        "export xliff": [200],
        "download xliff": [200],
        "translate": [202],
        "translation status": [200, 200, 200],
        "completed work": [200],
        "cancel": [204],
        "restore": [204],
        "delete": [204],
        "get deleted": [404],
    }


def test_projects_and_documents_are_what_was_sent(session: dict[str, list[Answer]]) -> None:
    (project,) = json.loads(session["get_all"][0][1])
    assert (project["name"], [d["fullPath"] for d in project["documents"]]) == ("Test", ["docs/one"] * 2)
    read = json.loads(session["get"][0][1])
    assert (read["name"], read["description"], read["targetLanguages"]) == (
        "Renamed",
        "d",
        ["de", "fr", "ja"],
    )
    assert {d["filename"] for d in read["documents"]} == {"one.json", "Übersicht.json"}
    assert len(read["documents"]) == 6
    assert json.loads(session["translation status"][-1][1]) == "completed"


def test_exports_come_as_a_file_and_as_an_archive(session: dict[str, list[Answer]]) -> None:
    (_, single), (_, packed) = session["download one"][0], session["download many"][0]
    assert sorted(json.loads(single.encode("latin-1"))) == ["a", "b", "c"]
    with zipfile.ZipFile(io.BytesIO(packed.encode("latin-1"))) as archive:
        assert sorted(archive.namelist()) == ["two(de).json", "Übersicht(de).json"]
    assert 'xmlns:sc="SmartcatXliff"' in session["download xliff"][0][1]

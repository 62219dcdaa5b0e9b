"""A defect of ours, really raised in a run of its own: the report says everything but secrets."""

import json
import re
from pathlib import Path

import pytest

from tests.scenarios.world import World

RULES = '  - {source: locales/en.json, target: "locales/{locale}.json"}'
PLANTED = "ghp_planted0123456789planted"
# A library of ours that fails where nobody expects it, with secrets in its words.
BROKEN_LIBRARY = f"""\
import os
class GithubException(Exception):
    pass
def __getattr__(name):
    raise LookupError(
        "no " + name + " for " + os.environ["SMARTCAT_API_KEY"] + " and {PLANTED}"
        " at https://bot:hunter22@example.org/ with Authorization: Basic eDp5ejEyMw== ``` ::add-mask::x"
    )
"""


@pytest.fixture
def broken(world: World, tmp_path: Path) -> World:
    """A world whose runs meet a defect as soon as they speak to the forge."""
    library = tmp_path / "broken" / "github"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text(BROKEN_LIBRARY)
    world.create({"locales/en.json": '{"a": "Hello"}'}, RULES)
    world.extra_env = {"PYTHONPATH": f"{tmp_path / 'broken'}:{Path(__file__).resolve().parents[2]}"}
    return world


@pytest.mark.long
def test_a_defect_is_reported_with_plan_requests_and_traceback_and_without_secrets(broken: World) -> None:
    run = broken.spawn("sync", "--json")
    out, err = run.communicate(timeout=120)

    assert run.returncode == 70, err
    report = (broken.folder / ".git" / "ci-l10n" / "crash.md").read_text(encoding="utf-8")
    assert report.startswith("## Defect of ci-l10n: LookupError")
    assert re.search(r"ci-l10n \S+, Python 3\.\d+\.\d+, git version \S+", report)
    assert "plan: 1 new, 0 changed, 0 renamed, 0 deleted, 0 locales to add, 2 words" in report
    assert re.search(rf"GET /api/integration/v1/project/{broken.project} 200", report)
    assert "Traceback (most recent call last)" in report
    assert "LookupError: no " in report
    for secret in (broken.announced["smartcat_api_key"], broken.announced["github_token"]):
        assert secret not in report + err + out
    for secret in (PLANTED, "hunter22", "eDp5ejEyMw"):
        assert secret not in report + err + out
    assert str(Path(__file__).resolve().parents[2]) not in report
    assert "````text" in report  # a longer fence than the one in the message
    assert not re.search(r"^::", err, re.MULTILINE)
    assert "Defect of ci-l10n: LookupError" in err
    document = json.loads(out)
    assert document["exit_code"] == 70
    assert document["error"]["code"] == "internal-error"
    assert "crash.md" in document["error"]["hint"]

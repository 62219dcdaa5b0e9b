"""Whole runs on Smartling: the same commands, the same pull request, and no request too many."""

import re
from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.smartling_world import SmartlingWorld

RULES = """
  - source: web/en/*.json
    target: web/{locale}/{name}
  - source: app/values/strings.xml
    target: app/values-{android_locale}/strings.xml
"""
JSON = '{\n  "open": "Open %s",\n  "close": "Close"\n}\n'
JSON_DE = r'\{\n  "open": "⟦de⟧ [^%"]+ %s",\n  "close": "⟦de⟧ [^"]+"\n\}\n'
OTHER = '{\n  "title": "Some other words"\n}\n'
XML = '<resources>\n    <string name="hi">Hi %1$s, 100 percent</string>\n</resources>\n'
GONE = '{\n  "bye": "Nobody will miss this"\n}\n'
FILES: dict[str, str | bytes] = {
    "web/en/a.json": JSON,
    "web/en/gone.json": GONE,
    "app/values/strings.xml": XML,
}
LOCALES = ("de", "fr")


@pytest.fixture
def app(sandbox: Sandbox, tmp_path: Path) -> Iterator[SmartlingWorld]:
    made = SmartlingWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    made.begin(FILES, RULES, LOCALES)
    yield made
    made.control("reset", {})


def test_a_project_goes_there_and_back_through_all_its_changes(app: SmartlingWorld) -> None:
    report, asked = app.synced()
    assert report["platform"].endswith(f"/{app.announced['smartling_project']}")
    assert re.fullmatch(JSON_DE, app.on_branch("web/de/a.json").decode())
    assert asked.counts == {
        "login": 1, "project": 1, "list": 1, "upload": 3, "status": 3, "modified": 3, "archive": 1,
    }  # fmt: skip

    state = app.remote_ref("refs/l10n/state/main")
    report, asked = app.synced()
    assert asked.counts == {
        "login": 1, "project": 1, "list": 1, "published": 1, "status": 3, "modified": 3,
    }  # fmt: skip
    assert app.remote_ref("refs/l10n/state/main") == state
    app.merge()

    app.git("mv", "web/en/a.json", "web/en/b.json")
    app.git("rm", "-q", "web/en/gone.json")
    app.write({"web/en/b.json": JSON.replace("Close", "Shut"), "web/en/c.json": OTHER})
    app.commit("Rename and change, delete, add")
    report, asked = app.synced()
    plan = report["plan"]
    assert (plan["new"], plan["changed"], plan["deleted"]) == (
        ["web/en/c.json"],
        ["web/en/b.json"],
        ["web/en/gone.json"],
    )
    assert len(plan["renamed"]) == 1
    assert app.uris() == ["app/values/strings.xml", "web/en/b.json", "web/en/c.json"]
    assert asked.counts - Counter(status=9, modified=9, published=1) == {
        "login": 1, "project": 1, "list": 1, "rename": 1, "delete": 1, "upload": 2, "archive": 1,
    }  # fmt: skip
    assert b"Shut" not in app.on_branch("web/de/b.json")
    assert "⟦de⟧" in app.on_branch("web/de/c.json").decode()


@pytest.mark.long
def test_requests_are_those_of_the_documented_formula(app: SmartlingWorld) -> None:
    """docs/explanation/requests.md: F files in pages of 100, up to 500 pairs in an archive."""
    files = 105
    pages = ceil(files * len(LOCALES) / 100)  # of what was published
    app.git("rm", "-rqf", "web", "app")
    rule = '\n  - source: "web/en/*.json"\n    target: "web/{locale}/{name}"\n'
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config.replace(RULES.rstrip(), rule.rstrip())})
    app.write({f"web/en/{n}.json": f'{{"text": "Some words, number {n}"}}\n' for n in range(files)})
    app.commit("Many")
    _, asked = app.synced()
    assert asked.counts == {
        "login": 1,
        "project": 1,
        "list": 1,
        "upload": files,
        "published": pages,
        "status": files,
        "modified": files,
        "archive": 1,
    }
    _, asked = app.synced()
    assert asked.counts == {
        "login": 1,
        "project": 1,
        "list": 2,
        "published": pages,
        "status": files,
        "modified": files,
    }
    app.merge()
    app.write({f"web/en/{n}.json": f'{{"text": "Other words, number {n}"}}\n' for n in range(4)})
    app.commit("Four")
    _, asked = app.synced()
    assert asked.counts == {
        "login": 1,
        "project": 1,
        "list": 2,
        "upload": 4,
        "published": pages * 2,  # to know what is complete, and before the four are looked at
        "status": files + 4,
        "modified": files + 4,
        "archive": 1,
    }

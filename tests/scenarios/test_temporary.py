"""Temporary projects in whole runs: made for what is to be sent, gone when all of it was delivered."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import World

RULES = "  - {source: 'web/en/*.json', target: 'web/{locale}/{name}'}\n"
ONE, TWO = "web/en/one.json", "web/en/two.json"
CREATE, UPLOAD = "POST /api/integration/v1/project/create", "POST /api/integration/v1/project/document"


class TemporaryWorld(World):
    """Its configuration names a project to create, and there is none yet."""

    wanted = '{temporary: "Acme: {branch} {sha7}", keep: false}'

    def make_project(self, locales: tuple[str, ...], stages: tuple[str, ...] = ("translation",)) -> str:
        return self.wanted

    @property
    def projects(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.smartcat("GET", "project/list").json()
        return found

    @property
    def words(self) -> int:
        return sum(row["words"] for row in self.control("billing"))

    def synced(self, *arguments: str) -> dict[str, Any]:
        ran = self.run("sync", "--json", *arguments)
        assert ran.code == 0, ran.err + ran.out
        return ran.json

    def memory(self) -> dict[str, Any]:
        """What the state remembers of a project."""
        self.git("fetch", "-q", "origin", "refs/l10n/state/main")
        names = self.git("ls-tree", "--name-only", "FETCH_HEAD").split()
        if "memory.json" not in names:
            return {}
        found: dict[str, Any] = json.loads(self.git("show", "FETCH_HEAD:memory.json"))["memory"]
        return found

    def faults(self, *orders: dict[str, Any]) -> None:
        self.control("faults", list(orders))

    def clear_faults(self) -> None:
        requests.delete(f"{self.origin}/_sandbox/faults", timeout=20)


@pytest.fixture
def app(sandbox: Sandbox, tmp_path: Path) -> Iterator[TemporaryWorld]:
    made = TemporaryWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    made.create({ONE: '{"a": "One two"}\n', TWO: '{"b": "Three"}\n'}, RULES)
    yield made
    made.control("reset", {})


def sent_to_smartcat(app: World, since: int) -> list[str]:
    """The requests of one run, without the polls of exports."""
    return [
        line
        for line in app.requests_to("smartcat", since)
        if "GET /api/integration/v1/document/export/" not in line
    ]


def test_a_project_is_made_used_and_deleted_by_the_documented_requests(app: TemporaryWorld) -> None:
    report = app.synced()
    lines = sent_to_smartcat(app, 0)
    polls = [line for line in lines if line.startswith("GET /api/integration/v1/project/")]
    assert lines[:2] == [CREATE, UPLOAD]
    assert lines[2:-2] == polls
    assert len(polls) >= 1
    assert lines[-2] == "POST /api/integration/v1/document/export"
    assert lines[-1].startswith("DELETE /api/integration/v1/project/")
    assert app.projects == []
    assert app.memory() == {}
    assert app.words == 6
    assert report["complete"]
    assert any("deleted the project 'Acme_ main" in note for note in report["notes"])
    assert "⟦de⟧" in app.on_branch("web/de/one.json").decode()

    at = app.log_length()
    assert app.synced()["platform_requests"] == 0
    assert app.requests_to("smartcat", at) == []

    app.write({TWO: '{"b": "Three", "c": "Four five"}\n'})
    app.git("mv", ONE, "web/en/uno.json")
    app.commit("Change one file, rename the other")
    report = app.synced()
    assert report["plan"]["new"] == [TWO]
    assert report["plan"]["renamed"] == [{"from": ONE, "to": "web/en/uno.json"}]
    assert app.words == 6 + 6
    assert app.projects == []
    assert "⟦de⟧" in app.on_branch("web/de/uno.json").decode()
    assert app.on_branch("web/fr/two.json").decode().count("⟦fr⟧") == 2

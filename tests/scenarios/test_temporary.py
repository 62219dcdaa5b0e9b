"""Temporary projects in whole runs: made for what is to be sent, gone when all of it was delivered."""

import json
import time
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

    def killed_at(self, match: str) -> None:
        """Run a sync that is killed when the server has done what ``match`` asks for."""
        self.faults({"match": match, "nth": 1, "do": "slow", "seconds": 2})
        process = self.spawn("sync")
        deadline = time.monotonic() + 20
        while self.control("faults") and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.communicate(timeout=20)
        time.sleep(2)  # what the server was doing is done

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


@pytest.mark.long
def test_a_run_that_does_not_wait_leaves_the_project_to_the_next(app: TemporaryWorld) -> None:
    first = app.synced("--timeout", "0")
    assert app.requests_to("smartcat") == [CREATE, UPLOAD]
    assert not first["complete"]
    (project,) = app.projects
    assert project["name"].startswith("Acme_ main ")
    assert project["externalTag"] == "source:ci-l10n"
    assert project["targetLanguages"] == ["de", "fr"]
    assert app.memory()["project"]["id"] == project["id"]

    app.write({TWO: '{"b": "Three", "c": "Four five"}\n', "web/en/tri.json": '{"d": "Six"}\n'})
    app.git("rm", "-q", ONE)
    app.commit("Change, add and remove files while the project lives")
    assert app.run("sync", "--deliver", "none").code == 0
    (project,) = app.projects
    assert sorted({d["fullPath"] for d in project["documents"]}) == ["web/en/tri", "web/en/two"]
    app.git("clean", "-fdq")

    at = app.log_length()
    app.synced("--timeout", "0")
    lines = sent_to_smartcat(app, at)
    assert [line.split()[0] for line in lines] == ["GET", "POST", "DELETE"]
    assert app.projects == []
    assert app.words == 2 * (2 + 1 + 2 + 1)
    assert app.on_branch("web/de/two.json").decode().count("⟦de⟧") == 2


CRASHES = [
    "kill after creation",
    *(pytest.param(each, marks=pytest.mark.long) for each in ("kill after upload", "answer lost", "reset")),
]


@pytest.mark.long
@pytest.mark.parametrize("crash", CRASHES)
def test_after_a_crash_there_is_one_project_and_words_are_billed_once(
    app: TemporaryWorld, crash: str
) -> None:
    if crash.startswith("kill"):
        path = "project/create" if crash.endswith("creation") else "project/document"
        app.killed_at(f"POST {path}")
        assert len(app.projects) == 1
    else:
        fault = "apply-then-502" if crash == "answer lost" else "reset"
        app.faults({"match": "POST project/create", "nth": 1, "do": fault})
        assert app.run("sync", "--timeout", "0").code == 0
        app.clear_faults()
    app.synced()
    lines = app.requests_to("smartcat")
    assert lines.count(CREATE) == (2 if crash == "reset" else 1)
    assert app.projects == []
    assert app.words == 6
    assert "⟦de⟧" in app.on_branch("web/de/one.json").decode()


@pytest.mark.long
def test_a_project_into_which_nothing_went_is_deleted_also_when_the_run_fails(app: TemporaryWorld) -> None:
    app.faults({"match": "POST project/document", "nth": 1, "times": 99, "do": "500"})
    ran = app.run("sync")
    assert ran.code == 4
    assert app.projects == []
    assert app.memory() == {}
    app.clear_faults()

    app.faults({"match": "POST project/document", "nth": 1, "times": 99, "do": "400"})
    refused = app.run("sync", "--json")
    assert refused.code == 5
    assert {finding["code"] for finding in refused.json["findings"]} == {"source-refused"}
    assert app.projects == []
    app.clear_faults()

    app.synced()
    assert app.words == 6
    assert app.projects == []


@pytest.mark.long
def test_what_could_not_be_deleted_is_deleted_by_the_next_run(app: TemporaryWorld) -> None:
    app.faults({"match": "DELETE project/", "nth": 1, "times": 99, "do": "500"})
    report = app.synced()
    assert [finding["code"] for finding in report["findings"]] == ["project-not-deleted"]
    (project,) = app.projects
    assert app.memory()["project"]["stage"] == "over"
    app.clear_faults()
    at = app.log_length()
    app.synced()
    assert app.requests_to("smartcat", at) == [f"DELETE /api/integration/v1/project/{project['id']}"]
    assert app.projects == []
    assert app.memory() == {}


@pytest.mark.long
@pytest.mark.parametrize("what", ["deleted", "canceled"])
def test_what_was_lost_with_a_project_is_sent_again_and_nothing_else(tmp_path: Path, what: str) -> None:
    with Sandbox(translator="manual") as sandbox:
        app = TemporaryWorld(sandbox, tmp_path / "app")
        app.create({ONE: '{"a": "One two"}\n', TWO: '{"b": "Three"}\n'}, RULES)
        app.synced("--timeout", "0")
        app.translate(ONE, "de", {"One two": "Eins zwei"})
        app.synced("--timeout", "0")
        (project,) = app.projects
        if what == "deleted":
            app.smartcat("DELETE", f"project/{project['id']}")
        else:
            app.smartcat("POST", "project/cancel", params={"projectId": project["id"]})

        at = app.log_length()
        report = app.synced("--timeout", "0")
        (finding,) = report["findings"]
        assert finding["code"] == "project-gone"
        assert what in finding["message"]
        assert ONE in finding["message"]
        assert TWO in finding["message"]
        read = f"GET /api/integration/v1/project/{project['id']}"
        assert app.requests_to("smartcat", at) == [read, CREATE, UPLOAD]
        (made,) = [each for each in app.projects if each["id"] != project["id"]]
        sent = sorted((d["externalId"], d["targetLanguage"]) for d in made["documents"])
        assert sent == [(ONE, "fr"), (TWO, "de"), (TWO, "fr")]
        assert app.on_branch("web/de/one.json") == b'{"a": "Eins zwei"}\n'


@pytest.mark.long
def test_a_kept_project_stays_and_the_next_change_gets_its_own(app: TemporaryWorld) -> None:
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config.replace("keep: false", "keep: true")})
    app.commit("Keep projects")
    app.synced()
    assert app.memory() == {}
    app.write({ONE: '{"a": "One two", "z": "Four"}\n'})
    app.commit("Change")
    app.synced()
    sent = [sorted({d["fullPath"] for d in each["documents"]}) for each in app.projects]
    assert sorted(sent) == [["web/en/one"], ["web/en/one", "web/en/two"]]
    assert app.synced()["platform_requests"] == 0


@pytest.mark.long
def test_two_runs_at_once_leave_one_project_and_pay_once(app: TemporaryWorld) -> None:
    runs = [app.spawn("sync", "--timeout", "0") for _ in range(2)]
    codes = []
    for process in runs:
        process.communicate(timeout=60)
        codes.append(process.returncode)
    assert 0 in codes
    assert set(codes) <= {0, 6}
    assert len(app.projects) <= 1  # none when the second one came late enough to finish the first one's work
    app.synced()
    assert app.projects == []
    assert app.words == 6


def test_without_a_project_status_and_wait_ask_nobody_and_say_so(app: TemporaryWorld) -> None:
    for command in ("status", "wait"):
        ran = app.run(command)
        assert ran.code == 0
        assert "there is no temporary project" in ran.out
    assert app.requests_to("smartcat") == []

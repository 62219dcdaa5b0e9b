"""Bad input and faults: the documented exit code, the place, the next step; the next run finishes the job."""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
import requests
from _pytest.mark import ParameterSet

from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}"\n}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/en.json": EN}, RULES)
    return world


def clear_faults(app: World) -> None:
    requests.delete(f"{app.origin}/_sandbox/faults", timeout=20)


def finished(app: World) -> dict[str, Any]:
    """What a run that went through leaves behind, free of ids and times."""
    documents = app.smartcat("GET", f"project/{app.project}").json().get("documents", [])
    return {
        "documents": sorted((d["fullPath"], d["targetLanguage"]) for d in documents),
        "pulls": len(app.pulls("open")),
        "de": app.on_branch("web/de.json"),
        "fr": app.on_branch("web/fr.json"),
        "words": sum(row["words"] for row in app.control("billing")),
    }


def test_missing_credentials_name_the_secret_and_the_place(app: World) -> None:
    ran = app.run("sync", env={"SMARTCAT_API_KEY": ""})
    assert ran.code == 3
    assert "SMARTCAT_API_KEY" in ran.err
    assert "hint:" in ran.err


def test_wrong_credentials_exit_3_and_send_nothing(app: World) -> None:
    at = app.log_length()
    ran = app.run("sync", env={"SMARTCAT_API_KEY": "1_wrong-secret-value"})
    assert ran.code == 3
    assert "1_wrong-secret-value" not in ran.err + ran.out
    assert len(app.requests_to("smartcat", at)) == 1


def test_an_unknown_project_is_a_platform_error_with_a_hint(app: World) -> None:
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config.replace(app.project, "11111111-2222-4333-8444-555555555555")})
    app.commit("Wrong project")
    ran = app.run("sync")
    assert ran.code == 4
    assert "project" in ran.err
    assert "hint:" in ran.err


def test_config_errors_are_told_all_at_once_with_their_places(app: World) -> None:
    config = (app.folder / "l10n.yml").read_text()
    app.write(
        {
            "l10n.yml": config.replace("version: 1", "version: 1\ntargt: x").replace(
                "target: web/{locale}.json", "target: web/x.json"
            )
        }
    )
    app.commit("Break the configuration")
    ran = app.run("sync")
    assert ran.code == 2
    assert ran.err.count("error[") >= 2
    assert "l10n.yml:2:1" in ran.err


def test_uncommitted_sources_stop_the_run_before_anything_is_sent(app: World) -> None:
    app.write({"web/en.json": EN.replace("Open", "Opened")})
    at = app.log_length()
    ran = app.run("sync")
    assert ran.code == 6
    assert "web/en.json" in ran.err
    assert app.requests_to("smartcat", at) == []


def test_unpushed_commits_stop_the_run_before_anything_is_sent(app: World) -> None:
    app.write({"web/en.json": EN.replace("Open", "Opened")})
    app.commit("Not pushed", push=False)
    ran = app.run("sync")
    assert ran.code == 6
    assert "push" in ran.err


def often(*values: object) -> ParameterSet:
    return pytest.param(*values)


def seldom(*values: object) -> ParameterSet:
    return pytest.param(*values, marks=pytest.mark.long)


FAULTS = [
    seldom("POST project/document", "429"),
    seldom("POST project/document", "500"),
    seldom("POST project/document", "reset"),
    often("POST project/document", "apply-then-502"),
    seldom("POST document/export", "500"),
    seldom("POST document/export", "429"),
    often("GET document/export", "truncate"),
    seldom("GET document/export", "empty"),
    seldom("GET document/export", "html"),
    seldom("GET document/export", "reset"),
    seldom("GET project/", "500"),
    seldom("GET project/", "html"),
]
KILLS = [
    often("POST project/document", signal.SIGKILL),
    seldom("POST project/document", signal.SIGTERM),
    seldom("POST document/export", signal.SIGKILL),
    seldom("POST document/export", signal.SIGTERM),
    seldom("GET document/export", signal.SIGKILL),
    seldom("GET document/export", signal.SIGTERM),
    seldom("POST pulls", signal.SIGKILL),
    seldom("POST pulls", signal.SIGTERM),
]


@pytest.mark.parametrize(("match", "fault"), FAULTS)
def test_a_run_with_a_fault_or_the_one_after_it_finishes_the_job(app: World, match: str, fault: str) -> None:
    app.control("faults", [{"match": match, "nth": 1, "do": fault}])
    first = app.run("sync", "--json")
    assert first.code in (0, 4), first.err
    clear_faults(app)
    second = app.run("sync", "--json")
    assert second.code == 0, second.err
    result = finished(app)
    assert result["documents"] == [("web/en", "de"), ("web/en", "fr")]
    assert result["pulls"] == 1
    assert result["words"] == 6
    assert b"open" in result["de"]
    assert b"open" in result["fr"]


@pytest.mark.parametrize(("match", "number"), KILLS)
def test_a_killed_run_is_finished_by_the_next_one(app: World, match: str, number: int) -> None:
    app.control("faults", [{"match": match, "nth": 1, "do": "slow", "seconds": 3}])
    at = app.log_length()
    process = app.spawn("sync", "--json")
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline and app.control("faults"):
        time.sleep(0.05)
    os.kill(process.pid, number)
    out, _ = process.communicate(timeout=20)
    if number == signal.SIGTERM:
        assert process.returncode == 130
        assert json.loads(out)["exit_code"] == 130
    assert app.log_length() > at
    assert app.run("sync").code == 0
    result = finished(app)
    assert result["documents"] == [("web/en", "de"), ("web/en", "fr")]
    assert result["pulls"] == 1
    assert result["words"] == 6


def test_no_permission_to_open_pull_requests_is_exit_3_and_the_next_run_opens_it(app: World) -> None:
    app.control("knobs", {"github": {"may_create_pulls": False}})
    ran = app.run("sync")
    assert ran.code == 3
    assert "pull request" in ran.err
    app.control("knobs", {"github": {"may_create_pulls": True}})
    assert app.sync()["delivery"]["operation"] == "created"


@pytest.mark.long
def test_two_runs_at_once_make_one_document_and_one_pull_request(app: World) -> None:
    runs = [app.spawn("sync") for _ in range(2)]
    codes = []
    for process in runs:
        process.communicate(timeout=60)
        codes.append(process.returncode)
    assert 0 in codes
    assert set(codes) <= {0, 6}
    app.sync()
    result = finished(app)
    assert result["documents"] == [("web/en", "de"), ("web/en", "fr")]
    assert result["pulls"] == 1
    assert result["words"] == 6


@pytest.mark.long
def test_a_file_that_cannot_be_sent_is_told_and_the_others_go_on(app: World) -> None:
    app.write({"web/en.json": EN, "odd/a\tb.json": EN, "odd/c.json": EN})
    config = (app.folder / "l10n.yml").read_text()
    app.write(
        {
            "l10n.yml": config.replace(
                "files:", "files:\n  - source: odd/*.json\n    target: '{locale}/{name}'"
            )
        }
    )
    app.commit("Odd")
    report = app.sync()
    assert [finding["code"] for finding in report["findings"]] == ["path-refused"]
    assert report["plan"]["new"] == ["odd/c.json", "web/en.json"]


def labels(app: World) -> list[list[str]]:
    return [[label["name"] for label in pull["labels"]] for pull in app.pulls()]


@pytest.mark.long
def test_labels_that_were_refused_are_put_on_by_the_next_run(app: World) -> None:
    app.control("faults", [{"match": "POST /labels", "do": "403"}])
    report = app.sync()
    assert any("was not set" in note for note in report["notes"])
    assert labels(app) == [[]]
    app.sync()
    assert labels(app) == [["l10n"]]
    at = app.log_length()
    app.sync()
    assert app.requests_to("github", at) == []


@pytest.mark.long
def test_a_pull_request_whose_run_died_gets_the_labels_that_an_earlier_one_had(app: World) -> None:
    app.sync()
    (first,) = app.pulls("open")
    app.github("PUT", f"repos/{app.repository}/pulls/{first['number']}/merge", {})
    app.pull_branch()
    app.write({"web/en.json": EN.replace("Open", "Open now")})
    app.commit("Change")
    app.control("faults", [{"match": "POST /pulls", "do": "foreign", "times": 1}])
    app.control("faults", [{"match": "GET /pulls", "nth": 3, "do": "403", "times": 1}])
    assert app.run("sync").code in (3, 6)
    clear_faults(app)
    app.sync()
    assert labels(app) == [["l10n"], ["l10n"]]


@pytest.mark.long
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
def test_an_output_that_cannot_be_written_is_said_and_is_no_crash(app: World) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "ci_l10n", "status", "--json"]
        done = subprocess.run(
            command, cwd=app.folder, env=app.env, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 6
    assert "error[disk-full]: cannot write the output" in done.stderr
    assert "Traceback" not in done.stderr

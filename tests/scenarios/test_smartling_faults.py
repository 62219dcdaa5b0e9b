"""Bad input, faults and crashes on Smartling: the documented exit code, nothing lost, nothing sent twice."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.smartling_world import SmartlingWorld

pytestmark = pytest.mark.long

RULES = """
  - source: web/en/*.json
    target: web/{locale}/{name}
"""
ONE = '{\n  "open": "Open %s",\n  "close": "Close"\n}\n'
TWO = '{\n  "title": "Some other words"\n}\n'
FILES: dict[str, str | bytes] = {"web/en/a.json": ONE, "web/en/b.json": TWO}


@pytest.fixture
def app(sandbox: Sandbox, tmp_path: Path) -> Iterator[SmartlingWorld]:
    made = SmartlingWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    made.begin(FILES, RULES, ("de", "fr"))
    yield made
    made.control("reset", {})


def configure(app: SmartlingWorld, settings: str) -> None:
    """Add to what `platform.smartling` says."""
    project = app.announced["smartling_project"]
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config.replace(f"project: {project}", f"project: {project}, {settings}")})
    app.commit("Configure")


def is_translated(app: SmartlingWorld, path: str) -> bool:
    return all(text.startswith("⟦") for text in json.loads(app.on_branch(path)).values())


@pytest.mark.parametrize(
    ("env", "knobs", "code", "named"),
    [
        ({"SMARTLING_USER_SECRET": ""}, {}, 3, "SMARTLING_USER_SECRET is not set"),
        ({"SMARTLING_USER_SECRET": "wrong-secret"}, {}, 3, "error[smartling-key-refused]"),
        ({"SMARTLING_USER_SECRET": "two words"}, {}, 3, "error[credentials-malformed]"),
        ({"SMARTLING_URL": "http://example.org"}, {}, 2, "SMARTLING_URL is http"),
        ({}, {"forbidden": True}, 3, "error[smartling-forbidden]"),
        ({}, {"read_only": True, "error_keys": False}, 3, "error[smartling-forbidden]"),
        ({}, {"locales": ["de", "es-ES"]}, 2, "has no fr"),
        ({}, {"locales": ["de"], "disabled_locales": ["fr"]}, 2, "enable fr in the Smartling dashboard"),
        ({"CI_L10N_THREADS": "11"}, {}, 2, "CI_L10N_THREADS"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_sent(
    app: SmartlingWorld, env: dict[str, str], knobs: dict[str, Any], code: int, named: str
) -> None:
    app.knobs(**knobs)
    ran = app.run("sync", env=env)
    assert (ran.code, app.uris() if not knobs else []) == (code, [])
    assert named in ran.err
    assert "wrong-secret" not in ran.err + ran.out
    assert app.run("check", env=env).code == 0


def test_an_unknown_project_is_a_platform_error_in_any_shape_of_answers(app: SmartlingWorld) -> None:
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config.replace(app.announced["smartling_project"], "zzzzzzzzz")})
    app.commit("Other project")
    for shape in ("list", "object", "null"):
        app.knobs(errors_shape=shape, error_keys=shape == "list")
        ran = app.run("sync")
        assert ran.code == 4
        assert "error[project-missing]" in ran.err
        assert "platform.smartling.project" in ran.err
        assert "request " in ran.err  # by which the vendor's support finds it


def test_commands_that_only_smartcat_has_say_what_there_is_instead(app: SmartlingWorld) -> None:
    for command in (
        ["xliff", "export"],
        ["callbacks", "show"],
        ["translate", "hi"],
        ["translate", "--fill-missing"],
    ):
        ran = app.run(*command)
        assert ran.code == 2, command
        assert "on Smartling" in ran.err


def test_a_slow_platform_with_odd_answers_is_waited_for(app: SmartlingWorld) -> None:
    """Locked files, uploads that go on, tokens that expire, and the sandbox's clock jumping by a day."""
    app.knobs(upload_accepted=True, ingest_reads=2, token_seconds=4, numbers_as_strings=True)
    app.control("faults", [{"match": "GET file/status", "do": "slow", "seconds": 1}])
    _, asked = app.synced()
    assert asked.counts["upload"] == 2
    app.control("clock", {"advance": 24 * 3600})
    app.merge()
    app.write({"web/en/a.json": ONE.replace("Close", "Shut")})
    app.commit("Change")
    app.control("faults", [{"match": "POST /file", "do": "503"}, {"match": "files/zip", "do": "429"}])
    _, asked = app.synced()
    assert asked.counts["login"] >= 1
    assert is_translated(app, "web/de/a.json")


@pytest.mark.parametrize("kind", ["html", "empty", "404"])
def test_what_is_no_translation_is_never_written(app: SmartlingWorld, kind: str) -> None:
    app.sync()
    before = app.on_branch("web/de/a.json")
    app.control("faults", [{"match": "GET locales/de/file", "do": kind, "times": 9}])
    ran = app.run("sync", "--full", "--locale", "de", "--file", "web/en/a.json")
    assert ran.code == 4
    assert "web/de/a.json" in ran.out
    assert app.on_branch("web/de/a.json") == before


def test_a_batch_carries_all_files_and_gives_back_what_it_did_not_take(app: SmartlingWorld) -> None:
    app.knobs(auto_authorize=False, batch_failing="b.json")
    configure(app, "authorize: true, job: 'Texts of {branch}'")
    at = app.log_length()
    ran = app.run("sync", "--json")
    assert ran.code == 0
    (finding,) = [each for each in ran.json["findings"] if each["severity"] == "error"]
    assert (finding["code"], finding["file"]) == ("source-refused", "web/en/b.json")
    assert ran.json["plan"]["new"] == ["web/en/a.json"]
    assert app.uris() == ["web/en/a.json"]
    assert is_translated(app, "web/de/a.json")
    counts = app.asked_since(at).counts
    assert (counts["job"], counts["batch"], counts["batch upload"], counts["upload"]) == (1, 1, 2, 0)
    app.knobs(batch_failing="")
    app.sync()
    assert is_translated(app, "web/fr/b.json")


def killed(app: SmartlingWorld, match: str, nth: int = 1) -> None:
    process = app.spawn("sync")
    app.control("faults", [{"match": match, "nth": nth, "do": "kill-client", "pid": process.pid}])
    assert process.wait(60) == -signal.SIGKILL


def test_a_run_that_dies_while_it_renames_and_sends_is_gone_on_with(app: SmartlingWorld) -> None:
    app.sync()
    app.merge()
    app.git("mv", "web/en/a.json", "web/en/z.json")
    app.write({"web/en/b.json": TWO.replace("other", "newer"), "web/en/n.json": '{"quite": "A new one"}\n'})
    app.commit("Rename, change, add")
    killed(app, "POST file/rename")
    killed(app, "POST /file")
    uploads = app.asked_since(0).counts["upload"]
    report = app.sync()
    assert report["delivery"]["operation"] == "created"
    assert app.asked_since(0).counts["upload"] - uploads <= 2
    assert app.uris() == ["web/en/b.json", "web/en/n.json", "web/en/z.json"]
    assert app.on_branch("web/de/z.json") == app.git("show", "origin/main:web/de/a.json").encode() + b"\n"
    assert app.sync()["delivery"]["changed"] is False


def test_what_a_dead_run_had_put_into_a_batch_is_put_into_the_next_one(app: SmartlingWorld) -> None:
    app.knobs(auto_authorize=False)
    configure(app, "authorize: true")
    killed(app, "POST batches", nth=2)  # the batch itself, then a file in it
    app.sync()
    assert is_translated(app, "web/de/a.json")
    assert is_translated(app, "web/de/b.json")


def test_files_of_another_branch_and_of_other_people_are_left_alone(app: SmartlingWorld) -> None:
    app.upload("theirs.json", "json", '{"a": "Not ours"}')
    app.sync()
    app.git("checkout", "-q", "-b", "feature")
    app.base = "feature"
    app.write({"web/en/f.json": '{"feature": "Only here"}\n'})
    app.commit("Feature")
    ran = app.run("sync", env={"GITHUB_REF": "refs/heads/feature"})
    assert ran.code == 0, ran.err
    assert app.uris() == [
        "@feature/web/en/a.json",
        "@feature/web/en/b.json",
        "@feature/web/en/f.json",
        "theirs.json",
        "web/en/a.json",
        "web/en/b.json",
    ]


def test_what_smartling_does_not_take_is_refused_here(app: SmartlingWorld) -> None:
    config = (app.folder / "l10n.yml").read_text()
    rule = "files:\n  - source: docs/*\n    target: docs/{locale}/{name}\n"
    huge = json.dumps({f"key{number}": "word " * 40 for number in range(60_000)})
    app.write({"l10n.yml": config.replace("files:\n", rule), "docs/a.bin": b"x", "web/en/huge.json": huge})
    app.commit("Too much")
    for command in ("check", "sync"):
        ran = app.run(command, "--json")
        refused = {
            each["file"]: each["message"] for each in ran.json["findings"] if each["code"] == "source-refused"
        }
        assert sorted(refused) == ["docs/a.bin", "web/en/huge.json"]
        assert "10 MB" in refused["web/en/huge.json"]
    assert app.uris() == ["web/en/a.json", "web/en/b.json"]

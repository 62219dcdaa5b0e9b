"""Whole syncs with a key project: collections of keys instead of documents."""

import json
import re
import time
from typing import Any

import pytest
import requests

from tests.scenarios.world import World

JSON = '{\n  "home": {"title": "Home page", "greet": "Hello {name}"},\n  "ok": "All right"\n}\n'
ANDROID = (
    '<resources>\n    <!-- shown on top -->\n    <string name="app">My app</string>\n'
    '    <string name="late">It\\\'s %1$s <b>late</b></string>\n</resources>\n'
)
IOS = '/* Title */\n"title" = "Hello \\"you\\"";\n"two.lines" = "One\\nTwo";\n'
YAML = 'en:\n  hello: "Hello %{name}"\n  nav:\n    back: Go back\n'
GERMAN = JSON.replace("Home page", "Startseite").replace("Hello", "Hallo").replace("All right", "Gut")
WEB = """
  - source: web/en.json
    target: web/{locale}.json
"""
ALL = f"""{WEB}
  - source: res/values/strings.xml
    target: res/values-{{android_locale}}/strings.xml
  - source: ios/en.lproj/Localizable.strings
    target: ios/{{apple_locale}}.lproj/{{name}}
  - source: config/en.yml
    target: config/{{locale}}.yml
"""


def create(
    world: World, files: dict[str, str], rules: str = WEB, *, kind: str = "softwareLocalization"
) -> World:
    """A repository whose configuration names a new key project."""
    world.create(files, rules)
    model = {
        "name": "Keys",
        "type": kind,
        "sourceLanguage": "en",
        "targetLanguages": ["de", "fr"],
        "assignToVendor": False,
    }
    part = (None, json.dumps(model), "application/json")
    documents = world.project
    world.project = world.smartcat("POST", "project/create", files={"model": part}).json()["id"]
    config = (world.folder / "l10n.yml").read_text()
    keys = config.replace(f"project: {documents}", f"project: {{keys: {world.project}}}")
    world.write({"l10n.yml": keys})
    world.commit("Use a key project")
    world.control(
        "knobs", {"smartcat": {"key_import_reads": 0, "export_reads": 0}}
    )  # fewer polls, faster tests
    return world


@pytest.fixture
def app(world: World) -> World:
    return create(world, {"web/en.json": JSON})


def edit(world: World, collection: str, locale: str, keys: dict[str, str]) -> None:
    order = {"project": world.project, "collection": collection, "locale": locale, "keys": keys}
    world.control("translate", {**order, "complete": True})


def calls(world: World, since: int) -> list[str]:
    """Method and kind of the requests to the platform, without ids."""
    kinds = []
    for call in world.requests_to("smartcat", since):
        path = call.replace("/api/integration/", "")
        for number in (part for part in path.split("/") if part.count("-") == 4):
            path = path.replace(number, "ID")
        kinds.append(path)
    return kinds


def words(world: World) -> int:
    return sum(row["words"] for row in world.control("billing"))


def german(world: World) -> dict[str, Any]:
    strings: dict[str, Any] = json.loads(world.on_branch("web/de.json"))
    return strings


def test_json_android_apple_and_yaml_are_synced_key_by_key_and_byte_by_byte(world: World) -> None:
    files = {
        "web/en.json": JSON,
        "res/values/strings.xml": ANDROID,
        "ios/en.lproj/Localizable.strings": IOS,
        "config/en.yml": YAML,
        "po/app.po": 'msgid "a"\nmsgstr ""\n',
    }
    create(world, files, ALL + "  - {source: po/app.po, target: 'po/{locale}.po'}\n")
    checked = world.run("check", "--json")
    assert [(f["code"], f["file"]) for f in checked.json["findings"]] == [("source-refused", "po/app.po")]
    at = world.log_length()
    report = world.sync()
    assert report["complete"] is True
    assert [(f["code"], f["file"]) for f in report["findings"]] == [("source-refused", "po/app.po")]
    assert report["findings"][0]["message"] == "the format gettext cannot be in a key project"
    assert "po/app.po" not in report["plan"]["new"]
    title = german(world)["home"]["title"]
    assert title not in ("", "Home page")
    assert "{name}" in german(world)["home"]["greet"]
    expected = {
        "web/{}.json": JSON,
        "res/values-{}/strings.xml": ANDROID,
        "ios/{}.lproj/Localizable.strings": IOS,
        "config/{}.yml": YAML.replace("en:", "de:"),
    }
    for target, source in expected.items():
        lines = world.on_branch(target.format("de")).decode().splitlines()
        assert len(lines) == len(source.splitlines())
        assert [line for line in lines if "⟦de⟧" in line] == [
            line for line, before in zip(lines, source.splitlines(), strict=True) if line != before
        ]
    made = calls(world, at)
    assert made.count("POST v2/project/ID/import") == 4
    assert made.count("POST v2/project/ID/export") == 4
    polls = sum(call in ("GET v1/project/import-result/ID", "GET v1/document/export/ID") for call in made)
    assert len(made) == made.count("GET v1/project/ID") + 4 + 4 + polls


@pytest.mark.long
def test_a_sync_with_nothing_to_do_is_two_requests(app: World) -> None:
    app.sync()
    state, at = app.remote_ref("refs/l10n/state/main"), app.log_length()
    assert app.sync()["delivery"]["operation"] == "none"
    assert calls(app, at) == ["GET v1/project/ID"] * 2
    assert app.remote_ref("refs/l10n/state/main") == state


@pytest.mark.long
def test_changed_removed_renamed_and_deleted_sources_cost_what_they_must(world: World) -> None:
    rules = '\n  - {source: "*/en*.json", target: "{dir}/{locale}.json"}\n'
    create(world, {"web/en.json": JSON, "old/en.json": '{"x": "Gone soon"}\n'}, rules)
    world.sync()
    billed = words(world)
    world.pull_branch()
    world.write(
        {
            "web/en.json": JSON.replace("All right", "Fine")
            .replace('"Home page", ', '"Home page"')
            .replace('"greet": "Hello {name}"', "")
        }
    )
    (world.folder / "old/en.json").unlink()
    world.commit("Change one text, remove another, and a file")
    at = world.log_length()
    report = world.sync()
    assert (report["plan"]["changed"], report["plan"]["deleted"]) == (["web/en.json"], ["old/en.json"])
    assert calls(world, at).count("POST v2/project/ID/import") == 2  # one of them takes the keys of old/ out
    assert not any("collection" in note for note in report["notes"])
    assert "greet" not in german(world)["home"]
    assert words(world) - billed == 2  # "Fine" in two locales
    world.git("mv", "web/en.json", "web/en_US.json")
    world.commit("Rename")
    at = world.log_length()
    report = world.sync()
    assert report["plan"]["renamed"] == [{"from": "web/en.json", "to": "web/en_US.json"}]
    assert calls(world, at) == ["GET v1/project/ID"] * 2
    assert words(world) - billed == 2


@pytest.mark.long
def test_a_conflict_is_listed_and_decided_once(app: World) -> None:
    app.sync()
    number = app.pulls()[0]["number"]
    app.github("PUT", f"repos/{app.repository}/pulls/{number}/merge", {"merge_method": "squash"})
    app.pull_branch()
    text = (app.folder / "web/de.json").read_text()
    app.write({"web/de.json": text.replace(json.loads(text)["ok"], "Na gut")})
    app.commit("Repair")
    edit(app, "web--en.json", "de", {"ok": "In Ordnung", "home.title": "Startseite"})
    at = app.log_length()
    report = app.sync()
    assert [(s["kind"], s["key"]) for s in report["strings"]] == [("conflict", "ok")]
    assert (german(app)["ok"], german(app)["home"]["title"]) == ("In Ordnung", "Startseite")
    assert calls(app, at).count("POST v2/project/ID/export") == 1
    assert app.sync()["delivery"]["operation"] == "none"


@pytest.mark.long
@pytest.mark.parametrize(
    ("match", "fault"),
    [
        ("POST /import", "apply-then-502"),
        pytest.param("GET import-result", "html", marks=pytest.mark.long),
        pytest.param("POST /import", "429", marks=pytest.mark.long),
        pytest.param("POST /import", "reset", marks=pytest.mark.long),
        pytest.param("POST /import", "empty", marks=pytest.mark.long),
        pytest.param("GET import-result", "500", marks=pytest.mark.long),
        pytest.param("POST /export", "apply-then-502", marks=pytest.mark.long),
        pytest.param("GET document/export", "truncate", marks=pytest.mark.long),
        pytest.param("GET document/export", "empty", marks=pytest.mark.long),
        pytest.param("GET project/", "html", marks=pytest.mark.long),
    ],
)
def test_a_fault_costs_a_repetition_but_no_word(app: World, match: str, fault: str) -> None:
    app.control("faults", [{"match": match, "nth": 1, "do": fault}])
    first = app.run("sync", "--json")
    assert first.code in (0, 4), first.err
    requests.delete(f"{app.origin}/_sandbox/faults", timeout=20)
    app.sync()
    assert words(app) == 12  # six words in two locales
    assert german(app)["ok"] not in ("", "All right")
    assert len(app.pulls("open")) == 1


@pytest.mark.long
@pytest.mark.parametrize("match", ["POST /import", "GET import-result", "POST /export"])
def test_a_killed_run_is_finished_by_the_next_one(app: World, match: str) -> None:
    app.control("faults", [{"match": match, "nth": 1, "do": "slow", "seconds": 3}])
    process = app.spawn("sync")
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline and app.control("faults"):
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=20)
    app.sync()
    assert words(app) == 12
    assert german(app)["ok"] not in ("", "All right")
    assert len(app.pulls("open")) == 1


@pytest.mark.long
def test_lost_state_sends_again_what_is_there_and_bills_nothing(app: World) -> None:
    app.control("knobs", {"smartcat": {"key_import_reads": 2, "export_reads": 1}})
    app.sync()
    app.git("push", "-q", "origin", ":refs/l10n/state/main")
    at = app.log_length()
    app.sync()
    assert calls(app, at).count("POST v2/project/ID/import") == 1
    assert words(app) == 12
    edit(app, "web--en.json", "de", {"ok": "In Ordnung"})
    app.sync()
    assert german(app)["ok"] == "In Ordnung"
    assert len(app.pulls("open")) == 1


@pytest.mark.long
def test_the_commands_between_push_and_pull_know_the_collections(app: World) -> None:
    planned = app.run("sync", "--dry-run", "--json")
    assert (planned.code, planned.json["plan"]["new"]) == (0, ["web/en.json"])
    assert app.run("push").code == 0
    assert app.run("wait").code == 0
    status = app.run("status", "--json")
    assert status.code == 0, status.err
    assert {(row["locale"], row["percent"], row["words"]) for row in status.json["progress"]} == {
        ("de", 100.0, 6),
        ("fr", 100.0, 6),
    }
    assert app.run("pull").code == 0
    assert "⟦de⟧" in (app.folder / "web/de.json").read_text()


@pytest.mark.long
def test_translations_that_exist_are_sent_and_xliff_goes_there_and_back(app: World) -> None:
    assert app.run("push").code == 0
    app.write({"web/de.json": GERMAN})
    app.commit("Translate by hand")
    seeded = app.run("seed", "--overwrite", "--confirm", "--json")
    assert (seeded.code, seeded.json["sent"]) == (0, 3), seeded.err
    assert app.run("xliff", "export", "--out", "x", "--locale", "fr").code == 0
    path = app.folder / "x/fr/web/en.json.xliff"
    path.write_bytes(
        re.sub(rb"(<target[^>]*>)[^<]*(</target>\s*</trans-unit>\s*</body>)", rb"\1Bien\2", path.read_bytes())
    )
    kept = app.run("xliff", "import", str(path))
    assert app.run("xliff", "export", "--out", "y", "--locale", "fr").code == 0
    assert b"Bien" not in (app.folder / "y/fr/web/en.json.xliff").read_bytes()
    ran = app.run("xliff", "import", str(path), "--overwrite-updated", "--confirm")
    assert (kept.code, ran.code) == (0, 0), kept.err + ran.err
    report = app.sync()
    assert report["findings"] == []
    assert (german(app)["home"]["title"], german(app)["ok"]) == ("Startseite", "Gut")
    assert json.loads(app.on_branch("web/fr.json"))["ok"] == "Bien"


def test_a_project_of_documents_is_told_apart_before_anything_is_sent(world: World) -> None:
    create(
        world, {"web/en.json": JSON, "more/en.json": JSON}, WEB + WEB.replace("web", "more"), kind="default"
    )
    ran = world.run("sync")
    assert ran.code == 2
    assert "'Keys' is not of the type software localization" in ran.err
    assert "platform.smartcat.project.keys" in ran.err
    assert words(world) == 0

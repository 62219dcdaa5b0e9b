"""`apply` end to end: a stored plan is carried out as it stands, or refused with nothing sent."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ci_l10n.flow.agreed import digest
from ci_l10n.flow.preview.as_json import seal_of
from tests.scenarios.world import REPORT_SCHEMA, Ran, World

RULES = """
  - source: web/*.json
    target: web/{locale}/{name}
"""
EN = '{\n  "open": "Open",\n  "greet": "Hello {name}",\n  "bye": "Good bye"\n}\n'
CHANGED = '{\n  "open": "Open it",\n  "greet": "Hello {name}"\n}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/app.json": EN}, RULES)
    return world


def plan(app: World, path: Path, *arguments: str) -> dict[str, Any]:
    ran = app.run("plan", "--out", str(path), *arguments)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(path.read_text())
    schema = REPORT_SCHEMA.with_name("plan.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(document)
    return document


def refused(app: World, path: Path, code: int, problem: str, *arguments: str) -> dict[str, Any]:
    """The error of an `apply` that changed nothing, neither on the platform nor in the repository."""
    before, at = app.git("ls-remote", "origin"), app.log_length()
    ran = app.run("apply", str(path), "--json", *arguments)
    assert (ran.code, ran.json["error"]["code"]) == (code, problem), ran.out + ran.err
    assert all(call.startswith("GET") for call in app.requests_to("smartcat", at))
    assert app.requests_to("github", at) == []
    assert app.git("ls-remote", "origin") == before
    error: dict[str, Any] = ran.json["error"]
    assert error["hint"]
    return error


def applied(app: World, path: Path, *arguments: str) -> Ran:
    ran = app.run("apply", str(path), "--json", *arguments)
    assert ran.code == 0, ran.out + ran.err
    Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(ran.json)
    return ran


def forged(path: Path, **changes: Any) -> Path:
    """The plan with other content, and a hash that fits it."""
    document = json.loads(path.read_text()) | changes
    document["hash"] = digest(
        {name: document[name] for name in ("made_from", "selection", "platform", "plan")}
    )
    document["seal"] = seal_of(document)
    other = path.with_name("forged.json")
    other.write_text(json.dumps(document))
    return other


@pytest.mark.long
def test_a_plan_is_applied_once_and_is_out_of_date_then(app: World, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    document = plan(app, path)
    report = applied(app, path).json
    assert report["command"] == "apply"
    assert report["plan"] == document["plan"]
    assert report["words_sent"] == document["words"]
    assert report["delivery"]["operation"] == "created"
    error = refused(app, path, 6, "plan-stale")
    assert "the state of localization" in error["message"]
    assert "web/app.json (de) is new" not in error["message"]  # the repository is asked first
    assert f"ci-l10n plan --out {path}" in error["hint"]


@pytest.mark.long
def test_each_thing_that_moved_is_named(app: World, tmp_path: Path) -> None:
    app.sync()
    path = tmp_path / "plan.json"
    plan(app, path)
    app.translate("web/app.json", "de", {"Open": "Auf"})
    error = refused(app, path, 6, "plan-stale")
    assert "web/app.json (de) was worked on" in error["message"]
    plan(app, path)
    app.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    app.git("push", "-q", "origin", "HEAD:main")
    assert "the base branch main" in refused(app, path, 6, "plan-stale")["message"]
    app.write({"web/app.json": CHANGED})
    app.commit("Change", push=False)
    assert "the checked out commit" in refused(app, path, 6, "plan-stale")["message"]


@pytest.mark.long
def test_what_was_planned_for_a_change_holds_when_exactly_that_is_merged(app: World, tmp_path: Path) -> None:
    app.sync()
    path = tmp_path / "plan.json"
    app.write({"web/app.json": CHANGED})
    app.commit("Change", push=False)
    plan(app, path)
    app.git("commit", "-q", "--amend", "-m", "Squashed")  # another commit with the same files
    app.git("push", "-q", "origin", "HEAD:main")
    assert applied(app, path).json["plan"]["changed"] == ["web/app.json"]


@pytest.mark.long
def test_files_that_are_no_such_plan_are_refused_with_their_place(app: World, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    document = plan(app, path)
    edited = tmp_path / "edited.json"
    edited.write_text(path.read_text().replace('"words": 10', '"words": 1'))
    assert refused(app, edited, 6, "plan-edited")["key"] == "hash"
    other = tmp_path / "other.json"
    for text, place in (('{"a": ', (1, 7)), ("[]", (None, None)), ('{"version": 1, "command": "sync"}', (None, None)),
                        ("[" * 100_000, (None, None))):  # fmt: skip
        other.write_text(text)
        error = refused(app, other, 2, "plan-malformed")
        assert (error["line"], error["column"]) == place
    other.write_bytes(b"\xff\xfe\x00")
    refused(app, other, 2, "plan-malformed")
    other.write_text(json.dumps(document | {"version": 2}))
    refused(app, other, 2, "plan-newer")
    made = document["made_from"]
    assert (
        refused(app, forged(path, made_from=made | {"tree": 7}), 2, "plan-malformed")["key"]
        == "made_from.tree"
    )
    refused(app, forged(path, platform="elsewhere, project 1"), 6, "plan-elsewhere")
    refused(app, forged(path, made_from=made | {"base": "release"}), 6, "plan-elsewhere")
    refused(app, forged(path, made_from=made | {"config": ".l10n.yml"}), 6, "plan-elsewhere")
    foreign = made | {"tree": "1" * 40, "commit": "2" * 40, "base_commit": "3" * 40}
    refused(app, forged(path, made_from=foreign), 6, "plan-elsewhere")
    refused(app, forged(path, made_from=made | {"documents": None}), 6, "plan-without-platform")
    refused(app, forged(path, plan=document["plan"] | {"new": []}), 6, "plan-stale")
    refused(app, tmp_path / "missing.json", 2, "plan-unreadable")
    refused(app, path, 2, "plan-selection", "--locale", "de")


@pytest.mark.long
def test_a_plan_is_about_the_locales_and_files_that_it_was_made_for(app: World, tmp_path: Path) -> None:
    app.write({"web/other.json": '{"a": "Another"}'})
    app.commit("Another")
    path = tmp_path / "plan.json"
    plan(app, path, "--file", "web/other.json", "--locale", "fr")
    report = applied(app, path, "--deliver", "branch").json
    assert report["plan"]["new"] == ["web/other.json"]
    assert {item["locale"] for item in report["progress"]} == {"fr"}


@pytest.mark.long
def test_guards_hold_for_plans_too_and_the_plans_hash_overrides_them(app: World, tmp_path: Path) -> None:
    app.write({f"web/{name}.json": f'{{"{name}": "Text {name}"}}' for name in "abcde"})
    app.commit("More")
    app.sync()
    app.git("rm", "-q", *(f"web/{name}.json" for name in "abcd"))
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config + "limits: {words: 1}\n", "web/app.json": EN.replace("bye", "ciao")})
    app.commit("Fewer")
    path = tmp_path / "plan.json"
    document = plan(app, path)
    hints = " ".join(finding["hint"] for finding in document["findings"])
    commands = re.findall(r"`ci-l10n (apply \S+ --allow-\w+ \w+)`", hints)
    assert [command.split()[2] for command in commands] == ["--allow-deletes", "--allow-words"]
    refused(app, path, 6, "guard-deletions")
    refused(app, path, 6, "guard-deletions", "--allow-deletes", "0" * 12)
    refused(app, path, 6, "guard-words", *commands[0].split()[2:])
    both = [part for command in commands for part in command.split()[2:]]
    assert app.run("apply", str(path), "--dry-run", *both).code == 0
    digest = document["hash"][:12]
    report = applied(app, path, "--allow-deletes", digest, "--allow-words", document["hash"]).json
    assert report["plan"]["deleted"] == [f"web/{name}.json" for name in "abcd"]

"""The label `l10n:hold` on a change request: nothing is delivered into it, and nothing is lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.gitlab_world import GitLabWorld
from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n'
MORE = '{\n  "open": "Open",\n  "bye": "Good bye",\n  "new": "New"\n}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/en.json": EN}, RULES)
    return world


def label(app: World, number: int, *names: str) -> None:
    app.github("PUT", f"repos/{app.repository}/issues/{number}/labels", {"labels": list(names)})


def value(app: World, locale: str, key: str, branch: str = "l10n/main") -> str:
    return str(json.loads(app.on_branch(f"web/{locale}.json", branch))[key])


@pytest.mark.long
def test_nothing_is_delivered_while_the_label_is_there_and_everything_after(
    app: World, tmp_path: Path
) -> None:
    number = app.sync()["delivery"]["number"]
    before = (app.remote_ref("refs/heads/l10n/main"), app.pulls()[0]["body"])
    label(app, number, "l10n", "L10N:Hold")
    app.translate("web/en.json", "de", {"Open": "Auf"})
    app.write({"web/en.json": MORE})
    app.commit("Add a string")
    summary, output, at = tmp_path / "summary.md", tmp_path / "output", app.log_length()
    output.touch()
    ran = app.run(
        "sync",
        env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output)},
    )
    assert ran.code == 0, ran.err
    assert "is on hold: the label l10n:hold stops deliveries" in ran.out
    assert "::notice title=delivery-on-hold" in ran.out
    assert f"::pull request #{number} is on hold: nothing was delivered into it" in ran.out
    assert "**on hold**" in summary.read_text()
    assert "on_hold" in output.read_text()
    assert any("document" in call for call in app.requests_to("smartcat", at) if not call.startswith("GET"))
    assert len(app.requests_to("github", at)) == 1  # the read of the label
    assert (app.remote_ref("refs/heads/l10n/main"), app.pulls()[0]["body"]) == before

    held = app.sync()
    assert held["plan"]["changed"] == []  # it was sent
    assert (held["delivery"]["on_hold"], held["delivery"]["operation"]) == (True, "none")
    assert [each["code"] for each in held["findings"]] == ["delivery-on-hold"]
    assert app.remote_ref("refs/heads/l10n/main") == before[0]

    label(app, number, "l10n")
    report = app.sync()
    assert (report["delivery"]["on_hold"], report["delivery"]["operation"]) == (False, "updated")
    assert value(app, "de", "open") == "Auf"
    assert value(app, "fr", "new") not in ("", "New")
    assert app.sync()["delivery"]["changed"] is False


@pytest.mark.long
def test_a_run_with_nothing_to_deliver_does_not_ask_for_the_label(app: World) -> None:
    label(app, app.sync()["delivery"]["number"], "l10n:hold")
    at = app.log_length()
    assert app.sync()["delivery"]["on_hold"] is False
    assert app.requests_to("github", at) == []


@pytest.mark.long
def test_each_branch_of_a_split_is_held_alone(app: World) -> None:
    config = (app.folder / "l10n.yml").read_text()
    app.write({"l10n.yml": config + "pull_request: {split: locale}\n"})
    app.commit("Split")
    app.sync()
    numbers = {pull["head"]["ref"]: pull["number"] for pull in app.pulls()}
    label(app, numbers["l10n/main-de"], "l10n:hold")
    for locale, text in (("de", "Auf"), ("fr", "Ouvert")):
        app.translate("web/en.json", locale, {"Open": text})
    report = app.sync()
    assert {each["branch"]: each["on_hold"] for each in report["deliveries"]} == {
        "l10n/main-de": True,
        "l10n/main-fr": False,
    }
    assert value(app, "fr", "open", "l10n/main-fr") == "Ouvert"
    assert value(app, "de", "open", "l10n/main-de") != "Auf"
    label(app, numbers["l10n/main-de"])
    app.sync()
    assert value(app, "de", "open", "l10n/main-de") == "Auf"


@pytest.mark.long
def test_what_people_changed_on_a_held_branch_meets_later_translations_after(app: World) -> None:
    number = app.sync()["delivery"]["number"]
    label(app, number, "l10n:hold")
    app.git("fetch", "-q", "origin", "l10n/main")
    app.git("checkout", "-q", "-B", "review", "FETCH_HEAD")
    text = (app.folder / "web/de.json").read_text()
    bye = json.loads(text)["bye"]
    app.write({"web/de.json": text.replace(bye, "Servus")})
    app.git("commit", "-q", "-am", "Correct")
    app.git("push", "-q", "origin", "HEAD:l10n/main")
    app.git("checkout", "-q", "main")
    app.translate("web/en.json", "de", {"Open": "Auf"})
    assert app.sync()["delivery"]["on_hold"] is True
    label(app, number)
    app.sync()
    assert (value(app, "de", "open"), value(app, "de", "bye")) == ("Auf", "Servus")


@pytest.mark.long
def test_a_temporary_project_outlives_the_hold(world: World) -> None:
    world.create({"web/en.json": EN}, RULES)
    config = (world.folder / "l10n.yml").read_text()
    temporary = config.replace(f"project: {world.project}", "project: {temporary: 'App {branch}'}")
    world.write({"l10n.yml": temporary})
    world.commit("Temporary")
    number = world.sync()["delivery"]["number"]
    label(world, number, "l10n:hold")
    world.write({"web/en.json": MORE})
    world.commit("Add a string")
    assert world.sync()["delivery"]["on_hold"] is True
    names = [project["name"] for project in world.smartcat("GET", "project/list").json()]
    assert "App main" in names
    label(world, number)
    world.sync()
    assert value(world, "de", "new") not in ("", "New")


@pytest.mark.long
def test_merge_requests_of_gitlab_are_held_too(sandbox: Sandbox, tmp_path: Path) -> None:
    app = GitLabWorld(sandbox, tmp_path / "checkout")
    app.create({"web/en.json": EN}, RULES)
    app.sync()
    (request,) = app.merge_requests("opened")

    def put_on(labels: str) -> Any:
        return app.on_project("PUT", f"merge_requests/{request['iid']}", {"labels": labels})

    put_on("l10n,l10n:hold")
    app.translate("web/en.json", "de", {"Open": "Auf"})
    assert app.sync()["delivery"]["on_hold"] is True
    assert value(app, "de", "open") != "Auf"
    put_on("l10n")
    assert app.sync()["delivery"]["on_hold"] is False
    assert value(app, "de", "open") == "Auf"

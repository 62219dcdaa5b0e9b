"""Long stories with the forge and the platform over HTTP: what a repository goes through in a year."""

import json

import pytest

from tests.scenarios.world import World

RULES = """
  - source: web/*.en.json
    target: web/{stem1}.{locale}.json
"""
EN = '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n'


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/app.en.json": EN}, RULES, locales=("de",))
    return world


def merge(app: World, how: str = "squash") -> None:
    number = app.pulls("open")[0]["number"]
    app.github("PUT", f"repos/{app.repository}/pulls/{number}/merge", {"merge_method": how})
    app.pull_branch()


def strings(app: World, path: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(app.on_branch_or_base(path))
    return found


def assert_settled(app: World) -> None:
    def refs() -> tuple[str, str]:
        return app.remote_ref("l10n/main"), app.remote_ref("refs/l10n/state/main")

    before, billed = refs(), app.control("billing")
    assert app.sync()["delivery"]["operation"] == "none"
    assert refs() == before
    assert app.control("billing") == billed


@pytest.mark.long
def test_a_repair_stays_when_the_branch_outlives_its_pull_request(app: World) -> None:
    app.sync()
    merge(app)
    text = (app.folder / "web/app.de.json").read_text()
    app.write({"web/app.de.json": text.replace(json.loads(text)["open"], "Öffnen")})
    app.commit("Repair")
    app.sync()
    assert_settled(app)
    assert app.pulls("open") == []
    app.translate("web/app.en.json", "de", {"Good bye": "Tschüss"})
    app.sync()
    assert strings(app, "web/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}


@pytest.mark.long
def test_a_rename_takes_merged_translations_along_and_bills_nothing(app: World) -> None:
    app.sync()
    merge(app)
    app.sync()
    before, billed = strings(app, "web/app.de.json"), app.control("billing")
    app.git("mv", "web/app.en.json", "web/shell.en.json")
    app.commit("Rename")
    app.sync()
    assert app.control("billing") == billed
    assert json.loads(app.on_branch("web/shell.de.json")) == before
    files = app.github("GET", f"repos/{app.repository}/pulls/{app.pulls('open')[0]['number']}/files")
    assert {f["filename"] for f in files} >= {"web/shell.de.json"}
    assert_settled(app)
    merge(app)
    app.sync()
    assert app.git("ls-files", "web").split() == ["web/shell.de.json", "web/shell.en.json"]


@pytest.mark.long
def test_a_year_of_translations_keeps_one_repair(app: World) -> None:
    app.sync()
    merge(app)
    text = (app.folder / "web/app.de.json").read_text()
    app.write({"web/app.de.json": text.replace(json.loads(text)["open"], "Öffnen")})
    app.commit("Repair")
    for month in range(12):
        app.translate("web/app.en.json", "de", {"Good bye": f"Tschüss {month}"})
        app.sync()
        assert strings(app, "web/app.de.json") == {"open": "Öffnen", "bye": f"Tschüss {month}"}
        merge(app, ("squash", "merge", "rebase")[month % 3])
    app.sync()
    assert_settled(app)


@pytest.mark.long
def test_a_file_comes_and_goes_and_leaves_no_trace(app: World) -> None:
    app.sync()
    merge(app)
    app.write({"web/more.en.json": '{"more": "More"}\n'})
    app.commit("More")
    app.sync()
    merge(app)
    app.git("rm", "-q", "web/more.en.json")
    app.commit("Less")
    app.sync()
    merge(app)
    app.sync()
    assert app.git("ls-files", "web").split() == ["web/app.de.json", "web/app.en.json"]
    app.git("fetch", "-q", "origin", "refs/l10n/state/main")
    assert "more" not in app.git("ls-tree", "-r", "--name-only", "FETCH_HEAD")
    assert "more" not in app.git("show", "FETCH_HEAD:documents.json")
    assert_settled(app)

"""Formats that hold every locale in one file: the source is its own target."""

import csv
import io

import pytest

from tests.scenarios.world import World

TABLE = "keys,en,de,fr,note\nopen,Open,,Ouvrir,menu\nbye,Good bye,Tschüss,,\n"
RULES = "  - {source: app/texts.csv, target: app/texts.csv}\n"


def rows(data: bytes) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in csv.reader(io.StringIO(data.decode(), newline=""))}


def test_every_locale_gets_its_cells_and_nothing_else_changes(world: World) -> None:
    world.create({"app/texts.csv": TABLE}, RULES)
    report = world.sync()
    assert report["delivery"]["operation"] == "created"
    assert {(c["locale"], c["new"], c["changed"]) for c in report["files"]} == {("de", 1, 0), ("fr", 1, 0)}
    assert {c["target"] for c in report["files"]} == {"app/texts.csv"}
    table = rows(world.on_branch("app/texts.csv"))
    assert table["open"][0] == "Open"
    assert table["open"][2:] == ["Ouvrir", "menu"]  # what people had stays
    assert table["bye"][1] == "Tschüss"
    assert table["open"][1] not in ("", "Open")
    assert table["bye"][2] not in ("", "Good bye")
    assert world.on_branch("app/texts.csv").startswith(b"keys,en,de,fr,note\nopen,Open,")


def test_a_merged_pull_request_is_no_new_source(world: World) -> None:
    world.create({"app/texts.csv": TABLE}, RULES)
    world.sync()
    world.git("fetch", "-q", "origin")
    world.git("merge", "-q", "--no-edit", "origin/l10n/main")
    world.git("push", "-q", "origin", "main")
    at = world.log_length()
    report = world.sync()
    writes = [call for call in world.requests_to("smartcat", at) if not call.startswith("GET ")]
    assert writes == []
    assert report["words_sent"] == 0
    assert not [c for c in report["files"] if c["effect"] != "none"]
    again = world.sync()
    assert again["delivery"]["changed"] is False


@pytest.mark.long
def test_a_new_text_in_the_shared_file_is_sent_and_comes_back_in_it(world: World) -> None:
    world.create({"app/texts.csv": TABLE}, RULES)
    world.sync()
    world.write({"app/texts.csv": TABLE + "save,Save,,,\n"})
    world.commit("Save")
    report = world.sync()
    assert report["words_sent"] == 2
    table = rows(world.on_branch("app/texts.csv"))
    assert all(table["save"][:3])
    assert table["open"][2] == "Ouvrir"
    assert table["open"][1]


@pytest.mark.long
def test_a_repair_in_one_locale_is_kept_while_another_arrives(world: World) -> None:
    world.create({"app/texts.csv": TABLE}, RULES)
    world.sync()
    world.git("fetch", "-q", "origin")
    world.git("merge", "-q", "--no-edit", "origin/l10n/main")
    text = (world.folder / "app/texts.csv").read_text()
    repaired = text.replace("Tschüss", "Auf Wiedersehen")
    assert repaired != text
    world.write({"app/texts.csv": repaired})
    world.commit("Repair")
    world.translate("app/texts.csv", "fr", {"Good bye": "Au revoir"})
    report = world.sync("--full")
    table = rows(world.on_branch_or_base("app/texts.csv"))
    assert table["bye"][1:3] == ["Auf Wiedersehen", "Au revoir"]
    assert {c["locale"] for c in report["files"]} == {"fr"}

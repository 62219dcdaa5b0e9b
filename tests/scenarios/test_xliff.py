"""The XLIFF round trip, as a user types it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.world import World

RULES = """\
  - {source: "web/en/*.json", target: "web/{locale}/{name}"}
"""
APP = '{"hello": "Hello %s", "bye": "Goodbye", "tags": "Read <b>this</b>"}\n'
FILES = {"web/en/app.json": APP, "web/en/more.json": '{"more": "More of it"}\n'}


@pytest.fixture
def pushed(world: World) -> World:
    """A project that has the sources already, translated by the sandbox."""
    world.create(FILES, RULES)
    models = [{"externalId": name} for name in FILES]
    parts: list[tuple[str, Any]] = [("documentModel", (None, json.dumps(models), "application/json"))]
    parts += [("file", (name, content)) for name, content in FILES.items()]
    answer = world.smartcat("POST", f"project/document?projectId={world.project}", files=parts)
    assert answer.status_code == 200, answer.text
    world.smartcat("GET", f"project/{world.project}")  # work goes on when somebody looks
    return world


def calls(world: World) -> list[str]:
    """Requests to Smartcat, without ids."""
    log = [entry for entry in world.control("log") if entry["service"] == "smartcat"]
    return [
        f"{entry['method']} "
        + re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", entry["path"].partition("integration/")[2])
        for entry in log
    ]


def edit(path: Path, source: str, target: str) -> str:
    """Give the unit with this source a target, as a translator's tool does; returns its id."""
    text = path.read_text(encoding="utf-8")
    unit = next(
        match
        for match in re.finditer(r"<trans-unit id=\"(\d+)\".*?</trans-unit>", text, re.S)
        if f">{source}<" in match[0]
    )
    changed = re.sub(
        r"<target[^>]*?(?:/>|>.*?</target>)", lambda _: f"<target>{target}</target>", unit[0], flags=re.S
    )
    path.write_text(text.replace(unit[0], changed), encoding="utf-8")
    return unit[1]


def test_a_round_trip_sends_what_a_translator_changed_and_nothing_else(pushed: World) -> None:
    world = pushed
    start = len(calls(world))
    ran = world.run("xliff", "export", "--out", "x", "--json")
    assert ran.code == 0, ran.err
    assert [(f["path"], f["segments"], f["written"]) for f in ran.json["files"]] == [
        ("x/de/web/en/app.json.xliff", 3, True),
        ("x/de/web/en/more.json.xliff", 1, True),
        ("x/fr/web/en/app.json.xliff", 3, True),
        ("x/fr/web/en/more.json.xliff", 1, True),
    ]
    assert calls(world)[start:].count("POST v1/document/export") == 1
    path = world.folder / "x/de/web/en/app.json.xliff"
    other = world.folder / "x/fr/web/en/more.json.xliff"
    bye = edit(path, "Goodbye", "Auf Wiedersehen")
    hello = edit(path, "Hello %s", "Hallo %d")
    edit(other, "More of it", "Encore")

    kept = world.run("xliff", "export", "--out", "x", "--locale", "de")
    assert "was left as it is" in kept.err + kept.out
    assert "Auf Wiedersehen" in path.read_text(encoding="utf-8")

    start = len(calls(world))
    planned = world.run("xliff", "import", str(path), "--dry-run", "--json")
    assert [s["result"] for s in planned.json["documents"][0]["segments"]].count("sent") == 1
    assert not [call for call in calls(world)[start:] if call.startswith("PUT")]

    start = len(calls(world))
    ran = world.run("xliff", "import", str(path), str(other), "--confirm", "--json")
    assert ran.code == 0, ran.err
    first, second = ran.json["documents"]
    results = {segment["id"]: segment for segment in first["segments"]}
    assert results[bye]["result"] == "sent"
    assert results[bye]["after"] == "Auf Wiedersehen"
    assert results[hello]["result"] == "held"
    assert [segment["result"] for segment in second["segments"]] == ["sent"]
    held = next(f for f in ran.json["findings"] if f["code"] == "segment-held")
    assert held["file"] == str(path)
    assert "Hallo %d" in path.read_text(encoding="utf-8").splitlines()[held["line"] - 1]
    made = calls(world)[start:]
    assert made.count("GET v1/project/ID") == 1
    assert made.count("POST v1/document/export") == 2
    assert made.count("PUT v1/document/translateWithXliff") == 2

    start = len(calls(world))
    again = world.run("xliff", "import", str(other), "--confirm")
    assert again.code == 0
    assert "nothing was sent" in again.out
    assert "PUT v1/document/translateWithXliff" not in calls(world)[start:]


@pytest.mark.long
def test_locked_newer_broken_and_chosen_segments(pushed: World) -> None:
    world = pushed
    world.control("knobs", {"xliff_inline": True})
    assert world.run("xliff", "export", "--file", "web/en/app.json", "--locale", "de").code == 0
    path = world.folder / "de/web/en/app.json.xliff"
    original = path.read_text(encoding="utf-8")
    unit = edit(path, "Goodbye", "Auf Wiedersehen")
    tags = re.search(r'id="(\d+)"(?:(?!trans-unit).)*?>Read <g', original, re.S)
    assert tags is not None
    broken = path.read_text(encoding="utf-8")
    start = broken.index("<target", tags.start())
    path.write_text(broken[:start] + re.sub(r"</?g[^>]*>", "", broken[start:], count=2), encoding="utf-8")

    order = {"source": "web/en/app.json", "locale": "de"}
    world.control("translate", {**order, "segments": {"Goodbye": "Servus"}})
    ran = world.run("xliff", "import", str(path), "--json")
    assert ran.code == 0, ran.err
    results = {s["id"]: s for s in ran.json["documents"][0]["segments"]}
    assert (results[unit]["result"], results[unit]["before"]) == ("newer", "Servus")
    assert results[tags[1]]["result"] == "held"
    assert "<g id=" in results[tags[1]]["reason"]

    world.control("translate", {**order, "lock": ["Goodbye"]})
    ran = world.run("xliff", "import", str(path), "--overwrite-updated", "--segment", unit, "--json")
    assert [s["result"] for s in ran.json["documents"][0]["segments"]] == ["locked"]

    world.control("translate", {**order, "unlock": ["Goodbye"]})
    ran = world.run("xliff", "import", str(path), "--overwrite-updated", "--segment", unit)
    assert ran.code == 0, ran.err
    assert "1 sent" in ran.out
    assert "'Servus'" in ran.out


def test_a_broken_file_is_refused_before_anybody_is_asked(world: World, tmp_path: Path) -> None:
    world.folder.mkdir()
    bad = tmp_path / "bad.xliff"
    bad.write_text("<xliff version='1.2'>\n<file original='x'>", encoding="utf-8")
    ran = world.run("xliff", "import", str(bad), "--json")
    assert (ran.code, ran.json["findings"][0]["file"], ran.json["findings"][0]["line"]) == (5, str(bad), 2)
    assert calls(world) == []


@pytest.mark.long
def test_files_that_cannot_be_used_and_faults_are_told_apart(pushed: World, tmp_path: Path) -> None:
    world = pushed
    assert world.run("xliff", "export", "--out", "x", "--locale", "de").code == 0
    path = world.folder / "x/de/web/en/more.json.xliff"
    edit(path, "More of it", "Mehr davon")
    stranger = tmp_path / "stranger.xliff"
    stranger.write_text(
        path.read_text(encoding="utf-8").replace('original="', 'original="0'), encoding="utf-8"
    )
    unknown = world.run("xliff", "import", str(path), "--segment", "none")
    assert unknown.code == 2
    assert "--segment none" in unknown.err

    world.control("knobs", {"import_faulted": True})
    ran = world.run("xliff", "import", str(path), str(stranger), "--json")
    assert ran.code == 4
    assert "faulted" in ran.err
    assert "no document" in ran.json["documents"][1]["error"]
    world.control("knobs", {"import_faulted": False})

    ran = world.run("xliff", "import", str(path), str(stranger))
    assert ran.code == 5
    assert "1 sent" in ran.out

    link = world.folder / "out"
    link.symlink_to(tmp_path)
    refused = world.run("xliff", "export", "--out", "out")
    assert refused.code == 5
    assert "link" in refused.err

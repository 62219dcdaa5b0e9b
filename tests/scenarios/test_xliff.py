"""The XLIFF round trip, as a user types it."""

import re
from pathlib import Path

import pytest

from tests.scenarios.world import World

RULES = """\
  - {source: "web/en/*.json", target: "web/{locale}/{name}"}
"""
APP = '{"hello": "Hello %s", "bye": "Goodbye", "tags": "Read <b>this</b>"}\n'
FILES = {"web/en/app.json": APP, "web/en/more.json": '{"more": "More of it"}\n'}


@pytest.fixture
def pushed(world: World) -> World:
    world.create(FILES, RULES)
    assert world.run("push").code == 0
    assert world.run("wait", "--timeout", "20s").code == 0
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

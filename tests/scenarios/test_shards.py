"""Jobs that push a part of the files each, at the same time."""

import json

import pytest

from tests.scenarios.world import World

RULES = "  - source: src/*.json\n    target: out/{locale}/{name}\n"
COUNT = 10


@pytest.mark.long
def test_shards_that_run_at_once_send_every_file_once(world: World) -> None:
    world.create({f"src/{n}.json": _text("one", n) for n in range(COUNT)}, RULES)
    world.sync("--timeout", "0", "--deliver", "none")
    world.write({f"src/{n}.json": _text("two", n) for n in range(1, COUNT)})
    world.git("mv", "src/0.json", "src/moved.json")
    world.write({"src/new.json": _text("three", 0)})
    world.commit("Change everything")
    before = world.log_length()

    running = [world.spawn("push", "--shard", f"{number}/4", "--json") for number in range(1, 5)]
    reports = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err + out
        reports.append(json.loads(out))

    sent = world.requests_to("smartcat", before)
    assert len([line for line in sent if line.startswith("PUT") and "/update" in line]) == COUNT - 1
    assert len([line for line in sent if "/document/rename" in line]) == 1
    assert len([line for line in sent if line.startswith("POST") and "/project/document" in line]) == 1
    assert len([line for line in sent if line.startswith("GET") and "/project/" in line]) == 4
    plans = [{*report["plan"]["changed"]} for report in reports]
    assert sum(map(len, plans)) == COUNT - 1
    # What four runs wrote down is the whole truth: a fifth has nothing to do.
    after = world.run("push", "--json")
    assert after.code == 0, after.err
    plan = after.json["plan"]
    assert [plan[kind] for kind in ("new", "changed", "renamed", "deleted")] == [[], [], [], []]


def test_a_part_that_is_none_is_refused(world: World) -> None:
    world.create({"src/a.json": _text("one", 1)}, RULES)
    for part in ("0/4", "5/4", "x", "1/0"):
        assert world.run("push", "--shard", part).code == 2


def _text(word: str, number: int) -> str:
    return json.dumps({"title": f"The {word} text of file {number}"})

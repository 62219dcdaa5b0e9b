"""How many requests a run costs, counted in the platform's own log and compared with the documented formulas."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import Any

import pytest

from tests.scenarios.world import World

RULES = """
  - source: src/en/**/*.json
    target: src/{locale}/{path}/{name}
"""
FILES_PER_REQUEST = 20
ADDRESS = 1900  # characters
EXPORT_POLLS = 2  # of each task: the sandbox answers 204 once, then with the file


@dataclass(frozen=True)
class Calls:
    """What a run asked of the platform."""

    entries: list[dict[str, Any]]
    project: str

    @property
    def by_name(self) -> Counter[str]:
        return Counter(map(self._name, self.entries))

    def _name(self, entry: dict[str, Any]) -> str:
        path = str(entry["path"]).partition("/api/integration/")[2].replace(self.project, "ID")
        path = "v1/document/export/TASK" if path.startswith("v1/document/export/") else path
        return f"{entry['method']} {path}"

    def queries(self, name: str) -> list[str]:
        return [str(entry["query"]) for entry in self.entries if self._name(entry) == name]

    @property
    def reads(self) -> int:
        return self.by_name["GET v1/project/ID"]

    def __len__(self) -> int:
        return len(self.entries)


def calls_since(world: World, at: int) -> Calls:
    entries = [each for each in world.control("log")[at:] if each["service"] == "smartcat"]
    return Calls(entries, world.project)


def synced(world: World, *arguments: str) -> tuple[dict[str, Any], Calls]:
    at = world.log_length()
    report = world.sync(*arguments)
    calls = calls_since(world, at)
    assert report["platform_requests"] == len(calls)
    return report, calls


def text(number: int) -> str:
    return json.dumps({"title": f"Some words to translate {number}", "name": f"Nr {number}"}, indent=2) + "\n"


def other_text(number: int) -> str:
    """Too far from `text` for git to see a renamed file."""
    return json.dumps([f"x{number}", {"quite": f"{number} other"}, "things"]) + "\n"


def documents(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        world.smartcat("GET", f"project/{world.project}").json().get("documents", [])
    )
    return found


def ids_per_task(world: World, ids: list[str], rest: str) -> int:
    """E: as many ids as fit into the address of an export, which holds ``rest`` besides."""
    start = f"{world.announced['smartcat']}/api/integration/v1/document/export?{rest}"
    return (ADDRESS - len(start)) // max(len(f"&documentIds={each}") for each in ids)


def set_locales(world: World, before: str, after: str) -> None:
    config = (world.folder / "l10n.yml").read_text()
    assert f"[{before}]" in config
    world.write({"l10n.yml": config.replace(f"[{before}]", f"[{after}]")})


N, C, X, KEPT = 23, 3, 21, 4


@pytest.fixture
def rich(world: World) -> World:
    """Synchronised: C files to be changed, X to be deleted, two to be renamed, others to be left alone."""
    names = [
        *(f"changed{i}" for i in range(C)),
        *(f"gone{i}" for i in range(X)),
        *(f"kept{i}" for i in range(KEPT)),
        "old",
        "here/moving",
    ]
    files = {f"src/en/{name}.json": text(number) for number, name in enumerate(names)}
    world.create(files, RULES, extra="limits: {delete: 100%}\n")
    world.sync()
    return world


@pytest.mark.long
def test_new_changed_renamed_deleted_files_and_a_language_cost_what_the_formula_says(rich: World) -> None:
    before = {each["id"]: each for each in documents(rich)}
    for i in range(X):
        (rich.folder / f"src/en/gone{i}.json").unlink()
    renames = {"src/en/old.json": "src/en/new.json", "src/en/here/moving.json": "src/en/there/moving.json"}
    (rich.folder / "src/en/there").mkdir()
    for old, new in renames.items():
        (rich.folder / old).rename(rich.folder / new)
    rich.write({f"src/en/changed{i}.json": text(100 + i) for i in range(C)})
    rich.write({f"src/en/fresh/new{i}.json": other_text(i) for i in range(N)})
    set_locales(rich, "de, fr", "de, fr, es")
    rich.commit("Everything at once")
    report, calls = synced(rich)

    after = documents(rich)
    locales = 3
    moved = (N + C) * locales + (len(renames) + KEPT) * 1  # every file has something new in the new locale
    assert len(after) == (N + C + len(renames) + KEPT) * locales
    ids = [each["id"] for each in after]
    tasks = ceil(moved / ids_per_task(rich, ids, "type=target&mode=confirmed"))
    exports = [query.count("documentIds=") for query in calls.queries("POST v1/document/export")]
    assert sum(exports) == moved
    assert calls.by_name == {
        "GET v1/project/ID": calls.reads,
        "POST v1/project/document": ceil(N / FILES_PER_REQUEST),
        "PUT v2/document/update": C,
        "PUT v1/document/rename": len(renames),
        "DELETE v1/document": ceil(X / FILES_PER_REQUEST),
        "POST v1/project/language": 1,
        "POST v1/document/export": tasks,
        "GET v1/document/export/TASK": tasks * EXPORT_POLLS,
    }
    assert calls.reads >= 2  # at the start, and one for each poll
    assert report["complete"] is True

    names = {each["id"]: (each["fullPath"], each["externalId"]) for each in after}
    for old, new in renames.items():
        ids = [each["id"] for each in before.values() if each["externalId"] == old]
        assert len(ids) == 2
        assert {names[each] for each in ids} == {(new.removesuffix(".json"), old)}
        bills = [bill for bill in rich.control("billing") if bill["source"] in (old, new)]
        assert [bill["kind"] for bill in bills] == ["upload", "language"]  # nothing for the rename
    assert not [each for each in after if each["externalId"].startswith("src/en/gone")]
    _, calls = synced(rich)
    assert calls.by_name == {"GET v1/project/ID": 2}


def test_a_sync_with_nothing_to_do_is_two_requests_and_one_that_does_not_wait_is_one(world: World) -> None:
    world.create({"src/en/app.json": text(1)}, RULES)
    world.sync()
    assert synced(world)[1].by_name == {"GET v1/project/ID": 2}
    assert synced(world, "--timeout", "0")[1].by_name == {"GET v1/project/ID": 1}


@pytest.mark.long
def test_renames_are_renames_also_of_files_that_changed_and_swapped_texts_are_updates(world: World) -> None:
    names = ("plain", "one/edited", "left", "right")
    world.create({f"src/en/{name}.json": text(i) for i, name in enumerate(names)}, RULES)
    world.sync()
    before = {(each["externalId"], each["targetLanguage"]): each["id"] for each in documents(world)}
    bills = len(world.control("billing"))
    world.git("mv", "src/en/plain.json", "src/en/renamed.json")
    world.commit("Rename")
    _, calls = synced(world)
    assert calls.by_name == {"GET v1/project/ID": calls.reads, "PUT v1/document/rename": 1}
    assert len(world.control("billing")) == bills

    (world.folder / "src/en/two").mkdir()
    world.git("mv", "src/en/one/edited.json", "src/en/two/edited.json")
    edited = text(1).replace("Nr 1", "Number one")
    world.write(
        {
            "src/en/two/edited.json": edited,
            "src/en/left.json": text(3),
            "src/en/right.json": text(2),
        }
    )
    world.commit("Move and edit, swap")
    _, calls = synced(world)
    assert {name: count for name, count in calls.by_name.items() if name.startswith("PUT")} == {
        "PUT v1/document/rename": 1,
        "PUT v2/document/update": 3,
    }
    assert not calls.by_name.keys() & {"POST v1/project/document", "DELETE v1/document"}
    after = documents(world)
    assert {(each["externalId"], each["targetLanguage"]): each["id"] for each in after} == before
    paths = {each["externalId"]: each["fullPath"] for each in after}
    assert paths == {
        "src/en/plain.json": "src/en/renamed",
        "src/en/one/edited.json": "src/en/two/edited",
        "src/en/left.json": "src/en/left",
        "src/en/right.json": "src/en/right",
    }
    assert json.loads(world.on_branch("src/de/two/edited.json")).keys() == {"title", "name"}
    assert "3" in json.loads(world.on_branch("src/de/left.json"))["title"]


@pytest.mark.long
def test_a_server_with_the_older_update_only_gets_one_request_per_language(world: World) -> None:
    locales = ("de", "fr", "es")
    files = {f"src/en/{i}.json": text(i) for i in range(C)}
    world.create(files, RULES, locales=locales)
    world.sync()
    world.control("knobs", {"v2_update": False})
    world.write({f"src/en/{i}.json": text(100 + i) for i in range(C)})
    world.commit("Change")
    report, calls = synced(world, "--timeout", "0")
    assert calls.by_name == {
        "GET v1/project/ID": 1,
        "PUT v2/document/update": 1,  # the one that finds out
        "PUT v1/document/update": C * len(locales),
    }
    assert any("one language at a time" in note for note in report["notes"])

    world.write({"src/en/0.json": text(200)})
    set_locales(world, ", ".join(locales), ", ".join([*locales, "it"]))
    world.commit("Change and add a language")
    _, calls = synced(world, "--timeout", "0")
    assert calls.by_name - Counter({"GET v1/document/export/TASK": 99, "POST v1/document/export": 9}) == {
        "GET v1/project/ID": 2,  # the second for the ids in the new language
        "POST v1/project/language": 1,
        "PUT v2/document/update": 1,
        "PUT v1/document/update": len(locales) + 1,
    }


@pytest.mark.long
def test_a_language_that_comes_when_a_file_goes_leaves_nothing_of_it(world: World) -> None:
    world.create({f"src/en/{i}.json": text(i) for i in range(2)}, RULES)
    assert world.run("push").code == 0
    (world.folder / "src/en/0.json").unlink()
    set_locales(world, "de, fr", "de, fr, es")
    world.commit("One file less, one language more")
    at = world.log_length()
    assert world.run("push").code == 0
    calls = calls_since(world, at)
    assert calls.by_name == {
        "GET v1/project/ID": 1,
        "DELETE v1/document": 1,
        "POST v1/project/language": 1,
    }
    left = [(each["externalId"], each["targetLanguage"]) for each in documents(world)]
    assert sorted(left) == [("src/en/1.json", locale) for locale in ("de", "es", "fr")]


def test_guards_stop_a_run_before_anything_is_sent_and_their_overrides_work(world: World) -> None:
    count = 5
    files = {f"src/en/{i}.json": text(i) for i in range(count)}
    world.create(files, RULES, extra="limits: {delete: 50%, words: 100}\n")
    assert world.run("push").code == 0
    for i in range(count - 1):
        (world.folder / f"src/en/{i}.json").unlink()
    world.commit("Delete nearly all")
    override = refused(world, "--allow-deletes")
    at = world.log_length()
    assert world.run("push", "--allow-deletes", "0" * 12).code == 6
    ran = world.run("push", "--allow-deletes", override)
    assert ran.code == 0, ran.err
    calls = calls_since(world, at)
    assert calls.by_name == {"GET v1/project/ID": 2, "DELETE v1/document": 1}
    assert {each["externalId"] for each in documents(world)} == {f"src/en/{count - 1}.json"}

    world.write({"src/en/long.json": json.dumps({"long": "word " * 60})})
    world.commit("Too many words")
    override = refused(world, "--allow-words")
    at = world.log_length()
    assert world.run("push", "--allow-words", override).code == 0
    assert calls_since(world, at).by_name["POST v1/project/document"] == 1


def refused(world: World, override: str) -> str:
    """A push that stops with exit 6, having only read; the value of ``override`` that its message names."""
    at = world.log_length()
    ran = world.run("push")
    assert ran.code == 6, ran.err
    assert calls_since(world, at).by_name == {"GET v1/project/ID": 1}
    found = re.search(rf"{override} (\w+)", ran.err)
    assert found, ran.err
    return found[1]

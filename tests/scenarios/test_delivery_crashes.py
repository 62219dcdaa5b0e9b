"""A delivery that is killed at any of its requests to git or forge, and runs that meet: the next one makes it whole."""

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from tests.scenarios.people import DE, FR, People, dump, is_ancestor, traffic
from tests.scenarios.world import World

RULES = """
  - source: web/*.en.json
    target: web/{stem1}.{locale}.json
"""
EN = {"open": "Open", "bye": "Good bye"}
BY_GIT = "commit: author, author: {name: Bot, email: bot@example.org}"
WAITING = "import sys\nsys.stdin.readline()\nfrom ci_l10n.cli import run\nsys.exit(run(sys.argv[1:]))\n"
MOST_REQUESTS = 60


def make_people(world: World, folder: Path, settings: str) -> People:
    """A repository whose pull requests are open, one with a reviewer's commit."""
    world.control("knobs", {"smartcat": {"rate_limit": False}})
    files: dict[str, str | bytes] = {"web/app.en.json": dump(EN), "notes.txt": "One\n"}
    world.create(files, RULES, locales=("de", "fr"), extra=f"pull_request: {{{settings}}}\n")
    world.sync()
    return People(world, folder)


def killed_at(app: World, number: int, when: str) -> bool:
    """Whether a sync came to its ``number``-th request to the repository, and died there."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, "sync"],
        cwd=app.folder,
        env=app.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    fault = {"match": "acme/app", "nth": number, "do": "kill-client", "pid": process.pid, "when": when}
    app.control("faults", [fault])
    process.communicate("\n", timeout=60)
    app.control("faults", [])
    return process.returncode != 0


def assert_settled(app: World) -> None:
    refs, at = app.git("ls-remote", "origin"), app.log_length()
    app.sync()
    seen = traffic(app, at)
    assert (seen.pushes, seen.writes, seen.reads <= 2) == (0, 0, True), seen
    assert app.git("ls-remote", "origin") == refs


@pytest.mark.long
@pytest.mark.timeout(900)  # some 20 runs, each killed at another request and then finished
@pytest.mark.parametrize("settings", ["split: locale", f"split: locale, {BY_GIT}", f"{BY_GIT}"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_delivery_killed_at_any_request_is_made_whole(
    world: World, tmp_path: Path, settings: str, when: str
) -> None:
    people = make_people(world, tmp_path / "people", settings)
    german, french = ("l10n/main-de", "l10n/main-fr") if "split" in settings else ("l10n/main",) * 2
    edit = people.edit(FR, french, open="Ouvre!")
    for number in count(1):
        assert number < MOST_REQUESTS
        for locale in ("de", "fr"):
            world.translate("web/app.en.json", locale, {"Good bye": f"{locale} {number}"})
        was_killed = killed_at(world, number, when)
        world.sync()
        for path, branch in ((DE, german), (FR, french)):
            strings = json.loads(world.on_branch(path, branch))
            assert strings["bye"] == f"{path[-7:-5]} {number}", f"killed {when} request {number}"
        assert json.loads(world.on_branch(FR, french))["open"] == "Ouvre!"
        world.git("fetch", "-q", "origin", french)
        assert is_ancestor(world.folder, edit, "FETCH_HEAD")
        assert len(world.pulls()) == len({german, french})
        if not was_killed:
            break
    assert number > 4
    assert_settled(world)


@pytest.mark.long
def test_two_runs_at_once_deliver_once(world: World, tmp_path: Path) -> None:
    people = make_people(world, tmp_path / "people", "draft: false")
    edit = people.edit(FR, open="Ouvre!")
    world.translate("web/app.en.json", "de", {"Good bye": "Tschüss"})
    runs = [world.spawn("sync") for _ in range(2)]
    codes = [process.wait(timeout=60) for process in runs if process.communicate(timeout=60)]
    assert 0 in codes
    assert set(codes) <= {0, 6}
    assert json.loads(world.on_branch(DE))["bye"] == "Tschüss"
    assert json.loads(world.on_branch(FR))["open"] == "Ouvre!"
    assert is_ancestor(world.folder, edit, "FETCH_HEAD")
    assert len(world.pulls()) == 1
    assert_settled(world)

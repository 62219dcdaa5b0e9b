"""Commits that the forge makes and signs, as whole runs: nothing lost, one move of the branch, few requests."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from tests.scenarios.world import World

RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
EN = '{\n  "open": "Open",\n  "bye": "Good bye"\n}\n'
BRANCH = "refs/heads/l10n/main"
BASE = "refs/heads/main"
PERSONAL = "ghp_0123456789012345"


@pytest.fixture
def app(world: World) -> World:
    world.create({"web/en.json": EN, "notes.txt": "One\n"}, RULES, locales=("de",))
    return world


@pytest.fixture
def at_work(app: World) -> World:
    """After the first delivery."""
    app.sync()
    return app


@pytest.fixture
def personal(app: World) -> Iterator[World]:
    app.control("knobs", {"github": {"personal_token": True, "more_tokens": [PERSONAL]}})
    app.extra_env["GITHUB_TOKEN"] = PERSONAL
    yield app
    app.extra_env.clear()


def translate(app: World, text: str, translation: str) -> None:
    app.translate("web/en.json", "de", {text: translation})


def head(app: World) -> dict[str, Any]:
    """The commit at the head of the branch, as the forge shows it."""
    commit: dict[str, Any] = app.github("GET", f"repos/{app.repository}/git/commits/{app.remote_ref(BRANCH)}")
    return commit


def is_verified(app: World) -> bool:
    return bool(head(app)["verification"]["verified"])


def parents(app: World) -> list[str]:
    return [parent["sha"] for parent in head(app)["parents"]]


def subjects(app: World) -> list[str]:
    """Of the commits that the branch has beside the base branch, newest first."""
    app.git("fetch", "-q", "origin", BRANCH, BASE)
    return app.git("log", "--format=%s", f"{app.remote_ref(BASE)}..{app.remote_ref(BRANCH)}").splitlines()


def person_commits(app: World, path: str, content: str, mode: str = "") -> str:
    """A person pushes a commit to the branch."""
    app.git("fetch", "-q", "origin", BRANCH)
    app.git("checkout", "-q", "FETCH_HEAD")
    app.write({path: content})
    app.git("add", path)
    if mode:
        app.git("update-index", f"--chmod={mode}", path)
    app.git("commit", "-q", "-m", "By hand")
    app.git("push", "-q", "origin", f"HEAD:{BRANCH}")
    made = app.git("rev-parse", "HEAD")
    app.git("checkout", "-q", "-f", app.base)
    return made


def assert_settled(app: World) -> None:
    """Another run writes nothing, and leaves no objects behind."""
    refs, at = app.git("ls-remote", "origin"), app.log_length()
    assert "objects" not in refs
    app.sync()
    assert app.git("ls-remote", "origin") == refs
    asked = app.requests_to("github", at)
    assert [line for line in asked if not line.startswith("GET ")] == []
    assert len(asked) <= 2
    assert pushes(app, at) == 0


def written(app: World, since: int) -> list[str]:
    """What was asked of the forge since then, without the questions."""
    asked = [line.split(" ") for line in app.requests_to("github", since)]
    return [
        path.partition("/v3/")[2].removeprefix(f"repos/{app.repository}/")
        for verb, path in asked
        if verb != "GET"
    ]


def pushes(app: World, since: int) -> int:
    return sum(
        line.endswith("git-receive-pack") and line.startswith("POST ")
        for line in app.requests_to("git", since)
    )


def test_commits_are_verified_on_new_and_old_and_rebuilt_branches(app: World) -> None:
    report = app.sync()
    assert is_verified(app)
    assert parents(app) == [app.remote_ref(BASE)]
    assert report["delivery"]["commit"] == app.remote_ref(BRANCH)
    assert "L10n-State" in head(app)["message"]
    assert_settled(app)
    first = app.remote_ref(BRANCH)
    translate(app, "Open", "Auf")
    app.sync()
    assert is_verified(app)
    assert parents(app) == [first]
    app.write({"web/de.json": '{\n  "open": "Öffnen"\n}\n'})
    app.commit("By hand")
    app.sync()
    assert is_verified(app)
    assert parents(app) == [app.remote_ref(BASE)]
    assert len(subjects(app)) == 1
    assert [pull["state"] for pull in app.pulls()] == ["open"]
    assert_settled(app)


@pytest.mark.long
def test_a_merge_with_other_peoples_commits_is_verified_and_keeps_modes_and_links(at_work: World) -> None:
    app = at_work
    theirs = person_commits(app, "web/de.json", app.on_branch("web/de.json").decode(), mode="+x")
    (app.folder / "link").symlink_to("notes.txt")
    app.write({"web/de.json": '{\n  "open": "Öffnen"\n}\n'})
    base = app.commit("By hand")
    app.sync()
    assert parents(app) == [theirs, base]
    assert is_verified(app)
    assert modes(app) == {"web/de.json": "100755", "link": "120000"}
    translate(app, "Open", "Auf")
    app.sync()
    assert is_verified(app)
    assert modes(app) == {"web/de.json": "100755", "link": "120000"}
    assert_settled(app)


def modes(app: World) -> dict[str, str]:
    """What is no plain file on the branch."""
    app.git("fetch", "-q", "origin", BRANCH)
    rows = [line.split(None, 3) for line in app.git("ls-tree", "-r", "FETCH_HEAD").splitlines()]
    return {path: mode for mode, _, _, path in rows if mode != "100644"}


@pytest.mark.long
def test_what_cannot_be_signed_is_pushed_all_the_same_and_reported(at_work: World) -> None:
    app = at_work
    app.control("knobs", {"github": {"web_commit_signing": False}})
    translate(app, "Open", "Auf")
    notes = app.sync()["notes"]
    assert any("not verified" in note and "unsigned" in note for note in notes)
    app.control("knobs", {"github": {"web_commit_signing": True, "update_refs": False}})
    translate(app, "Open", "Los")
    app.sync()
    assert is_verified(app)  # moved by git
    app.control("knobs", {"github": {"update_refs": True, "ruled_refs": ["refs/l10n/objects/*"]}})
    translate(app, "Open", "Offen")
    app.sync()
    assert is_verified(app)  # its contents were sent instead
    assert b"Offen" in app.on_branch("web/de.json")
    assert_settled(app)


@pytest.mark.long
def test_an_author_of_ones_own_is_pushed_by_git_with_its_sign_off(world: World) -> None:
    author = "pull_request: {commit: author, author: {name: Ada, email: ada@example.org, sign_off: true}}\n"
    world.create({"web/en.json": EN}, RULES, locales=("de",), extra=author)
    at = world.log_length()
    world.sync()
    assert written(world, at) == ["pulls", "issues/1/labels"]
    assert head(world)["author"]["name"] == "Ada"
    assert "Signed-off-by: Ada <ada@example.org>" in head(world)["message"]
    assert not is_verified(world)
    assert_settled(world)


@pytest.mark.long
def test_a_personal_token_signs_what_appends_plain_files(personal: World) -> None:
    app = personal
    at = app.log_length()
    app.sync()
    assert written(app, at) == ["graphql", "pulls", "issues/1/labels"]
    assert is_verified(app)
    assert parents(app) == [app.remote_ref(BASE)]
    assert_settled(app)
    first = app.remote_ref(BRANCH)
    translate(app, "Open", "Auf")
    app.sync()
    assert parents(app) == [first]
    assert is_verified(app)
    app.write({"web/de.json": '{\n  "open": "Öffnen"\n}\n'})
    app.commit("By hand")
    notes = app.sync()["notes"]  # made anew
    assert any("not verified" in note and "personal token" in note for note in notes)
    assert [pull["state"] for pull in app.pulls()] == ["open"]
    assert_settled(app)


@pytest.mark.long
def test_whoever_moves_the_branch_in_between_keeps_the_commit(at_work: World) -> None:
    app = at_work
    translate(app, "Open", "Auf")
    app.control("faults", [{"match": "POST git/commits", "nth": 1, "do": "slow", "seconds": 4}])
    process = app.spawn("sync", "--json")
    wait_for_fault(app, process)
    theirs = person_commits(app, "notes.txt", "Two\n")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert parents(app) == [theirs]
    assert is_verified(app)
    assert b"Auf" in app.on_branch("web/de.json")
    assert_settled(app)


def seldom(*values: object) -> ParameterSet:
    return pytest.param(*values, marks=pytest.mark.long)


KILLS = [
    seldom("POST git/trees", 1, "before"),
    seldom("POST git/trees", 1, "after"),
    seldom("POST git/commits", 1, "before"),
    seldom("POST git/commits", 1, "after"),
    seldom("POST graphql", 2, "before"),
    seldom("POST graphql", 2, "after"),
    seldom("POST pulls", 1, "before"),
    seldom("POST pulls", 1, "after"),
]


@pytest.mark.parametrize(("match", "nth", "when"), KILLS)
def test_a_run_that_dies_leaves_nothing_twice(app: World, match: str, nth: int, when: str) -> None:
    code = "import sys\nsys.stdin.readline()\nfrom ci_l10n.cli import run\nsys.exit(run(sys.argv[1:]))\n"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "sync"], cwd=app.folder, env=app.env, stdin=subprocess.PIPE, text=True
    )
    fault = {"match": match, "nth": nth, "do": "kill-client", "pid": process.pid, "when": when}
    app.control("faults", [fault])
    process.communicate("\n", timeout=60)
    assert process.returncode < 0
    app.sync()
    assert is_verified(app)
    assert len(subjects(app)) == 1
    assert [pull["state"] for pull in app.pulls()] == ["open"]
    assert_settled(app)


@pytest.mark.long
def test_a_rule_that_forbids_the_branch_is_named_and_leaves_it(at_work: World) -> None:
    app = at_work
    before = app.remote_ref(BRANCH)
    translate(app, "Open", "Auf")
    app.control("knobs", {"github": {"ruled_refs": ["refs/heads/l10n/*"]}})
    ran = app.run("sync")
    assert ran.code == 6
    assert "GH013" in ran.err
    assert app.remote_ref(BRANCH) == before
    assert app.remote_ref("refs/l10n/objects/main") == ""
    app.control("knobs", {"github": {"ruled_refs": []}})
    app.sync()
    assert parents(app) == [before]
    assert_settled(app)


@pytest.mark.long
def test_an_answer_that_got_lost_is_looked_up(at_work: World) -> None:
    app = at_work
    for fault, nth in (("apply-then-502", 2), ("502", 2), ("apply-then-502", 1)):
        translate(app, "Open", f"Auf {fault} {nth}")
        app.control("faults", [{"match": "POST graphql", "nth": nth, "do": fault}])
        app.sync()
        app.control("faults", [])
        assert is_verified(app)
    assert len(subjects(app)) == 4
    assert_settled(app)


@pytest.mark.long
def test_a_token_that_expires_while_waiting_says_so(at_work: World) -> None:
    app = at_work
    translate(app, "Open", "Auf")
    app.control("faults", [{"match": "POST git/commits", "nth": 1, "do": "401"}])
    ran = app.run("sync")
    assert ran.code == 3
    assert "expired" in ran.err
    assert "wait.timeout" in ran.err
    app.sync()
    assert b"Auf" in app.on_branch("web/de.json")
    assert_settled(app)


@pytest.mark.long
def test_every_branch_of_a_split_delivery_is_verified(world: World) -> None:
    world.create({"web/en.json": EN}, RULES, extra="pull_request: {split: locale}\n")
    at = world.log_length()
    world.sync()
    for locale in ("de", "fr"):
        sha = world.remote_ref(f"{BRANCH}-{locale}")
        commit = world.github("GET", f"repos/{world.repository}/git/commits/{sha}")
        assert commit["verification"]["verified"]
        assert [parent["sha"] for parent in commit["parents"]] == [world.remote_ref(BASE)]
    assert pushes(world, at) == 5  # what is to be sent, what was sent, objects for each branch, the state
    assert_settled(world)


@pytest.mark.long
def test_a_thousand_files_take_one_commit_two_pushes_and_twenty_requests(world: World) -> None:
    files = {f"web/f{number:04}.en.json": json.dumps({"open": f"Open {number}"}) for number in range(500)}
    rules = "  - source: web/*.en.json\n    target: web/{stem1}.{locale}.json\n"
    settings = "pull_request: {reviewers: [ada], assignees: [bob], team_reviewers: [web]}\n"
    world.create(files, rules, extra=settings)
    world.run("push")
    at = world.log_length()
    ran = world.run("pull", "--deliver", "pr", "--json")
    assert ran.code == 0, ran.err
    assert len(subjects(world)) == 1
    assert is_verified(world)
    assert pushes(world, at) <= 2
    assert len(world.requests_to("github", at)) <= 20
    assert_settled(world)


def wait_for_fault(app: World, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline and app.control("faults"):
        time.sleep(0.05)

"""
Recorded answers of Smartling, one cassette per wire contract, replayed without a server.

`tools/record_cassettes.py` makes them anew; what is asked stands in `tools/cassettes/smartling/scenes.py`, and is played
here.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.tms.smartling.making import Access
from tests.contract.platforms import HurriedClock
from tools.cassettes.scrub import MASK, make_recorder, pieces
from tools.cassettes.smartling import scenes
from tools.cassettes.smartling.people import FOLDER as OURS
from tools.cassettes.smartling.people import PROJECT
from tools.cassettes.smartling.stage import Stage, Where
from tools.record_cassettes import FOLDER as CASSETTES_OF_ALL

FOLDER = CASSETTES_OF_ALL / "smartling"
CASSETTES = sorted(FOLDER.glob("*.yaml"))

Replay = Callable[[Callable[[Stage], Any]], Any]


@pytest.fixture(scope="module")
def where() -> Where:
    """The project that was recorded; its first locales are those that were used."""
    (told,) = (
        piece for piece in pieces(FOLDER / "project.yaml") if b"targetLocales" in piece and piece[:1] == b"{"
    )
    listed = json.loads(told)["response"]["data"]["targetLocales"]
    first, second = [locale["localeId"] for locale in listed if locale["enabled"]][:2]
    return Where(Access("nobody", "nothing"), PROJECT, {first: first, second: second})


@pytest.fixture
def replay(where: Where) -> Replay:
    """Plays a scene against its cassette: a request that was not recorded is an error, no network is touched."""
    recorder = make_recorder(None, FOLDER, "none")

    def play(scene: Callable[[Stage], Any]) -> Any:
        (name,) = [each.name for each in scenes.SCENES if each.play is scene]
        with recorder.use_cassette(f"{name}.yaml") as cassette:
            result = scene(Stage(where, HurriedClock()))
            assert cassette.all_played
        return result

    return play


def test_a_project_tells_its_locales(replay: Replay, where: Where) -> None:
    project = replay(scenes.project)
    assert (project.id, project.name, project.is_archived) == (PROJECT, "Project", False)
    assert {locale.id for locale in project.locales if locale.is_enabled} >= set(where.locales)


def test_a_token_that_grew_old_is_refreshed(replay: Replay) -> None:
    before, after = replay(scenes.refresh)
    assert before == after
    refreshes = re.findall(r"/authenticate/refresh", (FOLDER / "refresh.yaml").read_text("utf-8"))
    assert len(refreshes) == 1


def test_a_wrong_secret_is_told(replay: Replay) -> None:
    assert "Smartling" in replay(scenes.wrong_secret)


def test_a_push_gives_a_file_for_each_locale(replay: Replay, where: Where) -> None:
    files = replay(scenes.push)
    wanted = {(uri, locale) for uri in scenes.SOURCES for locale in where.locales}
    assert {(file.group, file.locale) for file in files} == wanted


def test_a_pull_gives_every_file_in_every_locale_and_the_sources(replay: Replay, where: Where) -> None:
    pulled = replay(scenes.pull)
    wanted = {(uri, locale) for uri in scenes.SOURCES for locale in where.locales}
    assert {(file.group, file.locale) for file in pulled.project.files} == wanted
    assert all(0 < file.words < 20 and file.fingerprint for file in pulled.project.files)
    assert [each.problem for each in (*pulled.targets, *pulled.one, *pulled.sources)] == [""] * 9
    assert {(each.file.group, each.file.locale) for each in pulled.targets} == wanted
    assert pulled.one[0].content in [each.content for each in pulled.targets]
    assert {each.file.group: each.content for each in pulled.sources} == scenes.SOURCES


def test_what_was_published_is_listed(replay: Replay) -> None:
    total, items = replay(scenes.published)
    assert total == len(items)
    assert all(item.uri.startswith(OURS) and item.date for item in items)


def test_an_import_tells_key_by_key_what_did_not_fit(replay: Replay) -> None:
    imported = replay(scenes.key_import)
    assert {problem.key for problem in imported.result.problems} == {"string@greet", "string@nowhere"}
    assert all(problem.messages for problem in imported.result.problems)
    assert "Öffnen".encode() in imported.export.content, "without overwrite, what is there stays"


def test_a_job_tells_which_file_it_did_not_take(replay: Replay, where: Where) -> None:
    joined = replay(scenes.job)
    assert {(file.group, file.locale) for file in joined.sent} == {
        (uri, locale) for uri in (scenes.JOINED, scenes.BROKEN) for locale in where.locales
    }
    (problem,) = joined.failed.items()
    assert problem[0] == scenes.BROKEN
    assert "did not take" in problem[1].message


def test_a_new_version_and_a_new_name_keep_the_file(replay: Replay, where: Where) -> None:
    change = replay(scenes.change)
    assert {file.group for file in change.before.files} == set(scenes.SOURCES)
    assert {(file.group, file.locale) for file in change.sent} == {
        (scenes.APP, locale) for locale in where.locales
    }
    assert {file.group for file in change.renamed} == {scenes.RENAMED}


def test_a_file_that_is_being_taken_apart_is_preparing(replay: Replay) -> None:
    conditions = {file.group: file.condition for file in replay(scenes.locked).files}
    assert conditions == {scenes.RENAMED: "ready", scenes.STRINGS: "preparing"}


def test_refusals_have_a_status_and_a_next_step(replay: Replay) -> None:
    errors = replay(scenes.refusals)
    assert len(errors) == 7
    assert all(400 <= error.status < 500 and error.hint for error in errors)


def test_a_deletion_is_accepted(replay: Replay) -> None:
    assert replay(scenes.delete) is None


def test_every_scene_is_recorded_and_replayed_here() -> None:
    names = [scene.name for scene in scenes.SCENES]
    assert sorted(names) == [path.stem for path in CASSETTES]
    played = re.findall(r"replay\(scenes\.(\w+)\)", Path(__file__).read_text("utf-8"))
    assert {scene.play.__name__ for scene in scenes.SCENES} == set(played)


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.name)
def test_committed_cassettes_hold_no_token_and_name_nobody(path: Path) -> None:
    for piece in pieces(path):
        text = piece.decode("utf-8", "replace")
        for word in ("authorization", "bearer ey", "cookie", "127.0.0.1", "usersecret", "useridentifier"):
            assert word not in text.casefold()
        assert not re.search(r"[\w.]+@[\w-]+\.\w", text)
        assert set(re.findall(r'"(?:access|refresh)Token": "([^"]*)"', text)) <= {MASK}
        assert set(re.findall(r"/projects/([^/?\s]+)", text)) <= {PROJECT}
        assert set(re.findall(r'"projectId": "([^"]*)"', text)) <= {PROJECT}
        for uri in re.findall(r'"fileUri": ("[^"]*")', text):
            assert json.loads(uri).startswith(OURS)

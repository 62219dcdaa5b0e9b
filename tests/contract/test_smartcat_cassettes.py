"""
Recorded answers of Smartcat, one cassette per wire contract, replayed without a server.

`tools/record_cassettes.py` makes them anew; what is asked stands in `tools/cassettes/smartcat/scenes.py`, and is played here.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.tms.base import Export
from ci_l10n.tms.smartcat.callbacks import Callback, Header
from ci_l10n.tms.smartcat.making import Access
from ci_l10n.tms.smartcat.wire import Document
from tests.contract.platforms import HurriedClock
from tools.cassettes.scrub import MASK, make_recorder, pieces
from tools.cassettes.smartcat import scenes
from tools.cassettes.smartcat.people import HOOK, NOBODY
from tools.cassettes.smartcat.stage import Stage
from tools.record_cassettes import FOLDER as CASSETTES_OF_ALL

FOLDER = CASSETTES_OF_ALL / "smartcat"
ACCESS = Access("nobody", "1_nothing")
CASSETTES = sorted(FOLDER.glob("*.yaml"))
DOCUMENTS = {(path, locale) for path in scenes.SOURCES for locale in ("de", "fr")}

Replay = Callable[[Callable[[Stage], Any]], Any]


@pytest.fixture
def replay() -> Replay:
    """Plays a scene against its cassette: a request that was not recorded is an error, no network is touched."""
    recorder = make_recorder(None, FOLDER, "none")
    found = re.search(r'"id": "([0-9a-f-]{36})"', (FOLDER / "create.yaml").read_text("utf-8"))
    assert found

    def play(scene: Callable[[Stage], Any]) -> Any:
        (name,) = [each.name for each in scenes.SCENES if each.play is scene]
        stage = Stage(ACCESS, "eu", HurriedClock(), found[1])
        with recorder.use_cassette(f"{name}.yaml") as cassette:
            result = scene(stage)
            assert cassette.all_played
        return result

    return play


def test_an_account_is_understood(replay: Replay) -> None:
    account = replay(scenes.account)
    assert (account.id, account.is_personal) == (NOBODY, False)


def test_a_project_is_created(replay: Replay) -> None:
    project = replay(scenes.create)
    assert (project.source_language, project.target_languages) == ("en", ("de",))


def test_a_push_gives_a_document_per_file_and_language(replay: Replay) -> None:
    pushed = replay(scenes.push)
    assert pushed.before.files == ()
    assert {(file.name, file.locale) for file in pushed.files} == DOCUMENTS
    assert all(file.external_id == file.name for file in pushed.files)


def test_a_pull_gives_every_file_in_every_language(replay: Replay) -> None:
    pulled = replay(scenes.pull)
    assert all(0 < file.words < 20 and file.condition == "ready" for file in pulled.project.files)
    assert contents_by_document(pulled.targets).keys() == DOCUMENTS
    assert contents_by_document(pulled.sources) == {
        (path, locale): scenes.SOURCES[path] for path, locale in DOCUMENTS
    }


def contents_by_document(exports: list[Export]) -> dict[tuple[str, str], bytes]:
    return {(each.file.name, each.file.locale): each.content for each in exports if each.content}


def test_statistics_are_waited_for_and_counted(replay: Replay) -> None:
    of_project, of_document = replay(scenes.statistics)
    assert {language.code for language in of_project} == {"de", "fr"}
    totals = [row.words for language in of_project for row in language.rows if row.name == "total"]
    assert len(totals) == 2
    assert all(0 < words < 20 for words in totals)
    assert {row.name for row in of_document} >= {"total", "newWords", "repetitions"}


def test_an_update_and_a_rename_keep_the_documents(replay: Replay) -> None:
    change = replay(scenes.change)
    assert {file.locale for file in change.sent} == {"de", "fr"}
    assert {file.id for file in change.after.files} == {file.id for file in change.before.files}
    sent = {file.group for file in change.sent}
    after = [file for file in change.after.files if file.group in sent]
    assert {(file.name, file.external_id) for file in after} == {("web/en/main.json", scenes.APP)}
    marks = {file.fingerprint for file in change.before.files}
    assert not any(file.fingerprint in marks for file in after)


def test_an_older_server_updates_one_language_at_a_time_and_counts_with_texts(replay: Replay) -> None:
    older = replay(scenes.older)
    assert {file.locale for file in older.sent} == {"de", "fr"}
    assert older.client.updated_per_language
    assert {row.name for row in older.rows} >= {"total", "newWords"}


def test_bilingual_files_come_in_an_archive_and_alone_and_go_back(replay: Replay) -> None:
    given = replay(scenes.xliff)
    *archive, alone = given.exports
    assert len(archive) == len(DOCUMENTS)
    for export in given.exports:
        assert export.content is not None, export.problem
        assert f'original="{export.file.id}"'.encode() in export.content
    assert (alone.file.name, alone.file.locale) == ("web/en/main.json", "de")
    assert (given.before, given.status) == (None, "completed")


def test_a_translated_file_is_taken_and_its_import_followed(replay: Replay) -> None:
    given = replay(scenes.translated_file)
    assert (given.before, given.status) == (None, "completed")


def test_a_document_has_meta_info_and_can_be_completed(replay: Replay) -> None:
    done = replay(scenes.documents)
    assert isinstance(done.document, Document)
    assert done.completing in (0, 400)


def test_a_project_is_found_changed_canceled_and_restored(replay: Replay) -> None:
    orders = replay(scenes.orders)
    assert orders.changed.id in [project.id for project in orders.found]
    assert orders.changed.description == "Made for a recording"
    assert (orders.changed.name, orders.changed.external_tag) == (scenes.NAME, "source:ci-l10n")
    assert orders.canceled.status == "canceled"
    assert orders.restored.status != "canceled"
    assert (orders.changed.target_languages, orders.restored.target_languages) == (("de", "fr"), ("de",))
    assert orders.completing in (0, 409)


def test_a_project_is_created_together_with_a_file(replay: Replay) -> None:
    made = replay(scenes.made_with_file)
    assert made.stages == ("translation", "editing")
    assert [(each.external_id, each.target_language) for each in made.documents] == [(scenes.APP, "de")]


def test_keys_are_imported_and_exported(replay: Replay) -> None:
    given = replay(scenes.keys)
    assert (given.source.status, given.source.created) == ("completed", 2)
    assert given.german.status == "completed"
    assert b"Hallo {name}" in given.exported
    assert b"Goodbye" not in given.exported


def test_a_callback_is_read(replay: Replay) -> None:
    callback, errors = replay(scenes.callbacks_read)
    assert callback is None or callback.url == HOOK
    assert all(error.url == HOOK and error.created and error.sources for error in errors)


def test_a_callback_is_set_and_deleted(replay: Replay) -> None:
    shown, after = replay(scenes.callbacks_set)
    assert shown == Callback(HOOK, (Header("X-Token", MASK),))
    assert after is None


def test_texts_are_translated_on_the_spot(replay: Replay) -> None:
    results = replay(scenes.smart_translation)
    assert results.keys() == {"de", "fr"}
    for drafts in results.values():
        assert [draft.problem for draft in drafts] == ["", ""]
        assert "{name}" in drafts[0].text


def test_refusals_have_a_status_and_a_next_step(replay: Replay) -> None:
    errors = replay(scenes.refusals)
    assert len(errors) == 5
    assert all(400 <= error.status < 500 and error.hint for error in errors)


def test_a_deletion_leaves_nothing(replay: Replay) -> None:
    assert replay(scenes.delete).files == ()


def test_every_scene_is_recorded_and_replayed_here() -> None:
    names = [scene.name for scene in scenes.SCENES]
    assert sorted(names) == [path.stem for path in CASSETTES]
    played = re.findall(r"replay\(scenes\.(\w+)\)", Path(__file__).read_text("utf-8"))
    assert {scene.play.__name__ for scene in scenes.SCENES} == set(played)


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.name)
def test_committed_cassettes_name_nobody(path: Path) -> None:
    for piece in pieces(path):
        text = piece.decode("utf-8", "replace").casefold()
        assert "authorization" not in text
        assert "cookie" not in text
        assert "127.0.0.1" not in text
        assert not re.search(r"[\w.]+@[\w-]+\.\w", text)
        assert set(re.findall(r'"accountid": "([^"]*)"', text)) <= {NOBODY}

"""What people did is kept, through merges, renames, removals and broken files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ci_l10n.config.model import StatePlace
from ci_l10n.git.repo import RefUpdate, Repository
from ci_l10n.git.state_ref import load_state, write_state
from ci_l10n.redact import Redactor
from tests.unit.flow.repository import STATE, Repo, codes, dump, kinds

pytestmark = pytest.mark.long  # real git many times over; scenarios prove the main ways in every check

EN = {"open": "Open", "bye": "Good bye"}
FLAT = "  - source: a.en.json\n    target: a.{locale}.json\n"


@pytest.fixture
def app(tmp_path: Path) -> Repo:
    return Repo(tmp_path, {"src/app.en.json": dump(EN)})


def settled(repo: Repo, *, keep_branch: bool = False) -> None:
    """First sync, merged, and the state knows of it."""
    repo.sync()
    repo.merge(keep_branch=keep_branch)
    repo.sync()


def test_a_first_sync_delivers_and_a_second_does_nothing(app: Repo) -> None:
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "de:Open", "bye": "de:Good bye"}
    app.assert_settled()


def test_an_edit_in_git_survives_when_the_merged_branch_was_kept(app: Repo) -> None:
    app.sync()
    app.merge(keep_branch=True)
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    app.assert_settled()
    assert app.forge is not None
    assert app.forge.open == []
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}


def test_an_edit_in_git_is_kept_through_many_syncs_and_squash_merges(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    for number in range(6):
        app.platform.translate("Good bye", f"Tschüss {number}")
        app.sync()
        assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": f"Tschüss {number}"}
        app.merge(keep_branch=bool(number % 2))
    app.sync()
    assert app.strings("src/app.de.json", "main") == {"open": "Öffnen", "bye": "Tschüss 5"}
    app.assert_settled()


def test_a_reviewers_value_on_the_branch_wins_until_the_platform_changes_again(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    assert app.strings("src/app.de.json")["open"] == "Öffnen"
    app.assert_settled()
    app.platform.translate("Open", "Aufmachen")
    app.sync()
    assert app.strings("src/app.de.json")["open"] == "Aufmachen"
    app.assert_settled()


def test_a_reviewers_value_that_was_merged_does_not_come_back_after_a_later_edit(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    app.merge(keep_branch=True)
    app.commit({"src/app.de.json": {"open": "Auf", "bye": "de:Good bye"}})
    for _ in range(3):
        app.sync()
    assert app.forge is not None
    assert app.forge.open == []
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Auf", "bye": "Tschüss"}
    app.assert_settled()


def test_a_partial_run_leaves_a_reviewers_edit_in_another_file_alone(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    app.sync()
    app.commit_on_branch({"src/b.de.json": {"b": "Bär"}})
    app.platform.translate("A", "Affe")
    app.sync(files=("src/a.en.json",))
    assert app.strings("src/a.de.json") == {"a": "Affe"}
    assert app.strings("src/b.de.json") == {"b": "Bär"}
    app.sync()
    assert app.strings("src/b.de.json") == {"b": "Bär"}
    app.assert_settled()


def test_a_partial_run_leaves_other_entries_of_the_state_and_the_branch_alone(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    app.sync()
    before = app.state()
    app.platform.translate("A", "Affe")
    app.platform.translate("B", "Bär")
    app.sync(files=("src/a.en.json",), locales=("de",))
    after = app.state()
    moved = {path for path in after.target if after.target[path] != before.target[path]}
    assert moved == {"src/a.de.json"}
    assert {p for p in after.platform if after.platform[p] != before.platform[p]} == {"src/a.de.json"}
    assert after.base == before.base
    assert app.strings("src/b.de.json") == {"b": "de:B"}
    app.sync()
    assert app.strings("src/b.de.json") == {"b": "Bär"}


def test_a_file_that_a_reviewer_broke_on_the_branch_is_a_finding_and_stays(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": '{"open": "Öffnen",\n'})
    app.platform.translate("Good bye", "Tschüss")
    report = app.sync()
    assert "file-malformed" in codes(report)
    assert app.show("src/app.de.json") == '{"open": "Öffnen",\n'.encode()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}


def test_a_malformed_target_is_a_finding_and_nothing_is_lost_later(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.de.json": '{"open": "Öffnen",\n'})
    app.platform.translate("Good bye", "Tschüss")
    before = app.state()
    report = app.sync()
    assert codes(report) == ["file-malformed"]
    assert app.state().platform["src/app.de.json"] == before.platform["src/app.de.json"]
    assert not app.has_branch()
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}
    app.assert_settled()


def test_a_malformed_export_is_a_finding_and_is_fetched_again(app: Repo) -> None:
    settled(app)
    app.platform.answers["src/app.en.json", "de"] = b'{"open": '
    app.platform.touch("de")
    assert codes(app.sync()) == ["file-malformed"]
    assert not app.has_branch()
    app.platform.answers.clear()
    app.platform.words["de", "Open"] = "Öffnen"
    app.sync()
    assert app.strings("src/app.de.json")["open"] == "Öffnen"


def test_a_malformed_export_does_not_swallow_a_reviewers_edit(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.platform.answers["src/app.en.json", "de"] = b'{"open": '
    app.platform.touch("de")
    app.sync()
    assert app.strings("src/app.de.json")["open"] == "Öffnen"
    app.platform.answers.clear()
    app.platform.words["de", "Good bye"] = "Tschüss"
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}


@pytest.mark.parametrize(
    "text",
    [
        '{\r\n  "open": "Auf",\r\n  "bye": "Tschau"\r\n}\r\n',
        '{\n  "open": "Auf",\n  "bye": "Tschau"\n}',
        '\ufeff{\n  "open": "Auf",\n  "bye": "Tschau"\n}\n',
        '{"bye":"Tschau",\n\n "open" :   "Auf"}',
    ],
)
def test_line_ends_byte_order_mark_and_layout_of_a_target_stay(app: Repo, text: str) -> None:
    app.commit({"src/app.de.json": text})
    app.sync()
    app.platform.translate("Open", "Öffnen")
    app.sync()
    assert app.show("src/app.de.json").decode() == text.replace("Auf", "Öffnen")
    app.assert_settled()


@pytest.mark.parametrize("keep_branch", [True, False])
def test_a_source_that_moved_takes_merged_translations_along(app: Repo, keep_branch: bool) -> None:
    settled(app, keep_branch=keep_branch)
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit()
    app.platform.writes()
    app.sync()
    assert app.platform.writes() == ["rename src/shell.en.json"]
    assert app.strings("src/shell.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    assert app.files() == ["src/shell.de.json", "src/shell.en.json", "src/shell.fr.json"]
    app.assert_settled()
    app.merge()
    app.sync()
    assert app.files("main") == ["src/shell.de.json", "src/shell.en.json", "src/shell.fr.json"]
    assert sorted(app.state().target) == ["src/shell.de.json", "src/shell.fr.json"]
    assert list(app.state().known) == ["src/shell.en.json"]
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    assert app.strings("src/shell.de.json") == {"open": "Öffnen", "bye": "Tschüss"}


def test_an_edit_made_in_the_commit_that_renames_the_source_is_kept(app: Repo) -> None:
    settled(app)
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.push()
    app.pull()
    assert app.strings("src/shell.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    app.assert_settled()


def test_a_source_and_its_targets_moved_together_need_nothing(app: Repo) -> None:
    settled(app)
    pairs = [(f"src/app.{loc}.json", f"src/shell.{loc}.json") for loc in ("en", "de", "fr")]
    app.move(*pairs)
    app.commit()
    app.sync()
    assert not app.has_branch()
    app.assert_settled()


def test_a_source_moved_while_its_translations_wait_in_the_pull_request(app: Repo) -> None:
    app.sync()
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit()
    app.sync()
    assert app.targets() == ["src/shell.de.json", "src/shell.fr.json"]
    assert app.strings("src/shell.de.json")["open"] == "de:Open"
    app.assert_settled()


def test_a_renamed_and_edited_source_is_renamed_and_updated(tmp_path: Path) -> None:
    strings = {f"key{number}": f"Text {number}" for number in range(6)}
    app = Repo(tmp_path, {"src/app.en.json": dump(strings)})
    settled(app)
    app.move(("src/app.en.json", "src/shell.en.json"))
    app.commit({"src/shell.en.json": {**strings, "new": "New"}})
    app.platform.writes()
    app.sync()
    writes = [w for w in app.platform.writes() if not w.startswith("export")]
    assert writes == ["rename src/shell.en.json", "changed src/app.en.json"]
    assert app.strings("src/shell.de.json")["new"] == "de:New"
    assert app.strings("src/shell.de.json")["key3"] == "de:Text 3"
    app.assert_settled()


def test_a_rename_across_extensions_is_a_deletion_and_a_new_file(tmp_path: Path) -> None:
    rules = "  - {source: 'src/**/*.en.{json,arb}', target: 'src/{path}/{stem1}.{locale}.{ext}'}\n"
    app = Repo(tmp_path, {"src/app.en.json": dump(EN)}, rules=rules)
    settled(app)
    app.move(("src/app.en.json", "src/app.en.arb"))
    app.commit()
    app.platform.writes()
    app.platform.answers["src/app.en.arb", "de"] = dump({"open": "de:Open", "bye": "de:Good bye"})
    app.platform.answers["src/app.en.arb", "fr"] = dump({"open": "fr:Open", "bye": "fr:Good bye"})
    app.sync()
    assert [w for w in app.platform.writes() if not w.startswith("export")] == ["delete 2", "new 1"]
    assert "src/app.de.json" not in app.files()
    app.assert_settled()


def test_two_sources_that_swapped_places_keep_their_documents_and_get_new_content(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    settled(app)
    app.commit({"src/a.en.json": {"b": "B"}, "src/b.en.json": {"a": "A"}})
    app.sync()
    assert app.strings("src/a.de.json") == {"b": "de:B"}
    assert app.strings("src/b.de.json") == {"a": "de:A"}
    app.assert_settled()


def test_a_folder_that_was_renamed_is_renames_only(tmp_path: Path) -> None:
    files = {f"src/one/{name}.en.json": dump({name: f"Text {name}"}) for name in "abc"}
    app = Repo(tmp_path, files)
    settled(app)
    app.move(("src/one", "src/two"))
    app.commit()
    app.platform.writes()
    app.sync()
    assert app.platform.writes() == [f"rename src/two/{name}.en.json" for name in "abc"]
    assert not app.has_branch()
    app.assert_settled()


def test_a_rename_that_leaves_the_target_where_it_is(tmp_path: Path) -> None:
    rules = "  - {source: 'src/*/en.json', target: 'out/{locale}.json'}\n"
    app = Repo(tmp_path, {"src/a/en.json": dump(EN)}, rules=rules)
    settled(app)
    app.move(("src/a/en.json", "src/b/en.json"))
    app.commit()
    app.sync()
    assert not app.has_branch()
    assert sorted(app.state().target) == ["out/de.json", "out/fr.json"]
    app.assert_settled()


def test_another_target_template_moves_the_targets(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    app.sync()
    app.configure(rules="  - {source: 'src/*.en.json', target: 'out/{locale}/{stem1}.json'}\n")
    app.commit()
    app.sync()
    assert app.files() == ["out/de/app.json", "out/fr/app.json", "src/app.en.json"]
    assert app.strings("out/de/app.json")["open"] == "Öffnen"
    app.assert_settled()


@pytest.mark.parametrize("keep_branch", [True, False])
def test_a_deleted_source_takes_untouched_targets_along_and_leaves_nothing_in_the_state(
    tmp_path: Path, keep_branch: bool
) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    settled(app, keep_branch=keep_branch)
    app.commit({"src/b.en.json": None})
    app.sync()
    assert app.files() == ["src/a.de.json", "src/a.en.json", "src/a.fr.json"]
    app.assert_settled()
    app.merge(keep_branch=keep_branch)
    assert app.targets("main") == ["src/a.de.json", "src/a.fr.json"]
    app.sync()
    state = app.state()
    for entries in (state.sources, state.known, state.platform, state.target, state.base):
        assert [path for path in entries if "/b." in path] == []
    app.assert_settled()


def test_a_deleted_source_keeps_a_target_that_people_edited(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    settled(app)
    app.commit({"src/b.en.json": None, "src/b.de.json": {"b": "Bär"}})
    app.sync()
    assert app.files() == ["src/a.de.json", "src/a.en.json", "src/a.fr.json", "src/b.de.json"]
    assert app.strings("src/b.de.json") == {"b": "Bär"}
    app.assert_settled()


def test_a_source_deleted_while_its_targets_wait_in_the_pull_request(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/a.en.json": dump({"a": "A"}), "src/b.en.json": dump({"b": "B"})})
    app.sync()
    app.commit({"src/b.en.json": None})
    app.sync()
    assert app.targets() == ["src/a.de.json", "src/a.fr.json"]
    state = app.state()
    assert [path for path in (*state.target, *state.platform, *state.known) if "/b." in path] == []
    app.assert_settled()


def test_a_source_that_lost_all_its_keys_empties_its_targets(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.en.json": "{}\n"})
    report = app.sync()
    assert "source-empty" in codes(report)
    assert app.strings("src/app.de.json") == {}
    app.assert_settled()


def test_a_locale_that_is_added_is_the_only_one_exported_and_created(app: Repo) -> None:
    settled(app)
    app.configure(locales=("de", "fr", "ja"))
    app.commit()
    app.platform.writes()
    app.sync()
    assert app.platform.writes() == ["locale ja", "export 0_ja"]
    assert app.files() == ["src/app.de.json", "src/app.en.json", "src/app.fr.json", "src/app.ja.json"]
    app.assert_settled()


def test_targets_of_a_locale_that_was_removed_stay_as_people_have_them(app: Repo) -> None:
    settled(app)
    app.configure(locales=("de",))
    app.commit()
    app.sync()
    assert not app.has_branch()
    assert "src/app.fr.json" not in app.state().target
    app.assert_settled()


def test_a_locale_removed_while_its_targets_wait_leaves_the_pull_request(app: Repo) -> None:
    app.sync()
    app.configure(locales=("de",))
    app.commit()
    app.sync()
    assert app.files() == ["src/app.de.json", "src/app.en.json"]
    app.assert_settled()


def test_obsolete_keep_leaves_strings_that_left_the_source(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/app.en.json": dump(EN)}, extra="obsolete: keep\n")
    settled(app)
    app.commit({"src/app.en.json": {"open": "Open"}})
    app.sync()
    assert not app.has_branch()
    app.assert_settled()
    assert set(app.strings("src/app.de.json", "main")) == {"open", "bye"}


def test_a_key_that_left_between_push_and_pull_leaves_the_targets(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.en.json": {"open": "Open"}})
    app.push()
    app.pull()
    assert app.strings("src/app.de.json") == {"open": "de:Open"}
    assert app.state().merged == {}
    app.assert_settled()


def test_a_key_that_left_and_came_back_between_push_and_pull_stays(app: Repo) -> None:
    settled(app)
    app.commit({"src/app.en.json": {"open": "Open"}})
    app.push()
    app.commit({"src/app.en.json": EN})
    app.push()
    app.pull()
    assert not app.has_branch()
    assert app.state().merged == {}


def test_hold_keeps_the_repositorys_value_until_both_agree(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"src/app.en.json": dump(EN)}, extra="conflict: hold\n")
    settled(app)
    app.commit({"src/app.de.json": {"open": "Auf", "bye": "de:Good bye"}})
    app.platform.translate("Open", "Öffnen")
    for _ in range(3):
        report = app.sync()
        assert kinds(report) == [("conflict", "open")]
        assert not app.has_branch()
    app.platform.translate("Open", "Auf")
    assert kinds(app.sync()) == []


def test_first_sync_platform_replaces_and_lists(tmp_path: Path) -> None:
    files = {"src/app.en.json": dump(EN), "src/app.de.json": dump({"open": "Auf"})}
    app = Repo(tmp_path, files, extra="first_sync: platform\n")
    report = app.sync()
    assert app.strings("src/app.de.json")["open"] == "de:Open"
    assert ("first", "open") in kinds(report)


def test_the_first_sync_keeps_what_people_have(tmp_path: Path) -> None:
    files = {"src/app.en.json": dump(EN), "src/app.de.json": dump({"open": "Auf"})}
    app = Repo(tmp_path, files)
    report = app.sync()
    assert app.strings("src/app.de.json") == {"open": "Auf", "bye": "de:Good bye"}
    assert kinds(report) == [("first", "open")]
    app.assert_settled()
    assert kinds(app.sync()) == [("first", "open")]


def test_a_hand_made_target_is_not_touched_before_its_first_export(tmp_path: Path) -> None:
    mine = json.dumps({"open": "Auf", "bye": "Tschau"})
    app = Repo(tmp_path, {"src/app.en.json": dump(EN), "src/app.de.json": mine}, locales=("de",))
    app.push()
    app.platform.set("src/app.en.json", "de", condition="preparing")
    app.commit({"src/app.en.json": {"open": "Open"}})
    for _ in range(3):
        app.sync(timeout=0)
        assert not app.has_branch()


def test_spellings_of_paths_are_used(tmp_path: Path) -> None:
    extra = "locales:\n  pt-BR: {path: pt}\n  de: {path: german}\n"
    app = Repo(tmp_path, {"src/app.en.json": dump(EN)}, locales=("pt-BR", "de"), extra=extra)
    app.sync()
    assert app.files() == ["src/app.en.json", "src/app.german.json", "src/app.pt.json"]
    app.assert_settled()


@pytest.mark.parametrize("how", ["merge", "squash"])
@pytest.mark.parametrize("keep_branch", [True, False])
def test_what_a_reviewer_took_back_before_the_merge_is_not_proposed_again(
    how: str, keep_branch: bool, tmp_path: Path
) -> None:
    app = Repo(
        tmp_path, {"a.en.json": dump(EN), "a.de.json": dump({"open": "Öffnen", "bye": "Ade"})}, rules=FLAT
    )
    app.sync()
    app.platform.translate("Open", "Aufmachen")
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    app.commit_on_branch({"a.de.json": {"open": "Öffnen", "bye": "Tschüss"}})
    app.merge(how, keep_branch=keep_branch)
    assert ("edit", "open") in kinds(app.sync())
    app.assert_settled()
    app.platform.translate("Good bye", "Servus")
    app.sync()
    assert app.strings("a.de.json") == {"open": "Öffnen", "bye": "Servus"}
    app.platform.translate("Open", "Los")
    app.sync()
    assert app.strings("a.de.json")["open"] == "Los"


def test_a_merge_that_was_reverted_is_not_proposed_again_until_the_platform_changes(app: Repo) -> None:
    settled(app)
    app.platform.translate("Open", "Aufmachen")
    app.sync()
    app.merge("merge")
    app.git("revert", "--no-edit", "-m", "1", "HEAD")
    app.git("push", "-q", "origin", "HEAD:main")
    app.sync()
    assert not app.has_branch()
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "de:Open", "bye": "Tschüss"}


def test_a_proposal_that_waits_is_not_taken_for_a_merged_one_when_part_of_it_is_copied(app: Repo) -> None:
    app.sync()
    app.commit({"src/app.de.json": {"open": "de:Open"}})
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "de:Open", "bye": "de:Good bye"}


def test_what_a_reviewer_adds_to_a_merged_branch_stays_proposed(tmp_path: Path) -> None:
    app = Repo(tmp_path, {"a.en.json": dump(EN)}, rules=FLAT, locales=("de",))
    app.sync()
    app.merge("merge", keep_branch=True)
    app.commit_on_branch({"a.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    for _ in range(3):
        app.sync()
        assert app.result("a.de.json") == {"open": "Öffnen", "bye": "de:Good bye"}
    app.assert_settled()


def test_a_state_of_before_deliveries_were_recorded_is_carried_on(app: Repo) -> None:
    app.sync()
    app.commit_on_branch({"src/app.de.json": {"open": "Öffnen", "bye": "de:Good bye"}})
    with Repository.open(app.folder, redactor=Redactor()) as repo:
        old = load_state(repo, "main", StatePlace())
        bare = write_state(
            repo, replace(old, deliveries={}), source_commit=old.source_commit, trailers={}, when=1
        )
        repo.push([RefUpdate(STATE, bare, old.commit)])
    app.platform.translate("Good bye", "Tschüss")
    app.sync()
    assert app.strings("src/app.de.json") == {"open": "Öffnen", "bye": "Tschüss"}
    app.assert_settled()

from pathlib import Path

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.unit.sandbox.smartcat.keys.keys_api import SOURCE, Keys


def test_a_result_is_pending_then_in_progress_then_completed(manual: Keys) -> None:
    number = manual.start_import({"en.json": SOURCE}, language="en").json()
    results = manual.results(number)
    assert [result["status"] for result in results] == ["pending", "inProgress", "completed"]
    assert results[0]["keysCreated"] == 0
    assert results[-1] == {
        "status": "completed",
        "failedFileNames": [],
        "keysCreated": 2,
        "keysUpdated": 0,
        "keysDeleted": 0,
        "keyValuesNotChanged": 0,
        "keysWithoutSource": 0,
        "conflictingKeyValues": {},
    }


def test_conflicting_sources_stay_unless_overwritten(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    changed = {**SOURCE, "save": "Save everything"}
    result = manual.imported({"en.json": changed}, "skip-conflicting-values")
    assert result["conflictingKeyValues"] == {"save": ["Save all files", "Save everything"]}
    assert (result["keysUpdated"], result["keyValuesNotChanged"]) == (0, 1)
    assert manual.texts("en")["save"] == "Save all files"
    result = manual.imported({"en.json": changed}, "overwrite-conflicting-values")
    assert (result["keysUpdated"], result["conflictingKeyValues"]) == (1, {})
    assert manual.texts("en")["save"] == "Save everything"


def test_conflicting_translations_stay_unless_overwritten(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    first = manual.imported({"de.json": {"save": "Sichern", "ghost": "Geist"}}, language="de")
    assert (first["keysUpdated"], first["keysWithoutSource"]) == (1, 1)
    second = manual.imported({"de.json": {"save": "Speichern"}}, language="de")
    assert second["conflictingKeyValues"] == {"save": ["Sichern", "Speichern"]}
    assert manual.texts("de")["save"] == "Sichern"
    manual.imported({"de.json": {"save": "Speichern"}}, language="de", overwrite_conflicting_values="true")
    assert manual.texts("de") == {"greeting": "Hello {name}", "save": "Speichern"}


@pytest.mark.parametrize(
    ("state", "percent"), [("draft", [0, 0]), ("intermediate", [30, 0]), ("final", [30, 30])]
)
def test_the_completion_state_of_an_import_confirms_stages(
    manual: Keys, state: str, percent: list[float]
) -> None:
    manual.imported({"en.json": SOURCE})
    manual.imported({"de.json": {"save": "Sichern"}}, language="de", completion_state=state)
    stages = manual.read()["workflowStages"]
    assert [stage["progress"] for stage in stages] == percent


def test_languages_are_created_with_the_source(manual: Keys) -> None:
    before = manual.read()["modificationDate"]
    manual.imported({"en.json": SOURCE}, language="en", target_languages="de,pt-BR")
    assert manual.read()["targetLanguages"] == ["de", "fr", "pt-BR"]
    assert manual.read()["modificationDate"] > before


@pytest.mark.parametrize(
    "params",
    [
        {"target_languages": ""},
        {"target_languages": "de,xx-none"},
        {"target_languages": "en"},
        {"target_languages": "ja", "language": "de"},
        {"language": "ja"},
        {"language": "xx-none"},
        {"format": "docx"},
        {"completion_state": "done"},
        {"overwrite_conflicting_values": "1"},
        {"overwrite_conflicting_values": "true", "skip_conflicting_values": "true"},
    ],
)
def test_wrong_options_are_refused_and_change_nothing(manual: Keys, params: dict[str, str]) -> None:
    answer = manual.start_import({"en.json": SOURCE}, **params)
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert manual.read()["targetLanguages"] == ["de", "fr"]
    assert manual.words() == []


def test_only_key_projects_take_keys(manual: Keys) -> None:
    manual.project = str(manual.create(["de"])["id"])
    assert manual.start_import({"en.json": SOURCE}).status_code == 400
    assert manual.start_export().status_code == 400
    manual.project = "00000000-0000-4000-8000-000000000000"
    assert manual.start_import({"en.json": SOURCE}).status_code == 404
    assert manual.call("GET", f"v1/project/import-result/{manual.project}").status_code == 404


def test_unreadable_files_fail_by_name_and_nothing_is_taken(manual: Keys) -> None:
    files = {
        "good.json": b'{"a": "One"}',
        "bad.json": b"{",
        "some.bin": b"x",
        "deep.json": b'{"a": {"b": "c"}}',
    }
    result = manual.imported(files, "delete-missing-keys")
    assert result["status"] == "failed"
    assert result["failedFileNames"] == ["bad.json", "some.bin", "deep.json"]
    assert manual.texts("en") == {}


def test_keys_that_are_missing_from_the_files_are_deleted_when_told(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.imported({"other.json": {"x": "Other"}}, collection="second")
    result = manual.imported(
        {"a.json": {"save": "Save all files"}, "b.json": {"new": "New"}}, "delete-missing-keys"
    )
    assert (result["keysCreated"], result["keysDeleted"]) == (1, 1)
    assert list(manual.texts("en")) == ["save", "new"]
    assert list(manual.texts("en", collections="second")) == ["x"]


def test_words_are_billed_once_per_new_or_changed_source_and_language(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.imported({"en.json": SOURCE})
    manual.imported({"de.json": {"save": "Sichern"}}, language="de")
    manual.imported({"en.json": {"save": "Save everything now, please"}}, "overwrite-conflicting-values")
    assert manual.words() == [10, 0, 8]
    manual.call("POST", "v1/project/language", params={"projectId": manual.project, "targetLanguage": "ja"})
    assert manual.words() == [10, 0, 8, 6]


def test_a_changed_source_has_to_be_translated_again(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.order(all="pseudo", complete=True)
    assert manual.read()["status"] == "completed"
    manual.imported({"en.json": {"save": "Save everything"}}, "overwrite-conflicting-values")
    read = manual.read()
    assert read["status"] == "inProgress"
    assert read["workflowStages"][0]["progress"] == 50
    assert manual.texts("de")["save"] == "Save everything"


def test_pseudo_translates_what_the_imports_left_empty(pseudo: Keys) -> None:
    pseudo.imported({"en.json": SOURCE})
    pseudo.imported({"de.json": {"save": "Sichern"}}, language="de", completion_state="final")
    texts = pseudo.texts("de", completion_state="final")
    assert texts["save"] == "Sichern"
    assert texts["greeting"].startswith("⟦de⟧")
    assert "{name}" in texts["greeting"]
    read = pseudo.read()
    assert read["status"] == "completed"
    assert [stage["progress"] for stage in read["workflowStages"]] == [100, 100]
    assert "documents" not in read


def test_imports_can_become_visible_late(pseudo: Keys) -> None:
    pseudo.imported({"en.json": {"old": "Old"}})
    before = pseudo.read()
    pseudo.control("POST", "knobs", {"key_hidden_seconds": 90})
    assert pseudo.imported({"en.json": SOURCE})["keysCreated"] == 2
    assert list(pseudo.texts("de")) == ["old"]
    assert pseudo.read()["modificationDate"] == before["modificationDate"]
    pseudo.control("POST", "clock", {"advance": 91})
    after = pseudo.read()
    assert after["modificationDate"] > before["modificationDate"]
    assert list(pseudo.texts("de", modified_since=before["modificationDate"]))[-2:] == list(SOURCE)


def test_the_part_of_a_file_may_have_any_name(manual: Keys) -> None:
    path = f"v2/project/{manual.project}/import?language=en&skip-conflicting-values"
    answer = manual.call("POST", path, files={"file": ("en.json", b'{"a": "One"}')})
    assert answer.status_code == 200
    assert manual.texts("en") == {"a": "One"}


def test_a_project_is_completed_when_all_its_keys_are(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    query = {"projectId": manual.project}
    assert manual.call("POST", "v1/project/complete", params=query).status_code == 409
    manual.order(all="pseudo", complete=True)
    manual.control("POST", "knobs", {"manager_review": True})
    assert manual.read()["status"] == "inProgress"
    assert manual.call("POST", "v1/project/complete", params=query).status_code == 204
    assert manual.read()["status"] == "completed"


def test_a_stage_less_leaves_less_to_confirm(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.order(all="pseudo", stage=1)
    stages = {"name": "App", "workflowStages": ["translation"]}
    assert manual.call("PUT", f"v1/project/{manual.project}", json=stages).status_code == 204
    assert manual.read()["status"] == "completed"


def test_canceled_projects_can_refuse_keys(manual: Keys) -> None:
    manual.control("POST", "knobs", {"canceled_status": 403})
    manual.call("POST", "v1/project/cancel", params={"projectId": manual.project})
    assert manual.start_import({"en.json": SOURCE}).status_code == 403
    assert manual.start_export().status_code == 403


def test_a_removed_language_takes_its_translations_along(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.order(locale="de", all="pseudo", complete=True)
    query = {"projectId": manual.project, "targetLanguage": "fr"}
    assert manual.call("DELETE", "v1/project/language", params=query).status_code == 204
    assert manual.read()["status"] == "completed"
    assert manual.start_export(languages="fr").status_code == 400


def test_keys_are_kept_between_two_starts(tmp_path: Path) -> None:
    with Sandbox(seed=1, translator="manual", state_dir=tmp_path) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        first = Keys(sandbox)
        first.imported({"en.json": SOURCE}, labels="ui")
        first.order(locale="de", segments={"save": "Sichern"}, stage=1)
        before, words = first.read(), first.words()
    with Sandbox(seed=1, translator="manual", state_dir=tmp_path) as sandbox:
        sandbox.set_knobs(rate_limit=False)
        second = Keys(sandbox)
        second.project = first.project
        assert second.read() == before
        assert second.words() == words
        texts = second.texts("de", "skip-incomplete-keys", completion_state="intermediate", labels="ui")
        assert texts == {"save": "Sichern"}

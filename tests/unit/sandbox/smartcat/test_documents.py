import json

import pytest

from tests.unit.sandbox.smartcat.api import Api, Json

SOURCE = json.dumps({"hello": "Hello world", "bye": "Bye"}).encode()


def test_upload_answers_files_times_languages_still_being_taken_apart(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    made = api.upload(project, {"web/en/app.json": SOURCE, "b.json": SOURCE}).json()
    assert [(d["fullPath"], d["targetLanguage"]) for d in made] == [
        ("web/en/app", "de"), ("web/en/app", "fr"), ("b", "de"), ("b", "fr"),
    ]  # fmt: skip
    assert made[0]["name"] == "app"
    assert made[0]["filename"] == "app.json"
    assert {d["documentDisassemblingStatus"] for d in made} == {"inProgress"}
    assert {d["status"] for d in made} == {"created"}
    assert {d["wordsCount"] for d in made} == {0}
    read = api.documents(project)["web/en/app", "de"]
    assert (read["documentDisassemblingStatus"], read["wordsCount"], read["status"]) == (
        "success",
        3,
        "completed",
    )


def test_models_belong_to_files_by_order(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    models: list[Json] = [
        {"externalId": "one", "targetLanguages": ["de"]},
        {"externalId": "two", "metaInfo": "m"},
    ]
    made = api.upload(project, {"a.json": SOURCE, "b.json": SOURCE}, models).json()
    assert [(d["externalId"], d["targetLanguage"]) for d in made] == [
        ("one", "de"),
        ("two", "de"),
        ("two", "fr"),
    ]
    assert made[1]["metaInfo"] == "m"


def test_model_may_follow_the_files(api: Api) -> None:
    project = api.create(["de"])["id"]
    parts = [
        ("file0", ("a.json", SOURCE)),
        ("documentModel", (None, json.dumps([{"externalId": "one"}]).encode())),
    ]
    answer = api.call("POST", "v1/project/document", params={"projectId": project}, files=parts)
    assert answer.json()[0]["externalId"] == "one"


def test_external_id_and_languages_may_stand_in_the_address(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    made = api.upload(project, {"ä ö.json": SOURCE}, externalId="x", targetLanguages="fr,de").json()
    assert [(d["externalId"], d["targetLanguage"]) for d in made] == [("x", "fr"), ("x", "de")]
    assert made[0]["filename"] == "ä ö.json"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.json", b""), ("a.po", b'msgid ""\nmsgstr "Language: en\\n"\n'), ("b.pot", b"# nothing\n")],
)
def test_files_without_content_are_refused(api: Api, name: str, content: bytes) -> None:
    project = api.create(["de"])["id"]
    assert api.upload(project, {"good.json": SOURCE, name: content}).status_code == 400
    assert api.documents(project) == {}


def test_second_file_of_a_name_is_refused(api: Api) -> None:
    project = api.create(["de"])["id"]
    assert api.upload(project, {"x/a.json": SOURCE}).status_code == 200
    assert api.upload(project, {"x/a.json": SOURCE}).status_code == 409
    assert api.upload(project, {"y/a.json": SOURCE}).status_code == 200


def test_uploads_that_cannot_be_are_refused(api: Api) -> None:
    project = api.create(["de"])["id"]
    assert api.upload("00000000-0000-4000-8000-000000000000", {"a.json": SOURCE}).status_code == 404
    assert api.upload(project, {}, [{}]).status_code == 400
    assert api.upload(project, {"a.json": SOURCE}, [{"targetLanguages": ["qq"]}]).status_code == 400
    api.control("POST", "knobs", {"foreign_targets": False})
    assert api.upload(project, {"a.json": SOURCE}, [{"targetLanguages": ["fr"]}]).status_code == 400
    assert (
        api.call("POST", "v1/project/document", params={"projectId": project}, data=b"x").status_code == 400
    )


def test_disassembling_takes_as_many_reads_as_ordered(api: Api) -> None:
    api.control("POST", "knobs", {"disassembling_reads": 2})
    project = api.create(["de"])["id"]
    api.upload(project, {"a.json": SOURCE})
    seen = [api.documents(project)["a", "de"]["documentDisassemblingStatus"] for _ in range(3)]
    assert seen == ["inProgress", "inProgress", "success"]


def test_broken_and_chosen_files_fail_to_be_taken_apart(api: Api) -> None:
    api.control("POST", "knobs", {"failing_names": ["bad"]})
    project = api.create(["de"])["id"]
    api.upload(project, {"bad.json": SOURCE, "broken.json": b"{", "good.json": SOURCE})
    found = {path: d["documentDisassemblingStatus"] for (path, _), d in api.documents(project).items()}
    assert found == {"bad": "error", "broken": "error", "good": "success"}
    broken = api.documents(project)["broken", "de"]["id"]
    assert api.download(broken).status_code == 422
    words = api.control("GET", "billing").json()
    assert {entry["source"]: entry["words"] for entry in words}["broken.json"] == 0


def test_update_keeps_ids_and_translations_of_unchanged_texts(manual: Api) -> None:
    project = manual.create(["de", "fr"])["id"]
    document = manual.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    texts = {"Hello world": "Hallo Welt", "Bye": "Ciao"}
    manual.sandbox.translate({"document": document, "segments": texts, "complete": True})
    before = manual.documents(project)["a", "de"]["statusModificationDate"]
    changed = json.dumps({"hello": "Hello you", "bye": "Bye", "new": "New"}).encode()
    answer = manual.update(document.rpartition("_")[0], changed)
    assert [d["status"] for d in answer.json()] == ["updated", "updated"]
    assert {d["documentDisassemblingStatus"] for d in answer.json()} == {"inProgress"}
    read = manual.documents(project)["a", "de"]
    assert (read["id"], read["status"], read["wordsCount"]) == (document, "updated", 4)
    assert read["workflowStages"][0]["progress"] == 25.0
    assert read["statusModificationDate"] > before
    assert json.loads(manual.export(document)) == {"hello": "Hello you", "bye": "Ciao", "new": "New"}


def test_update_keeps_translations_of_texts_that_got_another_key(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    document = manual.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    texts = {"Hello world": "Hallo Welt", "Bye": "Ciao"}
    manual.sandbox.translate({"document": document, "segments": texts, "stage": 1})
    manual.update(document, json.dumps({"greeting": "Hello world", "bye": "Goodbye"}).encode(), "v1")
    read = manual.documents(project)["a", "de"]
    assert (read["status"], read["workflowStages"][0]["progress"]) == ("updated", 66.66)
    assert json.loads(manual.export(document)) == {"greeting": "Hallo Welt", "bye": "Goodbye"}


def test_v1_updates_one_language_and_v2_all(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    german = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    assert len(api.update(german, b'{"x": "One"}', "v1").json()) == 1
    documents = api.documents(project)
    assert [documents["a", code]["wordsCount"] for code in ("de", "fr")] == [1, 3]
    assert len(api.update(german, b'{"x": "One two"}').json()) == 2
    documents = api.documents(project)
    assert [documents["a", code]["wordsCount"] for code in ("de", "fr")] == [2, 2]


def test_updates_can_be_missing_or_forbidden(api: Api) -> None:
    project = api.create(["de"])["id"]
    document = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    assert api.update(document, b"").status_code == 400
    assert api.update("0" * 24, SOURCE).status_code == 404
    api.control("POST", "knobs", {"v2_update": False})
    assert (api.update(document, SOURCE).status_code, api.update(document, SOURCE, "v1").status_code) == (
        404,
        200,
    )
    api.control("POST", "knobs", {"v2_update": True, "v1_update": False, "update_forbidden": True})
    assert (api.update(document, SOURCE).status_code, api.update(document, SOURCE, "v1").status_code) == (
        403,
        404,
    )


def test_translations_inside_a_po_file_count_when_asked_for(manual: Api) -> None:
    project = manual.create(["de"], workflowStages=["translation", "editing"])["id"]
    source = b'msgid "One"\nmsgstr "Eins"\n\nmsgid "Two"\nmsgstr ""\n'
    settings = {"bilingualFileImportSetings": {"confirmMode": "atLastStage"}}
    manual.upload(project, {"a.po": source, "b.po": source}, [settings])
    documents = manual.documents(project)
    assert [stage["progress"] for stage in documents["a", "de"]["workflowStages"]] == [50.0, 50.0]
    assert [stage["progress"] for stage in documents["b", "de"]["workflowStages"]] == [0.0, 0.0]
    assert b'msgstr "Eins"' in manual.export(documents["a", "de"]["id"])


def test_rename_moves_all_languages_and_keeps_the_extension(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    made = api.upload(project, {"x/a.json": SOURCE, "b.json": SOURCE}).json()

    def rename(name: str) -> int:
        query = {"documentId": made[0]["id"], "name": name}
        return api.call("PUT", "v1/document/rename", params=query).status_code

    assert rename("b") == 409
    assert rename("y/ü") == 204
    assert sorted(api.documents(project)) == [("b", "de"), ("b", "fr"), ("y/ü", "de"), ("y/ü", "fr")]
    read = api.documents(project)["y/ü", "de"]
    assert (read["filename"], read["originalFilename"], read["id"]) == ("ü.json", "a.json", made[0]["id"])


def test_meta_info_is_replaced(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    query = {"documentId": document}
    assert api.call("PUT", "v1/document/updateMetaInfo", params=query, json="note").status_code == 204
    assert api.call("GET", "v1/document", params=query).json()["metaInfo"] == "note"


@pytest.mark.parametrize("spelling", ["repeated", "comma", "brackets", "lines"])
def test_lists_of_ids_are_understood_in_every_spelling(api: Api, spelling: str) -> None:
    project = api.create(["de", "fr"])["id"]
    ids = [d["id"] for d in api.upload(project, {"a.json": SOURCE}).json()]
    spellings: dict[str, dict[str, object]] = {
        "repeated": {"documentIds": ids},
        "comma": {"documentIds": ",".join(ids)},
        "brackets": {"documentIds[]": ids},
        "lines": {"DocumentIds": "\n".join(ids)},
    }
    assert api.call("DELETE", "v1/document", params=spellings[spelling]).status_code == 204
    assert api.documents(project) == {}


def test_deleting_forgets_one_language_and_forgives_unknown_ids(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    german = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    for _ in range(2):
        assert api.call("DELETE", "v1/document", params={"documentIds": german}).status_code == 204
    assert list(api.documents(project)) == [("a", "fr")]
    assert api.call("DELETE", "v1/document").status_code == 400


def test_manager_review_waits_for_completion(api: Api) -> None:
    api.control("POST", "knobs", {"manager_review": True})
    project = api.create(["de"])["id"]
    document = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    query = {"documentId": document}
    assert api.call("POST", "v1/document/complete", params=query).status_code == 400
    read = api.call("GET", "v1/document", params=query).json()
    assert (read["status"], read["readyForCompletion"]) == ("inProgress", True)
    assert api.call("POST", "v1/document/complete", params=query).status_code == 200
    assert api.call("POST", "v1/document/complete", params=query).status_code == 204
    assert api.call("GET", "v1/document", params=query).json()["status"] == "completed"


def test_old_ids_and_enums_come_by_order(api: Api) -> None:
    api.control("POST", "knobs", {"integer_keys": True, "pascal_case": True, "extra_fields": True})
    made = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]
    assert made["id"].partition("_")[0].isdigit()
    assert made["status"] == "Created"
    assert "somethingNew" in made

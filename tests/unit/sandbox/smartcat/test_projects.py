import json

import pytest

from tests.unit.sandbox.smartcat.api import Api, Json

SOURCE = json.dumps({"hello": "Hello world"}).encode()


def test_created_project_is_there_at_once_with_its_stages(api: Api) -> None:
    project = api.create(["de", "pt-br"], workflowStages=["translation", "Editing"], externalTag="source:ci")
    read = api.call("GET", f"v1/project/{project['id']}").json()
    assert read["targetLanguages"] == ["de", "pt-BR"]
    assert [stage["stageType"] for stage in read["workflowStages"]] == ["translation", "editing"]
    assert read["status"] == "created"
    assert read["sourceLanguageId"] == 9
    assert "documents" not in read
    assert None not in read.values()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"sourceLanguage": None},
        {"targetLanguages": []},
        {"targetLanguages": ["xx-nothing"]},
        {"targetLanguages": ["en"]},
        {"workflowStages": ["guessing"]},
    ],
)
def test_impossible_projects_are_refused(api: Api, wrong: Json) -> None:
    model = {"name": "App", "sourceLanguage": "en", "targetLanguages": ["de"], **wrong}
    answer = api.call("POST", "v1/project/create", files={"model": (None, json.dumps(model))})
    assert answer.status_code == 400
    assert api.call("GET", "v2/project/list").json() == []


def test_create_takes_an_array_of_one_and_any_part_name(api: Api) -> None:
    model = [{"name": "App", "sourceLanguage": "en", "targetLanguages": ["de"]}]
    parts = {"value": (None, json.dumps(model)), "files": ("a.json", SOURCE)}
    answer = api.call("POST", "v1/project/create", files=parts)
    assert [document["fullPath"] for document in answer.json()["documents"]] == ["a"]


def test_create_with_two_files_of_one_name_leaves_nothing_behind(api: Api) -> None:
    model = {"name": "App", "sourceLanguage": "en", "targetLanguages": ["de"]}
    parts = [("model", (None, json.dumps(model)))] + [("f", ("a.json", SOURCE.decode()))] * 2
    assert api.call("POST", "v1/project/create", files=parts).status_code == 409
    assert api.call("GET", "v2/project/list").json() == []


def test_lists_filter_by_parts_of_name_and_tag_and_come_in_pages(api: Api) -> None:
    for number in range(5):
        api.create(name=f"App {number}", externalTag="source:a" if number % 2 else "source:b")

    def names(**query: object) -> list[str]:
        return [project["name"] for project in api.call("GET", "v2/project/list", params=query).json()]

    assert names(projectName="pp 3") == ["App 3"]
    assert names(externalTag="source:a") == ["App 1", "App 3"]
    assert names(offset=3, limit=2) == ["App 3", "App 4"]
    assert api.call("GET", "v2/project/list", params={"limit": 101}).status_code == 400
    assert len(api.call("GET", "v1/project/list").json()) == 5


def test_put_empties_what_is_not_sent(api: Api) -> None:
    project = api.create(description="old", externalTag="t")
    path = f"v1/project/{project['id']}"
    assert api.call("PUT", path, json={"name": "New", "externalTag": "t"}).status_code == 204
    read = api.call("GET", path).json()
    assert (read["name"], read["description"], read["externalTag"]) == ("New", "", "t")
    assert api.call("PUT", path, json={}).status_code == 400
    api.create(name="Other")
    assert api.call("PUT", path, json={"name": "Other"}).status_code == 409


def test_deleted_projects_take_their_documents_along(api: Api) -> None:
    project = api.create(["de"])
    document = api.upload(project["id"], {"a.json": SOURCE}).json()[0]["id"]
    assert api.call("DELETE", f"v1/project/{project['id']}").status_code == 204
    assert api.call("GET", f"v1/project/{project['id']}").status_code == 404
    assert api.call("GET", "v1/document", params={"documentId": document}).status_code == 404


def test_projects_are_canceled_restored_and_completed(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    manual.upload(project, {"a.json": SOURCE})

    def order(what: str) -> int:
        return manual.call("POST", f"v1/project/{what}", params={"projectId": project}).status_code

    def status() -> object:
        return manual.call("GET", f"v1/project/{project}").json()["status"]

    assert (order("cancel"), status()) == (204, "canceled")
    assert (order("restore"), status()) == (204, "created")
    assert order("complete") == 409
    manual.sandbox.translate({"project": project, "all": "pseudo", "complete": True})
    assert (order("complete"), status()) == (204, "completed")


def test_added_language_comes_to_all_documents_with_the_same_file_key(api: Api) -> None:
    project = api.create(["de"])["id"]
    api.upload(project, {"a.json": SOURCE})
    query = {"projectId": project, "targetLanguage": "fr", "addLanguageToDocuments": "true"}
    assert api.call("POST", "v1/project/language", params=query).status_code == 204
    assert api.call("POST", "v1/project/language", params=query).status_code == 204
    documents = api.documents(project)
    german, french = documents["a", "de"]["id"], documents["a", "fr"]["id"]
    assert german.rpartition("_")[0] == french.rpartition("_")[0]
    assert (german.rpartition("_")[2], french.rpartition("_")[2]) == ("7", "12")


def test_languages_that_cannot_be_are_refused(api: Api) -> None:
    project = api.create(["de"])["id"]

    def code(method: str, language: str) -> int:
        query = {"projectId": project, "targetLanguage": language}
        return api.call(method, "v1/project/language", params=query).status_code

    assert (code("POST", "en"), code("POST", "qq")) == (400, 400)
    assert (code("DELETE", "fr"), code("DELETE", "de")) == (404, 400)


def test_removed_language_takes_its_documents_along(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    api.upload(project, {"a.json": SOURCE})
    query = {"projectId": project, "targetLanguage": "fr"}
    assert api.call("DELETE", "v1/project/language", params=query).status_code == 204
    assert list(api.documents(project)) == [("a", "de")]


def test_statistics_need_a_second_request(api: Api) -> None:
    project = api.create(["de"])["id"]
    api.upload(project, {"a.json": SOURCE})
    first = api.call("GET", f"v2/project/{project}/statistics")
    second = api.call("GET", f"v2/project/{project}/statistics")
    assert (first.status_code, second.status_code) == (202, 200)
    rows = {row["name"]: row["words"] for row in second.json()[0]["statistics"]}
    assert (rows["total"], rows["newWords"]) == (2, 2)

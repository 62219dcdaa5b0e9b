"""How work goes on: stages with dates of their own, statuses, canceled and completed projects."""

import json

from tests.unit.sandbox.smartcat.api import Api, Json

SOURCE = json.dumps({"a": "One", "b": "Two", "c": "Three"}).encode()


def make_document(api: Api, **model: object) -> tuple[str, str]:
    project = api.create(["de"], **model)["id"]
    return project, api.upload(project, {"a.json": SOURCE}).json()[0]["id"]


def read(api: Api, document: str) -> Json:
    found: Json = api.call("GET", "v1/document", params={"documentId": document}).json()
    return found


def test_each_stage_has_words_status_and_date_of_its_own(manual: Api) -> None:
    _, document = make_document(manual, workflowStages=["translation", "proofreading"])
    first = read(manual, document)["workflowStages"]
    assert [stage["status"] for stage in first] == ["notAssigned", "notAssigned"]
    manual.sandbox.translate({"document": document, "segments": {"One": "Eins"}, "stage": 1})
    second = read(manual, document)["workflowStages"]
    assert [(s["status"], s["progress"], s["wordsTranslated"]) for s in second] == [
        ("inProgress", 33.33, 1),
        ("notAssigned", 0, 0),
    ]
    assert second[0]["statusModificationDate"] > first[0]["statusModificationDate"]
    assert second[1]["statusModificationDate"] == first[1]["statusModificationDate"]
    manual.sandbox.translate({"document": document, "segments": {"Two": "Zwei"}, "stage": 2})
    third = read(manual, document)["workflowStages"]
    assert [(s["status"], s["wordsTranslated"]) for s in third] == [("inProgress", 2), ("inProgress", 1)]
    assert third[0]["statusModificationDate"] == second[0]["statusModificationDate"]
    assert third[1]["statusModificationDate"] > second[1]["statusModificationDate"]
    assert {stage["id"] for stage in third} == {stage["id"] for stage in first}
    assert [stage["executives"] for stage in third] == [[], []]


def test_imported_translations_show_until_somebody_works_on(manual: Api) -> None:
    _, document = make_document(manual)
    xliff = manual.export(document, type="xliff").replace(
        b'<target state="needs-translation" xml:space="preserve" />', b"<target>Eins</target>", 1
    )
    query = {"documentId": document}
    manual.call("PUT", "v1/document/translateWithXliff", params=query, files={"f": ("x.xliff", xliff)})
    assert read(manual, document)["status"] == "targetUpdated"
    manual.sandbox.translate({"document": document, "segments": {"Two": "Zwei"}, "stage": 1})
    assert read(manual, document)["status"] == "inProgress"
    manual.sandbox.translate({"document": document, "all": "pseudo", "stage": 1})
    assert read(manual, document)["status"] == "completed"


def test_a_document_goes_through_all_statuses(manual: Api) -> None:
    _, document = make_document(manual)
    seen = [read(manual, document)["status"]]
    manual.sandbox.translate({"document": document, "segments": {"One": "Eins"}})
    seen.append(read(manual, document)["status"])
    manual.sandbox.translate({"document": document, "all": "pseudo", "stage": 1})
    seen.append(read(manual, document)["status"])
    manual.update(document, b'{"a": "One", "b": "New"}', "v1")
    seen.append(read(manual, document)["status"])
    assert seen == ["created", "inProgress", "completed", "updated"]


def test_manager_review_of_several_stages_ends_with_completion(manual: Api) -> None:
    manual.control("POST", "knobs", {"manager_review": True})
    project, document = make_document(manual, workflowStages=["translation", "editing"])

    def complete() -> int:
        return manual.call("POST", "v1/document/complete", params={"documentId": document}).status_code

    manual.sandbox.translate({"document": document, "all": "pseudo", "stage": 1})
    assert "readyForCompletion" not in read(manual, document)
    assert complete() == 400
    manual.sandbox.translate({"document": document, "all": "pseudo", "stage": 2})
    found = read(manual, document)
    assert (found["status"], found["readyForCompletion"]) == ("inProgress", True)
    assert manual.call("POST", "v1/project/complete", params={"projectId": project}).status_code == 409
    assert [complete(), complete()] == [200, 204]
    found = read(manual, document)
    assert (found["status"], "readyForCompletion" in found) == ("completed", False)
    assert manual.call("POST", "v1/project/complete", params={"projectId": project}).status_code == 204
    unknown = {"documentId": "0_7"}
    assert manual.call("POST", "v1/document/complete", params=unknown).status_code == 404


def test_a_canceled_project_is_read_and_restored_and_refuses_work_by_order(api: Api) -> None:
    project, document = make_document(api)
    query = {"projectId": project}
    assert api.call("POST", "v1/project/cancel", params=query).status_code == 204
    assert api.call("GET", f"v1/project/{project}").json()["status"] == "canceled"
    assert read(api, document)["id"] == document
    assert api.upload(project, {"b.json": SOURCE}).status_code == 200
    api.control("POST", "knobs", {"canceled_status": 409})
    assert api.upload(project, {"c.json": SOURCE}).status_code == 409
    assert api.update(document, SOURCE, "v1").status_code == 409
    export = {"documentIds": document}
    assert api.call("POST", "v1/document/export", params=export).status_code == 409
    assert api.call("POST", "v1/project/restore", params=query).status_code == 204
    assert api.upload(project, {"c.json": SOURCE}).status_code == 200


def test_a_new_file_opens_a_completed_project_again(manual: Api) -> None:
    project, document = make_document(manual)
    manual.sandbox.translate({"document": document, "all": "pseudo", "complete": True})
    manual.call("POST", "v1/project/complete", params={"projectId": project})
    manual.export(document)
    assert manual.call("GET", f"v1/project/{project}").json()["status"] == "completed"
    manual.upload(project, {"b.json": SOURCE})
    assert manual.call("GET", f"v1/project/{project}").json()["status"] == "inProgress"

import pytest
import requests

from tests.unit.sandbox.smartcat.api import Api

ANN, BOB = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def document(manual: Api) -> str:
    project = manual.create(["de"], workflowStages=["translation", "editing"])["id"]
    return str(manual.upload(project, {"a.json": b'{"a": "One two three"}'}).json()[0]["id"])


def post(api: Api, what: str, document: str, body: object = None, **query: str) -> requests.Response:
    return api.call("POST", f"v1/document/{what}", params={"documentId": document, **query}, json=body)


def stages(api: Api, document: str) -> list[dict[str, object]]:
    return list(api.call("GET", "v1/document", params={"documentId": document}).json()["workflowStages"])


def test_executives_are_shown_with_their_words(manual: Api, document: str) -> None:
    before = manual.call("GET", "v1/document", params={"documentId": document}).json()
    body = {"executives": [{"id": ANN, "wordsCount": 2}], "assignmentMode": "Rocket"}
    assert post(manual, "assign", document, body, stageNumber="2").status_code == 204
    after = manual.call("GET", "v1/document", params={"documentId": document}).json()
    assert after["statusModificationDate"] == before["statusModificationDate"]
    first, second = stages(manual, document)
    assert (first["status"], first["executives"], first["unassignedWordsCount"]) == ("notAssigned", [], 3)
    assert (second["status"], second["unassignedWordsCount"]) == ("assigned", 1)
    assert second["executives"] == [
        {"assignedWordsCount": 2, "progress": 0.0, "id": ANN, "supplierType": "freelancer"}
    ]
    project = after["projectId"]
    again = manual.call("POST", f"v1/project/{project}/assign", params={"mode": "currentAssignees"}).json()
    assert [(each["documentId"], each["languageId"]) for each in again] == [(document, 7)]
    assert post(manual, "unassign", document, ANN, stageNumber="2").status_code == 204
    assert stages(manual, document)[1]["executives"] == []


def test_freelancers_vendors_and_the_team_are_assigned(manual: Api, document: str) -> None:
    assert post(manual, "assignFreelancers", document, [ANN]).status_code == 204
    assert post(manual, "assignFreelancers", document, BOB).status_code == 204
    assert post(manual, "assignVendors", document, vendorAccountId=ANN, stageNumber="2").status_code == 204
    assert post(manual, "assignVendors", document, vendorAccountId=BOB, stageNumber="2").status_code == 409
    invited = manual.call(
        "POST", "v1/document/assignFromMyTeam", json={"documentIds": [document], "stageNumber": "2"}
    )
    assert (invited.status_code, invited.json()) == (200, 1)
    assert [len(stage["executives"]) for stage in stages(manual, document)] == [2, 2]  # type: ignore[arg-type]
    project = manual.call("GET", "v1/document", params={"documentId": document}).json()["projectId"]
    units = [{"documentId": document, "unitCount": 4}]
    query = {"projectId": project, "stageNumber": "1", "targetLanguageId": "7"}
    counted = manual.call("POST", "v1/document/setStageUnitCount", params=query, json=units)
    assert counted.status_code == 204


@pytest.mark.parametrize(
    ("what", "body", "query", "status"),
    [
        ("assign", {"executives": []}, {}, 400),
        ("assign", {"executives": [{"id": "ann"}]}, {}, 400),
        ("assign", {"executives": [{"id": ANN}], "assignmentMode": "any"}, {}, 400),
        ("assign", {"executives": [{"id": ANN}]}, {"stageNumber": "3"}, 400),
        ("assign", {"executives": [{"id": BOB}]}, {}, 400),
        ("assignFreelancers", [], {}, 400),
        ("unassign", ANN, {}, 400),
        ("assignVendors", None, {}, 400),
        ("assignFreelancers", [ANN], {"documentId": "0_7"}, 404),
    ],
)
def test_what_cannot_be_assigned_is_refused(
    manual: Api, document: str, what: str, body: object, query: dict[str, str], status: int
) -> None:
    manual.control("POST", "knobs", {"linguists": [ANN]})
    assert post(manual, what, query.pop("documentId", document), body, **query).status_code == status


def test_nobody_is_assigned_twice_or_before_the_document_is_ready(manual: Api, document: str) -> None:
    assert post(manual, "assignFreelancers", document, [ANN]).status_code == 204
    assert post(manual, "assignFreelancers", document, [ANN]).status_code == 400
    manual.control("POST", "knobs", {"disassembling_reads": 5})
    slow = manual.upload(manual.create(["de"])["id"], {"a.json": b'{"a": "One"}'}).json()[0]["id"]
    assert post(manual, "assignFreelancers", slow, [ANN]).status_code == 400

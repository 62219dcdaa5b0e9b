from collections.abc import Callable

import pytest

from ci_l10n.config.model import UploadSettings
from ci_l10n.errors import RemoteError
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import SmartcatClient, Upload
from ci_l10n.tms.smartcat.projects import NewProject, project_name
from ci_l10n.tms.smartcat.uploads import property_model
from tests.unit.net.fakes import answer
from tests.unit.tms.samples import KEYS, PROJECT, document, project
from tests.unit.tms.test_smartcat_client import make, model

ID = f"{KEYS[0]}_7"


def test_a_change_sends_again_what_would_be_cleared() -> None:
    known = project(
        description="Texts",
        deadline="2030-01-01T00:00:00Z",
        clientId="c1",
        domainId=7,
        externalTag="source:x",
        vendors=[
            {"vendorAccountId": "gone", "removedFromProject": True},
            {"vendorAccountId": "v1", "removedFromProject": False},
        ],
    )
    client, transport = make(answer(status=204))
    client.change_project(wire.parse_project(known), {"description": "New"})
    assert transport.calls == [f"PUT v1/project/{PROJECT}"]
    assert transport.requests[0].json == {
        "name": "Acme",
        "description": "New",
        "deadline": "2030-01-01T00:00:00Z",
        "clientId": "c1",
        "domainId": 7,
        "externalTag": "source:x",
        "vendorAccountIds": ["v1"],
    }


def test_a_name_that_is_taken_says_so() -> None:
    client, _ = make(answer({"detail": "not unique"}, status=409))
    with pytest.raises(RemoteError, match="not unique") as caught:
        client.change_project(wire.parse_project(project()), {"name": "Other"})
    assert "give it another one" in caught.value.hint


ORDERS: list[tuple[Callable[[SmartcatClient], None], str, dict[str, str]]] = [
    (lambda c: c.cancel_project(PROJECT), "POST v1/project/cancel", {"projectId": PROJECT}),
    (lambda c: c.restore_project(PROJECT), "POST v1/project/restore", {"projectId": PROJECT}),
    (lambda c: c.complete_project(PROJECT), "POST v1/project/complete", {"projectId": PROJECT}),
    (
        lambda c: c.remove_language(PROJECT, "de"),
        "DELETE v1/project/language",
        {"projectId": PROJECT, "targetLanguage": "de"},
    ),
    (lambda c: c.complete_document(ID), "POST v1/document/complete", {"documentId": ID}),
    (lambda c: c.set_meta_info(ID, "ours"), "PUT v1/document/updateMetaInfo", {"documentId": ID}),
]


@pytest.mark.parametrize(("order", "call", "query"), ORDERS, ids=[call for _, call, _ in ORDERS])
def test_orders_are_one_request(
    order: Callable[[SmartcatClient], None], call: str, query: dict[str, str]
) -> None:
    client, transport = make(answer(status=204))
    order(client)
    assert transport.calls == [call]
    assert dict(transport.requests[0].query) == query


def test_meta_info_is_a_json_text() -> None:
    client, transport = make(answer(status=202))
    client.set_meta_info(ID, "ours")
    assert transport.requests[0].json == "ours"


def test_a_project_can_be_created_with_its_documents() -> None:
    client, transport = make(answer(project([document("a.json")])))
    uploads = tuple(Upload(f"{name}.json", name, ("de",), name.encode) for name in "ab")
    made = client.create(NewProject("Acme", "en", ("de",), stages=("editing",), uploads=uploads))
    assert made.documents[0].path == "a.json"
    sent = model(transport.requests[0])
    assert isinstance(sent, dict)
    assert sent["workflowStages"] == ["editing"]
    assert [each["externalId"] for each in sent["documentProperties"]] == ["a", "b"]
    assert [part.filename for part in transport.requests[0].parts] == [None, "a.json", "b.json"]


def test_names_lose_what_the_service_refuses() -> None:
    assert project_name(' a*|\\:"<>?/b \n c ') == "a_________b c"
    assert len(project_name("x" * 200)) == 94


EVERYTHING = UploadSettings("Parser", "Preset", True, False, "all", "none", "atLastStage")


def test_an_option_that_is_not_set_is_not_sent() -> None:
    upload = Upload("a.json", "a", ("de",), lambda: b"")
    assert property_model(upload) == {"externalId": "a", "targetLanguages": ["de"]}
    assert property_model(upload._replace(settings=EVERYTHING, meta_info="m")) == {
        "externalId": "a",
        "targetLanguages": ["de"],
        "metaInfo": "m",
        "disassembleAlgorithmName": "Parser",
        "presetDisassembleAlgorithm": "Preset",
        "enableOcr": False,
        "enablePlaceholders": True,
        "bilingualFileImportSetings": {
            "targetSubstitutionMode": "all",
            "lockMode": "none",
            "confirmMode": "atLastStage",
        },
    }


def test_a_new_version_goes_with_its_settings() -> None:
    client, transport = make(answer([document()]))
    client.update(KEYS[0], lambda: [ID], "a.json", lambda: b"", EVERYTHING)
    assert dict(transport.requests[0].query) == {
        "documentId": KEYS[0],
        "disassembleAlgorithmName": "Parser",
        "presetDisassembleAlgorithm": "Preset",
    }
    assert model(transport.requests[0]) == {
        "enablePlaceholders": True,
        "bilingualFileImportSetings": {
            "targetSubstitutionMode": "all",
            "lockMode": "none",
            "confirmMode": "atLastStage",
        },
    }

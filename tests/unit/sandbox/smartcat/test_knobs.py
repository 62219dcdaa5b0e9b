"""Behaviour that tests can order where the real server is unknown, old or unpleasant."""

import json
from pathlib import Path

import pytest

from ci_l10n.sandbox.smartcat.knobs import Knobs
from tests.unit.sandbox.smartcat.api import Api

SOURCE = b'{"a": "One", "b": "Two words"}'
PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "sandbox.md"


def order(api: Api, **knobs: object) -> None:
    answer = api.control("POST", "knobs", knobs)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["v1/project/list", "v2/project/list", "v1/directory", "v2/directory"])
def test_versions_of_the_api_can_be_missing(api: Api, path: str) -> None:
    version, _, name = path.partition("/")
    query = {"type": "language"}
    assert api.call("GET", path, params=query).status_code == 200
    order(api, **{f"{version}_{name.rpartition('/')[2]}": False})
    assert api.call("GET", path, params=query).status_code == 404


def test_a_project_can_need_to_say_whether_a_vendor_is_meant(api: Api) -> None:
    order(api, require_assign_to_vendor=True)
    model = {"name": "A", "sourceLanguage": "en", "targetLanguages": ["de"]}
    assert api.call("POST", "v1/project/create", json=model).status_code == 400
    assert api.call("POST", "v1/project/create", json={**model, "assignToVendor": False}).status_code == 200


def test_descriptions_and_vendors_can_be_too_many(api: Api) -> None:
    order(api, description_limit=5)
    project = api.create(description="short")["id"]
    changes = {"name": "A", "description": "longer"}
    assert api.call("PUT", f"v1/project/{project}", json=changes).status_code == 400
    vendors = {"name": "A", "vendorAccountIds": ["a", "b"]}
    assert api.call("PUT", f"v1/project/{project}", json=vendors).status_code == 400
    assert api.call("GET", f"v1/project/{project}").json()["description"] == "short"


def test_doing_things_twice_can_be_refused(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    german, french = (d["id"] for d in api.upload(project, {"a.json": SOURCE}).json())
    language = {"projectId": project, "targetLanguage": "de"}
    assert api.call("POST", "v1/project/language", params=language).status_code == 204
    order(api, repeated_language_status=409, unknown_delete_status=404)
    assert api.call("POST", "v1/project/language", params=language).status_code == 409
    assert api.call("DELETE", "v1/document", params={"documentIds": german}).status_code == 204
    both = {"documentIds": [german, french]}
    assert api.call("DELETE", "v1/document", params=both).status_code == 404
    assert api.documents(project) == {}


def test_meta_info_can_be_taken_later(api: Api) -> None:
    order(api, meta_status=202)
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    query = {"documentId": document}
    assert api.call("PUT", "v1/document/updateMetaInfo", params=query, json="m").status_code == 202


@pytest.mark.parametrize(
    ("shape", "body"),
    [("TEXT", "Project was not found."), ("EMPTY", ""), ("E2", '{"Message": "Project was not found."}')],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_refusals_take_the_shape_that_was_ordered(api: Api, shape: str, body: str, method: str) -> None:
    order(api, error_shape=shape)
    answer = api.call(method, "v1/project/00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.text) == (404, body)


def test_an_export_that_is_gone_or_failed_says_so(api: Api) -> None:
    gone = api.call("GET", "v1/document/export/00000000-0000-4000-8000-000000000000")
    assert (gone.status_code, gone.json()["detail"]) == (404, "Export task was not found.")
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    order(api, export_fails=True)
    failed = api.download(document)
    assert (failed.status_code, failed.json()["title"]) == (422, "Unprocessable Entity")


def test_enums_are_spelt_as_in_2023_everywhere(api: Api) -> None:
    order(api, pascal_case=True, import_reads=1, statistics_reads=0)
    project = api.create(["de"])["id"]
    document = api.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    read = api.documents(project)["a", "de"]
    assert (read["status"], read["documentDisassemblingStatus"]) == ("Completed", "Success")
    query = {"documentId": document}
    xliff = api.export(document, type="xliff")
    api.call("PUT", "v1/document/translateWithXliff", params=query, files={"f": ("x.xliff", xliff)})
    states = [api.call("GET", "v1/document/translate/status", params=query).json() for _ in range(2)]
    assert states == ["InProgress", "Completed"]
    rows = api.call("GET", "v1/document/statistics", params=query).json()["statistics"]
    assert {"NewWords", "Total", "Match_100"} <= {row["name"] for row in rows}


def test_knobs_of_a_wrong_name_or_kind_change_nothing(api: Api) -> None:
    before = api.control("GET", "knobs").json()["smartcat"]
    for wrong in ({"nonsense": 1}, {"export_reads": "2"}, {"export_reads": 2, "zip_always": 1}):
        assert api.control("POST", "knobs", wrong).status_code == 400
    assert api.control("GET", "knobs").json()["smartcat"] == before


def test_every_knob_is_in_the_documents_with_its_default() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    lines = [line for one in sections if one.startswith("Smartcat") for line in one.splitlines()]
    rows = [[cell.strip(" `") for cell in line.split("|")[1:3]] for line in lines if line.startswith("| `")]
    told = {row[0]: row[1] for row in rows}
    assert {name: told.get(name) for name in Knobs().as_json()} == {
        name: json.dumps(value) for name, value in Knobs().as_json().items()
    }

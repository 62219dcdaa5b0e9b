import json

import pytest
import requests

from tests.unit.sandbox.smartcat.api import Api

SOURCE = json.dumps({"a": "One", "b": "Two", "c": "Three"}).encode()
EMPTY = b'<target state="needs-translation" xml:space="preserve" />'


@pytest.fixture
def document(manual: Api) -> str:
    made = manual.upload(manual.create(["de"])["id"], {"a.json": SOURCE}).json()
    return str(made[0]["id"])


def send(
    api: Api, document: str, content: bytes, confirm: bool = False, overwrite: bool = False
) -> requests.Response:
    query = {
        "documentId": document,
        "confirmTranslation": str(confirm),
        "overwriteUpdatedSegments": str(overwrite),
    }
    files = {"xliff": ("xliff.xliff", content, "application/octetstream")}
    return api.call("PUT", "v1/document/translateWithXliff", params=query, files=files)


def states(api: Api, document: str, count: int) -> list[object]:
    path = "v1/document/translate/status"
    return [api.call("GET", path, params={"documentId": document}).json() for _ in range(count)]


def filled(content: bytes, *texts: str) -> bytes:
    for text in texts:
        content = content.replace(EMPTY, f"<target>{text}</target>".encode(), 1)
    return content


def test_imported_targets_are_drafts_until_confirmed(manual: Api, document: str) -> None:
    status = manual.call("GET", "v1/document/translate/status", params={"documentId": document})
    assert status.status_code == 404
    exported = manual.export(document, type="xliff")
    assert send(manual, document, filled(exported, "Eins", "Zwei &amp; <g id='1'>2</g>")).status_code == 202
    assert states(manual, document, 2) == ["inProgress", "completed"]
    assert json.loads(manual.export(document)) == {"a": "Eins", "b": "Zwei & 2", "c": "Three"}
    assert json.loads(manual.export(document, mode="confirmed"))["a"] == "One"
    send(manual, document, filled(exported, "Eins"), confirm=True, overwrite=True)
    assert json.loads(manual.export(document, mode="confirmed")) == {"a": "Eins", "b": "Two", "c": "Three"}


def test_units_match_by_id_in_any_order_and_number(manual: Api, document: str) -> None:
    exported = filled(manual.export(document, type="xliff"), "1", "2", "3").decode()
    head, *units = exported.split("      <trans-unit")
    last, tail = units[2].split("    </body>")
    send(manual, document, f"{head}<trans-unit{last}<trans-unit{units[0]}</body>{tail}".encode())
    assert json.loads(manual.export(document)) == {"a": "1", "b": "Two", "c": "3"}


@pytest.mark.parametrize(("overwrite", "kept"), [(False, "newer"), (True, "from file")])
def test_newer_edits_stay_unless_they_are_to_be_overwritten(
    manual: Api, document: str, overwrite: bool, kept: str
) -> None:
    exported = manual.export(document, type="xliff")
    manual.control("POST", "clock", {"advance": 5})
    manual.sandbox.translate({"document": document, "segments": {"One": "newer"}})
    send(manual, document, filled(exported, "from file"), overwrite=overwrite)
    assert json.loads(manual.export(document))["a"] == kept


@pytest.mark.parametrize("broken", [b"<xliff", b"<xliff><file original='0_7'/></xliff>", b"text"])
def test_foreign_and_broken_files_fault(manual: Api, document: str, broken: bytes) -> None:
    assert send(manual, document, broken).status_code == 202
    assert states(manual, document, 2) == ["inProgress", "faulted"]

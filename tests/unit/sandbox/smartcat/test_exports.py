import csv
import io
import json
import xml.etree.ElementTree as ElementTree

import pytest

from tests.unit.sandbox.smartcat.api import Api

SOURCE = json.dumps({"a": "One", "b": "Two", "c": "Three"}).encode()
XLIFF = {"x": "urn:oasis:names:tc:xliff:document:1.2", "sc": "SmartcatXliff"}


def test_single_document_comes_raw_after_a_204(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"web/a.json": SOURCE}).json()[0]["id"]
    ordered = api.call("POST", "v1/document/export", params={"documentIds": document}).json()
    assert ordered["documentIds"] == [document]
    path = f"v1/document/export/{ordered['id']}"
    first, second = api.call("GET", path), api.call("GET", path)
    assert (first.status_code, first.content) == (204, b"")
    assert second.headers["Content-Type"] == "application/json"
    disposition = "attachment; filename=\"a(de).json\"; filename*=UTF-8''a%28de%29.json"
    assert second.headers["Content-Disposition"] == disposition
    assert set(second.json()) == {"a", "b", "c"}
    assert api.call("GET", path).content == second.content


def test_several_documents_come_as_an_archive_named_by_path_and_language(api: Api) -> None:
    project = api.create(["de", "pt-BR"])["id"]
    made = api.upload(project, {"docs/ä/a.json": SOURCE, "b.po": b'msgid "x"\nmsgstr ""\n'}).json()
    members = api.export_all(*[d["id"] for d in made], type="target", mode="current")
    assert sorted(members) == ["b(de).po", "b(pt-BR).po", "docs/ä/a(de).json", "docs/ä/a(pt-BR).json"]
    assert "⟦pt-BR⟧" in members["docs/ä/a(pt-BR).json"].decode()


def test_source_export_gives_the_bytes_that_were_sent(api: Api) -> None:
    odd = b'\xef\xbb\xbf{ "a" : "One" }\r\n'
    document = api.upload(api.create(["de"])["id"], {"a.json": odd}).json()[0]["id"]
    assert api.export(document, type="source") == odd


def test_modes_let_out_what_is_confirmed_far_enough(manual: Api) -> None:
    project = manual.create(["de"], workflowStages=["translation", "editing"])["id"]
    document = manual.upload(project, {"a.json": SOURCE}).json()[0]["id"]
    for text, stage in (("One", 0), ("Two", 1), ("Three", 2)):
        manual.sandbox.translate({"document": document, "segments": {text: text.upper()}, "stage": stage})

    def exported(**query: str) -> list[str]:
        return list(json.loads(manual.export(document, **query)).values())

    assert exported(mode="current") == ["ONE", "TWO", "THREE"]
    assert exported(mode="Confirmed") == ["One", "TWO", "THREE"]
    assert exported(mode="confirmed", stageNumber="1") == ["One", "TWO", "THREE"]
    assert exported(mode="confirmed", stageNumber="2") == ["One", "Two", "THREE"]
    assert exported(mode="complete") == ["One", "Two", "THREE"]
    assert exported(mode="current", stageNumber="2") == ["ONE", "TWO", "THREE"]
    assert [stage["progress"] for stage in manual.documents(project)["a", "de"]["workflowStages"]] == [
        66.66,
        33.33,
    ]


def test_untranslated_texts_look_as_ordered(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    made = manual.upload(project, {"a.json": b'{"k": "One"}', "b.po": b'msgid "One"\nmsgstr ""\n'}).json()
    flat, gettext = (d["id"] for d in made)
    assert json.loads(manual.export(flat)) == {"k": "One"}
    assert b'msgid "One"\nmsgstr ""' in manual.export(gettext)
    manual.control("POST", "knobs", {"untranslated": "empty"})
    assert json.loads(manual.export(flat)) == {"k": ""}
    manual.control("POST", "knobs", {"untranslated": "omit"})
    assert json.loads(manual.export(flat)) == {}
    manual.control("POST", "knobs", {"untranslated": "source"})
    assert b'msgid "One"\nmsgstr "One"' in manual.export(gettext)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 400),
        ({"documentIds": "0_7"}, 404),
        ({"type": "nonsense"}, 400),
        ({"type": "sourceInNewFormat"}, 400),
        ({"mode": "later"}, 400),
        ({"mode": "confirmed", "stageNumber": "2"}, 400),
        ({"mode": "confirmed", "stageNumber": "0"}, 400),
        ({"mode": "confirmed", "stageNumber": "x"}, 400),
    ],
)
def test_impossible_exports_are_refused(api: Api, query: dict[str, str], code: int) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    wanted = {"documentIds": document, **query} if query else {}
    assert api.call("POST", "v1/document/export", params=wanted).status_code == code


def test_export_is_gone_when_too_old_or_downloaded_once_by_order(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    api.control("POST", "knobs", {"export_once": True, "export_reads": 0})
    task = api.call("POST", "v1/document/export", params={"documentIds": document}).json()["id"]
    codes = [api.call("GET", f"v1/document/export/{task}").status_code for _ in range(2)]
    assert codes == [200, 404]
    task = api.call("POST", "v1/document/export", params={"documentIds": document}).json()["id"]
    api.control("POST", "clock", {"advance": 4000})
    assert api.call("GET", f"v1/document/export/{task}").status_code == 404


def test_export_can_fail_and_come_in_other_wrappings(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"x/a.json": SOURCE}).json()[0]["id"]
    api.control("POST", "knobs", {"zip_always": True, "content_disposition": False})
    assert list(api.export_all(document)) == ["x/a(de).json"]
    assert "Content-Disposition" not in api.download(document).headers
    api.control("POST", "knobs", {"export_fails": True})
    assert api.download(document).status_code == 422


def test_document_deleted_meanwhile_makes_the_export_fail(api: Api) -> None:
    api.control("POST", "knobs", {"export_reads": 0})
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    task = api.call("POST", "v1/document/export", params={"documentIds": document}).json()["id"]
    api.call("DELETE", "v1/document", params={"documentIds": document})
    assert api.call("GET", f"v1/document/export/{task}").status_code == 422


def test_xliff_export_has_smartcats_form(manual: Api) -> None:
    document = manual.upload(manual.create(["de"])["id"], {"d/a.json": SOURCE}).json()[0]["id"]
    manual.sandbox.translate({"document": document, "segments": {"One": "Eins <b>&</b>"}, "stage": 1})
    exported = manual.export(document, type="xliff")
    root = ElementTree.fromstring(exported)
    file = root.find("x:file", XLIFF)
    assert file is not None
    assert (file.get("original"), file.get("source-language"), file.get("target-language")) == (
        document,
        "en",
        "de",
    )
    units = root.findall(".//x:trans-unit", XLIFF)
    assert [unit.get("approved") for unit in units] == ["yes", "no", "no"]
    assert [unit.findtext("x:source", namespaces=XLIFF) for unit in units] == ["One", "Two", "Three"]
    targets = [unit.find("x:target", XLIFF) for unit in units]
    assert [target.get("state") for target in targets if target is not None] == [
        "translated", "needs-translation", "needs-translation",
    ]  # fmt: skip
    assert targets[0] is not None
    assert targets[0].text == "Eins <b>&</b>"
    assert len({unit.get("id") for unit in units}) == 3


@pytest.mark.parametrize("kind", ["multilangCsv", "multilang_Csv", "MultilangCsv"])
def test_all_languages_come_in_one_table(manual: Api, kind: str) -> None:
    made = manual.upload(manual.create(["de", "fr"])["id"], {"d/a.json": SOURCE}).json()
    german, french = (d["id"] for d in made)
    manual.sandbox.translate({"document": german, "segments": {"One": 'Eins, "1"'}, "stage": 1})
    manual.sandbox.translate({"document": french, "segments": {"Two": "Deux"}})
    answer = manual.download(german, french, type=kind, mode="confirmed")
    assert "filename*=UTF-8''a.csv" in answer.headers["Content-Disposition"]
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["ID", "en", "de", "fr"],
        ["/a", "One", 'Eins, "1"', ""],
        ["/b", "Two", "", ""],
        ["/c", "Three", "", ""],
    ]


def test_documents_with_metadata_are_xliff_and_never_office_files(api: Api) -> None:
    project = api.create(["de"])["id"]
    made = api.upload(project, {"a.json": SOURCE, "b.docx": b"PK\3\4\0\0"}).json()
    text, office = (d["id"] for d in made)
    answer = api.download(text, type="DocumentWithMetadata")
    assert b'xmlns:sc="SmartcatXliff"' in answer.content
    assert "a(de).xliff" in answer.headers["Content-Disposition"]
    query = {"documentIds": office, "type": "documentWithMetadata"}
    assert api.call("POST", "v1/document/export", params=query).status_code == 400

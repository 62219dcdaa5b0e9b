"""Translators on order, and what their work does to statuses and bills."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from tests.unit.sandbox.smartcat.api import Api, Json

SOURCE = json.dumps({"a": "One", "b": "Two words"}).encode()


def test_drafts_stay_drafts_until_confirmed(manual: Api) -> None:
    project = manual.create(["de"], workflowStages=["translation", "editing"])["id"]
    manual.upload(project, {"web/a.json": SOURCE}, [{"externalId": "web/a.json"}])
    seen: list[tuple[object, list[float]]] = []

    def order(**what: object) -> None:
        answer = manual.control("POST", "translate", {"source": "web/a.json", "locale": "de", **what})
        assert answer.status_code == 200, answer.text
        document = answer.json()["documents"][0]
        seen.append((document["status"], [stage["progress"] for stage in document["workflowStages"]]))

    order(segments={"One": "Eins"})
    order(stage=1)
    order(all="pseudo", stage=2)
    order(complete=True)
    order(segments={"One": "Eine"})
    assert seen == [
        ("inProgress", [0.0, 0.0]),
        ("inProgress", [33.33, 0.0]),
        ("completed", [100.0, 100.0]),
        ("completed", [100.0, 100.0]),
        ("inProgress", [66.66, 66.66]),
    ]


def test_status_date_moves_with_every_edit(manual: Api) -> None:
    document = manual.upload(manual.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    dates = [
        manual.sandbox.translate({"document": document, "segments": {"One": text}})[0][
            "statusModificationDate"
        ]
        for text in ("x", "y", "z", "z")
    ]
    assert len(set(dates)) == 4


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"segments": {"Nope": "x"}}, "no segment for 'Nope'"),
        ({"stage": 5}, '"stage" must be'),
        ({"all": "machine"}, '"all" can only be'),
        ({"tempo": 1}, "unknown: tempo"),
        ({"document": "0_7"}, "no document"),
        ({"segments": {"One": 1}}, "must be a text"),
    ],
)
def test_orders_that_cannot_be_carried_out_say_why(manual: Api, order: Json, words: str) -> None:
    document = manual.upload(manual.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    answer = manual.control("POST", "translate", {"document": document, **order})
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_android_texts_are_found_as_people_read_them(manual: Api) -> None:
    source = b"<resources><string name='a'>Don\\'t &amp; go</string></resources>"
    document = manual.upload(manual.create(["de"])["id"], {"strings.xml": source}).json()[0]["id"]
    manual.sandbox.translate({"document": document, "segments": {"Don't & go": 'Geh\'s "nicht" < an'}})
    exported = ElementTree.fromstring(manual.export(document))
    assert exported.findtext("string") == 'Geh\\\'s \\"nicht\\" < an'


def test_plural_forms_can_be_ordered_one_by_one(manual: Api) -> None:
    source = (
        b'<resources><plurals name="p"><item quantity="one">%d file</item>'
        b'<item quantity="other">%d files</item></plurals></resources>'
    )
    document = manual.upload(manual.create(["ru"])["id"], {"strings.xml": source}).json()[0]["id"]
    texts = {"%d files": {"few": "%d few", "many": "%d many", "other": "%d other"}, "%d file": "%d one"}
    manual.sandbox.translate({"document": document, "segments": texts, "complete": True})
    exported = manual.export(document, mode="complete").decode()
    for category in ("one", "few", "many", "other"):
        assert f'<item quantity="{category}">%d {category}</item>' in exported


def test_pseudo_leaves_ordered_texts_alone_when_the_source_is_updated(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    api.sandbox.translate({"document": document, "segments": {"One": "Eins"}, "stage": 1})
    api.update(document, b'{"a": "One", "b": "Changed", "c": "New"}')
    read = api.call("GET", "v1/document", params={"documentId": document}).json()
    assert read["status"] == "completed"
    exported = json.loads(api.export(document))
    assert exported["a"] == "Eins"
    assert exported["b"].startswith("⟦de⟧")
    assert exported["c"].startswith("⟦de⟧")


def test_an_emptied_segment_is_untranslated_again(api: Api) -> None:
    document = api.upload(api.create(["de"])["id"], {"a.json": SOURCE}).json()[0]["id"]
    read = api.sandbox.translate({"document": document, "segments": {"One": None}})[0]
    assert read["status"] == "inProgress"
    assert json.loads(api.export(document))["a"] == "One"


def test_bill_counts_new_and_changed_words_times_languages(api: Api) -> None:
    project = api.create(["de", "fr"])["id"]
    key = (
        api.upload(project, {"a.json": SOURCE}, [{"externalId": "src/a.json"}])
        .json()[0]["id"]
        .partition("_")[0]
    )
    api.update(key, SOURCE)
    api.update(key, b'{"a": "One", "b": "Two new words"}')
    api.update(f"{key}_7", b'{"a": "One more", "b": "Two new words"}', "v1")
    query = {"projectId": project, "targetLanguage": "ja"}
    api.call("POST", "v1/project/language", params=query)
    bill = api.control("GET", "billing").json()
    entries = [(e["source"], e["upload"], e["kind"], e["languages"], e["words"]) for e in bill]
    assert entries == [
        ("src/a.json", 1, "upload", ["de", "fr"], 6),
        ("src/a.json", 2, "update", ["de", "fr"], 0),
        ("src/a.json", 3, "update", ["de", "fr"], 6),
        ("src/a.json", 4, "update", ["de"], 2),
        ("src/a.json", 5, "language", ["ja"], 4),
    ]
    assert sum(entry["words"] for entry in bill) == 18
    assert {entry["project"] for entry in bill} == {project}


def test_plural_forms_only_the_target_has_are_not_billed(api: Api) -> None:
    source = b'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    project = api.create(["ru", "ja", "ar"])["id"]
    api.upload(project, {"a.po": source})
    assert sum(entry["words"] for entry in api.control("GET", "billing").json()) == 12
    assert {document["wordsCount"] for document in api.documents(project).values()} == {4}

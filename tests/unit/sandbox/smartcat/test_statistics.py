"""Statistics: how they are waited for, and what they count."""

import json
from typing import Any

import pytest

from tests.unit.sandbox.smartcat.api import Api, Json


def source(*texts: str) -> bytes:
    return json.dumps({f"k{number}": text for number, text in enumerate(texts)}).encode()


def make_document(api: Api, content: bytes, name: str = "a.json", project: str = "") -> str:
    made = api.upload(project or api.create(["de"])["id"], {name: content}).json()
    return str(made[0]["id"])


def rows_of(answer: list[Json], measure: str = "words") -> dict[str, Any]:
    """Words by row, the rows without any left out."""
    return {row["name"]: row[measure] for row in answer if row[measure]}


def words(api: Api, document: str, **query: str) -> dict[str, Any]:
    for _ in range(3):
        answer = api.call("GET", "v1/document/statistics", params={"documentId": document, **query})
        if answer.status_code == 200:
            return rows_of(answer.json()["statistics"])
    raise AssertionError("the statistics never became ready")


def test_statistics_are_waited_for_once_until_a_file_changes(manual: Api) -> None:
    project = manual.create(["de", "fr"])["id"]
    document = make_document(manual, source("One", "Two words"), project=project)
    path = f"v2/project/{project}/statistics"
    first = manual.call("GET", path)
    assert (first.status_code, first.headers["Content-Type"]) == (202, "text/plain; charset=utf-8")
    assert "built" in first.text
    assert [manual.call("GET", path).status_code for _ in range(2)] == [200, 200]
    manual.update(document, source("One", "Two words", "New"), "v1")
    assert [manual.call("GET", path).status_code for _ in range(2)] == [202, 200]


def test_building_ahead_makes_the_answer_ready(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    make_document(manual, source("One"), project=project)
    build = f"v1/project/{project}/statistics/build"
    assert [manual.call("POST", build).status_code for _ in range(2)] == [202, 200]
    assert manual.call("GET", f"v2/project/{project}/statistics").status_code == 200


def test_a_text_with_success_comes_first_by_order(manual: Api) -> None:
    manual.control("POST", "knobs", {"statistics_as_text": True})
    project = manual.create(["de"])["id"]
    document = make_document(manual, source("One"), project=project)
    for path, query in (
        ("v1/document/statistics", {"documentId": document}),
        (f"v1/project/{project}/statistics", {}),
    ):
        first, second = (manual.call("GET", path, params=query) for _ in range(2))
        assert (first.status_code, first.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
        assert (second.status_code, second.headers["Content-Type"]) == (
            200,
            "application/json; charset=utf-8",
        )


def test_project_statistics_hold_languages_and_documents_that_add_up(manual: Api) -> None:
    project = manual.create(["de", "fr"])["id"]
    manual.upload(project, {"x/a.json": source("One", "Two words", "One"), "b.json": source("One", "Three")})
    manual.call("GET", f"v2/project/{project}/statistics")
    answer = manual.call("GET", f"v2/project/{project}/statistics").json()
    assert [entry["language"] for entry in answer] == ["de", "fr"]
    assert rows_of(answer[0]["statistics"]) == {
        "newWords": 4,
        "repetitions": 1,
        "crossFileRepeated": 1,
        "total": 6,
    }
    assert [(d["name"], rows_of(d["statistics"])["total"]) for d in answer[0]["documents"]] == [
        ("x/a.json", 4),
        ("b.json", 2),
    ]
    by_language = manual.call("GET", f"v1/project/{project}/statistics").json()
    assert by_language == {entry["language"]: {"statistics": entry["statistics"]} for entry in answer}
    for measure in ("words", "segments", "charsWithSpaces", "charsWithoutSpaces"):
        row = rows_of(answer[0]["statistics"], measure)
        assert row.pop("total") == sum(row.values())
    assert rows_of(answer[0]["statistics"], "percent") == {
        "newWords": 66.67,
        "repetitions": 16.67,
        "crossFileRepeated": 16.67,
        "total": 100.0,
    }


def test_what_was_translated_before_counts_as_a_match(manual: Api) -> None:
    first = make_document(manual, source("Open the file", "Close the file now", "Never translated"))
    assert words(manual, first) == {"newWords": 9, "total": 9}
    known = {"Open the file": "Öffnen", "Close the file now": "Schließen"}
    manual.sandbox.translate({"document": first, "segments": known, "stage": 1})
    assert words(manual, first) == {"newWords": 9, "total": 9}
    texts = [
        "Something else entirely",
        "Open the file",
        "Close the file now",
        "Open the files",
        "Never translated",
        "Open the file",
    ]
    second = make_document(manual, source(*texts))
    assert words(manual, second) == {
        "contextMatch_101": 7,
        "match_100": 3,
        "match_95_99": 3,
        "newWords": 5,
        "total": 18,
    }
    exact = words(manual, second, onlyExactMatches="true")
    assert exact == {"contextMatch_101": 7, "match_100": 3, "newWords": 8, "total": 18}


def test_unchanged_texts_of_an_update_match_in_their_context(manual: Api) -> None:
    document = make_document(manual, source("First text", "Second text here", "Third one"))
    manual.sandbox.translate({"document": document, "all": "pseudo", "stage": 1})
    manual.update(document, source("First text", "Second text here", "Third one", "Last"), "v1")
    assert words(manual, document) == {
        "contextMatch_102": 5,
        "contextMatch_101": 2,
        "newWords": 1,
        "total": 8,
    }


def test_memories_of_languages_are_apart(manual: Api) -> None:
    manual.sandbox.translate(
        {"document": make_document(manual, source("Open file")), "all": "pseudo", "stage": 1}
    )
    project = manual.create(["de", "fr"])["id"]
    german, french = (d["id"] for d in manual.upload(project, {"a.json": source("Open file")}).json())
    assert words(manual, german) == {"contextMatch_102": 2, "total": 2}
    assert words(manual, french) == {"newWords": 2, "total": 2}


def test_similar_texts_of_the_project_count_when_asked_for(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    document = make_document(
        manual, source("Delete the chosen file", "Delete the chosen files"), project=project
    )
    assert words(manual, document) == {"newWords": 8, "total": 8}
    path = f"v1/project/{project}/fuzzyRepetitions"
    assert manual.call("PUT", path, params={"withFuzzyMatches": "true"}).status_code == 204
    assert words(manual, document) == {"newWords": 4, "match_95_99": 4, "total": 8}
    assert manual.call("PUT", path, params={"withFuzzyMatches": "1"}).status_code == 400
    assert manual.call("PUT", path).status_code == 400


def test_texts_without_letters_and_empty_projects_are_counted_too(manual: Api) -> None:
    project = manual.create(["de"])["id"]
    manual.call("GET", f"v2/project/{project}/statistics")
    empty = manual.call("GET", f"v2/project/{project}/statistics").json()
    assert [rows_of(entry["statistics"]) for entry in empty] == [{}]
    document = make_document(manual, source("…", "日本語", "a"))
    assert words(manual, document)["total"] == 3


def test_words_of_statistics_are_those_of_the_document(manual: Api) -> None:
    plural = b'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    project = manual.create(["ru", "ja"])["id"]
    for made in manual.upload(project, {"a.po": plural}).json():
        document = manual.call("GET", "v1/document", params={"documentId": made["id"]}).json()
        assert words(manual, made["id"])["total"] == document["wordsCount"] == 4


@pytest.mark.parametrize("broken", ["v2/project/{}/statistics", "v1/project/{}/statistics"])
def test_files_that_could_not_be_taken_apart_have_no_statistics(manual: Api, broken: str) -> None:
    project = manual.create(["de"])["id"]
    document = make_document(manual, b"{", project=project)
    assert manual.call("GET", broken.format(project)).status_code == 422
    refused = manual.call("POST", f"v1/project/{project}/statistics/build")
    assert (refused.status_code, "a.json" in refused.json()["detail"]) == (422, True)
    query = {"documentId": document}
    assert manual.call("GET", "v1/document/statistics", params=query).status_code == 422


def test_completed_work_is_told_by_person_and_stage(manual: Api) -> None:
    project = manual.create(["de", "fr"], workflowStages=["translation", "editing"])["id"]
    document = make_document(manual, source("One", "Two words"), project=project)
    person = "00000000-0000-4000-8000-000000000001"
    for stage in ("1", "2"):
        query = {"documentId": document, "stageNumber": stage}
        manual.call("POST", "v1/document/assign", params=query, json={"executives": [{"id": person}]})
    manual.sandbox.translate({"document": document, "segments": {"Two words": "Zwei Wörter"}, "stage": 1})
    first, second = manual.call("GET", f"v1/project/{project}/completedWorkStatistics").json()
    assert first["executive"] == {"id": person, "supplierType": "freelancer"}
    assert (first["stageType"], first["stageNumber"], first["targetLanguage"]) == ("translation", 1, "de")
    assert rows_of(first["total"]) == {"newWords": 2, "total": 2}
    assert [(d["name"], rows_of(d["statistics"])["total"]) for d in first["documents"]] == [("a.json", 2)]
    assert (second["stageType"], rows_of(second["total"])) == ("editing", {})
    manual.call("PUT", f"v1/project/{project}", json={"name": "App", "workflowStages": ["translation"]})
    assert len(manual.call("GET", f"v1/project/{project}/completedWorkStatistics").json()) == 1


def test_nobody_is_paid_for_work_nobody_was_assigned(api: Api) -> None:
    project = api.create(["de"])["id"]
    make_document(api, source("One"), project=project)
    assert api.call("GET", f"v1/project/{project}/completedWorkStatistics").json() == []
    unknown = "00000000-0000-4000-8000-000000000000"
    assert api.call("GET", f"v1/project/{unknown}/completedWorkStatistics").status_code == 404

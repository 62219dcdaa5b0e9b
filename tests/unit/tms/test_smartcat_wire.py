import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.tms.shapes import ShapeError, loads, normalize_date
from ci_l10n.tms.smartcat import wire
from tests.unit.tms.samples import document, project

# As a client of 2018 recorded it: integer keys, no fullPath, filename or stage ids.
RECORDED_2018 = json.loads(
    """{"id":"61331_25","name":"intro","creationDate":"2018-07-13T21:24:17.11Z","sourceLanguage":"en",
    "documentDisassemblingStatus":"success","targetLanguage":"ru","status":"created","wordsCount":8,
    "statusModificationDate":"2018-07-13T21:24:56.508Z","pretranslateCompleted":false,
    "workflowStages":[{"progress":12.500,"wordsTranslated":1,"unassignedWordsCount":8,"status":"inProgress","executives":[]}],
    "externalId":"5b4917a1da2a7e28a0b5dd4a","placeholdersAreEnabled":false}"""
)


def test_a_document_of_today_is_read() -> None:
    read = wire.parse_document(document())
    assert (read.path, read.stem, read.extension) == ("docs/intro.html", "docs/intro", ".html")
    assert (read.file_key, read.language_id) == ("a882f5712d0c9d1bb54f2501", "7")
    assert (read.status, read.disassembling, read.words) == ("inprogress", "success", 8)
    assert read.stages[0].progress == 12.5


def test_a_document_of_2018_is_read() -> None:
    read = wire.parse_document(RECORDED_2018)
    assert (read.id, read.file_key, read.path) == ("61331_25", "61331", "intro")
    assert read.stages == (wire.WorkflowStage(12.5, 1, "inprogress", ""),)


def pascal(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: pascal(below) for name, below in value.items()}
    if isinstance(value, list):
        return [pascal(each) for each in value]
    return value


def test_letter_case_of_keys_and_enums_does_not_matter() -> None:
    shouted = pascal(document(status="InProgress", documentDisassemblingStatus="Success"))
    assert wire.parse_document(shouted) == wire.parse_document(document())


def test_unknown_fields_and_enum_values_are_tolerated() -> None:
    read = wire.parse_document(document(status="onMars", novelty={"a": [1]}))
    assert read.status == "onmars"


@pytest.mark.parametrize("missing", sorted(set(document()) - {"id"}))
def test_any_field_but_the_id_may_be_missing_or_null(missing: str) -> None:
    sample = document()
    del sample[missing]
    assert wire.parse_document(sample) == wire.parse_document({**document(), missing: None})


def test_a_document_without_id_is_refused() -> None:
    with pytest.raises(ShapeError, match="without 'id'"):
        wire.parse_document(document(id=None))


@pytest.mark.parametrize(
    ("full_path", "name", "filename", "expected"),
    [
        ("web/locales/en/app", "app", "app.json", "web/locales/en/app.json"),
        ("web/app.en", "app.en", "app.en.json", "web/app.en.json"),
        ("docs/README", "README", "README", "docs/README"),
        ("conf/.env", ".env", ".env", "conf/.env"),
        ("web/app.json", "app.json", "app.json", "web/app.json"),  # a server that keeps the extension
        ("", "app", "app.json", "app.json"),
        ("", "app", "", "app"),
        ("", "", "app.json", "app.json"),
        ("web\\app", "app", "app.json", "web/app.json"),
        ("/web/app", "app", "app.json", "web/app.json"),
        ("ä/日本", "日本", "日本.md", "ä/日本.md"),
    ],
)
def test_the_path_is_full_path_and_extension(full_path: str, name: str, filename: str, expected: str) -> None:
    read = wire.parse_document(document(fullPath=full_path, name=name, filename=filename))
    assert read.path == expected
    assert read.stem + read.extension == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2018-07-13T21:24:17.11Z", "2018-07-13T21:24:17.1100000Z"),
        ("2018-07-13T21:24:38Z", "2018-07-13T21:24:38.000+00:00"),
        ("2018-07-13T21:24:38Z", "2018-07-13T23:24:38+02:00"),
        ("2018-07-13T21:24:38Z", "2018-07-13T21:24:38"),
    ],
)
def test_dates_have_one_spelling_per_moment(one: str, other: str) -> None:
    assert normalize_date(one) == normalize_date(other)


@given(st.text())
def test_what_is_no_date_does_not_break_reading(text: str) -> None:
    assert isinstance(normalize_date(text), str)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(document())), JSON))
def test_no_json_breaks_the_reading_of_documents_but_as_wrong_shape(values: dict[str, Any]) -> None:
    with contextlib.suppress(ShapeError):
        wire.parse_document({**document(), **values})


def test_progress_is_kept_between_0_and_100() -> None:
    read = wire.parse_document(
        document(
            workflowStages=[{"progress": 130}, {"progress": -1}, {"progress": "50.5"}, {"progress": "x"}]
        )
    )
    assert [stage.progress for stage in read.stages] == [100, 0, 50.5, 0]


def test_a_project_is_read_with_and_without_documents() -> None:
    read = wire.parse_project(project([document(), document(language="fr")]))
    assert read.target_languages == ("de", "fr")
    assert read.stages == ("translation",)
    assert [each.target_language for each in read.documents] == ["de", "fr"]
    assert wire.parse_project(project(documents=None)).documents == ()


def test_what_a_change_of_a_project_has_to_send_again_is_kept_as_it_came() -> None:
    vendors = [
        {"vendorAccountId": "gone", "removedFromProject": True},
        {"vendorAccountId": "v1", "removedFromProject": False},
    ]
    said = {"description": "About", "externalTag": "tag", "domainId": 5, "deadline": "2030-01-01T00:00:00Z"}
    read = wire.parse_project({**project(), **said, "clientId": None, "vendors": vendors})
    assert (read.description, read.external_tag) == ("About", "tag")
    assert read.details == {**said, "vendorAccountIds": ["v1"]}
    assert wire.parse_project({"id": "p"}).details == {}


def test_uploads_may_answer_with_one_object() -> None:
    assert wire.parse_documents(document()) == wire.parse_documents([document()])


def test_an_export_task_may_be_a_bare_id() -> None:
    assert wire.parse_export_task("task-1").id == "task-1"
    assert wire.parse_export_task({"Id": "task-1", "documentIds": ["a_7"]}).document_ids == ("a_7",)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000, b"{'a': 1}"])
def test_what_is_no_json_is_a_wrong_shape(body: bytes) -> None:
    with pytest.raises(ShapeError):
        loads(body)


def test_a_byte_order_mark_is_tolerated() -> None:
    assert loads(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize("half", [r"\ud800", r"\uDFFF"])
def test_half_a_character_is_read_as_a_question_mark(half: str) -> None:
    assert loads(f'["a{half}b", "\\ud83d\\ude00"]'.encode()) == ["a?b", "😀"]


@pytest.mark.parametrize("name", ["sourceLanguage", "targetLanguage"])
def test_a_language_that_is_no_text_is_the_answer_to_something_else(name: str) -> None:
    with pytest.raises(ShapeError, match=f"'{name}' is no text"):
        wire.parse_document({"id": "a_1", "sourceLanguage": "en", "targetLanguage": "de", name: 7})

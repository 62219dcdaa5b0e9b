"""Uploading, listing, renaming, deleting at the simulated Smartling, and how far files are."""

import json
from collections.abc import Mapping

import pytest
import requests

from tests.unit.sandbox.smartling.api import ANDROID, Api


def status(api: Api, uri: str, locale: str = "de") -> dict[str, int]:
    found = api.data("GET", f"{api.files}/locales/{locale}/file/status", params={"fileUri": uri})
    return {name: found[f"{name}StringCount"] for name in ("total", "authorized", "completed", "excluded")}


def upload_with(api: Api, uri: str, fields: Mapping[str, str | list[str]]) -> requests.Response:
    return api.upload(uri, ANDROID, "android", "", **fields)


def test_uploads_count_strings_and_words(api: Api) -> None:
    first = api.upload("a.xml").json()["response"]["data"]
    assert (first["overWritten"], first["stringCount"], first["wordCount"]) == (False, 2, 4)
    assert api.upload("a.xml").json()["response"]["data"]["overWritten"] is True


def test_uploads_can_be_accepted_without_counts(api: Api) -> None:
    for code in ("ACCEPTED", "SUCCESS"):
        api.control("knobs", {"smartling": {"upload_accepted": True, "accepted_code": code}})
        answer = api.upload("a.xml")
        assert (answer.status_code, answer.json()["response"]["code"]) == (202, code)
        assert "stringCount" not in answer.json()["response"]["data"]


@pytest.mark.parametrize(
    ("uri", "content", "kind", "key"),
    [
        ("a.json", b"{", "json", "parse.error"),
        ("a.json", b"{}", "json", "parse.error"),
        ("a.xml", b"<resources/>", "android", "parse.error"),
        ("a.po", b'msgid "x" msgstr', "gettext", "parse.error"),
        ("a.yml", b"a: [", "yaml", "parse.error"),
        ("a.strings", b'"a" = "b"', "ios", "parse.error"),
        ("a.xcstrings", b'{"strings": {"a": []}}', "xcstrings", "parse.error"),
        ("a.yml", b"a: " + b"[" * 3000, "yaml", "parse.error"),
        ("a.json", b"[" * 100_000, "json", "parse.error"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><resources/>', "android", "parse.error"),
        ("a.json", b'{"a": "b"}', "jason", "fileType"),
        (" ", b'{"a": "b"}', "json", "fileUri"),
        ("x" * 513, b'{"a": "b"}', "json", "fileUri"),
    ],
)
def test_uploads_that_make_no_sense_are_refused(
    api: Api, uri: str, content: bytes, kind: str, key: str
) -> None:
    answer = api.upload(uri, content, kind)
    told = answer.json()["response"]
    assert (answer.status_code, told["code"], told["errors"][0]["key"]) == (400, "VALIDATION_ERROR", key)
    assert api.data("GET", f"{api.files}/files/list")["totalCount"] == 0


@pytest.mark.parametrize("spelling", ["javaProperties", "java_properties", "JAVA_PROPERTIES"])
def test_types_are_known_in_every_spelling(api: Api, spelling: str) -> None:
    assert api.upload("a.properties", b"a = b", spelling).status_code == 200


def test_large_files_and_unknown_fields_are_refused(api: Api) -> None:
    api.control("knobs", {"smartling": {"upload_limit": 150, "refuse_unknown_fields": True}})
    assert api.upload("a.json", json.dumps({"a": "b" * 150}).encode(), "json").status_code == 400
    answer = api.upload("a.json", b'{"a": "b"}', "json", colour="blue")
    assert answer.json()["response"]["errors"][0] == {
        "key": "unknown.field",
        "message": "Unexpected parameter",
        "details": "colour",
    }
    assert upload_with(api, "a.xml", {"smartling.anything": "x"}).status_code == 200


def test_a_file_is_locked_while_it_is_taken_in(api: Api) -> None:
    api.control("knobs", {"smartling": {"ingest_reads": 2}})
    api.upload("a.xml")
    path, asked = f"{api.files}/file/status", {"fileUri": "a.xml"}
    for _ in range(2):
        assert api.refusal("GET", path, params=asked) == (423, "RESOURCE_LOCKED", "resource.locked")
    assert api.call("GET", path, params=asked).status_code == 200
    api.control("knobs", {"smartling": {"ingest_reads": 0, "ingest_seconds": 30.0}})
    api.upload("a.xml")
    assert api.upload("a.xml").status_code == 423
    api.control("clock", {"advance": 31})
    assert api.upload("a.xml").status_code == 200


def test_files_are_listed_in_pages_by_name_type_and_date(api: Api) -> None:
    for name in ("web/A.xml", "web/b.xml", "c.xml"):
        api.upload(name)
    api.upload("d.json", b'{"a": "b"}', "json")
    path = f"{api.files}/files/list"

    def uris(**query: str) -> list[str]:
        return [item["fileUri"] for item in api.data("GET", path, params=query)["items"]]

    assert uris(orderBy="fileUri_desc") == ["web/b.xml", "web/A.xml", "d.json", "c.xml"]
    assert uris(uriMask="WEB/a") == ["web/A.xml"]
    assert uris(**{"fileTypes[]": "JSON"}) == ["d.json"]
    assert uris(limit="1", offset="1", orderBy="created_asc") == ["web/b.xml"]
    assert uris(lastUploadedAfter="2999-01-01T00:00:00Z") == []
    assert len(uris(lastUploadedBefore="2999-01-01T00:00:00Z")) == 4
    api.control("knobs", {"smartling": {"list_limit": 3}})
    page = api.data("GET", path, params={"limit": "500"})
    assert (page["totalCount"], len(page["items"])) == (4, 3)
    assert api.refusal("GET", path, params={"orderBy": "size"})[0] == 400
    assert api.refusal("GET", path, params={"limit": "many"})[0] == 400


@pytest.mark.parametrize("encoding", ["multipart", "form", "json"])
def test_files_are_renamed_and_deleted_in_three_encodings(api: Api, encoding: str) -> None:
    def send(path: str, **fields: str) -> int:
        options: dict[str, dict[str, object]] = {
            "multipart": {"files": {name: (None, value) for name, value in fields.items()}},
            "form": {"data": fields},
            "json": {"json": fields},
        }
        return api.call("POST", f"{api.files}/file/{path}", **options[encoding]).status_code

    api.upload("a.xml")
    api.upload("b.xml")
    assert send("rename", fileUri="a.xml", newFileUri="b.xml") == 400
    assert send("rename", fileUri="a.xml", newFileUri="c.xml") == 200
    assert send("rename", fileUri="a.xml", newFileUri="d.xml") == 404
    assert send("delete", fileUri="c.xml") == 200
    assert [item["fileUri"] for item in api.data("GET", f"{api.files}/files/list")["items"]] == ["b.xml"]


def test_a_renamed_file_keeps_its_translations(manual: Api) -> None:
    manual.upload("a.xml")
    manual.sandbox.translate({"source": "a.xml", "locale": "de", "all": "pseudo", "stage": 1})
    manual.call("POST", f"{manual.files}/file/rename", json={"fileUri": "a.xml", "newFileUri": "b.xml"})
    assert status(manual, "b.xml")["completed"] == 2


def test_a_deleted_uri_is_locked_for_a_while_and_then_empty(manual: Api) -> None:
    manual.upload("a.xml")
    manual.sandbox.translate({"source": "a.xml", "locale": "de", "all": "pseudo", "stage": 1})
    manual.call("POST", f"{manual.files}/file/delete", json={"fileUri": "a.xml"})
    assert manual.upload("a.xml").status_code == 423
    manual.control("clock", {"advance": 5})
    assert manual.upload("a.xml").status_code == 200
    assert status(manual, "a.xml")["completed"] == 0


def test_an_unknown_uri_is_not_found(api: Api) -> None:
    asked = {"params": {"fileUri": "no.xml"}}
    refusal = api.refusal("GET", f"{api.files}/file/status", **asked)
    assert refusal == (404, "VALIDATION_ERROR", "file.not.found")
    api.control("knobs", {"smartling": {"unknown_file_status": 400}})
    assert api.refusal("GET", f"{api.files}/file", **asked)[0] == 400
    assert api.refusal("GET", f"{api.files}/file")[2] == "fileUri"


def test_counts_follow_what_translators_do(manual: Api) -> None:
    manual.upload("a.xml")
    order = {"source": "a.xml", "locale": "de"}
    assert status(manual, "a.xml") == {"total": 2, "authorized": 2, "completed": 0, "excluded": 0}
    manual.sandbox.translate({**order, "segments": {"Hello": "Hallo"}})
    assert status(manual, "a.xml")["completed"] == 0
    manual.sandbox.translate({**order, "stage": 1})
    assert status(manual, "a.xml") == {"total": 2, "authorized": 1, "completed": 1, "excluded": 0}
    manual.sandbox.translate({**order, "exclude": ["Bye for now"]})
    assert status(manual, "a.xml") == {"total": 2, "authorized": 0, "completed": 1, "excluded": 1}
    assert status(manual, "a.xml", "fr") == {"total": 2, "authorized": 2, "completed": 0, "excluded": 0}
    every = manual.data("GET", f"{manual.files}/file/status", params={"fileUri": "a.xml"})
    counts = {item["localeId"]: item["completedStringCount"] for item in every["items"]}
    assert (counts["de"], counts["fr"]) == (1, 0)


def test_a_text_that_changed_is_to_be_translated_again(manual: Api) -> None:
    manual.upload("a.xml")
    order = {"source": "a.xml", "locale": "de"}
    manual.sandbox.translate({**order, "all": "pseudo", "complete": True})
    manual.upload("a.xml", ANDROID.replace(b"Hello", b"Good day"))
    assert status(manual, "a.xml") == {"total": 2, "authorized": 1, "completed": 1, "excluded": 0}
    manual.upload("a.xml", ANDROID)
    assert status(manual, "a.xml")["completed"] == 2


def test_files_of_one_namespace_share_their_strings(manual: Api) -> None:
    for uri in ("a.xml", "b.xml"):
        upload_with(manual, uri, {"smartling.namespace": "app"})
    manual.upload("c.xml")
    manual.sandbox.translate({"source": "a.xml", "locale": "de", "all": "pseudo", "stage": 1})
    assert status(manual, "b.xml")["completed"] == 2
    assert status(manual, "c.xml")["completed"] == 0


class TestAuthorization:
    def test_a_plain_upload_is_authorized_by_the_project(self, api: Api) -> None:
        api.upload("a.xml")
        assert status(api, "a.xml")["completed"] == 2
        api.control("knobs", {"smartling": {"auto_authorize": False}})
        api.upload("b.xml")
        assert status(api, "b.xml") == {"total": 2, "authorized": 0, "completed": 0, "excluded": 0}

    def test_fields_of_the_upload_authorize_some_locales_or_none(self, api: Api) -> None:
        upload_with(api, "a.xml", {"localeIdsToAuthorize[]": ["de", "fr"]})
        upload_with(api, "b.xml", {"localeIdsToAuthorize[]": "de,fr"})
        api.upload("c.xml", authorize="false")
        for uri in ("a.xml", "b.xml"):
            done = [status(api, uri, locale)["completed"] for locale in ("de", "fr", "ja")]
            assert done == [2, 2, 0], uri
        assert status(api, "c.xml")["completed"] == 0

    def test_todays_api_may_ignore_or_refuse_the_fields(self, manual: Api) -> None:
        manual.control("knobs", {"smartling": {"plain_authorize": "ignored", "auto_authorize": False}})
        manual.upload("a.xml", authorize="true")
        assert status(manual, "a.xml")["authorized"] == 0
        manual.control("knobs", {"smartling": {"plain_authorize": "refused"}})
        assert manual.upload("b.xml", authorize="true").status_code == 400
        manual.control("knobs", {"smartling": {"plain_authorize": "accepted", "authorize_conflict": True}})
        both = {"authorize": "true", "localeIdsToAuthorize[]": "de"}
        assert upload_with(manual, "b.xml", both).status_code == 400

    def test_what_is_authorized_is_billed_once(self, api: Api) -> None:
        upload_with(api, "a.xml", {"localeIdsToAuthorize[]": ["de", "fr"]})
        upload_with(api, "a.xml", {"localeIdsToAuthorize[]": ["de", "fr"]})
        (bill,) = api.sandbox.smartling.billing()
        assert (bill["source"], bill["words"], bill["languages"]) == ("a.xml", 8, ["de", "fr"])


def test_dates_move_with_every_change(manual: Api) -> None:
    asked = {"params": {"fileUri": "a.xml"}}

    def modified() -> str:
        path = f"{manual.files}/locales/de/file/last-modified"
        return str(manual.data("GET", path, **asked)["lastModified"])

    manual.upload("a.xml")
    uploaded = manual.data("GET", f"{manual.files}/file/status", **asked)["lastUploaded"]
    dates = [modified()]
    for text in ("Hallo", "Servus", "Moin"):
        manual.sandbox.translate({"source": "a.xml", "locale": "de", "segments": {"Hello": text}})
        dates.append(modified())
    assert len(set(dates[1:])) == 3
    manual.upload("a.xml")
    assert manual.data("GET", f"{manual.files}/file/status", **asked)["lastUploaded"] > uploaded
    every = manual.data("GET", f"{manual.files}/file/last-modified", **asked)
    assert every["totalCount"] == len(every["items"]) > 200
    asked["params"]["lastModifiedAfter"] = "2999-01-01T00:00:00Z"
    assert manual.data("GET", f"{manual.files}/file/last-modified", **asked)["items"] == []


class TestOrders:
    def test_an_order_that_cannot_be_carried_out_says_why(self, manual: Api) -> None:
        manual.upload("a.xml")
        for order, message in (
            ({"source": "no.xml"}, "no document"),
            ({"source": "a.xml", "locale": "en"}, "no locale"),
            ({"source": "a.xml", "locale": "de", "segments": {"Nope": "x"}}, "no segment for 'Nope'"),
            ({"source": "a.xml", "locale": "de", "colour": 1}, "unknown: colour"),
            ({"source": "a.xml", "locale": "de", "all": "human"}, "pseudo"),
            ({"source": "a.xml", "locale": "de", "stage": True}, "stage"),
            ({"source": "a.xml", "locale": "de", "segments": {"Hello": 3}}, "must be a text"),
        ):
            with pytest.raises(ValueError, match=message):
                manual.sandbox.translate(order)

    def test_a_translation_can_be_emptied_and_named_by_key(self, manual: Api) -> None:
        manual.upload("web/a.xml")
        order = {"source": "a.xml", "locale": "de"}
        manual.sandbox.translate({**order, "keys": {"hello": "Hallo", "string@bye": "Tschüss"}, "stage": 1})
        assert status(manual, "web/a.xml")["completed"] == 2
        (told,) = manual.sandbox.translate({**order, "segments": {"Hello": None}})
        assert told["completedStringCount"] == 1

    def test_plural_forms_are_written_one_by_one_or_together(self, manual: Api) -> None:
        forms = b'<item quantity="one">%d cat</item><item quantity="other">%d cats</item>'
        manual.upload("a.xml", b'<resources><plurals name="n">' + forms + b"</plurals></resources>")
        one_by_one = {"%d cat": "%d Katze", "%d cats": "%d Katzen"}
        manual.sandbox.translate({"source": "a.xml", "locale": "de", "segments": one_by_one, "stage": 1})
        together = {"n": {"one": "%d chat", "many": "%d de chats", "other": "%d chats"}}
        manual.sandbox.translate({"source": "a.xml", "locale": "fr", "keys": together, "complete": True})
        for locale, texts in (("de", ("$d Katze<", "$d Katzen<")), ("fr", ("$d chat<", "$d de chats<"))):
            query = {"fileUri": "a.xml", "retrievalType": "published"}
            exported = manual.call("GET", f"{manual.files}/locales/{locale}/file", params=query).text
            assert all(text in exported for text in texts)

    def test_every_locale_that_was_used_is_meant_without_one(self, manual: Api) -> None:
        manual.upload("a.xml")
        with pytest.raises(ValueError, match="locale"):
            manual.sandbox.translate({"source": "a.xml", "all": "pseudo"})
        for locale in ("de", "fr"):
            status(manual, "a.xml", locale)
        told = manual.sandbox.translate({"source": "a.xml", "all": "pseudo", "complete": True})
        assert [(item["localeId"], item["completedStringCount"]) for item in told] == [("de", 2), ("fr", 2)]

    def test_the_platform_can_be_named(self, manual: Api) -> None:
        manual.upload("a.xml")
        order = {"source": "a.xml", "locale": "de", "all": "pseudo"}
        assert manual.sandbox.translate({**order, "service": "smartling"})
        with pytest.raises(ValueError, match="no document"):
            manual.sandbox.translate({**order, "service": "smartcat"})

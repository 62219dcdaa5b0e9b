"""Importing translations by key at the simulated Smartling."""

import json
from typing import Any

import pytest

from tests.unit.sandbox.smartling.api import Api

UNKNOWN, MISMATCH = "Key not found", "Mismatched placeholders for original string and translated one"
SOURCES = {
    "json": b'{"a": "Hello {name}", "b": {"c": "World"}}',
    "android": b'<resources><string name="a">Hi %s</string><string name="b">World</string></resources>',
    "ios": b'"a" = "Hi %@";\n"b" = "World";\n',
    "gettext": b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    b'msgid "Hi %s"\nmsgstr ""\n\nmsgctxt "m"\nmsgid "World"\nmsgstr ""\n',
    "javaProperties": b"a = Hi {0}\nb = World\n",
    "yaml": b"en:\n  a: Hi %{name}\n  b: World\n",
    "resx": b'<root><data name="a"><value>Hi {0}</value></data><data name="b"><value>World</value></data></root>',
    "qt": b"<TS><context><name>c</name><message><source>Hi %1</source></message>"
    b'<message><source>World</source><translation type="unfinished"/></message></context></TS>',
}
TARGETS = {  # the second text in German, and a key that is not there
    "json": b'{"b": {"c": "Welt"}, "z": "x"}',
    "android": b'<resources><string name="b">Welt</string><string name="z">x</string></resources>',
    "ios": b'"b" = "Welt";\n"z" = "x";\n',
    "gettext": SOURCES["gettext"].replace(b'"World"\nmsgstr ""', b'"World"\nmsgstr "Welt"')
    + b'\nmsgid "z"\nmsgstr "x"\n',
    "javaProperties": b"b = Welt\nz = x\n",
    "yaml": b"de:\n  b: Welt\n  z: x\n",
    "resx": b'<root><data name="b"><value>Welt</value></data><data name="z"><value>x</value></data></root>',
    "qt": b"<TS><context><name>c</name><message><source>World</source><translation>Welt</translation></message>"
    b"<message><source>z</source><translation>x</translation></message></context></TS>",
}
KEYS = {"json": "/z", "android": "string@z", "resx": "data@z", "qt": "c/z"}


def send(api: Api, content: bytes, kind: str = "json", locale: str = "de", **fields: str) -> Any:
    """Import into `source`; what the API says in the end."""
    values = {"fileUri": "source", "fileType": kind, "translationState": "PUBLISHED", **fields}
    path = f"{api.files}/locales/{locale}/file/import"
    return api.call("POST", path, data=values, files={"file": ("target", content)})


def imported(api: Api, content: bytes, kind: str = "json", locale: str = "de", **fields: str) -> Any:
    answer = send(api, content, kind, locale, **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["response"]["data"]


def errors(api: Api, content: bytes, kind: str = "json", **fields: str) -> list[tuple[str, str]]:
    """Key and message of each error."""
    found = imported(api, content, kind, **fields)["translationImportErrors"]
    return [(error["importKey"], error["messages"][0]) for error in found]


def text(api: Api, retrieval: str = "published", locale: str = "de") -> str:
    query = {"fileUri": "source", "retrievalType": retrieval, "includeOriginalStrings": "false"}
    answer = api.call("GET", f"{api.files}/locales/{locale}/file", params=query)
    return answer.text


@pytest.mark.parametrize("kind", SOURCES)
def test_translations_are_matched_by_key_in_every_type(manual: Api, kind: str) -> None:
    manual.upload("source", SOURCES[kind], kind)
    result = imported(manual, TARGETS[kind], kind)
    assert (result["stringCount"], result["wordCount"]) == (1, 1)
    (error,) = result["translationImportErrors"]
    assert error == {
        "fileUri": "source",
        "importKey": KEYS.get(kind, "z"),
        "stringHashcode": None,
        "messages": [UNKNOWN],
    }
    exported = text(manual)
    assert "Welt" in exported
    assert "World" not in exported or kind in ("gettext", "resx", "qt")


@pytest.mark.parametrize("kind", [kind for kind in SOURCES if kind not in ("gettext", "qt")])
def test_another_number_of_placeholders_is_a_mismatch_that_stays_in_translation(
    manual: Api, kind: str
) -> None:
    manual.upload("source", SOURCES[kind], kind)
    source = SOURCES[kind]
    for placeholder in (b"{name}", b"%{name}", b"%s", b"%@", b"{0}"):
        source = source.replace(b" " + placeholder, b" du")
    found = errors(manual, source.replace(b"en:", b"de:"), kind)
    assert [message for _, message in found] == [MISMATCH]
    assert "du" not in text(manual).replace("Hi {0}", "")
    assert " du" in text(manual, "pending")


def test_only_the_number_counts_unless_names_do(manual: Api) -> None:
    manual.upload("source", SOURCES["json"], "json")
    renamed = b'{"a": "Hallo {nom}"}'
    assert errors(manual, renamed) == []
    manual.control("knobs", {"smartling": {"names_matter": True}})
    assert errors(manual, renamed, overwrite="true") == [("/a", MISMATCH)]


def test_existing_translations_stay_without_overwrite(manual: Api) -> None:
    manual.upload("source", SOURCES["json"], "json")
    imported(manual, b'{"b": {"c": "Welt"}}')
    second = imported(manual, b'{"b": {"c": "Erde"}}')
    assert (second["stringCount"], second["translationImportErrors"]) == (0, [])
    assert "Welt" in text(manual)
    third = imported(manual, b'{"b": {"c": "Erde"}}', overwrite="true")
    assert third["stringCount"] == 1
    assert "Erde" in text(manual)
    manual.control("knobs", {"smartling": {"kept_strings": "report"}})
    assert errors(manual, b'{"b": {"c": "Mond"}}')[0][0] == "/b/c"


def test_an_import_after_an_upload_comes_before_the_pseudo_translator(api: Api) -> None:
    api.upload("source", SOURCES["json"], "json")
    asked = api.call("GET", f"{api.files}/locales/de/file/status", params={"fileUri": "source"})
    assert asked.json()["response"]["data"]["completedStringCount"] == 2
    assert imported(api, b'{"b": {"c": "Welt"}}')["stringCount"] == 1
    assert "Welt" in text(api)
    assert "⟦de⟧" in text(api)
    assert imported(api, b'{"a": "Hallo {name}"}')["stringCount"] == 0


def test_what_is_to_be_reviewed_is_pending_where_there_is_such_a_step(manual: Api) -> None:
    manual.control("knobs", {"smartling": {"without_post_translation": ["fr"]}})
    manual.upload("source", SOURCES["json"], "json")
    for locale in ("de", "fr"):
        imported(manual, b'{"b": {"c": "X"}}', locale=locale, translationState="POST_TRANSLATION")
    assert '"X"' not in text(manual)
    assert '"X"' in text(manual, "pending")
    assert '"X"' in text(manual, locale="fr")


def test_empty_translations_are_passed_over_or_taken(manual: Api) -> None:
    manual.upload("source", SOURCES["json"], "json")
    imported(manual, b'{"b": {"c": "Welt"}}')
    empty = b'{"b": {"c": ""}}'
    assert imported(manual, empty, overwrite="true")["stringCount"] == 0
    assert "Welt" in text(manual)
    manual.control("knobs", {"smartling": {"empty_values": "import"}})
    assert imported(manual, empty, overwrite="true")["stringCount"] == 1
    assert "Welt" not in text(manual)


def test_plural_sets_may_lack_placeholders_and_come_whole(manual: Api) -> None:
    source = (
        b'<resources><plurals name="n"><item quantity="one">%d cat</item>'
        b'<item quantity="other">%d cats</item></plurals></resources>'
    )
    manual.upload("source", source, "android")
    target = source.replace(b"%d cats", b"%d Katzen").replace(b"%d cat", b"eine Katze")
    assert imported(manual, target, "android")["stringCount"] == 1
    assert "eine Katze" in text(manual)


def test_plurals_of_ios_cannot_be_imported(manual: Api) -> None:
    manual.upload("source", b'"n##{one}" = "a cat";\n"n##{other}" = "%d cats";\n', "ios")
    found = errors(manual, b'"n##{one}" = "eine Katze";\n"n##{other}" = "%d Katzen";\n', "ios")
    assert [key for key, _ in found] == ["n##{one}", "n##{other}"]
    assert "Katze" not in text(manual, "pending")


def test_xml_without_key_paths_matches_nothing(manual: Api) -> None:
    content = b'<data><item name="a">World</item></data>'
    target = content.replace(b"World", b"Welt")
    manual.upload("source", content, "xml")
    assert errors(manual, target, "xml") == [("", UNKNOWN)]
    paths = {"smartling.source_key_paths": "data/{item.name}"}
    manual.upload("source", content, "xml", "", **paths)
    assert errors(manual, target, "xml") == []
    assert "Welt" in text(manual)


def test_a_table_can_hold_several_locales(manual: Api) -> None:
    head = {"smartling.first_row_header": "true", "smartling.source_key_paths": "1"}
    manual.upload("source", b"k,en\na,World\nb,Earth\n", "csv", "", **head, **{"smartling.paths": "2"})
    both, columns = b"k,de,fr\na,Welt,Monde\nb,Erde,Terre\n", {"smartling.paths": "2/de,3/fr"}
    for locale, word in (("de", "Welt"), ("fr", "Monde")):
        assert imported(manual, both, "csv", locale, **columns)["stringCount"] == 2
        assert f'"a","{word}"' in text(manual, locale=locale)


def test_json_may_need_key_paths_too(manual: Api) -> None:
    manual.control("knobs", {"smartling": {"json_keys": False}})
    content = b'{"b": {"c": "World"}}'
    manual.upload("source", content, "json")
    assert errors(manual, b'{"b": {"c": "Welt"}}') == [("/b/c", UNKNOWN)]
    rule = {"smartling.translate_paths": '{"path": "*/c", "key": "{*}/c"}'}
    manual.upload("source", content, "json", "", **rule)
    assert errors(manual, b'{"b": {"c": "Welt"}}') == []


def test_directives_of_the_source_must_be_in_the_translation(manual: Api) -> None:
    directive = b"<!-- smartling.placeholder_format_custom = \\[.+?\\] -->"
    source = b'<resources>%b<string name="a">Hi [you]</string></resources>'
    manual.upload("source", source % directive, "android")
    translated = source.replace(b"Hi", b"Hallo")
    assert errors(manual, translated % b"", "android") == [("string@a", MISMATCH)]
    assert errors(manual, translated % directive, "android", overwrite="true") == []
    sent = {"smartling.placeholder_format_custom": "\\[.+?\\]"}
    assert errors(manual, translated % b"", "android", overwrite="true", **sent) == []


@pytest.mark.parametrize(
    ("content", "kind", "fields", "status", "key"),
    [
        (b"{", "json", {}, 400, "parse.error"),
        (b"{}", "json", {"fileUri": "no"}, 404, "file.not.found"),
        (b"{}", "html", {}, 400, "fileType"),
        (b"a = b", "javaProperties", {}, 400, "fileType"),
        (b"{}", "json", {"translationState": "IN_REVIEW"}, 400, "translationState"),
        (b"{}", "json", {"translationState": ""}, 400, "translationState"),
        (b"{}", "json", {"overwrite": "maybe"}, 400, "overwrite"),
        (b"x" * 2000, "json", {}, 400, "file.size.exceeded"),
    ],
)
def test_imports_that_make_no_sense_change_nothing(
    manual: Api, content: bytes, kind: str, fields: dict[str, str], status: int, key: str
) -> None:
    manual.upload("source", SOURCES["json"], "json")
    manual.control("knobs", {"smartling": {"upload_limit": 1000}})
    answer = send(manual, content, kind, **fields)
    told = answer.json()["response"]
    assert (answer.status_code, told["code"], told["errors"][0]["key"]) == (status, "VALIDATION_ERROR", key)
    assert json.loads(text(manual, "pending")) == {"a": "", "b": {"c": ""}}


def test_a_file_that_is_taken_in_is_locked_for_imports(manual: Api) -> None:
    manual.control("knobs", {"smartling": {"ingest_reads": 1}})
    manual.upload("source", SOURCES["json"], "json")
    assert send(manual, b'{"a": "x"}').status_code == 423
    assert send(manual, b'{"a": "x {name}"}').status_code == 200


def test_locales_the_project_does_not_have_are_refused(manual: Api) -> None:
    manual.control("knobs", {"smartling": {"locales": ["de"]}})
    manual.upload("source", SOURCES["json"], "json")
    assert send(manual, b'{"a": "x {name}"}', locale="fr").status_code == 400


def test_errors_and_counts_come_in_all_known_shapes(manual: Api) -> None:
    manual.upload("source", SOURCES["json"], "json")
    mixed = b'{"a": "Hallo", "b": {"c": "Welt"}, "z": "x"}'
    knobs: dict[str, object] = {
        "error_file": "contentFileId",
        "unknown_hash": "empty",
        "error_keys_null": True,
        "count_all": True,
        "numbers_as_strings": True,
    }
    manual.control("knobs", {"smartling": knobs})
    result = imported(manual, mixed)
    assert (result["stringCount"], result["wordCount"]) == ("2", "3")
    mismatch, unknown = result["translationImportErrors"]
    assert isinstance(mismatch["contentFileId"], int)
    assert len(mismatch["stringHashcode"]) == 32
    assert (unknown["stringHashcode"], unknown["importKey"]) == ("", None)
    silent = {"unknown_keys": "silent", "count_zero": True, "numbers_as_strings": False}
    manual.control("knobs", {"smartling": silent})
    result = imported(manual, mixed, overwrite="true")
    assert (result["stringCount"], len(result["translationImportErrors"])) == (0, 1)

import json
import re

import pytest

from tests.unit.sandbox.smartcat.keys.keys_api import SOURCE, Keys


def test_an_export_is_awaited_like_that_of_a_document(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    number = manual.start_export(languages="de").json()
    assert re.fullmatch(r"[0-9a-f-]{36}", number)
    path = f"v1/document/export/{number}"
    assert manual.call("GET", path).status_code == 204
    answer = manual.call("GET", path)
    assert answer.headers["Content-Type"] == "application/json"
    assert 'filename="strings-de.json"' in answer.headers["Content-Disposition"]
    assert answer.json() == SOURCE


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        ("json", ["strings-de.json", "strings-fr.json"]),
        ("structured-json", ["strings-de.json", "strings-fr.json"]),
        ("yaml", ["strings-de.yaml", "strings-fr.yaml"]),
        ("structured-yaml", ["strings-de.yaml", "strings-fr.yaml"]),
        ("ios-strings", ["de.lproj/values.strings", "fr.lproj/values.strings"]),
        (
            "android-xml",
            ["src/main/res/values-de/strings.xml", "src/main/res/values-fr/strings.xml"],
        ),
        ("qt-ts", ["strings-de.ts", "strings-fr.ts"]),
    ],
)
def test_several_languages_come_as_an_archive_with_the_usual_paths(
    manual: Keys, kind: str, paths: list[str]
) -> None:
    manual.imported({"en.json": SOURCE})
    assert list(manual.exported(format=kind)) == paths


def test_archives_are_named_by_time_project_and_collection(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    header = manual.fetched("zip", languages="de").headers["Content-Disposition"]
    assert re.search(r'filename="export-\d{4}-\d\d-\d\d-\d{6}-App-main\.zip"', header)


def test_incomplete_keys_fall_back_come_empty_or_are_left_out(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.order(locale="de", segments={"save": "Sichern"})
    hello = SOURCE["greeting"]
    assert manual.texts("de") == {"greeting": hello, "save": "Sichern"}
    assert manual.texts("de", "fallback-to-default-language") == {"greeting": hello, "save": "Sichern"}
    assert manual.texts("de", "export-incomplete-as-blank") == {"greeting": "", "save": "Sichern"}
    assert manual.texts("de", "skip-incomplete-keys") == {"save": "Sichern"}
    assert manual.texts("de", "skip-incomplete-keys", completion_state="intermediate") == {}
    android = manual.exported(languages="de", format="android-xml")[""].decode()
    assert 'name="save"' in android
    assert "greeting" not in android


def test_the_completion_state_says_which_translations_go_out(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.order(locale="de", all="pseudo")
    manual.order(locale="de", keys={"save": "Sichern"}, stage=1)
    assert manual.texts("de", "skip-incomplete-keys", completion_state="intermediate") == {"save": "Sichern"}
    assert manual.texts("de", "skip-incomplete-keys", completion_state="final") == {}
    manual.order(locale="de", complete=True)
    assert set(manual.texts("de", "skip-incomplete-keys", completion_state="final")) == set(SOURCE)


def test_paths_follow_the_template(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE}, target_languages="pt-BR,zh-Hans,es-419")
    template = "x/{LOCALE:IOS}/{LOCALE:ANDROID}/{LANGUAGE}.json"
    assert list(manual.exported("include-default-language", output_file_path_template=template)) == [
        "x/en/en/en.json",
        "x/de/de/de.json",
        "x/fr/fr/fr.json",
        "x/pt-BR/pt-rBR/pt-BR.json",
        "x/zh-Hans/zh-rHans/zh-Hans.json",
        "x/es-419/es-r419/es-419.json",
    ]


def test_labels_choose_keys_and_name_files(manual: Keys) -> None:
    manual.imported(
        {"menu.json": {"a": "One"}, "dialog.json": {"b": "Two"}}, "auto-file-labels", labels="app,v2"
    )
    manual.imported({"rest.json": {"c": "Three"}}, labels="screen:home")
    assert set(manual.texts("en", labels="dialog.json,other")) == {"b"}
    assert set(manual.texts("en", labels="app")) == {"a", "b"}
    found = manual.exported("zip", languages="en", output_file_path_template="{LANGUAGE}/{LABEL:screen}.json")
    assert {path: set(json.loads(content)) for path, content in found.items()} == {
        "en/.json": {"a", "b"},
        "en/home.json": {"c"},
    }


def test_keys_can_be_named_in_the_body(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    assert json.loads(manual.exported(keys=["save", "none"], languages="de")[""]) == {"save": SOURCE["save"]}
    assert json.loads(manual.exported(keys=[], languages="de")[""]) == {}


def test_only_keys_modified_since_a_date_are_wanted(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    date = manual.read()["modificationDate"]
    assert set(manual.texts("de", modified_since=date)) == set(SOURCE)
    manual.control("POST", "clock", {"advance": 60})
    manual.order(locale="fr", keys={"greeting": "Salut"})
    later = manual.read()["modificationDate"]
    assert later > date
    assert set(manual.texts("de", modified_since=later.replace("Z", "+00:00"))) == {"greeting"}
    assert manual.texts("de", modified_since="2999-01-01T00:00:00Z") == {}


def test_collections_are_exported_apart(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.imported({"en.json": {"x": "Other"}}, collection="second")
    assert manual.texts("de") == SOURCE
    assert manual.texts("de", collections="second") == {"x": "Other"}
    both = manual.exported(collections="main,second", languages="de")
    assert list(both) == ["main/strings-de.json", "second/strings-de.json"]


def test_the_indent_is_chosen(manual: Keys) -> None:
    manual.imported({"en.json": {"a": "One"}})
    for indent, expected in (("", '  "a"'), ("4", '    "a"'), ("tab", '\t"a"')):
        assert (
            manual.exported(languages="de", indent=indent)[""].decode().splitlines()[1].startswith(expected)
        )


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"format": "docx"}, 400),
        ({"languages": "ja"}, 400),
        ({"languages": "xx-none"}, 400),
        ({"completion_state": "x"}, 400),
        ({"modified_since": "yesterday"}, 400),
        ({"indent": "wide"}, 400),
        ({"output_file_path_template": "same.json"}, 400),
        ({"output_file_path_template": "../{LANGUAGE}.json"}, 400),
        ({"output_file_path_template": "{LANG}.json"}, 400),
        ({"zip": "1"}, 400),
        ({"collections": "none"}, 404),
    ],
)
def test_wrong_options_are_refused(manual: Keys, params: dict[str, str], status: int) -> None:
    manual.imported({"en.json": SOURCE})
    assert manual.start_export("", None, **params).status_code == status


def test_failures_and_expiry_are_those_of_documents(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE})
    manual.control("POST", "knobs", {"export_fails": True})
    assert manual.fetched(languages="de").status_code == 422
    manual.control("POST", "knobs", {"export_fails": False, "export_once": True})
    number = manual.start_export(languages="de").json()
    statuses = [manual.call("GET", f"v1/document/export/{number}").status_code for _ in range(3)]
    assert statuses == [204, 200, 404]


@pytest.mark.parametrize(
    "order",
    [
        {"segments": {"none": "x"}},
        {"segments": {"save": 3}},
        {"segments": ["save"]},
        {"locale": "ja"},
        {"all": "some"},
        {"stage": 3},
        {"lock": ["save"]},
    ],
)
def test_wrong_orders_are_refused(manual: Keys, order: dict[str, object]) -> None:
    manual.imported({"en.json": SOURCE})
    assert manual.order(**order).status_code == 400


def test_orders_find_keys_by_source_and_can_empty_them(manual: Keys) -> None:
    manual.imported({"en.json": SOURCE}, collection="ui")
    answer = manual.order(collection="ui", locale="de", segments={SOURCE["save"]: "Sichern"})
    assert answer.json()["documents"][0]["status"] == "inProgress"
    assert manual.texts("de", collections="ui")["save"] == "Sichern"
    manual.order(collection="ui", locale="de", segments={"save": None})
    assert manual.texts("de", collections="ui")["save"] == SOURCE["save"]
    assert manual.read()["status"] == "created"

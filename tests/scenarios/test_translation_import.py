"""
Smartling's page "Translation Import API", sentence by sentence, through `ci-l10n seed`.

The endpoint of the page (v1) is gone; what it says holds for the import of the Files API v2.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.import_world import ImportWorld

JSON_RULE = "\n  - source: web/en.json\n    target: web/{locale}.json\n"
EN = {"open": "Open", "bye": "Good bye", "of": "{n} of {all}"}
DE = {"open": "Öffnen", "bye": "Tschüss", "of": "{n} von {all}"}
MISMATCH = "Mismatched placeholders for original string and translated one"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(translator="manual") as running:
        yield running


@pytest.fixture
def app(sandbox: Sandbox, tmp_path: Path) -> Iterator[ImportWorld]:
    made = ImportWorld(sandbox, tmp_path / "app")
    made.control("reset", {})
    yield made
    made.control("reset", {})


def text(strings: dict[str, str]) -> str:
    return json.dumps(strings, indent=2, ensure_ascii=False) + "\n"


def web(app: ImportWorld, source: dict[str, str], target: dict[str, str], **options: Any) -> None:
    app.begin({"web/en.json": text(source), "web/de.json": text(target)}, JSON_RULE, **options)


def findings(report: dict[str, Any]) -> list[tuple[str, str, int | None, str | None]]:
    return [(f["code"], f["file"], f["line"], f["key"]) for f in report["findings"]]


def imports(app: ImportWorld) -> list[str]:
    return [line for line in app.requests_to("smartling") if line.endswith("/file/import")]


ANDROID = '<?xml version="1.0" encoding="UTF-8"?>\n<resources>\n{}</resources>\n'
ANDROID_RULE = "\n  - source: res/values/strings.xml\n    target: res/values-{android_locale}/strings.xml\n"


def test_the_example_of_the_page(app: ImportWorld) -> None:
    """Import Examples for Android XML: Hola and Adios find string_1 and string_2 by their keys."""
    english = '    <string name="string_1">Hello</string>\n    <string name="string_2">Goodbye</string>\n'
    spanish = '    <string name="string_2">Adios</string>\n    <string name="string_1">Hola</string>\n'
    files = {
        "res/values/strings.xml": ANDROID.format(english),
        "res/values-es/strings.xml": ANDROID.format(spanish),
    }
    app.begin(files, ANDROID_RULE, locales=("es",))
    report = app.seed()
    assert (report["sent"], report["findings"]) == (2, [])
    project = app.announced["smartling_project"]
    assert imports(app) == [f"POST /files-api/v2/projects/{project}/locales/es/file/import"]
    there = app.there("res/values/strings.xml", locale="es")
    assert '<string name="string_1">Hola</string>' in there
    assert '<string name="string_2">Adios</string>' in there
    assert app.seed()["sent"] == 0
    assert len(imports(app)) == 1  # nothing that is there is sent again
    assert app.sync("--timeout", "0")["delivery"]["operation"] == "none"


FORMATS = {
    "ios": ("a.strings", '"k" = "Hi %@";\n', '"k" = "Hallo %@";\n', ""),
    "android": ("a.xml", ANDROID.format('<string name="k">Hi %s</string>\n'), ANDROID.format('<string name="k">Hallo %s</string>\n'), ""),
    "gettext": ("a.po", 'msgid ""\nmsgstr ""\n\nmsgid "Hi"\nmsgstr ""\n', 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Hi"\nmsgstr "Hallo"\n', ""),
    "properties": ("a.properties", "k = Don't, 5%\n", "k = Nicht's, 5%\n", ""),
    "xml": ("a.xml", '<t><s id="k">Hi</s></t>\n', '<t><s id="k">Hallo</s></t>\n', "source_key_paths: 't/{s.id}', translate_paths: t/s"),
    "json": ("a.json", '{"k": {"l": "Hi"}}\n', '{"k": {"l": "Hallo"}}\n', "source_key_paths: '{*}'"),
    "yaml": ("a.yml", "en:\n  k: Hi\n", "de:\n  k: Hallo\n", ""),
    "csv": ("a.csv", "key,text\nk,Hi\n", "key,text\nk,Hallo\n", "source_key_paths: 1, paths: 2, first_row_header: 'true'"),
    "resx": ("a.resx", '<root>\n<data name="k"><value>Hi</value></data>\n</root>\n', '<root>\n<data name="k"><value>Hallo</value></data>\n</root>\n', ""),
}  # fmt: skip


@pytest.mark.long
def test_valid_file_types_are_ios_android_gettext_java_properties_xml_json_yaml_and_csv(
    app: ImportWorld,
) -> None:
    """fileType (required); "XML and JSON files must be uploaded with source_key_paths defined"."""
    files: dict[str, str | bytes] = {}
    rules = ""
    for name, (path, source, target, directives) in FORMATS.items():
        files |= {f"{name}/en/{path}": source, f"{name}/de/{path}": target}
        rules += f"\n  - source: {name}/en/{path}\n    target: {name}/{{locale}}/{path}\n    format: {name}"
        rules += f"\n    directives: {{{directives}}}" if directives else ""
    app.begin(files, rules)
    report = app.seed()
    assert (report["sent"], report["findings"]) == (len(FORMATS), [])
    again = app.seed()
    assert {file["target"]: file["unchanged"] for file in again["files"]} == {
        f"{name}/de/{FORMATS[name][0]}": 1 for name in FORMATS
    }
    assert app.sync("--timeout", "0")["delivery"]["operation"] == "none"  # spelled as the vendor likes
    assert app.pulls() == []


@pytest.mark.long
def test_the_overwrite_option_replaces_any_translation_that_is_already_there(app: ImportWorld) -> None:
    web(app, EN, DE)
    app.run("push")
    app.translate("web/en.json", "de", {"Open": "Aufmachen", "Good bye": "Tschüss"}, complete=False)
    report = app.seed()
    assert findings(report) == [("seed-kept", "web/de.json", 2, "open")]
    assert app.strings("web/en.json") == {"of": "{n} von {all}"}
    assert app.seed("--overwrite")["sent"] == 1
    assert app.strings("web/en.json", "pending") == DE


@pytest.mark.long
def test_directives_of_the_source_file_also_appear_in_the_translated_file(app: ImportWorld) -> None:
    """A placeholder that only the source declares would be plain text in the translation, and be missed there."""
    app.knobs(import_directives=False, names_matter=True)  # only what stands in the file counts
    source = "# smartling.placeholder_format_custom = \\[\\w+\\]\nk = Hi [name]\nother = Bye\n"
    custom = "<!-- smartling.placeholder_format_custom = \\[\\w+\\] -->\n"
    files = {
        "a.en.properties": source,
        "a.de.properties": "other = Ade\nk = Hallo [name]\n",
        "res/values/strings.xml": ANDROID.format(custom + '<string name="k">Hi [name]</string>\n'),
        "res/values-de/strings.xml": ANDROID.format('<string name="k">Hallo [name]</string>\n'),
    }
    app.begin(files, "\n  - source: a.en.properties\n    target: a.{locale}.properties" + ANDROID_RULE)
    report = app.seed()
    assert (report["sent"], findings(report)) == (3, [])
    app.write({"a.de.properties": "other = Ade\nk = Hallo [nam]\n"})
    app.commit("Other placeholder")
    assert findings(app.seed("--overwrite")) == [("placeholder-extra", "a.de.properties", 2, "k")]


@pytest.mark.long
def test_nothing_can_be_imported_unless_there_are_source_strings_to_match(app: ImportWorld) -> None:
    """ "You must upload your source file first": seed does that, and says so."""
    web(app, EN, DE)
    dry = app.seed("--dry-run")
    assert dry["notes"] == ["web/en.json would be sent first: the platform lacks it"]
    assert app.ask("GET", "files/list").json()["response"]["data"]["totalCount"] == 0
    report = app.seed()
    assert report["notes"] == ["web/en.json was sent first: the platform did not have it"]
    assert app.strings("web/en.json") == DE


@pytest.mark.long
def test_only_files_that_use_key_value_pairs_can_be_imported(app: ImportWorld) -> None:
    app.begin(
        {"d/a.md": "# Hi\n", "d/de/a.md": "# Hallo\n", "t.csv": "key,en,de\nk,Hi,Hallo\n"},
        "\n  - source: d/a.md\n    target: d/{locale}/a.md\n  - source: t.csv\n    target: t.csv\n",
    )
    report = app.seed()
    assert {(code, file) for code, file, _, _ in findings(report)} == {
        ("seed-document", "d/a.md"),
        ("seed-refused", "t.csv"),
    }
    assert imports(app) == []
    assert app.ask("GET", "files/list").json()["response"]["data"]["totalCount"] == 0


@pytest.mark.long
def test_imports_get_the_workflow_state_specified(app: ImportWorld) -> None:
    """translationState: PUBLISHED, or POST_TRANSLATION for the first step after translation."""
    web(app, EN, DE, settings=", state: POST_TRANSLATION")
    app.seed()
    assert (app.strings("web/en.json"), app.strings("web/en.json", "pending")) == ({}, DE)
    assert app.seed()["sent"] == 0
    assert app.seed("--confirm")["sent"] == 3
    assert app.strings("web/en.json") == DE


@pytest.mark.long
def test_post_translation_publishes_where_no_step_follows(app: ImportWorld) -> None:
    app.knobs(without_post_translation=["de"])
    web(app, EN, DE, settings=", state: POST_TRANSLATION")
    assert app.seed()["sent"] == 3
    assert app.strings("web/en.json") == DE


@pytest.mark.long
@pytest.mark.parametrize("file_field", ["fileUri", "contentFileId"])
def test_import_errors_become_findings_at_the_line_of_their_key(app: ImportWorld, file_field: str) -> None:
    """The answer of the page (contentFileId) and that of today (fileUri): importKey, stringHashcode, messages."""
    app.knobs(error_file=file_field)
    web(app, EN, DE)
    app.run("push")
    app.upload("web/en.json", "json", text({"open": "Open", "of": "{n} of {all}"}))  # somebody else's upload
    report = app.seed()
    (finding,) = report["findings"]
    assert (finding["code"], finding["file"], finding["line"], finding["key"]) == (
        "seed-import-error", "web/de.json", 3, "bye",
    )  # fmt: skip
    assert finding["message"] == "Key not found"
    assert "push the source" in finding["hint"]
    (counts,) = report["files"]
    assert (counts["sent"], counts["refused"]) == (2, 1)
    assert report["exit_code"] == 0


@pytest.mark.long
def test_an_import_key_that_is_null_and_counts_of_zero_hide_nothing(app: ImportWorld) -> None:
    app.knobs(error_keys_null=True, count_zero=True)
    web(app, EN, DE)
    app.run("push")
    app.upload("web/en.json", "json", text({"open": "Open", "of": "{n} of {all}"}))
    report = app.seed()
    assert ("seed-import-error", "web/de.json", None, None) in findings(report)
    assert ("seed-not-taken", "web/de.json", 3, "bye") in findings(report)
    assert report["sent"] == 2


def test_a_translation_whose_placeholders_differ_is_held_before_it_is_sent(app: ImportWorld) -> None:
    """Placeholder Mismatch: not published there, and an issue for somebody; so it had better not be sent."""
    web(app, EN, {**DE, "of": "{n} von {alle}"})  # as many, but another one
    report = app.seed()
    assert ("placeholder-extra", "web/de.json", 4, "of") in findings(report)
    assert (report["sent"], report["files"][0]["held"]) == (2, 1)
    assert app.strings("web/en.json", "pending") == {"open": "Öffnen", "bye": "Tschüss"}


@pytest.mark.long
def test_a_number_of_placeholders_that_does_not_match_is_not_published(app: ImportWorld) -> None:
    """With our check off the platform's own applies: In Translation, an issue, and its words here."""
    web(app, EN, {**DE, "of": "{n} davon"}, extra="checks: {placeholders: off}\n")
    report = app.seed()
    (finding,) = report["findings"]
    assert (finding["code"], finding["line"], finding["message"]) == ("seed-import-error", 4, MISMATCH)
    assert "In Translation" in finding["hint"]
    assert "of" not in app.strings("web/en.json")
    assert app.strings("web/en.json", "pending")["of"] == "{n} davon"
    kept = [record.translations["de"] for record in app.sandbox.smartling.desk.records.strings.values()]
    assert sorted((each.state, each.issue) for each in kept) == [
        ("pending", True), ("published", False), ("published", False),
    ]  # fmt: skip
    app.write({"web/de.json": text(DE)})
    app.commit("Corrected")
    assert app.seed("--overwrite")["sent"] == 1  # which resolves the issue
    assert app.strings("web/en.json") == DE


@pytest.mark.long
def test_there_is_an_exception_for_plural_strings(app: ImportWorld) -> None:
    def plurals(one: str, other: str) -> str:
        items = f'<item quantity="one">{one}</item><item quantity="other">{other}</item>'
        return ANDROID.format(f'<plurals name="files">{items}</plurals>\n')

    files = {
        "res/values/strings.xml": plurals("%d file", "%d files"),
        "res/values-de/strings.xml": plurals("eine Datei", "%d Dateien"),
    }
    app.begin(files, ANDROID_RULE)
    report = app.seed()
    assert (report["sent"], report["findings"]) == (2, [])
    assert "eine Datei" in app.there("res/values/strings.xml")


@pytest.mark.long
def test_smartlings_ios_plurals_are_explained_before_anything_is_sent(app: ImportWorld) -> None:
    """ "The Import API does not yet support the Smartling iOS plurals format." """
    app.begin(
        {
            "en.lproj/a.strings": '"n##{one}" = "%d file";\n"n##{other}" = "%d files";\n"k" = "Hi";\n',
            "de.lproj/a.strings": '"n##{one}" = "%d Datei";\n"n##{other}" = "%d Dateien";\n"k" = "Hallo";\n',
        },
        "\n  - source: en.lproj/a.strings\n    target: '{apple_locale}.lproj/a.strings'\n",
    )
    report = app.seed()
    assert findings(report) == [
        ("seed-key-refused", "de.lproj/a.strings", 1, "n##{one}"),
        ("seed-key-refused", "de.lproj/a.strings", 2, "n##{other}"),
    ]
    assert report["sent"] == 1


@pytest.mark.long
def test_a_file_of_more_than_10_mb_is_not_sent(app: ImportWorld) -> None:
    """(10 MB limit): said here, with the file, before it is sent."""
    long = "x" * (10 * 1024 * 1024)
    web(app, EN, {**DE, "bye": long})
    ran = app.run("seed", "--json")
    assert ran.code == 5
    assert [(f["code"], f["file"]) for f in ran.json["findings"]] == [("seed-failed", "web/de.json")]
    assert "10 MB" in ran.json["findings"][0]["message"]
    assert imports(app) == []


@pytest.mark.long
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_source_that_smartling_does_not_take_is_told_with_its_reason(
    app: ImportWorld, dry: tuple[str, ...]
) -> None:
    """ "You must upload your source file first": where that is not possible, push is no advice."""
    web(app, {**EN, "bye": "x" * (10 * 1024 * 1024)}, DE)
    ran = app.run("seed", "--json", *dry)
    assert ran.code == 5
    assert [(f["code"], f["file"]) for f in ran.json["findings"]] == [("source-refused", "web/en.json")]
    assert "10 MB" in ran.json["findings"][0]["message"]
    assert ran.json["notes"] == []
    assert imports(app) == []
    plan = app.run("plan", "--json").json
    assert (plan["files"], plan["words"]) == ([], 0)
    pushed = app.run("push", "--seed", "--json").json
    assert [(f["code"], f["file"]) for f in pushed["findings"]] == [("source-refused", "web/en.json")]


@pytest.mark.long
def test_a_source_that_smartling_refuses_when_it_is_sent_leaves_the_others_to_be_seeded(
    app: ImportWorld,
) -> None:
    files = {"a/en.json": text(EN), "a/de.json": text(DE), "b/en.json": text(EN), "b/de.json": text(DE)}
    app.begin(files, '\n  - source: "{a,b}/en.json"\n    target: "{dir}/{locale}.json"\n')
    app.control("faults", [{"match": "POST file", "do": "400"}])
    report = app.seed()
    (refused,) = [each for each in report["findings"] if each["code"] == "source-refused"]
    assert [each["target"] for each in report["files"]] != [refused["file"].replace("en.", "de.")]
    assert (report["sent"], len(report["notes"]), len(report["findings"])) == (3, 1, 1)


@pytest.mark.long
def test_the_locale_is_smartlings_identifier(app: ImportWorld) -> None:
    app.begin(
        {"web/en.json": text(EN), "web/zh-Hans.json": text({"open": "打开"})},
        JSON_RULE,
        locales=("zh-Hans",),
        extra="locales: {zh-Hans: {smartling: zh-CN}}\n",
    )
    assert app.seed()["sent"] == 1
    assert "/locales/zh-CN/file/import" in imports(app)[0]


@pytest.mark.long
@pytest.mark.parametrize("fault", ["423", "500", "apply-then-502", "reset", "truncate", "empty", "html"])
def test_a_request_that_goes_wrong_is_made_up_for_and_nothing_is_imported_twice(
    app: ImportWorld, fault: str
) -> None:
    web(app, EN, DE)
    app.run("push")
    if fault == "423":
        app.knobs(ingest_reads=0)
        app.upload("web/en.json", "json", text(EN))
        app.knobs(ingest_reads=2)
        app.upload("web/en.json", "json", text(EN))
    else:
        app.control("faults", [{"match": "POST de/file/import", "do": fault}])
    first = app.run("seed", "--json")
    app.control("faults", [])
    assert first.code in (0, 4), first.err
    if fault == "apply-then-502":
        assert (first.code, len(imports(app))) == (0, 1)
    assert app.seed()["sent"] == (0 if first.code == 0 else 3)
    assert app.strings("web/en.json") == DE


@pytest.mark.long
def test_an_error_page_instead_of_a_download_is_never_taken_for_an_empty_platform(app: ImportWorld) -> None:
    web(app, EN, DE)
    app.run("push")
    app.control("faults", [{"match": "GET locales/de/file", "times": 20, "do": "html"}])
    ran = app.run("seed", "--json")
    assert ran.code in (4, 5)
    assert imports(app) == []
    assert (app.folder / "web/de.json").read_text() == text(DE)


@pytest.mark.long
def test_push_takes_translations_along(app: ImportWorld) -> None:
    web(app, EN, DE)
    ran = app.run("push", "--seed", "--json")
    assert ran.code == 0, ran.err
    assert [(file["target"], file["sent"]) for file in ran.json["seeded"]] == [("web/de.json", 3)]
    assert app.strings("web/en.json") == DE

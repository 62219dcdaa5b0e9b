"""Files as the simulated Smartling delivers them: whole, in archives, and in its own spelling."""

import io
import json
import zipfile

import pytest
import requests
import yaml

from tests.unit.sandbox.smartling.api import ANDROID, Api

SAMPLES = {
    "android": ANDROID,
    "ios": b'/* greeting */\n"a" = "Hello";\n"b" = "Bye for now";\n',
    "yaml": b"en:\n  a: Hello\n  b: Bye for now\n",
    "gettext": b'msgid "Hello"\nmsgstr ""\n\nmsgid "Bye for now"\nmsgstr ""\n',
    "java_properties": b"a = Hello\nb = Bye for now\n",
    "json": b'{"a": "Hello", "b": "Bye for now"}',
    "xml": b"<data><a>Hello</a><b>Bye for now</b></data>",
    "stringsdict": b"<plist><dict><key>a</key><dict><key>x</key><string>Hello</string></dict>"
    b"<key>b</key><dict><key>x</key><string>Bye for now</string></dict></dict></plist>",
    "markdown": b"Hello\n\nBye for now\n",
}


def download(api: Api, uri: str, locale: str = "de", **query: str) -> requests.Response:
    asked = {"fileUri": uri, "retrievalType": "published", **query}
    return api.call("GET", f"{api.files}/locales/{locale}/file", params=asked)


def names(answer: requests.Response) -> list[str]:
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


@pytest.mark.parametrize("kind", SAMPLES)
def test_texts_without_translation_are_the_source_left_out_or_empty(manual: Api, kind: str) -> None:
    manual.upload("f", SAMPLES[kind], kind)
    manual.sandbox.translate({"source": "f", "locale": "de", "segments": {"Hello": "Hallo"}, "stage": 1})
    whole = download(manual, "f").text
    assert "Hallo" in whole
    assert "Bye for now" in whole
    part = download(manual, "f", includeOriginalStrings="false").text
    assert "Hallo" in part
    assert ("Bye for now" in part) == (kind in ("markdown", "gettext"))
    if kind in ("android", "ios", "yaml", "stringsdict"):
        assert "b" not in part.replace("/* greeting */", "").replace("Hallo", "")
    if kind == "json":
        assert json.loads(part) == {"a": "Hallo", "b": ""}


def test_a_file_that_is_one_text_comes_back_empty(manual: Api) -> None:
    manual.upload("f", b"just text\n", "yaml")
    assert yaml.safe_load(download(manual, "f", includeOriginalStrings="false").text) == ""


@pytest.mark.parametrize("uri", ['a"b/ü.json', "a\r\nX-Evil: y.json"])
def test_odd_uris_stay_inside_their_header(manual: Api, uri: str) -> None:
    manual.upload(uri, SAMPLES["json"], "json")
    answer = download(manual, uri)
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


def test_what_is_not_confirmed_is_pending(manual: Api) -> None:
    manual.upload("f", SAMPLES["json"], "json")
    manual.sandbox.translate({"source": "f", "locale": "de", "segments": {"Hello": "Hallo"}})
    assert json.loads(download(manual, "f").text)["a"] == "Hello"
    assert json.loads(download(manual, "f", retrievalType="pending").text)["a"] == "Hallo"
    assert "⟦de⟧" in download(manual, "f", retrievalType="pseudo").text
    assert download(manual, "f", retrievalType="PUBLISHED").status_code == 200
    assert download(manual, "f", retrievalType="draft").status_code == 400


def test_the_pseudo_translator_is_done_after_its_time(api: Api) -> None:
    api.control("knobs", {"smartling": {"pseudo_seconds": 60.0}})
    api.upload("f", SAMPLES["json"], "json")
    assert "⟦de⟧" not in download(api, "f").text
    api.control("clock", {"advance": 61})
    assert download(api, "f").text.count("⟦de⟧") == 2


def test_the_source_comes_back_byte_by_byte(api: Api) -> None:
    content = '"a" = "Grüße";\n'.encode("utf-16")
    api.upload("L.strings", content, "ios")
    answer = api.call("GET", f"{api.files}/file", params={"fileUri": "L.strings"})
    assert answer.content == content
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-16"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="L.strings"'
    assert "⟦de⟧" in download(api, "L.strings").content.decode("utf-16")


def test_templates_come_back_as_catalogs_with_the_header_of_the_language(api: Api) -> None:
    api.upload("m.pot", SAMPLES["gettext"], "gettext")
    answer = download(api, "m.pot", "ru")
    assert answer.headers["Content-Disposition"].endswith('"m.po"')
    assert "Language: ru" in answer.text
    assert "nplurals=3" in answer.text


def test_another_charset_can_be_named(api: Api) -> None:
    fields = {"smartling.file_charset": "windows-1252"}
    api.upload("a.properties", "a = Grüße".encode("cp1252"), "javaProperties", "", **fields)
    found = api.call("GET", f"{api.files}/locales/de/file/status", params={"fileUri": "a.properties"})
    assert found.json()["response"]["data"]["directives"] == {"file_charset": "windows-1252"}
    assert "\\u00fc" in download(api, "a.properties").text


def test_plural_forms_of_qt_are_numbered(api: Api) -> None:
    message = b"<message numerus='yes'><source>%n cats</source><translation type='unfinished'/></message>"
    api.upload("a.ts", b"<TS><context><name>c</name>" + message + b"</context></TS>", "qt")
    exported = download(api, "a.ts", "ru").text
    assert exported.count("<numerusform>") == 4
    assert "unfinished" not in exported
    assert 'language="ru"' in exported


def test_plurals_get_the_forms_of_the_language(api: Api) -> None:
    plurals = (
        b"<plurals name='n'><item quantity='one'>%d cat</item><item quantity='other'>%d cats</item></plurals>"
    )
    api.upload("a.xml", b"<resources>" + plurals + b"</resources>")
    exported = download(api, "a.xml", "ru").text
    for form in ("one", "few", "many", "other"):
        assert f'quantity="{form}"' in exported


class TestArchives:
    def test_several_files_and_locales_come_in_one(self, api: Api) -> None:
        for uri in ("web/a.xml", "b.xml"):
            api.upload(uri)
        files = [
            {"fileUri": "web/a.xml", "localeIds": ["de", "fr"]},
            {"fileUri": "b.xml", "localeIds": ["de"]},
        ]
        path = f"{api.files}/files/zip"
        answer = api.call("POST", path, json={"files": files, "retrievalType": "PUBLISHED"})
        assert names(answer) == ["de/web/a.xml", "fr/web/a.xml", "de/b.xml"]
        body = {"files": files, "fileNameMode": "LOCALE_LAST", "localeMode": "locale_in_name_and_path"}
        assert names(api.call("POST", path, json=body))[0] == "web/de/a_de.xml"
        body = {"files": files, "fileNameMode": "TRIM_LEADING", "localeMode": "LOCALE_IN_NAME"}
        assert names(api.call("POST", path, json=body))[0] == "a_de.xml"
        old = {"fileUris[]": ["web/a.xml", "b.xml"], "localeIds[]": ["de"], "zipFileName": "x.zip"}
        answer = api.call("GET", path, params=old)
        assert names(answer) == ["de/web/a.xml", "de/b.xml"]
        assert '"x.zip"' in answer.headers["Content-Disposition"]
        answer = api.call("GET", f"{api.files}/locales/all/file/zip", params={"fileUri": "b.xml"})
        assert names(answer) == ["de/b.xml", "fr/b.xml"]

    def test_only_published_ones_may_be_wanted(self, manual: Api) -> None:
        for uri in ("a.xml", "b.xml"):
            manual.upload(uri)
        body = {
            "files": [{"fileUri": uri, "localeIds": ["de"]} for uri in ("a.xml", "b.xml")],
            "fileFilter": "PUBLISHED_FILES_ONLY",
        }
        path = f"{manual.files}/files/zip"
        answer = manual.call("POST", path, json=body)
        assert (answer.status_code, answer.content) == (204, b"")
        manual.sandbox.translate({"source": "b.xml", "locale": "de", "all": "pseudo", "complete": True})
        assert names(manual.call("POST", path, json=body)) == ["de/b.xml"]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"files": []},
            {"files": ["a.xml"]},
            {"files": [{"fileUri": "a.xml", "localeIds": "de"}]},
            {"files": [{"fileUri": "a.xml", "localeIds": ["de"] * 501}]},
            {"files": [{"fileUri": "no.xml", "localeIds": ["de"]}]},
            {"files": [{"fileUri": "a.xml", "localeIds": ["de"]}], "localeMode": "somewhere"},
        ],
    )
    def test_archives_of_nothing_are_refused_with_an_envelope(
        self, api: Api, body: dict[str, object]
    ) -> None:
        api.upload("a.xml")
        answer = api.call("POST", f"{api.files}/files/zip", json=body)
        assert answer.status_code in (400, 404)
        assert answer.json()["response"]["code"] == "VALIDATION_ERROR"


def test_several_locales_in_one_file_only_where_the_type_has_room(api: Api) -> None:
    catalog = {"sourceLanguage": "en", "strings": {"Hello": {}}, "version": "1.0"}
    api.upload("L.xcstrings", json.dumps(catalog).encode(), "xcstrings")
    found = json.loads(download(api, "L.xcstrings", "de,fr").text)["strings"]["Hello"]["localizations"]
    assert set(found) == {"de", "fr"}
    api.upload("a.xml")
    assert download(api, "a.xml", "de,fr").status_code == 400


def test_a_file_that_is_not_kept_is_translated_with_what_is_known(api: Api) -> None:
    api.upload("a.json", b'{"a": "Hello %d", "b": "World"}', "json")
    body = {"fileUri": "a.json", "retrievalType": "published", "includeOriginalStrings": "true"}
    older = ("a.json", b'{"a": "Hello %d", "b": "Earth"}')
    path = f"{api.files}/locales/de/file/get-translations"
    answer = api.call("POST", path, data=body, files={"file": older})
    found = json.loads(answer.text)
    assert found["a"].startswith("⟦de⟧")
    assert found["b"] == "Earth"
    assert "Earth" not in api.call("GET", f"{api.files}/file", params={"fileUri": "a.json"}).text


class TestRewriting:
    def rewritten(self, api: Api, text: str, kind: str, **knobs: bool) -> str:
        """What becomes of a source text that is delivered untranslated."""
        sources = {
            "android": f'<resources><string name="a">{text}</string></resources>',
            "ios": f'"a" = "{text}";\n',
            "javaProperties": f"a = {text}\n",
            "yaml": f"en:\n  a: {text}\n",
            "json": json.dumps({"a": text}, ensure_ascii=False),
            "gettext": f'#, python-format\nmsgid "{text}"\nmsgstr ""\n',
        }
        api.control("knobs", {"smartling": knobs})
        api.upload("f", sources[kind].encode(), kind)
        return download(api, "f").text

    @pytest.mark.parametrize(
        ("text", "kind", "delivered"),
        [
            ("%s of %d", "android", ">%1$s of %2$d<"),
            ("%2$s of %1$d", "android", ">%2$s of %1$d<"),
            ("%@ %%", "ios", '"%1$@ %%"'),
            ("100%", "android", ">100%%<"),
            ("100%%", "android", ">100%%<"),
            ("It's {0}", "javaProperties", "a = It''s {0}"),
            ("It''s '{0}'", "javaProperties", "a = It''s '{0}'"),
            ("It's ${x + 'y'} '''", "javaProperties", "a = It''s ${x + 'y'} ''''"),
            ("%s", "gettext", 'msgstr "%s"'),
            ("%s 100%", "json", '"%s 100%"'),
            ("Hi %{n}", "yaml", 'de:\n  a: "Hi %{n}"'),
        ],
    )
    def test_texts_come_back_in_the_vendors_spelling(
        self, manual: Api, text: str, kind: str, delivered: str
    ) -> None:
        assert delivered in self.rewritten(manual, text, kind)

    def test_every_rewriting_can_be_switched_off(self, manual: Api) -> None:
        assert ">%s 5%<" in self.rewritten(
            manual, "%s 5%", "android", number_placeholders=False, double_percents=False
        )
        manual.control("reset", {})
        manual.log_in()
        assert "It's" in self.rewritten(manual, "It's", "javaProperties", double_apostrophes=False)
        manual.control("reset", {})
        manual.log_in()
        plain = self.rewritten(manual, "Hello", "yaml", quote_yaml=False, swap_root=False)
        assert plain == "en:\n  a: Hello\n"
        manual.control("reset", {})
        manual.log_in()
        manual.control("knobs", {"smartling": {"respace_json": False}})
        manual.upload("f", b'{\n\t"a": "Hello"\n}', "json")
        assert download(manual, "f").text == '{\n\t"a": "Hello"\n}\n'

    def test_the_root_of_rails_files_is_kept_where_a_directive_says_so(self, manual: Api) -> None:
        fields = {"smartling.yaml_locale_substitution": "FALSE"}
        manual.upload("f", b"en:\n  a: [Hello, World]\n  n: 3\n", "yaml", "", **fields)
        found = yaml.safe_load(download(manual, "f").text)
        assert found == {"en": {"a": ["Hello", "World"], "n": 3}}


def test_properties_come_back_line_by_line(api: Api) -> None:
    source = "# Kommentar\n\nkey1 = One\n! more\nlong : Two\\\n   words\n\nempty=\n"
    api.upload("a.properties", source.encode(), "javaProperties")
    query = {"fileUri": "a.properties", "retrievalType": "published"}
    lines = api.call("GET", f"{api.files}/locales/de-DE/file", params=query).text.split("\n")
    assert [line for line in lines if "⟦" not in line and "\\u27e6" not in line] == [
        "# Kommentar", "", "! more", "", "empty=", "",
    ]  # fmt: skip
    assert [line.partition("\\u27e6")[0] for line in lines[2:5:2]] == ["key1 = ", "long : "]
    status = api.data("GET", f"{api.files}/file/status", params={"fileUri": "a.properties"})
    assert status["fileType"] == "javaProperties"

"""Every kind of file the simulated platforms take apart: what is a text, and that the way back is a valid file."""

import csv
import io
import json
import plistlib
import xml.etree.ElementTree as ElementTree

import javaproperties
import polib
import pytest
import yaml

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.segments.registry import form_of
from tests.corpus import corpus_files, needs_corpus

RESOURCES = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- kept -->
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2" xmlns:tools="http://schemas.android.com/tools">
    <string name="plain">Don\\'t say \\"never\\"\\n&amp; go</string>
    <string name="tags" tools:ignore="x">Hi <b>you</b>, <xliff:g id="n" example="1">%1$s</xliff:g></string>
    <string name="data"><![CDATA[<b>Bold</b>]]></string>
    <string name="quoted">" two  spaces "</string>
    <string name="fixed" translatable="false">x</string>
    <string name="link">@string/plain</string>
    <string name="empty"></string>
    <string-array name="list"><item>One</item><item>@string/plain</item></string-array>
    <plurals name="files"><item quantity="one">%d file</item><item quantity="other">%d files</item></plurals>
</resources>
"""


def texts(name: str, content: bytes, language: str = "de") -> dict[str, str]:
    return {text.key: text.text for text in form_of(name, content).parse(content, language)}


def upper(name: str, content: bytes, language: str = "de") -> bytes:
    """The file with every text in capitals."""
    targets = {key: text.upper() for key, text in texts(name, content, language).items()}
    return form_of(name, content).render(content, language, targets)


def test_json_offers_all_strings_and_keeps_the_rest() -> None:
    content = b'{"b": {"c": ["x", 1, {"d": "y"}]}, "a/b": "z", "n": null, "e": " "}'
    assert texts("a.json", content) == {"/b/c/0": "x", "/b/c/2/d": "y", "/a~1b": "z"}
    expected = {"b": {"c": ["X", 1, {"d": "Y"}]}, "a/b": "Z", "n": None, "e": " "}
    assert json.loads(upper("a.json", content)) == expected


def test_resource_bundles_keep_their_metadata() -> None:
    content = b'{"@@locale": "en", "hi": "Hi", "@hi": {"description": "greeting"}}'
    assert texts("app.arb", content) == {"/hi": "Hi"}
    assert json.loads(upper("app.arb", content))["@hi"] == {"description": "greeting"}


def test_yaml_changes_its_root_to_the_target_language() -> None:
    content = b"en:\n  a: Yes\n  t: 'Yes'\n  l: [x, y]\n  n: 1\n"
    assert texts("en.yml", content) == {"/en/t": "Yes", "/en/l/0": "x", "/en/l/1": "y"}
    assert yaml.safe_load(upper("en.yml", content)) == {
        "de": {"a": True, "t": "YES", "l": ["X", "Y"], "n": 1}
    }


def test_properties_come_back_with_escapes() -> None:
    content = "# c\nkey.a = Grün \\u00e9\nb: two\\\n   lines\nempty=\n".encode()
    assert texts("m.properties", content) == {"key.a": "Grün é", "b": "twolines"}
    written = upper("m.properties", content)
    assert written.isascii()
    assert javaproperties.loads(written.decode()) == {"key.a": "GRÜN É", "b": "TWOLINES", "empty": ""}


def test_android_texts_are_shown_without_escapes() -> None:
    found = texts("strings.xml", RESOURCES, "ru")
    assert found["plain"] == 'Don\'t say "never"\n& go'
    assert found["tags"] == 'Hi <b>you</b>, <xliff:g id="n" example="1">%1$s</xliff:g>'
    assert found["data"] == "<b>Bold</b>"
    assert found["quoted"] == " two  spaces "
    assert found["list[0]"] == "One"
    assert [key for key in found if key.startswith("files")] == [
        "files.one", "files.few", "files.many", "files.other",
    ]  # fmt: skip
    assert found["files.many"] == "%d files"
    assert not {"fixed", "link", "empty", "list[1]"} & set(found)


def test_android_file_comes_back_with_escapes_and_the_targets_plurals() -> None:
    form = form_of("strings.xml", RESOURCES)
    targets = texts("strings.xml", RESOURCES, "pl") | {"plain": 'L\'été\n"x"', "tags": "Ça <b>va</b> l'ami"}
    written = form.render(RESOURCES, "pl", targets)
    root = ElementTree.fromstring(written)
    by_name = {element.get("name"): element for element in root}
    assert by_name["plain"].text == 'L\\\'été\\n\\"x\\"'
    assert "".join(by_name["tags"].itertext()) == "Ça va l\\'ami"
    assert by_name["quoted"].text == '" two  spaces "'
    assert by_name["fixed"].text == "x"
    assert by_name["link"].text == "@string/plain"
    assert [item.get("quantity") for item in by_name["files"]] == ["one", "few", "many", "other"]
    assert b"<![CDATA[<b>Bold</b>]]>" in written
    assert b"<!-- kept -->" in written
    assert texts("strings.xml", written, "pl") == targets


def test_gettext_has_as_many_forms_as_the_target_language() -> None:
    content = (
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#, fuzzy\nmsgctxt "menu"\nmsgid "Open"\n'
        b'msgstr "Auf"\n\n#, c-format\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
        b'#~ msgid "old"\n#~ msgstr "alt"\n'
    )
    assert texts("m.po", content, "ja") == {"menu\x04Open": "Open", "%d file[0]": "%d files"}
    assert list(texts("m.po", content, "ru")) == ["menu\x04Open", "%d file[0]", "%d file[1]", "%d file[2]"]
    catalog = polib.pofile(upper("m.po", content, "ru").decode())
    assert catalog.metadata["Language"] == "ru"
    assert catalog[0].msgstr == "OPEN"
    assert catalog[1].msgstr_plural == {0: "%D FILE", 1: "%D FILES", 2: "%D FILES"}
    assert [entry.flags for entry in catalog[:2]] == [[], ["c-format"]]


def test_strings_keep_everything_but_values() -> None:
    content = '/* "no" = "no"; */\n"key" = "Say \\"%@\\"; // x";\n// "no2" = "no";\n"b"="two\nlines";\n'
    encoded = content.encode("utf-16")
    assert texts("L.strings", encoded) == {"key": 'Say \\"%@\\"; // x', "b": "two\nlines"}
    written = upper("L.strings", encoded).decode("utf-16")
    assert written == content.replace('Say \\"%@\\"; // x', 'SAY \\"%@\\"; // X').replace(
        "two\nlines", "TWO\nLINES"
    )


def test_stringsdict_offers_texts_but_not_the_format_specification() -> None:
    content = plistlib.dumps(
        {
            "files": {
                "NSStringLocalizedFormatKey": "%#@n@",
                "n": {"NSStringFormatSpecTypeKey": "NSStringPluralRuleType", "other": "%d files"},
            }
        }
    )
    assert sorted(texts("L.stringsdict", content).values()) == ["%#@n@", "%d files"]
    assert plistlib.loads(upper("L.stringsdict", content))["files"]["n"]["other"] == "%D FILES"


def test_resx_offers_values_of_data_only() -> None:
    content = (
        b'<root><resheader name="version"><value>2.0</value></resheader><data name="a"><value>One</value>'
        b'<comment>c</comment></data><data name="i" type="x"><value>raw</value></data></root>'
    )
    assert list(texts("a.resx", content).values()) == ["One"]
    assert b"<value>ONE</value>" in upper("a.resx", content)


def test_xliff_gets_targets_next_to_its_sources() -> None:
    content = (
        b'<xliff version="1.2"><file><body><trans-unit id="1"><source>One</source></trans-unit><trans-unit id="2">'
        b"<source>Two</source><target>old</target><note>n</note></trans-unit></body></file></xliff>"
    )
    assert list(texts("a.xlf", content).values()) == ["One", "Two"]
    assert b"<source>One</source><target>ONE</target>" in upper("a.xlf", content)
    assert b"<source>Two</source><target>TWO</target>" in upper("a.xlf", content)


def test_other_xml_offers_elements_that_hold_only_text() -> None:
    content = (
        b'<terms><term id="x"><name>One</name><n>2</n></term><term id="y"><name>Two</name></term></terms>'
    )
    assert list(texts("legal.xml", content).values()) == ["One", "2", "Two"]
    assert b"<name>TWO</name>" in upper("legal.xml", content)


def test_csv_keeps_keys_and_further_columns() -> None:
    content = b'key,en,comment\na,"One, two",c\nb,"Li""ne\nbreak",d\n'
    assert texts("a.csv", content) == {"a": "One, two", "b": 'Li"ne\nbreak'}
    rows = list(csv.reader(io.StringIO(upper("a.csv", content).decode(), newline="")))
    assert rows == [["key", "de", "comment"], ["a", "ONE, TWO", "c"], ["b", 'LI"NE\nBREAK', "d"]]


def test_markdown_keeps_structure_and_code() -> None:
    content = b"---\ntitle: x\n---\n# Title\n\n- item\n  1. sub\n> quote\n\n```sh\nrun\n```\n[ref]: https://x.y\n* * *\nend"
    assert list(texts("a.md", content).values()) == ["Title", "item", "sub", "quote", "end"]
    written = upper("a.md", content).decode()
    assert written == content.decode().replace("Title", "TITLE").replace("item", "ITEM").replace(
        "sub", "SUB"
    ).replace("quote", "QUOTE").replace("end", "END")


def test_html_offers_text_between_tags() -> None:
    content = b"<html><head><style>p {}</style></head><body><!-- c --><p>One <b>two</b></p><script>x()</script></body></html>"
    assert list(texts("a.html", content).values()) == ["One", "two"]
    assert b"<p>ONE <b>TWO</b></p><script>x()" in upper("a.html", content)


def test_equal_lines_are_texts_of_their_own() -> None:
    assert len(texts("a.txt", b"same\nsame\r\n\n  other  \n")) == 3
    assert upper("a.txt", b"same\nsame\r\n\n  other  \n") == b"SAME\nSAME\r\n\n  OTHER  \n"


def test_binary_files_come_back_as_they_went() -> None:
    content = b"PK\x03\x04\0\0rest"
    assert len(texts("a.docx", content)) == 1
    assert upper("a.docx", content) == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"), ("a.yml", b"a: [1"), ("strings.xml", b"<resources>"), ("a.resx", b"nothing"),
        ("a.csv", b""), ("x.xml", b'<!DOCTYPE r [<!ENTITY a "x">]><r>&a;</r>'), ("m.po", b"garbage here\n"),
    ],
)  # fmt: skip
def test_broken_files_are_unreadable(name: str, content: bytes) -> None:
    with pytest.raises(Unreadable):
        form_of(name, content).parse(content, "de")


@needs_corpus
def test_real_files_come_back_complete() -> None:
    """With every text replaced by itself, the same texts are found again."""
    patterns = [
        f"**/*.{ending}"
        for ending in ("json", "arb", "properties", "po", "strings", "resx", "csv", "md", "xml")
    ]
    checked = 0
    for path in corpus_files(*patterns):
        content = path.read_bytes()
        if len(content) > 300_000:
            continue
        form = form_of(path.name, content)
        try:
            found = {text.key: text.text for text in form.parse(content, "en")}
        except Unreadable:
            continue
        written = form.render(content, "en", found)
        again = {text.key: text.text for text in form_of(path.name, written).parse(written, "en")}
        assert list(again.values()) == list(found.values()), path
        checked += 1
    assert checked > 20


CATALOG = {
    "sourceLanguage": "en",
    "strings": {
        "Open": {},
        "files": {
            "localizations": {
                "en": {
                    "variations": {
                        "plural": {
                            "one": {"stringUnit": {"state": "translated", "value": "%lld file"}},
                            "other": {"stringUnit": {"state": "translated", "value": "%lld files"}},
                        }
                    }
                }
            }
        },
        "ci": {"shouldTranslate": False},
    },
    "version": "1.0",
}


def test_a_string_catalog_holds_the_translations_of_every_language() -> None:
    content = json.dumps(CATALOG).encode()
    assert list(texts("a.xcstrings", content).values()) == ["Open", "%lld file", "%lld files"]
    written = json.loads(upper("a.xcstrings", content))["strings"]
    assert written["Open"]["localizations"]["de"]["stringUnit"] == {"state": "translated", "value": "OPEN"}
    plural = written["files"]["localizations"]["de"]["variations"]["plural"]
    assert plural["other"]["stringUnit"]["value"] == "%LLD FILES"
    assert written["files"]["localizations"]["en"] == CATALOG["strings"]["files"]["localizations"]["en"]  # type: ignore[index]
    assert written["ci"] == {"shouldTranslate": False}


def test_a_table_gets_texts_in_the_column_of_the_language() -> None:
    content = b"keys,en,DE,fr\na,open,auf,ouvrir\nb,\nc,shut\n"
    rows = list(csv.reader(io.StringIO(upper("a.csv", content).decode())))
    assert rows == [
        ["keys", "en", "de", "fr"],
        ["a", "open", "OPEN", "ouvrir"],
        ["b", "", ""],
        ["c", "shut", "SHUT"],
    ]
    assert upper("a.csv", b"keys,en\na,open\n").splitlines()[0] == b'"keys","de"'

"""One file of every format through a whole sync: sent, translated, merged, read again by another reader."""

import csv
import io
import json
import plistlib
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import NamedTuple

import javaproperties
import polib
import pytest
import yaml

from ci_l10n.formats.registry import NAMES
from tests.scenarios.world import World


class Sample(NamedTuple):
    source: str
    target: str
    content: str
    read: Callable[[bytes], dict[str, str]]  # by key, of the first locale
    extra: str = ""  # of the rule


def read_strings(data: bytes) -> dict[str, str]:
    return dict(re.findall(r'^"(\w+)" = "(.*)";$', data.decode(), re.MULTILINE))


def read_stringsdict(data: bytes) -> dict[str, str]:
    return {key: entry["n"]["other"] for key, entry in plistlib.loads(data).items()}


def read_catalog(data: bytes) -> dict[str, str]:
    strings = json.loads(data)["strings"]
    return {key: entry["localizations"]["de"]["stringUnit"]["value"] for key, entry in strings.items()}


def read_elements(entry: str, key: str, text: str) -> Callable[[bytes], dict[str, str]]:
    def read(data: bytes) -> dict[str, str]:
        root = ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", data))
        return {e.attrib[key]: (e if not text else e.find(text)).text or "" for e in root.iter(entry)}  # type: ignore[union-attr]

    return read


PLIST = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>hi</key>
	<dict>
		<key>NSStringLocalizedFormatKey</key>
		<string>%#@n@</string>
		<key>n</key>
		<dict>
			<key>NSStringFormatSpecTypeKey</key>
			<string>NSStringPluralRuleType</string>
			<key>NSStringFormatValueTypeKey</key>
			<string>d</string>
			<key>one</key>
			<string>%d greeting</string>
			<key>other</key>
			<string>%d greetings</string>
		</dict>
	</dict>
</dict>
</plist>
"""
XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="app" source-language="en" target-language="{}" datatype="plaintext">
    <body>
      <trans-unit id="hi">
        <source>Hello you</source>
      </trans-unit>
    </body>
  </file>
</xliff>
"""
RESX = """<?xml version="1.0" encoding="utf-8"?>
<root>
  <resheader name="resmimetype">
    <value>text/microsoft-resx</value>
  </resheader>
  <data name="hi" xml:space="preserve">
    <value>Hello you</value>
  </data>
</root>
"""
POT = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Hello you"\nmsgstr ""\n'

SAMPLES = {
    "json": Sample("en.json", "{locale}.json", '{\n  "hi": "Hello you"\n}\n', json.loads),
    "yaml": Sample("en.yml", "{locale}.yml", "en:\n  hi: Hello you\n", lambda data: yaml.safe_load(data)["de"]),
    "android": Sample(
        "values/strings.xml",
        "values-{android_locale}/strings.xml",
        '<resources>\n    <string name="hi">Hello you</string>\n</resources>\n',
        read_elements("string", "name", ""),
    ),
    "ios": Sample("en.lproj/L.strings", "{apple_locale}.lproj/L.strings", '"hi" = "Hello you";\n', read_strings),
    "stringsdict": Sample(
        "en.lproj/L.stringsdict", "{apple_locale}.lproj/L.stringsdict", PLIST, read_stringsdict
    ),
    "xcstrings": Sample(
        "L.xcstrings",
        "L.xcstrings",
        '{\n  "sourceLanguage" : "en",\n  "strings" : {\n    "hi" : {\n\n    }\n  },\n  "version" : "1.0"\n}',
        read_catalog,
    ),
    "gettext": Sample(
        "app.pot", "{locale}.po", POT, lambda data: {"hi": polib.pofile(data.decode())[0].msgstr}
    ),
    "properties": Sample(
        "app.properties", "app_{locale}.properties", "hi = Hello you\n",
        lambda data: javaproperties.loads(data.decode("latin-1")),
    ),
    "xml": Sample(
        "terms.en.xml",
        "terms.{locale}.xml",
        '<terms>\n  <term id="hi">Hello you</term>\n</terms>\n',
        read_elements("term", "id", ""),
        "    format: xml\n    directives: {source_key_paths: '/terms/{term.id}'}\n",
    ),
    "csv": Sample(
        "texts.csv", "texts.{locale}.csv", "key,en\nhi,Hello you\n",
        lambda data: {row[0]: row[1] for row in list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]},
    ),
    "xliff": Sample("app.en.xlf", "app.{locale}.xlf", XLIFF.format("en"), read_elements("trans-unit", "id", "target")),
    "resx": Sample("App.resx", "App.{locale}.resx", RESX, read_elements("data", "name", "value")),
}  # fmt: skip


QUICK = ("json", "xcstrings", "gettext")  # the others take the same road


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in NAMES]
)
def test_a_file_is_translated_merged_and_left_alone_the_second_time(name: str, world: World) -> None:
    sample = SAMPLES[name]
    rule = f"  - source: {sample.source}\n    target: '{sample.target}'\n{sample.extra}"
    world.create({sample.source: sample.content}, rule)
    report = world.sync()
    assert [f for f in report["findings"] if f["severity"] != "notice"] == []
    target = next(item["target"] for item in report["files"] if item["locale"] == "de")
    found = sample.read(world.on_branch(target))
    assert list(found) == ["hi"]
    assert found["hi"] not in ("", "Hello you", "%d greetings", "hi")
    at = world.log_length()
    assert world.sync()["delivery"]["changed"] is False
    assert len(world.requests_to("smartcat", at)) == 2


def test_comments_of_the_source_say_how_its_exports_are_read(world: World) -> None:
    told = "<!-- smartling.source_key_paths = /terms/{term.id} -->"
    source = f'{told}\n<terms>\n  <term id="hi">Hello you</term>\n</terms>\n'
    rule = "  - source: terms.en.xml\n    target: 'terms.{locale}.xml'\n"
    # people's target has lost the comment
    files = {"terms.en.xml": source, "terms.de.xml": '<terms>\n  <term id="hi"></term>\n</terms>\n'}
    world.create(files, rule)
    report = world.sync()
    assert [f for f in report["findings"] if f["severity"] != "notice"] == []
    assert read_elements("term", "id", "")(world.on_branch("terms.de.xml"))["hi"] not in ("", "Hello you")

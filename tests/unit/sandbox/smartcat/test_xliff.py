"""Details of the XLIFF that goes out and comes back: state, locks, inline elements, older forms."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.sandbox.segments.xml_tools import load_xml
from ci_l10n.sandbox.smartcat.inline import read_inline, write_inline
from tests.unit.sandbox.smartcat.api import Api

X = "{urn:oasis:names:tc:xliff:document:1.2}"
SC = "{SmartcatXliff}"
RICH = {"a": "Hello <b>dear {name}</b>", "b": "Plain", "c": "<i>open <br/> %1$s & more"}


def upload(api: Api, texts: Mapping[str, str] = RICH, **model: object) -> str:
    made = api.upload(api.create(["de"], **model)["id"], {"a.json": json.dumps(texts).encode()})
    return str(made.json()[0]["id"])


def units(content: bytes) -> dict[str, ET.Element]:
    """By the text of the source."""
    found = ET.fromstring(content).iter(f"{X}trans-unit")
    return {"".join(unit.find(f"{X}source").itertext()): unit for unit in found}  # type: ignore[union-attr]


def put(api: Api, document: str, content: bytes, **query: str) -> requests.Response:
    return api.call(
        "PUT",
        "v1/document/translateWithXliff",
        params={"documentId": document, **query},
        files={"translationFile": ("x.xliff", content)},
    )


def ask(api: Api, document: str, what: str) -> requests.Response:
    return api.call("GET", f"v1/document/translate/{what}", params={"documentId": document})


def knobs(api: Api, **values: object) -> None:
    api.sandbox.set_knobs(**values)


def translated(api: Api, document: str, texts: Mapping[str, str]) -> bytes:
    """An XLIFF with these targets by source, written by another library with prefixes of its own."""
    root = ET.fromstring(api.export(document, type="xliff"))
    for unit in root.iter(f"{X}trans-unit"):
        source = unit.find(f"{X}source")
        target = unit.find(f"{X}target")
        assert source is not None
        assert target is not None
        target.text = texts.get(source.text or "")
    return ET.tostring(root)


def test_a_file_written_anew_with_other_prefixes_is_understood(manual: Api) -> None:
    document = upload(manual, {"a": "One", "b": "Two"})
    assert put(manual, document, translated(manual, document, {"One": "Eins"})).status_code == 202
    assert json.loads(manual.export(document)) == {"a": "Eins", "b": "Two"}


def test_locked_segments_say_so_and_imports_leave_them_alone(manual: Api) -> None:
    document = upload(manual, {"a": "One", "b": "Two"})
    manual.sandbox.translate({"document": document, "segments": {"One": "Fest"}, "lock": ["One"]})
    content = translated(manual, document, {"One": "Eins", "Two": "Zwei"})
    assert {text: unit.get(f"{SC}locked") for text, unit in units(content).items()} == {
        "One": "true",
        "Two": "false",
    }
    put(manual, document, content, overwriteUpdatedSegments="true", confirmTranslation="true")
    assert json.loads(manual.export(document)) == {"a": "Fest", "b": "Zwei"}
    manual.sandbox.translate({"document": document, "unlock": "all"})
    put(
        manual,
        document,
        content.replace(b'locked="true"', b'locked="false"'),
        overwriteUpdatedSegments="true",
    )
    assert json.loads(manual.export(document))["a"] == "Eins"


def test_an_order_to_lock_what_is_not_there_is_refused(manual: Api) -> None:
    document = upload(manual)
    for wrong in (["Nope"], "some", 3):
        answer = manual.control("POST", "translate", {"document": document, "lock": wrong})
        assert answer.status_code == 400


def test_texts_stay_plain_unless_inline_elements_are_wanted(manual: Api) -> None:
    document = upload(manual)
    exported = manual.export(document, type="xliff")
    assert set(units(exported)) == set(RICH.values())
    assert b"<g " not in exported
    knobs(manual, xliff_inline=True)
    exported = manual.export(document, type="xliff")
    assert b'Hello <g id="1" ctype="x-smartcat">dear <x id="2" ctype="x-smartcat" /></g></source>' in exported
    alone = '<x id="{}" ctype="x-smartcat" />'
    assert (
        f"{alone.format(1)}open {alone.format(2)} {alone.format(3)} &amp; more</source>".encode() in exported
    )


def test_inline_elements_become_the_pieces_of_the_source_again(manual: Api) -> None:
    knobs(manual, xliff_inline=True)
    document = upload(manual)
    empty = b'<target state="needs-translation" xml:space="preserve" />'
    changed = (
        '<target><x id="2" ctype="x-smartcat"/>, <g id="1" ctype="x-smartcat">Grüße</g> &amp; Co</target>'
    )
    exported = manual.export(document, type="xliff")
    put(manual, document, exported.replace(empty, changed.encode(), 1))
    assert json.loads(manual.export(document))["a"] == "{name}, <b>Grüße</b> & Co"
    again = manual.export(document, type="xliff")
    assert (
        '<x id="2" ctype="x-smartcat" />, <g id="1" ctype="x-smartcat">Grüße</g> &amp; Co' in again.decode()
    )


TEXT = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<i a='1'>", "</i>", "<br/>", "{x}", "%s", " & ", "word ", "]]>", "&amp;"]
    )
).map("".join)


@given(TEXT, TEXT)
def test_inline_elements_lose_nothing(source: str, target: str) -> None:
    for text in (source, target):
        element = load_xml(f"<r>{write_inline(text, source)}</r>".encode()).documentElement
        assert element is not None
        assert read_inline(element, source) == text


def test_the_older_form_has_no_state_and_can_be_imported(manual: Api) -> None:
    document = upload(manual, {"a": "One", "b": "Two"})
    knobs(manual, xliff_2018=True)
    exported = manual.export(document, type="xliff")
    assert b"sc:" not in exported
    assert b'tool-version=""' in exported
    assert b'approved="no"' in exported
    content = translated(manual, document, {"One": "alt", "Two": "Zwei"})
    manual.control("POST", "clock", {"advance": 5})
    manual.sandbox.translate({"document": document, "segments": {"One": "neuer"}})
    put(manual, document, content)
    assert json.loads(manual.export(document)) == {"a": "neuer", "b": "Zwei"}


def test_targets_can_be_absent(manual: Api) -> None:
    document = upload(manual)
    knobs(manual, xliff_targets=False)
    assert b"<target" not in manual.export(document, type="xliff")


def test_the_result_counts_what_an_import_did(manual: Api) -> None:
    document = upload(manual, {"a": "One", "b": "Two", "c": "Three"})
    assert ask(manual, document, "result").status_code == 404
    content = translated(manual, document, {"One": "Eins", "Two": "Zwei"})
    foreign = content.replace(
        b"</ns0:body>", b'<ns0:trans-unit id="1"><ns0:target>x</ns0:target></ns0:trans-unit></ns0:body>'
    )
    assert foreign != content
    put(manual, document, foreign, confirmTranslation="true", overwriteUpdatedSegments="true")
    assert ask(manual, document, "result").status_code == 404
    assert [ask(manual, document, "status").json() for _ in range(2)] == ["inProgress", "completed"]
    report = ask(manual, document, "result").json()
    assert (report["status"], report["segmentsUpdated"], report["segmentsConfirmed"]) == ("completed", 2, 2)
    assert (report["segmentsSkipped"], report["unitsUnknown"]) == (1, 1)


@pytest.mark.parametrize(
    ("knob", "states", "target"),
    [
        ({"import_faulted": True}, ["inProgress", "faulted"], "One"),
        ({"import_ignores_confirm": True}, ["inProgress", "completed"], "Eins"),
        ({"import_reads": 3}, ["inProgress"] * 3 + ["completed"], "Eins"),
    ],
)
def test_imports_can_misbehave(manual: Api, knob: Mapping[str, Any], states: list[str], target: str) -> None:
    document = upload(manual, {"a": "One"})
    knobs(manual, **knob)
    put(manual, document, translated(manual, document, {"One": "Eins"}), confirmTranslation="true")
    assert [ask(manual, document, "status").json() for _ in states] == states
    assert json.loads(manual.export(document)) == {"a": target}
    confirmed = json.loads(manual.export(document, mode="confirmed"))["a"]
    assert confirmed == ("Eins" if "import_reads" in knob else "One")


def put_file(api: Api, document: str, content: bytes, **query: str) -> requests.Response:
    files = {"translationFile": ("any.bin", content)}
    return api.call("PUT", "v1/document/translate", params={"documentId": document, **query}, files=files)


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("a.json", b'{"x": {"y": "One"}, "z": "Two"}', b'{"x": {"y": "Eins"}}'),
        ("a.yml", b"en:\n  x: One\n  z: Two\n", b"de:\n  x: Eins\n"),
        ("a.properties", b"x=One\nz=Two\n", b"x=Eins\n"),
        ("a.strings", b'"x" = "One";\n"z" = "Two";\n', b'"x" = "Eins";\n'),
        ("a.po", b'msgid "One"\nmsgstr ""\n\nmsgid "Two"\nmsgstr ""\n', b'msgid "One"\nmsgstr "Eins"\n'),
        (
            "strings.xml",
            b'<resources><string name="x">One</string><string name="z">Two</string></resources>',
            b'<resources><string name="x">Eins</string></resources>',
        ),
    ],
)
def test_target_files_bring_values_by_key(manual: Api, name: str, source: bytes, target: bytes) -> None:
    document = str(manual.upload(manual.create(["de"])["id"], {name: source}).json()[0]["id"])
    assert put_file(manual, document, target, confirmTranslation="true").status_code == 202
    assert [ask(manual, document, "status").json() for _ in range(2)] == ["inProgress", "completed"]
    assert ask(manual, document, "result").json()["segmentsUpdated"] == 1
    exported = manual.export(document, mode="confirmed")
    assert b"Eins" in exported
    assert b"Zwei" not in exported


def test_target_files_replace_translations_only_when_told(manual: Api) -> None:
    document = upload(manual, {"a": "One", "b": "Two"})
    manual.sandbox.translate({"document": document, "segments": {"One": "alt"}})
    put_file(manual, document, b'{"a": "neu", "b": "Zwei", "q": "?"}')
    assert json.loads(manual.export(document)) == {"a": "alt", "b": "Zwei"}
    put_file(manual, document, b'{"a": "neu"}', overwrite="true")
    assert json.loads(manual.export(document)) == {"a": "neu", "b": "Zwei"}


@pytest.mark.parametrize(("name", "content"), [("a.json", b"{"), ("a.md", b"# x\n"), ("a.json", b"")])
def test_target_files_without_unique_keys_fault(manual: Api, name: str, content: bytes) -> None:
    document = str(manual.upload(manual.create(["de"])["id"], {name: b'{"a": "One"}'}).json()[0]["id"])
    assert put_file(manual, document, content).status_code == 202
    assert [ask(manual, document, "status").json() for _ in range(2)] == ["inProgress", "faulted"]
    assert ask(manual, document, "result").json()["status"] == "faulted"


def test_confirmed_translations_of_a_file_can_come_locked(manual: Api) -> None:
    settings = {"targetSubstitutionMode": "all", "confirmMode": "atFirstStage", "lockMode": "confirmed"}
    models: list[dict[str, object]] = [{"bilingualFileImportSetings": settings}]
    content = b'msgid "One"\nmsgstr "Eins"\n\nmsgid "Two"\nmsgstr ""\n'
    made = manual.upload(manual.create(["de"])["id"], {"a.po": content}, models).json()
    exported = units(manual.export(made[0]["id"], type="xliff"))
    assert (exported["One"].get(f"{SC}locked"), exported["One"].get("approved")) == ("true", "yes")
    assert exported["Two"].get(f"{SC}locked") == "false"


def test_line_ends_of_texts_survive(manual: Api) -> None:
    document = upload(manual, {"a": "One\r\ntwo\n"})
    assert list(units(manual.export(document, type="xliff"))) == ["One\r\ntwo\n"]

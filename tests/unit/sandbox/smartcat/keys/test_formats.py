import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartcat.keys.formats import FORMATS, Layout, parse, render

LAYOUT = Layout("de", "en")


def read(kind: str, text: str, *, is_source: bool = True) -> dict[str, str]:
    return parse(kind, text.encode(), "en", ".", is_source=is_source)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("json", '{"a.b": "One", "c": ""}', {"a.b": "One"}),
        (
            "structured-json",
            '{"a": {"b": "One", "l": ["x", "y"]}}',
            {"a.b": "One", "a.l.0": "x", "a.l.1": "y"},
        ),
        ("yaml", "a.b: One\n", {"a.b": "One"}),
        ("structured-yaml", "a:\n  b: One\n", {"a.b": "One"}),
        (
            "ios-strings",
            '/* "no" = "no"; */ "a\\"b" = "One\\n\\U00e9"; // x\nbare = "Two";',
            {'a"b': "One\né", "bare": "Two"},
        ),
        (
            "android-xml",
            '<resources><string name="a">It\\\'s <b>one</b></string><string-array name="l"><item>x</item>'
            '<item>y</item></string-array><plurals name="d"><item quantity="one">day</item>'
            '<item quantity="other">%d days</item></plurals></resources>',
            {
                "a": "It's <b>one</b>",
                "l[0]": "x",
                "l[1]": "y",
                "d": "{quantity, plural, one {day} other {%d days}}",
            },
        ),
    ],
)
def test_files_become_flat_tables(kind: str, text: str, expected: dict[str, str]) -> None:
    assert read(kind, text) == expected


def test_messages_of_qt_have_ids_or_contexts() -> None:
    text = (
        "<!DOCTYPE TS><TS><context><name>Main</name><message><source>One</source><translation>Eins</translation>"
        '</message><message><source>Gone</source><translation type="vanished">Weg</translation></message></context>'
        '<context><name/><message id="k"><source>Two</source><translation type="unfinished"/></message></context></TS>'
    )
    assert read("qt-ts", text) == {"Main|One": "One", "k": "Two"}
    assert read("qt-ts", text, is_source=False) == {"Main|One": "Eins"}


def test_locjson_units_bring_sources_or_targets() -> None:
    units = [
        {"key": "a", "properties": {}, "source": ["On", "e"], "target": ["Ei", "ns"]},
        {"key": "b", "source": ["B"]},
    ]
    text = json.dumps({"properties": {}, "units": units})
    assert read("json", text) == {"a": "One", "b": "B"}
    assert read("json", text, is_source=False) == {"a": "Eins"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", "{"),
        ("json", "[]"),
        ("json", '{"a": {"b": "c"}}'),
        ("json", '{"a": 1}'),
        ("json", '{"a": "\\ud800"}'),
        ("json", '{"units": [{"key": 1}]}'),
        ("structured-json", '{"a": true}'),
        ("yaml", "a: [x"),
        ("structured-yaml", "a: &a [*a]"),
        ("yaml", "text"),
        ("ios-strings", '"a" = "b"'),
        ("ios-strings", '"a" = b;'),
        ("android-xml", "<x/>"),
        ("android-xml", "<resources>"),
        ("qt-ts", "<x/>"),
        ("qt-ts", ""),
    ],
)
def test_other_files_are_unreadable(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(kind, text)


WORDS = st.text(st.sampled_from("ab \"'\\&<>;=/*é{}\n"), min_size=1).filter(lambda text: text.strip() == text)
NAMES = st.text(st.sampled_from("abc_-"), min_size=1)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=25)
@given(texts=st.dictionaries(NAMES, WORDS))
def test_what_is_written_is_read_again(kind: str, texts: dict[str, str]) -> None:
    if kind == "android-xml":  # there a quoted text loses its quotes, and a backslash is the translator's own
        texts = {
            key: text.translate({ord(letter): "x" for letter in "\"'\\<>&\n"}) for key, text in texts.items()
        }
    written = render(kind, texts, LAYOUT)
    assert parse(kind, written, "de", ".", is_source=kind != "qt-ts") == texts


def test_trees_are_built_from_keys_and_blocked_ones_stay_flat() -> None:
    texts = {"a.b": "1", "a": "2", "a.b.c": "3", "d.e": "4"}
    written = json.loads(render("structured-json", texts, LAYOUT))
    assert written == {"a": "2", "a.b": "1", "a.b.c": "3", "d": {"e": "4"}}


def test_arrays_and_markup_of_android_are_written_as_such() -> None:
    written = render("android-xml", {"l[0]": "It's", "a": "<b>x</b> & y", "l[1]": "zwei"}, LAYOUT).decode()
    assert "<item>It\\'s</item>" in written
    assert written.count("<string-array") == 1
    assert "&amp;" in written


@pytest.mark.parametrize("kind", ["android-xml", "qt-ts"])
def test_what_xml_cannot_hold_is_left_out(kind: str) -> None:
    written = render(kind, {"a\x01": "b\x02"}, LAYOUT)
    assert parse(kind, written, "de", ".", is_source=False) == {"a": "b"}

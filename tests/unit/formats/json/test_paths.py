"""JSON: texts and keys that directives choose, and entries that are found by their key."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, KeyConflict, Reading
from ci_l10n.formats.json.format import FORMAT
from ci_l10n.model import Catalog, Forms
from tests.unit.formats import laws
from tests.unit.formats.laws import (
    changed,
    check_laws,
    check_remove_and_insert,
    check_skeleton,
    texts,
    values_of,
)

LIST = b"""\
[
  {"id": "greeting", "text": "Hello", "order": 1},
  {"id": "bye", "text": "Bye", "order": 2},
  {"id": "thanks", "text": "Thanks", "order": 3}
]
"""
ITEMS = b"""\
{
\t"version": 2,
\t"items": [
\t\t{
\t\t\t"name": "a",
\t\t\t"value": "Hello \\"you\\"",
\t\t\t"tags": ["x", "y"]
\t\t},
\t\t{
\t\t\t"name": "b",
\t\t\t"value": "Bye",
\t\t\t"more": {
\t\t\t\t"tip": "Tip"
\t\t\t}
\t\t}
\t],
\t"title": "Title"
}
"""
SAMPLES: dict[str, tuple[bytes, dict[str, str]]] = {
    "list": (LIST, {"source_key_paths": "{id}"}),
    "items": (ITEMS, {"translate_paths": '{"path": "/items/value", "key": "/items/name"}'}),
    "several texts": (
        ITEMS,
        {"source_key_paths": "items/{name}", "translate_paths": "items/value, items/more/tip, items/tags"},
    ),
    "minified": (
        json.dumps(json.loads(ITEMS), separators=(",", ":")).encode(),
        {"source_key_paths": "/items/{name}"},
    ),
    "crlf": (ITEMS.replace(b"\n", b"\r\n"), {"source_key_paths": "/items/{name}"}),
    "own path": (ITEMS, {"translate_paths": '[{"path": "*/tip", "key": "{*}/tip"}, {"path": "title"}]'}),
    "objects": (
        b'{\n  "x": {"key": "a", "text": "A"},\n  "y": {"key": "b", "text": "B"}\n}\n',
        {"translate_paths": '{"path": "*/text", "key": "*/key"}'},
    ),
}


def reading(directives: Mapping[str, str], role: str = "target") -> Reading:
    return Reading("source" if role == "source" else "target", "de", "file.json", directives)


def parse(data: bytes | str | Any, **directives: str) -> Catalog:
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    return FORMAT.parse(data, reading(directives))


def values(data: Any, **directives: str) -> dict[str, object]:
    return dict(values_of(parse(data, **directives)))


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_laws_hold(name: str, draw: st.DataObject) -> None:
    data, directives = SAMPLES[name]
    changes = draw.draw(laws.changes_of(FORMAT.parse(data, reading(directives)), texts(controls=True)))
    json.loads(check_laws(FORMAT, data, changes, data, reading(directives)))


@pytest.mark.parametrize("name", SAMPLES)
def test_removed_entry_comes_back_to_the_same_bytes(name: str) -> None:
    data, directives = SAMPLES[name]
    for key in FORMAT.parse(data, reading(directives)).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data, reading(directives))
        json.loads(without)
        assert restored == data, key


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(name: str, draw: st.DataObject) -> None:
    data, directives = SAMPLES[name]
    units = FORMAT.parse(data, reading(directives, "source")).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data, reading(directives))
    again = [Change(key, units[key].value) for key in sorted(keys)]
    result = check_laws(FORMAT, target, again, data, reading(directives))
    assert json.loads(result) == json.loads(data)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=8, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(name: str, draw: st.DataObject) -> None:
    data, directives = SAMPLES[name]
    units = FORMAT.parse(data, reading(directives, "source")).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    new = {key: draw.draw(laws.values_like(units[key].value, texts(controls=True))) for key in keys}
    json.loads(check_skeleton(FORMAT, data, new, reading(directives)))


# --- which texts, and their keys


def test_the_key_stands_beside_the_text() -> None:
    assert values(LIST, source_key_paths="{id}") == {"greeting": "Hello", "bye": "Bye", "thanks": "Thanks"}
    assert values(ITEMS, source_key_paths="items/{name}") == {"a": 'Hello "you"', "b": "Bye"}
    assert values(ITEMS, translate_paths='{"path":"/items/value","key":"/items/name"}') == {
        "a": 'Hello "you"',
        "b": "Bye",
    }
    assert values({"b": {"c": [{"n": 7, "t": "T"}, {"n": None, "t": "x"}]}}, source_key_paths="/b/c/{n}") == {
        "7": "T"
    }


def test_several_texts_beside_a_key_need_to_be_named() -> None:
    data = [{"id": "a", "text": "A", "note": "N"}, {"note": "M", "id": "b"}, {"id": "c", "text": "C"}]
    catalog = parse(data, source_key_paths="{id}")
    assert values_of(catalog) == {"a": "A", "c": "C"}
    assert [finding.code for finding in catalog.findings] == ["several-texts"]
    assert values(data, source_key_paths="{id}", translate_paths="text, note") == {
        "a": "A", "a.note": "N", "b.note": "M", "c": "C",
    }  # fmt: skip


def test_stars_capture_names_and_exact_paths_go_first() -> None:
    data = {"a": {"title": "1", "note": "2"}, "b": {"c": {"title": {"x": "3", "y": "4"}}}, "title": "5"}
    rules = json.dumps([{"path": "*/title", "key": "{*}/title"}, {"path": "/a/title", "key": "a/{title}"}])
    assert values(data, translate_paths=rules) == {"title": "1", "b.c.x": "3", "b.c.y": "4"}
    assert values(data, translate_paths="*/title") == {"a.title": "1", "b.c.title.x": "3", "b.c.title.y": "4"}
    assert values(data, source_key_paths="{*}") == {
        "a.title": "1", "a.note": "2", "b.c.title.x": "3", "b.c.title.y": "4", "title": "5",
    }  # fmt: skip
    assert values({"data": {"item": {"s": {"k": "v"}}}}, source_key_paths="data/item/{s/*}") == {"s.k": "v"}


def test_arrays_are_passed_through_and_compound_keys_joined() -> None:
    data = {"Buttons": [{"text": "Go", "button": "b1", "type": "t"}, {"text": "Stop", "button": "b2"}]}
    single, both = (
        '{"path": "/Buttons/text", "key": "/Buttons/button"}',
        '["/Buttons/button", "/Buttons/type"]',
    )
    assert values(data, translate_paths=single) == {"b1": "Go", "b2": "Stop"}
    catalog = parse(data, translate_paths=f'{{"path": "/Buttons/text", "key": {both}}}')
    assert values_of(catalog) == {"b1:#:t": "Go"}
    assert [finding.code for finding in catalog.findings] == ["missing-key"]


def test_the_file_s_own_directives_are_no_texts_and_those_of_the_user_go_first() -> None:
    data: dict[str, dict[str, object]] = {
        "smartling": {
            "translate_paths": [{"path": "*/text", "key": "*/id"}],
            "placeholder_format_custom": ["\\{\\{.+?\\}\\}", "%x"],
            "string_format": "ICU",
            "variants_enabled": "true",
        },
        "a": {"id": "k", "text": "T", "note": "N"},
    }
    catalog = parse(data)
    assert values_of(catalog) == {"k": "T"}
    assert catalog.units["k"].flags == (
        "placeholder_format_custom=\\{\\{.+?\\}\\}", "placeholder_format_custom=%x", "string_format=ICU",
    )  # fmt: skip
    assert values(data, translate_paths="*/note") == {"a.note": "N"}
    del data["smartling"]["translate_paths"]
    assert list(values(data)) == ["a.id", "a.text", "a.note"]
    assert values({"smartling": {"title": "Smartling"}}) == {"smartling.title": "Smartling"}


def test_new_entries_go_behind_the_source_s_predecessor_as_they_are_written_there() -> None:
    target = b'[\n  {"id": "mine", "text": "Mein"},\n  {"id": "greeting", "text": "Hallo", "order": 1}\n]\n'
    how = reading({"source_key_paths": "{id}"})
    assert check_laws(FORMAT, target, [Change("bye", "Ade"), Change("thanks", "Danke")], LIST, how) == (
        b'[\n  {"id": "mine", "text": "Mein"},\n  {"id": "greeting", "text": "Hallo", "order": 1},\n'
        b'  {"id": "bye", "text": "Ade", "order": 2},\n  {"id": "thanks", "text": "Danke", "order": 3}\n]\n'
    )
    tall = b'[\n\t{\n\t\t"id": "thanks",\n\t\t"text": "Danke"\n\t}\n]'
    assert check_laws(FORMAT, tall, [Change("greeting", "Hallo")], LIST, how) == (
        b'[\n\t{\n\t\t"id": "greeting",\n\t\t"text": "Hallo",\n\t\t"order": 1\n\t},\n'
        b'\t{\n\t\t"id": "thanks",\n\t\t"text": "Danke"\n\t}\n]'
    )
    assert check_laws(FORMAT, b"[]", [Change("bye", "Ade")], LIST, how) == (
        b'[\n  {"id": "bye", "text": "Ade", "order": 2}\n]'
    )


def test_containers_of_entries_are_made() -> None:
    how = reading(SAMPLES["items"][1])
    made = check_laws(FORMAT, b'{\n  "title": "Titel"\n}\n', [Change("b", "Ade")], ITEMS, how)
    assert json.loads(made) == {
        "items": [{"name": "b", "value": "Ade", "more": {"tip": "Tip"}}],
        "title": "Titel",
    }


def test_an_entry_never_hides_another_of_the_same_name() -> None:
    data, directives = SAMPLES["objects"]
    target = data.replace(b'"key": "b"', b'"key": "other"')
    with pytest.raises(KeyConflict) as caught:
        changed(FORMAT, target, [Change("b", "B")], data, reading(directives))
    assert caught.value.location
    assert caught.value.location.key == "b"


def test_of_duplicates_the_first_counts_and_all_go() -> None:
    data = LIST.replace(b"thanks", b"greeting")
    how = reading({"source_key_paths": "{id}"})
    assert [f.code for f in FORMAT.parse(data, how).findings] == ["duplicate-key"]
    assert changed(FORMAT, data, [Change("greeting", "neu")], data, how) == data.replace(b"Hello", b"neu")
    assert json.loads(changed(FORMAT, data, [Change("greeting", None)], data, how)) == [
        {"id": "bye", "text": "Bye", "order": 2}
    ]


def test_plural_sets_and_arrays_are_texts_of_an_entry_too() -> None:
    data = {"x": [{"id": "a", "text_one": "1", "text_other": "n"}, {"id": "b", "text": ["p", "q"]}]}
    assert values(data, translate_paths='{"path": "x/text", "key": "x/id"}') == {
        "a": Forms("plural", (("_one", "1"), ("_other", "n"))),
        "b": Forms("array", (("[0]", "p"), ("[1]", "q"))),
    }


def test_paths_that_lead_nowhere_are_reported() -> None:
    assert [f.code for f in parse(ITEMS, translate_paths="*/nothing").findings] == ["no-keys"]
    missing = parse(ITEMS, translate_paths='{"path": "items/value", "key": "items/nom"}')
    assert not missing.units
    assert [f.code for f in missing.findings] == ["missing-key"]


@pytest.mark.parametrize(
    ("directives", "says"),
    [
        ({"source_key_paths": "items/name"}, "does not say what the key is"),
        ({"source_key_paths": "items/{name"}, "{ without its }"),
        ({"source_key_paths": "items//{name}"}, "cannot be understood"),
        ({"translate_paths": "*/*/*/*/x"}, "more than 3 *"),
        ({"translate_paths": '{"path": }'}, "is no JSON"),
        ({"translate_paths": '{"key": "x"}'}, 'has no "path"'),
        ({"translate_paths": '{"path": "x", "key": 3}'}, "that is no path"),
        ({"translate_paths": "[" * 100_000}, "is no JSON"),
    ],
)
def test_paths_that_cannot_be_are_refused_by_name(directives: dict[str, str], says: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse(ITEMS, **directives)
    assert says in caught.value.message
    assert caught.value.message.startswith(next(iter(directives)))
    assert caught.value.hint

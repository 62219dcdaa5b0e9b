"""JSON: what is a unit, what a merge writes, what is refused."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.checks.catalog import check_value
from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, KeyConflict, Reading
from ci_l10n.formats.json.format import FORMAT
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Forms, Unit
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import golden, laws
from tests.unit.formats.laws import (
    SOURCE,
    TARGET,
    changed,
    check_laws,
    check_remove_and_insert,
    texts,
    values_of,
)

CORPUS = corpus_files("excalidraw/**/*.json", "home-assistant-frontend/**/*.json", "flutter-gallery/**/*.arb")

# One file per layout: all of them hold the same kinds of entries.
ENTRIES = {
    "title": "Title",
    "menu": {"open": "Open \"it\"\n", "sub": {"deep": "Deep é"}, "limit": 5, "on": True, "none": None},
    "days": ["Mon", "Tue"],
    "steps": [{"id": 1, "text": "First"}, {"id": 2, "text": "Second"}],
    "mixed": ["a", 1, "b"],
    "files_one": "{{count}} file",
    "files_other": "{{count}} files",
    "a.b": "dotted / slashed",
    "": "empty name",
    "last": "Last",
}  # fmt: skip
LAYOUTS = {
    "spaces": json.dumps(ENTRIES, indent=2, ensure_ascii=False).encode() + b"\n",
    "tabs": json.dumps(ENTRIES, indent="\t").encode(),
    "crlf": json.dumps(ENTRIES, indent=4).replace("\n", "\r\n").encode() + b"\r\n",
    "bom": b"\xef\xbb\xbf" + json.dumps(ENTRIES, indent=2, ensure_ascii=False).encode(),
    "minified": json.dumps(ENTRIES, separators=(",", ":")).encode(),
    "one line": json.dumps(ENTRIES, ensure_ascii=False).encode(),
    "wide colons": json.dumps(ENTRIES, indent=1, separators=(",", " : ")).encode(),
    "no indent": json.dumps(ENTRIES, indent=0).encode(),
    "slashes": json.dumps(ENTRIES, indent=4).replace("/", "\\/").encode(),
    "comments": json.dumps(ENTRIES, indent=2).replace(",\n", ", // note\n").encode(),
    "trailing comma": json.dumps(ENTRIES, indent=2).replace("\n}", ",\n}").encode(),
}  # fmt: skip


def parse(data: bytes, path: str = "target") -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, Reading("target", "de", path))))


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in FORMAT.parse(data, TARGET).findings]


def flatten(node: object, prefix: str = "") -> dict[str, str]:
    """Every text of parsed JSON by its path, as an independent reader sees it."""
    items: list[tuple[str, object]] = []
    if isinstance(node, dict):
        items = [(f"{prefix}/{name}", child) for name, child in node.items()]
    elif isinstance(node, list):
        items = [(f"{prefix}[{i}]", child) for i, child in enumerate(node)]
    elif isinstance(node, str):
        return {prefix: node}
    return {path: text for key, child in items for path, text in flatten(child, key).items()}


@pytest.mark.parametrize("case", golden.cases("json"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


def test_units_of_nested_objects_arrays_and_plurals() -> None:
    assert parse(LAYOUTS["tabs"]) == {
        "title": "Title",
        "menu.open": 'Open "it"\n',
        "menu.sub.deep": "Deep é",
        "days": Forms("array", (("[0]", "Mon"), ("[1]", "Tue"))),
        "steps[0].text": "First",
        "steps[1].text": "Second",
        "mixed[0]": "a",
        "mixed[2]": "b",
        "files": Forms("plural", (("_one", "{{count}} file"), ("_other", "{{count}} files"))),
        "a.b": "dotted / slashed",
        "": "empty name",
        "last": "Last",
    }


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, texts(controls=True)))
    result = check_laws(FORMAT, data, changes, data)
    if b"//" not in data and b",\n}" not in data:
        json.loads(result.removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_removed_entry_comes_back_to_the_same_bytes(data: bytes) -> None:
    for key in FORMAT.parse(data, TARGET).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data)
        assert len(without) < len(data) or key.startswith("mixed")
        if b"// note" not in data and not key.startswith("steps"):
            assert restored == data, key


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    values = {key: draw.draw(laws.values_like(units[key].value, texts(controls=True))) for key in keys}
    laws.check_skeleton(FORMAT, data, values)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=10, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in keys], data)
    assert parse(result) == values_of(FORMAT.parse(data, TARGET))


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda p: f"{p.parts[-4]}-{p.name}")
def test_real_files_change_only_where_asked(path: Path) -> None:
    data = path.read_bytes()
    reading = Reading("target", "de", path.name)
    catalog = FORMAT.parse(data, reading)
    laws.check_identity(FORMAT, data, data, reading)
    if not catalog.units:
        return
    chosen = random.Random(path.name).sample(sorted(catalog.units), 1 if len(data) > 200_000 else 3)
    for key in chosen:
        result = check_laws(FORMAT, data, [Change(key, 'neu "\\ é\n')], data, reading)
        before, after = flatten(json.loads(data)), flatten(json.loads(result))
        assert before.keys() == after.keys()
        assert [k for k in before if before[k] != after[k]] == [
            k for k in before if after[k] == 'neu "\\ é\n'
        ]
        old, new = data.splitlines(keepends=True), result.splitlines(keepends=True)
        assert len(old) == len(new)
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
        without, restored = check_remove_and_insert(FORMAT, data, key, data, reading)
        json.loads(without)
        if path.suffix == ".json":
            assert restored == data


def test_plural_set_gets_the_forms_of_the_locale_beside_each_other() -> None:
    source = b'{\n  "a": "A",\n  "f_one": "file",\n  "f_other": "files",\n  "z": "Z"\n}\n'
    polish = Forms(
        "plural", (("_one", "plik"), ("_few", "pliki"), ("_many", "plik\u00f3w"), ("_other", "pliku"))
    )
    lines = changed(FORMAT, source, [Change("f", polish)], source).decode().splitlines()
    assert [line.split('"')[1] for line in lines[1:-1]] == ["a", "f_one", "f_few", "f_many", "f_other", "z"]
    japanese = Forms("plural", (("_other", "ファイル"),))
    assert check_laws(FORMAT, source, [Change("f", japanese)], source) == (
        '{\n  "a": "A",\n  "f_other": "ファイル",\n  "z": "Z"\n}\n'.encode()
    )
    started = check_laws(FORMAT, b'{\n  "z": "Zett"\n}\n', [Change("f", polish)], source)
    assert list(json.loads(started)) == ["f_one", "f_few", "f_many", "f_other", "z"]


def test_plural_set_includes_the_fallback_of_the_same_name() -> None:
    data = b'{"item": "Item", "item_one": "item", "item_other": "items"}'
    assert parse(data) == {"item": Forms("plural", (("", "Item"), ("_one", "item"), ("_other", "items")))}


@pytest.mark.parametrize(
    "data",
    [
        b'{"places_one": "1 place", "places_many": "{n} places"}',
        b'{"step_one": "First", "step_two": "Second"}',
        b'{"_other": "Other"}',
        b'{"a_other": {"x": "no text"}, "b_many": "lots"}',
    ],
)
def test_names_that_only_look_like_plurals_stay_texts(data: bytes) -> None:
    assert all(isinstance(value, str) for value in parse(data).values())


def test_new_parents_are_made_and_emptied_ones_go_when_the_source_lacks_them() -> None:
    source = b'{\n\t"a": {\n\t\t"b": {\n\t\t\t"c": "C",\n\t\t\t"max": 3\n\t\t}\n\t},\n\t"z": "Z"\n}'
    added = check_laws(FORMAT, b'{\n\t"z": "Zett"\n}', [Change("a.b.c", "Ceh")], source)
    assert added == source.replace(b'"C"', b'"Ceh"').replace(b'"Z"', b'"Zett"')
    old = b'{\n  "gone": {\n    "deep": {\n      "x": "X"\n    }\n  },\n  "z": "Z"\n}\n'
    assert changed(FORMAT, old, [Change("gone.deep.x", None)], source) == b'{\n  "z": "Z"\n}\n'
    assert (
        changed(FORMAT, b'{"a": {"b": {"c": "x"}}}', [Change("a.b.c", None)], source) == b'{"a": {"b": {}}}'
    )


def test_arb_metadata_is_no_text_and_stays_beside_its_key() -> None:
    source = (
        b'{\n  "@@locale": "en",\n  "a": "A",\n  "@a": {\n    "description": "first"\n  },\n'
        b'  "b": "B",\n  "c": "C",\n  "@c": {\n    "description": "third"\n  }\n}\n'
    )
    assert parse(source) == {"a": "A", "b": "B", "c": "C"}
    without_b = source.replace(b'  "b": "B",\n', b"")
    assert check_laws(FORMAT, without_b, [Change("b", "B")], source) == source
    assert check_laws(FORMAT, b'{\n  "@@locale": "de"\n}\n', [Change("a", "Ah")], source) == (
        b'{\n  "@@locale": "de",\n  "a": "Ah"\n}\n'
    )
    assert b"@c" not in changed(FORMAT, source, [Change("c", None)], source)
    new = create(
        FORMAT, FORMAT.parse(source, SOURCE), {"c": "Ceh"}, "omit", Reading("target", "pt-BR", "app.arb")
    )
    assert json.loads(new) == {"@@locale": "pt_BR", "c": "Ceh", "@c": {"description": "third"}}


def test_only_the_message_of_an_extension_is_text_and_new_ones_bring_their_placeholders() -> None:
    source = json.dumps(
        {
            "hello": {
                "message": "Hello $WHO$",
                "description": "greeting",
                "placeholders": {"who": {"content": "$1", "example": "Eve"}},
            },
            "bye": {"message": "Bye", "description": "farewell"},
        },
        indent=4,
    ).encode()
    assert parse(source) == {"hello": "Hello $WHO$", "bye": "Bye"}
    target = b'{\n  "bye": {\n    "message": "Ade"\n  }\n}\n'
    result = check_laws(FORMAT, target, [Change("hello", "Hallo $WHO$")], source)
    assert json.loads(result)["hello"]["placeholders"] == {"who": {"content": "$1", "example": "Eve"}}
    assert result.endswith(target[1:])
    assert json.loads(changed(FORMAT, source, [Change("bye", None)], source)).keys() == {"hello"}


def test_the_last_of_duplicate_names_counts_and_is_reported() -> None:
    data = b'{\n  "a": "dead",\n  "b": "B",\n  "a": "alive"\n}\n'
    finding = FORMAT.parse(data, TARGET).findings[0]
    assert (finding.code, finding.location and finding.location.line) == ("duplicate-key", 2)
    assert "line 4" in finding.message
    assert changed(FORMAT, data, [Change("a", "new")], data) == data.replace(b"alive", b"new")
    assert changed(FORMAT, data, [Change("a", None)], data) == b'{\n  "b": "B"\n}\n'


def test_two_paths_of_one_name_are_reported_and_the_first_is_written() -> None:
    data = b'{"a.b": "flat", "a": {"b": "nested"}}'
    assert codes(data) == ["ambiguous-key"]
    assert changed(FORMAT, data, [Change("a.b", "x")], data) == data.replace(b"flat", b"x")


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b'{"a": "\\u00e9"}', "ü😀", b'{"a": "\\u00fc\\ud83d\\ude00"}'),
        (b'{"a": "\\u00E9"}', "ü😀", b'{"a": "\\u00FC\\uD83D\\uDE00"}'),
        (b'{"a": "plain"}', "ü", '{"a": "ü"}'.encode()),
        (b'{"a": "x\\/y"}', "p/q", b'{"a": "p\\/q"}'),
        (b'{"a": "x/y"}', "p/q", b'{"a": "p/q"}'),
        (b'{"a": "\\u003cb\\u003e"}', "<i>", b'{"a": "\\u003ci\\u003e"}'),
        (b'{"a": "<b>"}', "\u2028\x00\b\ud800", b'{"a": "\\u2028\\u0000\\b\\ud800"}'),
    ],
)
def test_escapes_as_the_file_does(before: bytes, text: str, after: bytes) -> None:
    assert check_laws(FORMAT, before, [Change("a", text)], before) == after


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{}", b'{\n\t"a": "A",\n\t"o": {\n\t\t"p": "P"\n\t}\n}'),
        (b"{\r\n}\r\n", b'{\r\n\t"a": "A",\r\n\t"o": {\r\n\t\t"p": "P"\r\n\t}\r\n}\r\n'),
        (b'{"a":null,"o":{}}', b'{"a":"A","o":{"p":"P"}}'),
        (b'{"o":{"p":"P"}}', b'{"a":"A","o":{"p":"P"}}'),
        (b'{ "o": { "q": "Q" } }', b'{ "a": "A", "o": { "p": "P", "q": "Q" } }'),
        (b'{\n  // nothing yet\n}', b'{\n  // nothing yet\n\t"a": "A",\n\t"o": {\n\t\t"p": "P"\n\t}\n}'),
    ],
)  # fmt: skip
def test_inserts_into_what_is_almost_empty(data: bytes, expected: bytes) -> None:
    source = b'{\n\t"a": "A",\n\t"o": {\n\t\t"p": "P",\n\t\t"q": "Q"\n\t}\n}\n'
    assert check_laws(FORMAT, data, [Change("a", "A"), Change("o.p", "P")], source) == expected


def test_shape_conflicts_harm_no_other_key() -> None:
    source = b'{"a": {"b": "B"}, "c": "C"}'
    target = b'{"a": "text", "c": {"d": "D"}}'
    both = [Change("a", None), Change("a.b", "B"), Change("c.d", None), Change("c", "C")]
    assert json.loads(check_laws(FORMAT, target, both, source)) == {"a": {"b": "B"}, "c": "C"}
    beside = check_laws(FORMAT, target, [Change("a.b", "B")], source)
    assert beside == b'{"a": "text", "a.b": "B", "c": {"d": "D"}}'
    with pytest.raises(KeyConflict, match="another shape") as caught:
        changed(FORMAT, target, [Change("c", "C")], source)
    assert caught.value.hint
    origin, there = FORMAT.parse(source, SOURCE), FORMAT.parse(target, TARGET)
    refused: list[ContentError] = []
    changes = [Change("c", "C"), Change("a", "Text")]
    assert rewrite(FORMAT, there, changes, origin, TARGET, refused) == target.replace(b"text", b"Text")
    assert [conflict.location and conflict.location.key for conflict in refused] == ["c"]
    assert changed(FORMAT, b'{"a": ""}', [Change("a.b", "B")], source) == b'{"a": {"b": "B"}}'


def test_comments_go_and_stay_with_their_entries() -> None:
    data = (
        b'{\n  // section\n\n  // about a\n  "a": "A", // end of a\n  "b": "B",\n  /* c */\n  "c": "C"\n}\n'
    )
    assert changed(FORMAT, data, [Change("a", None)], data) == (
        b'{\n  // section\n\n  "b": "B",\n  /* c */\n  "c": "C"\n}\n'
    )
    assert changed(FORMAT, data, [Change("c", None)], data) == (
        b'{\n  // section\n\n  // about a\n  "a": "A", // end of a\n  "b": "B"\n}\n'
    )


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"", 1, 1),
        (b'{"a": "x"', 1, 10),
        (b'{"a": "x"\n "b": "y"}', 2, 2),
        (b'{"a": NaN}', 1, 7),
        (b'{"a": 01}', 1, 7),
        (b'{"a": tru}', 1, 7),
        (b'{"a": "x"} {}', 1, 12),
        (b"{'a': 1}", 1, 2),
        (b'{"a" "x"}', 1, 6),
        (b'{"a": "x\ny"}', 1, 9),
        (b'{"a": "\\x"}', 1, 8),
        (b'{"a": "\\u12"}', 1, 9),
        (b'{,"a": 1}', 1, 2),
        (b'{"a": 1,,}', 1, 9),
        (b'{"a": "x\0"}', 1, 9),
        (b'\n\0', 1, 1),
        (b'{\n"a": "\xff"}', 2, 7),
        (b'"text"', 1, 1),
        (b'{"a": 1 /* open', 1, 9),
        (b'{"a": "x"}'.decode().encode("utf-16"), 1, 1),
        (b'{"a": "x"}'.decode().encode("utf-16-le"), 1, 1),
        (b'{"a":' * 100_000, 1, 1001),
        (b"[" * 100_000, 1, 201),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(data: bytes, line: int, column: int) -> None:
    with pytest.raises(ContentError) as caught:
        FORMAT.parse(data, Reading("target", "de", "bad.json"))
    location = caught.value.location
    assert location is not None
    assert (location.path, location.line, location.column) == ("bad.json", line, column)
    assert caught.value.hint


def test_every_truncation_of_a_file_is_refused() -> None:
    data = LAYOUTS["tabs"]
    for size in range(len(data)):
        with pytest.raises(ContentError):
            FORMAT.parse(data[:size], TARGET)


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b" " * 1_000_000 + b'{"a": 1}' + b" " * 1_000_000,
        b'{"a": "' + b"\\\\" * 500_000 + b'"}',
        b'{"a"' + b" " * 1_000_000 + b': "x"}',
        b"/" * 1_000_000 + b"\n{}",
        b"{/*" + b"*" * 1_000_000 + b"*/}",
        b'{"' + b"a" * 1_000_000 + b'": "x"}',
        b'{"a": [' + b'"x", ' * 200_000 + b'"x"]}',
        b"{" + b'"a": "x",' * 50_000 + b'"b": 1}',
    ],
)
def test_long_runs_are_read_and_written_in_linear_time(data: bytes) -> None:
    catalog = FORMAT.parse(data, TARGET)
    if catalog.units:
        rewrite(FORMAT, catalog, [Change(next(iter(catalog.units)), "new")], catalog, TARGET)


@pytest.mark.long
def test_many_entries_are_merged_in_linear_time() -> None:
    source = json.dumps({f"k{i}": f"text {i}" for i in range(20_000)}, indent=1).encode()
    units = FORMAT.parse(source, SOURCE).units
    every = [Change(key, unit.value) for key, unit in units.items()]
    assert changed(FORMAT, b"{}", every, source) == source
    assert changed(FORMAT, source, [Change(key, None) for key in units], source) == b"{}"


def test_named_substitutions_of_browser_extensions_are_placeholders() -> None:
    def unit(message: str) -> Unit:
        data = f'{{"a": {{"message": "{message}", "placeholders": {{}}}}}}'.encode()
        return FORMAT.parse(data, SOURCE).units["a"]

    def held(source: str, translation: str) -> list[str]:
        flags = unit(source).flags
        found = check_value(source, translation, locale="de", syntaxes=FORMAT.syntaxes, flags=flags)
        return [problem.code for problem in found]

    assert held("Hi $USER$", "Hallo") == ["placeholder-missing"]
    assert held("Hi $USER$, $1", "Hallo $USER$, $1") == []
    assert held("for $$5", "für 5 $$") == []

"""JSON: what is a unit, what a merge writes, what is refused."""

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.json_file import FORMAT
from ci_l10n.formats.rewriting import create, rewrite
from ci_l10n.model import Forms
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
@settings(max_examples=25)
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
@settings(max_examples=25)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    values = {key: draw.draw(laws.values_like(units[key].value, texts(controls=True))) for key in keys}
    laws.check_skeleton(FORMAT, data, values)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=25)
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
    chosen = random.Random(path.name).sample(sorted(catalog.units), min(5, len(catalog.units)))
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

"""YAML: what is read, what is written, and that nothing else changes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.formats.base import Change
from ci_l10n.formats.yaml.format import FORMAT
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
from tests.unit.formats.yaml.samples import LAYOUTS, base_loaded, texts_by_key

ANY = texts(controls=True)


def parse(data: bytes) -> dict[str, object]:
    return dict(values_of(FORMAT.parse(data, TARGET)))


def check_with_pyyaml(before: bytes, after: bytes, changes: list[Change]) -> None:
    """An independent reader finds the new texts, and all else as it was."""
    old, new = base_loaded(before), base_loaded(after)
    units = texts_by_key(values_of(FORMAT.parse(before, TARGET)))
    prefix = "en." if "en.date.order[0]" in old else ""
    for key in units:
        old.pop(prefix + key, None)
    expected = texts_by_key(values_of(FORMAT.parse(after, TARGET)), prefix)
    assert {**new, **expected} == new
    rest = {key: value for key, value in new.items() if key not in expected}
    assert {k: v for k, v in rest.items() if v not in ("", "~")}.items() <= old.items()
    assert changes is not None


@pytest.mark.parametrize("case", golden.cases("yaml"), ids=golden.case_id)
def test_golden(case: Path) -> None:
    golden.check_case(FORMAT, case)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_laws_hold_in_every_layout(data: bytes, draw: st.DataObject) -> None:
    catalog = FORMAT.parse(data, TARGET)
    changes = draw.draw(laws.changes_of(catalog, ANY))
    result = check_laws(FORMAT, data, changes, data)
    check_with_pyyaml(data, result, changes)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_any_entries_can_be_added_to_any_others(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    target = changed(FORMAT, data, [Change(key, None) for key in keys], data)
    result = check_laws(FORMAT, target, [Change(key, units[key].value) for key in sorted(keys)], data)
    assert parse(result) == values_of(FORMAT.parse(data, TARGET))


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
@settings(max_examples=6, deadline=None)
@given(draw=st.data())
def test_any_set_of_entries_makes_a_new_file(data: bytes, draw: st.DataObject) -> None:
    units = FORMAT.parse(data, SOURCE).units
    keys = draw.draw(st.sets(st.sampled_from(sorted(units))))
    values = {key: draw.draw(laws.values_like(units[key].value, ANY)) for key in sorted(keys)}
    laws.check_skeleton(FORMAT, data, values)


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS)
def test_removed_entry_comes_back_to_its_meaning(data: bytes) -> None:
    for key in FORMAT.parse(data, TARGET).units:
        without, _ = check_remove_and_insert(FORMAT, data, key, data)
        assert without != data

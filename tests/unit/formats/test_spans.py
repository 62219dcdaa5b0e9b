"""Byte-exact edits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.formats.spans import Edit, apply_edits


def test_edits_apply_in_any_order_and_keep_all_other_bytes() -> None:
    edits = [Edit(5, 6, b"F"), Edit(0, 1, b""), Edit(3, 3, b"--")]
    assert apply_edits(b"abcdefg\r\n\xff", edits) == b"bc--deFg\r\n\xff"
    assert apply_edits(b"abc", []) == b"abc"


def test_insertions_at_one_place_keep_their_order_and_precede_a_replacement_there() -> None:
    assert apply_edits(b"ab", [Edit(1, 2, b"B"), Edit(1, 1, b"1"), Edit(1, 1, b"2")]) == b"a12B"


@pytest.mark.parametrize("edits", [[Edit(0, 2, b""), Edit(1, 3, b"")], [Edit(0, 3, b""), Edit(1, 1, b"x")]])
def test_overlapping_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlapping"):
        apply_edits(b"abcd", edits)


@settings(deadline=None)
@given(source=st.binary(max_size=40), data=st.data())
def test_result_is_the_pieces_between_the_edits_and_the_new_bytes(source: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), unique=True, max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    new = data.draw(st.lists(st.binary(max_size=4), min_size=len(spans), max_size=len(spans)))
    edits = [Edit(start, end, text) for (start, end), text in zip(spans, new, strict=True)]
    expected, position = b"", 0
    for start, end, text in edits:
        expected += source[position:start] + text
        position = end
    assert apply_edits(source, data.draw(st.permutations(edits))) == expected + source[position:]

"""Where new entries go."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.formats.placing import place

KEYS = st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True, max_size=12)


def placed(present: list[str], order: list[str], new: list[str]) -> list[str]:
    """``present`` with ``new`` inserted as told."""
    result = list(present)
    for anchor, key in place(present, order, new):
        result.insert(0 if anchor is None else result.index(anchor) + 1, key)
    return result


def test_new_entries_follow_their_predecessor_in_the_source() -> None:
    assert placed(["d", "a"], ["a", "b", "c", "d"], ["c", "b"]) == ["d", "a", "b", "c"]
    assert placed(["b"], ["a", "b"], ["a"]) == ["a", "b"]
    assert placed([], ["b", "a", "c"], ["c", "a", "b"]) == ["b", "a", "c"]


def test_missing_predecessors_are_skipped() -> None:
    assert placed(["a", "x"], ["a", "b", "c"], ["c"]) == ["a", "c", "x"]


def test_sorted_target_stays_sorted_where_the_source_is_not() -> None:
    assert placed(["a", "c", "e", "g"], ["g", "f", "a", "b"], ["f", "b"]) == ["a", "b", "c", "e", "f", "g"]


def test_three_sorted_entries_may_be_chance() -> None:
    assert placed(["a", "c", "e"], ["e", "b", "c", "a"], ["b"]) == ["a", "c", "e", "b"]


@settings(deadline=None)
@given(order=KEYS, data=st.data())
def test_every_new_entry_is_placed_once_behind_what_is_there(order: list[str], data: st.DataObject) -> None:
    present = data.draw(st.lists(st.sampled_from(order), unique=True)) if order else []
    new = [key for key in order if key not in present]
    result = placed(present, order, data.draw(st.permutations(new)))
    assert sorted(result) == sorted(order)
    assert [key for key in result if key in present] == present


@settings(deadline=None)
@given(order=KEYS, data=st.data())
def test_a_target_in_source_order_stays_in_source_order(order: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(order))) if order else set()
    present = [key for key in order if key in chosen]
    if present != sorted(present):
        assert placed(present, order, [key for key in order if key not in chosen]) == order

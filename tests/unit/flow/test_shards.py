"""Shards of one run share a state."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.flow.shards import WHOLE, Shard, joined, joined_memory
from ci_l10n.state import Known, State

PATHS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
FILES = st.dictionaries(PATHS, st.sampled_from(["1", "2", "3"]), max_size=8)


@given(PATHS, st.integers(1, 9))
def test_a_path_belongs_to_exactly_one_shard(path: str, count: int) -> None:
    assert [Shard(number, count).has(path) for number in range(1, count + 1)].count(True) == 1
    assert WHOLE.has(path)


@given(FILES, FILES, FILES)
def test_what_two_shards_did_is_there_whoever_was_first(
    before: Mapping[str, str], one: Mapping[str, str], two: Mapping[str, str]
) -> None:
    first, second = Shard(1, 2), Shard(2, 2)
    start = _state(before)
    ones = _state(_mixed(before, one, first))
    twos = _state(_mixed(before, two, second))
    expected = _state(_mixed(_mixed(before, one, first), two, second))
    assert joined(start, twos, ones) == expected
    assert joined(start, ones, twos) == expected


def test_intents_of_others_stay_and_own_ones_go() -> None:
    mine, theirs = {"kind": "new", "path": "a"}, {"kind": "new", "path": "b"}
    before = State(intents=(mine,))
    assert joined(before, State(), State(intents=(mine, theirs))).intents == (theirs,)
    assert joined(State(), before, State(intents=(theirs,))).intents == (theirs, mine)


def test_an_intent_to_rename_belongs_to_the_shard_of_the_new_path() -> None:
    intent = {"kind": "renamed", "path": "old", "to": "new"}
    assert [Shard(n, 5).has_intent(intent) for n in range(1, 6)] == [
        Shard(n, 5).has("new") for n in range(1, 6)
    ]


def _mixed(before: Mapping[str, str], after: Mapping[str, str], shard: Shard) -> dict[str, str]:
    """``before`` where other shards decide, ``after`` where ``shard`` does."""
    kept = {path: blob for path, blob in before.items() if not shard.has(path)}
    return kept | {path: blob for path, blob in after.items() if shard.has(path)}


def _state(files: Mapping[str, str]) -> State:
    known = {path: Known(path, {"de": blob}) for path, blob in files.items()}
    return replace(State(), sources=dict(files), known=known, base=dict(files))


def test_what_the_platform_remembers_is_joined_entry_by_entry() -> None:
    before = {"project": "p", "files": {"a": 1, "b": 2}}
    ours = {"project": "p", "files": {"a": 1, "c": 3}}
    theirs = {"project": "p", "files": {"a": 4, "b": 2, "d": 5}, "more": [1]}
    assert joined_memory(before, ours, theirs) == {
        "project": "p",
        "files": {"a": 4, "c": 3, "d": 5},
        "more": [1],
    }
    assert joined_memory({}, {"files": {"a": 1}}, {"files": {"b": 2}}) == {"files": {"a": 1, "b": 2}}
    assert joined_memory({}, {}, theirs) == theirs

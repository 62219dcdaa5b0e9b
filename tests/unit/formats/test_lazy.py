"""Mappings whose values are made on demand."""

import pytest

from ci_l10n.formats.lazy import Lazy


def test_a_value_is_made_once_and_only_when_it_is_asked_for() -> None:
    made: list[str] = []

    def make(key: str, place: int) -> str:
        made.append(key)
        return key * place

    lazy = Lazy({"b": 2, "a": 3}, make)
    assert list(lazy) == ["b", "a"]
    assert "a" in lazy
    assert len(lazy) == 2
    assert not made
    assert lazy["a"] == lazy["a"] == "aaa"
    assert made == ["a"]


def test_it_reads_as_a_dictionary_of_the_same_values() -> None:
    lazy = Lazy({"b": 2, "a": 3}, lambda key, place: key * place)
    same = {"b": "bb", "a": "aaa"}
    assert lazy == same
    assert same == lazy
    assert list(lazy.items()) == list(same.items())
    assert list(lazy.values()) == list(same.values())
    assert lazy.keys() & {"a", "c"} == {"a"}
    assert lazy.get("c") is None
    assert repr(lazy) == "Lazy({'b': 'bb', 'a': 'aaa'})"


def test_a_key_that_is_not_there_is_an_error_of_its_own() -> None:
    with pytest.raises(KeyError, match="c"):
        Lazy({"a": 1}, lambda key, place: key)["c"]


def test_an_error_in_making_is_not_remembered_as_a_value() -> None:
    lazy = Lazy({"a": 0}, lambda key, place: 1 // place)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            lazy["a"]

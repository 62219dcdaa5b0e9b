"""Matching texts with segments: what is certain is matched, what is not is never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.flow.seeding.alignment import Place, align, folded

TEXTS = st.sampled_from(["Save", "Open", "Close", "OK"])


def places(ours: str, theirs: str, values: str = "") -> list[Place]:
    """Texts of one letter each; without ``values`` all translations differ."""
    different = [str(number) for number in range(len(ours))]
    return align(list(ours), list(theirs), list(values) if values else different)


def kinds(ours: str, theirs: str, values: str = "") -> str:
    return "".join(place.kind[0] for place in places(ours, theirs, values))


def test_a_text_that_occurs_once_on_both_sides_matches_in_any_order() -> None:
    assert places("AB", "BA") == [Place("matched", (1,)), Place("matched", (0,))]


def test_repeated_texts_match_one_by_one_when_count_and_order_agree() -> None:
    assert [place.segments for place in places("ABA", "ABA")] == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("AA", "A", "aa"),
        ("A", "AA", "a"),
        ("ABA", "AAB", "ama"),
        ("ABA", "BAA", "ama"),
        ("ABAB", "ABBA", "aaaa"),
        ("ABAC", "ABXC", "amam"),
    ],
)
def test_repeated_texts_are_ambiguous_when_count_or_order_differ(
    ours: str, theirs: str, expected: str
) -> None:
    assert kinds(ours, theirs) == expected


def test_repeated_texts_with_one_and_the_same_translation_need_not_be_told_apart() -> None:
    assert places("AA", "A", "xx") == [Place("matched", (0,))] * 2
    assert places("AAA", "AA", "xxx")[0] == Place("matched", (0, 1))
    assert places("A", "AA", "x")[0].kind == "ambiguous"  # the other one may be of a key that we do not know
    assert align(["A", "A"], ["A"], ["x", None])[0].kind == "ambiguous"


def test_order_says_nothing_when_the_sides_are_not_of_one_version() -> None:
    assert [p.kind for p in align(["A", "A"], ["A", "A"], ["x", "y"], is_ordered=False)] == ["ambiguous"] * 2


def test_a_text_that_was_split_into_sentences_is_recognised() -> None:
    whole = "First one. Second one. Third."
    got = align(
        ["Title", whole, "End"], ["Title", "First one.", "Second one.", "Third.", "End"], ["1", "2", "3"]
    )
    assert got == [Place("matched", (0,)), Place("split", (1, 2, 3)), Place("matched", (4,))]


def test_a_text_of_which_only_the_beginning_is_there_is_missing() -> None:
    assert align(["First one. Second one."], ["First one.", "Other"], ["1"])[0].kind == "missing"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" Hello\r\nworld ", "Hello\nworld"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("It's", "It\\'s"),
        ("a\nb", "a\\nb"),
        ("é", "\\u00e9"),
        ("<b>Hi</b> you", "Hi you"),
        ("&lt;b>Hi&lt;/b> &amp;amp; you", "<b>Hi</b> &amp; you"),
    ],
)
def test_texts_are_compared_without_what_platforms_change(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_smaller_sign_in_prose_is_no_tag() -> None:
    assert folded("1 < 2 and 3 > 2") != folded("1 2")


@given(st.data(), st.lists(TEXTS, max_size=12))
def test_no_wrong_pair_when_the_platform_leaves_texts_out_and_has_others(
    data: st.DataObject, ours: list[str]
) -> None:
    kept = [number for number in range(len(ours)) if data.draw(st.booleans())]
    theirs: list[tuple[str, int]] = []
    for number in kept:
        theirs += [(f"foreign {number}", -1)] * data.draw(st.integers(0, 1))
        theirs.append((ours[number], number))
    values = [str(number) for number in range(len(ours))]
    for number, place in enumerate(align(ours, [text for text, _ in theirs], values)):
        if place.kind == "matched":
            assert [theirs[segment][1] for segment in place.segments] == [number]


@given(st.lists(TEXTS, max_size=10), st.data())
def test_no_wrong_pair_when_the_platform_begins_elsewhere(texts: list[str], data: st.DataObject) -> None:
    anchor, turn = (data.draw(st.integers(0, len(texts))) for _ in range(2))
    ours = [*texts[:anchor], "Only once", *texts[anchor:]]
    order = [*range(turn, len(ours)), *range(turn)]
    values = [str(number) for number in range(len(ours))]
    for number, place in enumerate(align(ours, [ours[index] for index in order], values)):
        if place.kind == "matched":
            assert [order[segment] for segment in place.segments] == [number]


@given(st.lists(TEXTS, max_size=12))
def test_every_text_of_the_very_same_list_matches_itself(texts: list[str]) -> None:
    values = [str(number) for number in range(len(texts))]
    assert [place.segments for place in align(texts, texts, values)] == [(n,) for n in range(len(texts))]

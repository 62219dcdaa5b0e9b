"""A platform's way of writing is never a change: the table of the merge, with exports as vendors spell them."""

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.checks.meaning import reading, usage_of
from ci_l10n.flow.files import Reader
from ci_l10n.flow.merge import merge
from ci_l10n.flow.one_spelling import with_one_spelling
from ci_l10n.flow.sides import KeySides, Sides
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Value
from tests.unit.flow.test_merge import POLICY, RULE, kinds, merged, strings

EN = {"a": "%s of %s, 5% off"}
OURS = {"a": "%s von %s, 5% Rabatt"}
THEIRS = {"a": "%1$s von %2$s, 5%% Rabatt"}
NEWER = {"a": "%1$s aus %2$s, 5%% Rabatt"}


def test_the_first_export_of_what_the_repository_has_is_no_news() -> None:
    result = merged(EN, p=THEIRS, base=OURS)
    assert (strings(result), kinds(result)) == (OURS, [])


def test_an_export_that_is_only_spelled_anew_changes_nothing() -> None:
    result = merged(EN, p=THEIRS, p0=OURS, t0=OURS, b0=OURS, base=OURS)
    assert (strings(result), kinds(result)) == (OURS, [])
    back = merged(EN, p=OURS, p0=THEIRS, t0=OURS, b0=OURS, base=OURS)
    assert (strings(back), kinds(back)) == (OURS, [])


def test_a_new_translation_is_written_as_the_repository_spells_it() -> None:
    result = merged(EN, p=NEWER, p0=THEIRS, t0=OURS, b0=OURS, base=OURS)
    assert strings(result) == {"a": "%s aus %s, 5% Rabatt"}
    first = merged(EN, p=NEWER, base={})
    assert strings(first) == {"a": "%s aus %s, 5% Rabatt"}


def test_what_was_written_so_is_not_written_again() -> None:
    written = {"a": "%s aus %s, 5% Rabatt"}
    result = merged(EN, p=NEWER, p0=NEWER, t0=written, b0=OURS, base=OURS)
    assert strings(result) == written
    merged_pull_request = merged(EN, p=NEWER, p0=NEWER, t0=written, b0=OURS, base=written)
    assert (strings(merged_pull_request), kinds(merged_pull_request)) == (written, [])


def test_a_changed_order_keeps_its_numbers() -> None:
    result = merged(EN, p={"a": "%2$s von %1$s, 5%% Rabatt"}, p0=THEIRS, t0=OURS, b0=OURS, base=OURS)
    assert strings(result) == {"a": "%2$s von %1$s, 5% Rabatt"}


def test_the_source_in_the_platforms_spelling_is_no_translation() -> None:
    export = {"a": "%1$s of %2$s, 5%% off"}
    result = merged(EN, p=export, base={}, complete=False)
    assert strings(result) == {}


def test_people_may_spell_a_text_as_they_like() -> None:
    numbered = {"a": "%1$s von %2$s, 5% Rabatt"}
    result = merged(EN, p=OURS, p0=OURS, t0=OURS, b0=OURS, base=numbered)
    assert strings(result) == numbered
    newer = merged(EN, p={"a": "%s aus %s, 5% Rabatt"}, p0=OURS, t0=OURS, b0=OURS, base=numbered)
    assert (strings(newer), kinds(newer)) == ({"a": "%1$s aus %2$s, 5% Rabatt"}, [])


def test_both_changed_to_the_same_is_no_conflict() -> None:
    result = merged(EN, p=NEWER, p0=THEIRS, t0=OURS, b0=OURS, base={"a": "%s aus %s, 5% Rabatt"})
    assert (strings(result), kinds(result)) == ({"a": "%s aus %s, 5% Rabatt"}, [])


def test_a_source_that_is_only_spelled_anew_makes_nothing_stale() -> None:
    result = merged(
        {"a": "%1$s of %2$s"}, before={"a": "%s of %s"}, p=OURS, p0=OURS, t0=OURS, b0=OURS, base=OURS
    )
    assert kinds(result) == []


FORMATS = {
    "json": (
        b'{\n  "greeting": {\n    "hello": "Hello"\n  }\n}\n',
        b'{\n  "greeting": {\n    "hello": "Hallo"\n  }\n}\n',
        b'{"greeting" : {"hello" : "Hallo"}}',
    ),
    "yaml": (
        b"en:\n  hello: Hello\n  bye: Bye\n",
        b"de:\n  hello: Hallo  # friendly\n  bye: 'Bis bald'\n",
        b'de-DE:\n  hello: "Hallo"\n  bye: "Bis bald"\n',
    ),
    "properties": (
        b"hello = It's here\nbye=It''s {0}\n",
        b"hello = C'est ici\nbye=C''est {0}\n",
        b"hello=C''est ici\nbye=C''est {0}\n",
    ),
    "android": (
        b'<resources>\n  <string name="hello">%s, 100%!</string>\n</resources>\n',
        b'<resources>\n  <string name="hello">%s, ganz!</string>\n</resources>\n',
        b'<?xml version="1.0"?>\n<resources><string name="hello">%1$s, ganz!</string></resources>\n',
    ),
    "ios": (
        b'"hello" = "%@ has %d";\n',
        b'"hello" = "%@ hat %d";\n',
        b'/* No comment */\n"hello" = "%1$@ hat %2$d";\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_no_vendor_spelling_reaches_a_file(name: str) -> None:
    source, here, export = FORMATS[name]
    reader = Reader(RULE, get_format(name), "en")
    base = reader.target(here, "de", "de")
    sides = Sides(
        source=reader.source(source, "en"),
        source_before=None,
        platform=reader.target(export, "de", "de"),
        platform_before=None,
        target=None,
        base_before=None,
        base=base,
        branch=None,
        start=base,
        fresh=True,
        complete=True,
    )
    result = merge(sides, reader, POLICY, "de", "de")
    assert (result.content, list(result.notes)) == (here, [])


_TEXTS = st.lists(st.sampled_from(["%s", "%1$s", "%2$s", "%", "%%", "a", " "]), max_size=5).map("".join)
_VALUES = st.none() | _TEXTS.filter(bool)


@given(_TEXTS.filter(bool), st.lists(_VALUES, min_size=6, max_size=6))
def test_sides_that_mean_the_same_become_equal_and_people_keep_theirs(
    source: str, values: list[str | None]
) -> None:
    usage = usage_of(source, ("printf",))
    k = KeySides(source, values[0], values[1], values[2], values[3], values[4], values[5])
    once = with_one_spelling(k, usage)
    assert once.r == k.r
    assert with_one_spelling(once, usage) == once
    read: dict[Value | None, Hashable] = {None: None}
    read |= {value: reading(usage, value) for value in (*k[:7], *once[:7]) if value is not None}
    assert [read[value] for value in k[:7]] == [read[value] for value in once[:7]]
    for one in once[:7]:
        for other in once[:7]:
            assert (one == other) == (read[one] == read[other])

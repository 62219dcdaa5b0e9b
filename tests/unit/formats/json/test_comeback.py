"""JSON: what is removed and inserted again stands as it stood, with its comments, metadata and layout."""

import json

import pytest

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.json.format import FORMAT
from ci_l10n.formats.rewriting import rewrite
from tests.unit.formats.laws import SOURCE, TARGET, changed, check_laws, check_remove_and_insert

COMMENTS = b"""\
{
  // section one

  // about a
  "a": "A", // end of a
  /* b
     goes on */
  "b": "B",

  // c stands alone
  "c": "C",

  "g1": "G1",
  "g2": "G2",

  "o": {
    // x in o
    "x": "X",
    "y": "Y" // last
  }, // end of o
  "z": "Z"
}
"""

ARB = b"""\
{
  "@@locale": "en",
  "a": "A",
  "@a": {
    "description": "first",
    "placeholders": {"n": {"type": "int"}}
  },
  "b": "B",
  "@b": {"description": "x"},
  "c": "C"
}
"""

SHORT = b"""\
{
  "a": ["x", "y"],
  "o": { "p": "P", "q": "Q" },
  "steps": [ { "t": "1" }, { "t": "2" } ],
  "aa": [["a", "b"], ["c"]],
  "n": 1e400, "big": 12345678901234567890.10
}
"""


@pytest.mark.parametrize(("data", "path"), [(COMMENTS, "a.json"), (ARB, "a.arb"), (SHORT, "a.json")])
def test_a_removed_key_comes_back_to_the_same_bytes(data: bytes, path: str) -> None:
    reading = Reading("target", "de", path)
    for key in FORMAT.parse(data, reading).units:
        without, restored = check_remove_and_insert(FORMAT, data, key, data, reading)
        assert without != data
        assert restored == data, key


def test_everything_can_go_although_a_comment_stays() -> None:
    every = [Change(key, None) for key in FORMAT.parse(COMMENTS, TARGET).units]
    assert b"// section one" in check_laws(FORMAT, COMMENTS, every, COMMENTS)


def test_comments_are_not_brought_into_a_file_on_one_line() -> None:
    result = changed(FORMAT, b'{"z": "Z"}', [Change("a", "A"), Change("b", "B")], COMMENTS)
    assert result == b'{"a": "A", "b": "B", "z": "Z"}'


def test_metadata_comes_only_to_files_that_have_some() -> None:
    reading = Reading("target", "de", "a.arb")
    bare = b'{\n  "@@locale": "de",\n  "b": "B"\n}\n'
    assert check_laws(FORMAT, bare, [Change("a", "A")], ARB, reading) == bare.replace(
        b'  "b"', b'  "a": "A",\n  "b"'
    )


def test_an_item_of_a_mixed_array_stays_an_item() -> None:
    source = b'{"m": ["a", 1, {"x": "y"}, "b"], "t": ["p", ["q"]]}'
    assert (
        check_laws(FORMAT, b'{"k": "K"}', [Change("m[0]", "A")], source) == b'{"m": ["A", 1, {}], "k": "K"}'
    )
    assert check_laws(FORMAT, b'{"t": ["P"]}', [Change("m[3]", "B")], source)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ({"a": "A", "b_one": "x"}, {"b_other": "theirs"}),
        ({"a": "A", "b": "x"}, {"c": {}, "b_few": "", "b_one": "", "b_many": ""}),
        ({"a": "A", "b_few": "x"}, {"b_one": "", "b_many": ""}),
    ],
)
def test_only_a_key_that_would_join_a_plural_set_is_refused(
    source: dict[str, object], target: dict[str, object]
) -> None:
    origin = FORMAT.parse(json.dumps(source).encode(), SOURCE)
    there = FORMAT.parse(json.dumps(target).encode(), TARGET)
    changes = [Change(key, "new") for key in origin.units if key not in there.units]
    refused: list[ContentError] = []
    result = rewrite(FORMAT, there, changes, origin, TARGET, refused)
    assert json.loads(result) == target | {"a": "new"}
    assert len(refused) == len(changes) - 1

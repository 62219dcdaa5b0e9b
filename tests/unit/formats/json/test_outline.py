"""JSON read by the standard library's scanner and by our own: the same members at the same places."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_l10n.formats.base import Change
from ci_l10n.formats.json.format import FORMAT
from ci_l10n.formats.json.outline import read
from ci_l10n.formats.json.scan import Container, Scanner
from tests.corpus import corpus_files, needs_corpus
from tests.unit.formats import golden
from tests.unit.formats.laws import SOURCE, TARGET, texts

CORPUS = corpus_files("excalidraw/**/*.json", "home-assistant-frontend/**/*.json", "flutter-gallery/**/*.arb")
GOLDEN = [path for case in golden.cases("json") for path in case.glob("*.json")]


def outline(root: Container, order: range | None = None) -> object:
    """All that is known of ``root`` and of what is below it."""
    numbers = order if order is not None and len(order) == len(root.labels()) else range(len(root.labels()))
    members: list[object] = [None] * len(numbers)
    for number in numbers:
        member = root.members[number]
        value = outline(member.value) if isinstance(member.value, Container) else member.value
        assert root.begin_of(number) == member.start
        members[number] = (member.name, member.start, member.value_start, member.end, value)
    return root.is_object, root.start, root.end, root.index, members


def check_same(text: str) -> None:
    expected = outline(Scanner(text, "").scan())
    for order in (None, range(len(text) * 2)):
        root = read(text)
        assert root is not None, "the standard library reads it"
        assert outline(root, order) == expected
    backwards = read(text)
    assert backwards is not None
    count = len(backwards.labels())
    assert outline(backwards, range(count - 1, -1, -1)) == expected


leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts()
)
names = st.sampled_from(["a", "b", "key_1", "a b", ":", ",", "", '"a', "\\", "é"]) | texts(max_size=5)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)
roots = st.lists(trees, max_size=4) | st.dictionaries(names, trees, max_size=5)


@settings(max_examples=60, deadline=None)
@given(roots, st.sampled_from([None, 0, 2, "\t"]), st.booleans(), st.sampled_from([": ", " :\r\n", ":"]))
def test_any_document_is_read_alike(tree: object, indent: int | str | None, ascii_: bool, colon: str) -> None:
    check_same(json.dumps(tree, indent=indent, ensure_ascii=ascii_, separators=(",", colon)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(names, texts(max_size=6) | st.none() | st.just(["x", {"a": 1}])), max_size=120))
def test_members_are_found_by_their_names_wherever_they_are(members: list[tuple[str, object]]) -> None:
    inside = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value)}" for name, value in members
    )
    padding = ", ".join(f'"pad {n}": ""' for n in range(70))
    check_same(f"{{{padding}{',' if inside else ''}\n{inside}}}")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_files_are_read_alike(path: Path) -> None:
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
    if "//" not in text and "/*" not in text:
        check_same(text)


@needs_corpus
@pytest.mark.parametrize("path", CORPUS[:40], ids=lambda path: path.name)
def test_real_files_are_read_alike(path: Path) -> None:
    check_same(path.read_text("utf-8-sig"))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,}',
        '{"a": "x"} // note',
        '{"a": NaN}',
        '{"a": "x"',
        "",
        "3",
        '{"a": "\t"}',
        "[" * 3000,
        '{"a" 1}',
    ],
)
def test_what_the_standard_library_does_not_read_is_left_to_our_own(text: str) -> None:
    assert read(text) is None


def test_deep_nesting_is_left_to_the_scanner_that_counts_levels() -> None:
    assert read("[" * 30 + "]" * 30) is not None
    assert read("[" * 60 + "]" * 60) is None


def test_a_name_inside_a_text_is_not_taken_for_a_member() -> None:
    trap = {f"pad{n}": "" for n in range(70)} | {
        'say "key': '"key": 1',
        "x": ' "key": ',
        "key": "right",
        "y": '"key"',
    }
    data = json.dumps(trap).encode()
    catalog = FORMAT.parse(data, TARGET)
    (edit,) = FORMAT.edits(catalog, [Change("key", "new")], FORMAT.parse(data, SOURCE), TARGET)
    assert json.loads(data[: edit.start] + edit.new + data[edit.end :]) == trap | {"key": "new"}


def test_lines_are_right_in_whatever_order_units_are_asked_for() -> None:
    entries = {f"key{n}": "" if n % 7 else {"inner": "x"} for n in range(200)}
    text = json.dumps(entries, indent=1)
    lines = {
        key: text[: text.index(f'"{key.partition(".")[0]}"')].count("\n") + 1 for key in parse_keys(text)
    }
    for keys in (list(lines), list(lines)[::-1], list(lines)[::3] + list(lines)[::5]):
        units = FORMAT.parse(text.encode(), TARGET).units
        assert all(units[key].line == lines[key] + key.endswith(".inner") for key in keys)


def parse_keys(text: str) -> list[str]:
    return list(FORMAT.parse(text.encode(), TARGET).units)

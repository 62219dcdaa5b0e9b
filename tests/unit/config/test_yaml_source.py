import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.config.yaml_source import MAX_BYTES, parse_yaml, render_keys
from ci_l10n.errors import ConfigError
from tests.unit.config.places import marked


def plain(text: str) -> Any:
    document = parse_yaml(text.encode(), "l10n.yml")
    assert not document.problems
    return document.root.plain()


def problem(text: str | bytes) -> ConfigError:
    """The first problem of ``text``, whether it ended the reading or not."""
    data = text.encode() if isinstance(text, str) else text
    try:
        return parse_yaml(data, "l10n.yml").problems[0]
    except ConfigError as error:
        return error


@pytest.mark.parametrize(
    "word", ["no", "No", "on", "off", "yes", "y", "n", "1_000", "1:30", "2024-01-01", "0b1", "=", ".inf"]
)
def test_words_of_older_yaml_stay_texts(word: str) -> None:
    assert plain(f"a: {word}\n{word}: b") == {"a": word, word: "b"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-7", -7), ("0x1f", 31), ("0o17", 15), ("012", 12), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0),
        ("~", None), ("null", None), ("", None), ("true", True), ("False", False), ("'1'", "1"), ('"true"', "true"),
        ("10%", "10%"), ("!!str 5", "5"), ("! 5", "5"), ("9" * 30, "9" * 30), ("1e999", "1e999"),
    ],
)  # fmt: skip
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    result = plain(f"a: {text}")["a"]
    assert result == value
    assert type(result) is type(value)


def test_keys_are_always_texts() -> None:
    assert plain("1: a\ntrue: b\nnull: c\n'': d") == {"1": "a", "true": "b", "null": "c", "": "d"}


def test_positions_of_keys_and_values_count_from_one() -> None:
    document = parse_yaml("a: 1\nb:\n  - c: 2\n  - {d: ü, e: [x, y]}\n".encode(), "l10n.yml")
    value = document.locate(("b", 1, "e", 1))
    assert (value.line, value.column, value.key) == (4, 19, "b[1].e[1]")
    key = document.locate(("b", 1), key="e")
    assert (key.line, key.column, key.key) == (4, 12, "b[1]")
    absent = document.locate(("b", 7, "x"))
    assert (absent.line, absent.column, absent.key) == (3, 3, "b")


def test_alias_gives_the_value_and_the_place_of_its_anchor() -> None:
    document = parse_yaml(b"a: &x {k: v}\nb: *x\n", "l10n.yml")
    assert document.root.plain() == {"a": {"k": "v"}, "b": {"k": "v"}}
    assert document.locate(("b", "k")).line == 1


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("a: 1\n§a: 2\n", "duplicate key 'a'", "line 1"),
        ("x:\n  b: 1\n  §'b': 2\n", "duplicate key 'b'", "line 2"),
        ("a: §!!python/object/apply:os.system [x]", "the tag 'tag:yaml.org,2002:python/object/apply:os.system'", "leave"),
        ("a: §!secret x", "the tag '!secret' is refused", "leave it out"),
        ("a: §!!int '5'", "is refused", "leave it out"),
        ("§<<: {a: 1}", "merge keys", "write the keys out"),
        ("? §[a]\n: b", "a key must be a text", ""),
        ("a: &x [§*x]", "'*x' contains itself", ""),
        ("a: §*x", "nothing is anchored as '&x'", "into quotes"),
        ("source: *§*/en.json", "not valid YAML", "into quotes"),
        ("target: {locale}§/a.json", "not valid YAML", "begin with { or ["),
        ("a: b§: c", "not valid YAML", "': '"),
        ("a:\n§\t- b", "not valid YAML", "spaces"),
        ("a: §@b", "not valid YAML", "into quotes"),
        ("a: 'b§", "not valid YAML", ""),
        ("a: 1\n§---\nb: 2", "a second document", "one document"),
        ("a: 1\nb: x§\x07y", "a character that YAML does not allow", "remove it"),
        ("§", "l10n.yml is empty", "ci-l10n init"),
        ("§# only a comment\n", "l10n.yml is empty", "ci-l10n init"),
        ("[" * 100 + "§[", "nested deeper than 100 levels", ""),
    ],
)  # fmt: skip
def test_bad_yaml_is_told_with_its_place(text: str, message: str, hint: str) -> None:
    clean, line, column = marked(text)
    found = problem(clean)
    assert message in found.message
    assert hint in found.hint
    assert found.location is not None
    assert (found.location.line, found.location.column) == (line, column)


def test_broken_utf8_is_told_with_its_place() -> None:
    found = problem(b"a: 1\nb: \xff\n")
    assert (found.message, found.location and (found.location.line, found.location.column)) == (
        "not UTF-8",
        (2, 4),
    )


def test_utf8_mark_at_the_beginning_is_fine() -> None:
    assert parse_yaml(b"\xef\xbb\xbfa: 1", "l10n.yml").root.plain() == {"a": 1}


def test_files_over_one_mebibyte_are_refused() -> None:
    assert parse_yaml(b"a: " + b"x" * (MAX_BYTES - 3), "l10n.yml").root.plain()
    assert "larger than 1 MiB" in problem(b"a: " + b"x" * (MAX_BYTES - 2)).message


def test_aliases_cannot_multiply_without_end() -> None:
    levels = "\n".join(f"- &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]" for n in range(9))
    assert "when aliases are written out" in problem(f"- &a0 [{', '.join('x' * 10)}]\n{levels}").message
    assert "more than 200 aliases" in problem("- &a x\n" + "- *a\n" * 201).message
    assert len(plain("- &a x\n" + "- *a\n" * 200)) == 201


def test_key_paths_quote_what_is_no_plain_word() -> None:
    assert render_keys(("files", 2, "target")) == "files[2].target"
    assert render_keys(("locales", "pt-BR", "path")) == "locales.pt-BR.path"
    assert render_keys(("a b", 'c"\n')) == '["a b"]["c\\"\\n"]'


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(codec="utf-8"), max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc no", min_size=1), inner, max_size=4)
    ),
)


@given(VALUES)
def test_what_a_library_wrote_reads_the_same(value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=False)
    assert parse_yaml(text.encode(), "l10n.yml").root.plain() == value


@given(st.binary(max_size=200) | st.text("a:-[]{}&*!|>'\"\n #,?%@`\t", max_size=60).map(str.encode))
def test_any_bytes_give_a_document_or_a_problem(data: bytes) -> None:
    problems: list[ConfigError] = []
    try:
        problems += parse_yaml(data, "l10n.yml").problems
    except ConfigError as error:
        problems.append(error)
    assert all(problem.location and problem.location.line for problem in problems)


def test_no_number_is_ever_infinite() -> None:
    for text in (".inf", "-.inf", ".nan", "1e999"):
        assert not (isinstance(plain(f"a: {text}")["a"], float) and math.isinf(plain(f"a: {text}")["a"]))

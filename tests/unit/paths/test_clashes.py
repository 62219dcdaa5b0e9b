"""Codes, places and counts of clashes; their wording is tested with `discover`, where users meet them."""

import pytest

from ci_l10n.paths.clashes import find_clashes
from ci_l10n.paths.rule import SourceFile
from tests.unit.paths.test_discover import rule


def source(path: str, *targets: str, index: int = 0, pattern: str = "", target: str = "") -> SourceFile:
    """A source of rule ``index`` with its targets in de, fr, ..."""
    locales = ("de", "fr", "it")
    made = rule(index, pattern or path, target or "x/{locale}")
    return SourceFile(path, made, dict(zip(locales, targets, strict=False)))


@pytest.mark.parametrize(
    ("sources", "tracked", "code"),
    [
        ([source("a", "../a")], [], "target-unsafe"),
        ([source("a", ".git/a")], [], "target-unsafe"),
        ([source("a", "a")], ["a"], "target-is-source"),
        ([source("a", "b"), source("b", "c")], ["a", "b"], "target-is-source"),
        ([source("a", "c"), source("b", "c")], ["a", "b"], "target-collides"),
        ([source("a", "c"), source("b", "c", index=1)], ["a", "b"], "target-collides"),
        ([source("a", "c", "c")], ["a"], "target-collides"),
        ([source("a", "C")], ["a", "c"], "target-case"),
        ([source("a", "C"), source("b", "c")], ["a", "b"], "target-case"),
        ([source("a", "f/c")], ["a", "f"], "target-folder"),
        ([source("a", "f/g/h/c")], ["a", "f"], "target-folder"),
        ([source("a", "f")], ["a", "f/g"], "target-folder"),
        ([source("a", "f")], ["a", "f/g/h/i"], "target-folder"),
        ([source("a", "f/g")], ["a", "f/g/h/i"], "target-folder"),
        ([source("a", "f/g/h/c")], ["a", "f/g"], "target-folder"),
        ([source("a", "f/g/h/c")], ["a", "f/x", "f/g"], "target-folder"),
        ([source("a.csv", "a.csv", target="{locale}.csv")], ["a.csv"], "target-is-source"),
    ],
)
def test_each_clash_has_its_code(sources: list[SourceFile], tracked: list[str], code: str) -> None:
    (problem,) = find_clashes(sources, tracked)
    assert problem.code == code
    assert problem.hint
    assert problem.location in [each.rule.target_location for each in sources]


@pytest.mark.parametrize(
    ("sources", "tracked"),
    [
        ([source("a", "b")], ["a"]),
        ([source("a", "b")], ["a", "b"]),  # it is there already
        ([source("a", "f/b")], ["a", "f/c", "f/g/h"]),  # beside others
        ([source("a", "x/b"), source("c", "y/b")], ["a", "c"]),
        ([source("a", "C")], ["a", "C"]),
        ([source("a", "C")], ["a", "c", "C"]),  # both are there; whoever added the second one knows
    ],
)
def test_what_does_not_clash_is_not_told(sources: list[SourceFile], tracked: list[str]) -> None:
    assert find_clashes(sources, tracked) == []


def test_problems_of_one_kind_are_told_once_with_their_number_and_others_beside_them() -> None:
    sources = [source("a", "../a", "../b", "../c"), source("b", "f/b", "f/c"), source("c", "../d", index=1)]
    problems = find_clashes(sources, ["f"])
    assert [(each.code, each.message.partition(" (and ")[2]) for each in problems] == [
        ("target-unsafe", "2 more like it)"),
        ("target-unsafe", ""),
        ("target-folder", "1 more like it)"),
    ]
    assert [str(each.location) for each in problems] == [
        str(each.rule.target_location) for each in (sources[0], sources[2], sources[1])
    ]


def test_of_two_rules_the_later_one_is_asked_to_change() -> None:
    (problem,) = find_clashes([source("b", "c", index=2), source("a", "c", index=5)], ["a", "b"])
    assert str(problem.location) == str(rule(5, "a", "").target_location)


@pytest.mark.parametrize(
    ("first", "second", "pattern", "target", "hint"),
    [
        ("en/x/a", "en/y/a", "en/**/a", "de/{name}", "put {path} into"),
        ("en/x/a", "en/y/a", "en/*/a", "de/{name}", "let `source` match"),
        ("en/x/a", "en/y/a", "en/**/a", "{path}", "let `source` match"),
        ("en/x/a", "en/y/a", "en/**/a", "{dir}", "let `source` match"),
        ("en/a", "en/b", "en/*", "de/all", "put {name} into"),
        ("en/a", "en/b", "en/*", "de/{stem}", "let `source` match"),
        ("en/a", "en/b", "en/*", "de/{name}", "let `source` match"),
        ("en/a", "en/b", "en/*", "de/{stem1}", "let `source` match"),
        ("en/x/a", "en/y/b", "en/**/*", "de/all", "put {name} into"),
    ],
)
def test_the_hint_names_the_placeholder_that_is_missing(
    first: str, second: str, pattern: str, target: str, hint: str
) -> None:
    pair = [source(path, "de/same", pattern=pattern, target=target) for path in (first, second)]
    (problem,) = find_clashes(pair, [first, second])
    assert problem.hint.startswith(hint)

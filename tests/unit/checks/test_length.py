"""Length: characters as readers count them."""

import pytest

from ci_l10n.checks.catalog import check_value
from ci_l10n.checks.length import count
from ci_l10n.model import Forms


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301te\u0301", 3),
        ("\u00e9t\u00e9", 3),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f44d\U0001f3fd!", 2),
        ("\u2764\ufe0f", 1),
        ("\u1112\u1161\u11ab", 1),  # Hangul in its parts
        ("\u200fab\u200e", 2),
        ("co\u00adop", 4),
        ("a\nb", 3),
        ("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", 8),
    ],
)
def test_characters_are_counted_as_people_count_them(text: str, length: int) -> None:
    assert count(text) == length


@pytest.mark.parametrize("flag", ["character_limit=5", "max-length:5"])
def test_a_text_longer_than_its_limit_is_a_problem_of_length(flag: str) -> None:
    (problem,) = check_value("short", "länger", locale="de", syntaxes=(), flags=(flag,))
    assert (problem.check, problem.code) == ("length", "too-long")
    assert problem.message == "the translation has 6 characters, 1 more than the limit of 5"
    assert check_value("short", "lange", locale="de", syntaxes=(), flags=(flag,)) == []


def test_the_directive_holds_against_the_flag() -> None:
    flags = ("max-length:3", "character_limit=5")
    assert check_value("short", "lange", locale="de", syntaxes=(), flags=flags) == []


def test_a_limit_ends_where_a_directive_says_none() -> None:
    flags = ("character_limit=3", "character_limit=NONE", "max-length:3")
    assert check_value("s", "lange", locale="de", syntaxes=(), flags=flags) == []


def test_a_limit_that_the_source_does_not_keep_is_not_meant_for_it() -> None:
    flags = ("character_limit=3",)
    assert check_value("too long itself", "viel zu lang", locale="de", syntaxes=(), flags=flags) == []


def test_each_form_has_the_limit() -> None:
    source = Forms("plural", ((".one", "a"), (".other", "b")))
    translation = Forms("plural", ((".one", "kurz"), (".other", "zu lang")))
    problems = check_value(source, translation, locale="de", syntaxes=(), flags=("character_limit=5",))
    assert [problem.suffix for problem in problems] == [".other"]


def test_a_text_that_is_too_long_is_checked_for_the_rest_too() -> None:
    flags = ("character_limit=3",)
    problems = check_value("%s", "lange", locale="de", syntaxes=("printf",), flags=flags)
    assert [problem.check for problem in problems] == ["placeholders", "length"]

"""Directives and flags: what is asked for is checked, what is switched off is not."""

import pytest

from ci_l10n.checks.catalog import check_directives, check_value
from ci_l10n.model import Forms

JSON = ("i18next", "icu", "brace", "printf", "ruby", "dollar", "markup")
TEXT = "%s %(x)s {a} {0:N} %{b} %1 ${c} <b>d</b>"


def said(source: str, translation: str, *flags: str, syntaxes: tuple[str, ...] = JSON) -> set[str]:
    problems = check_value(source, translation, locale="de", syntaxes=syntaxes, flags=flags)
    return {problem.message.removesuffix(" is missing") for problem in problems}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("NONE", set()),
        ("C", {"%s", "%(x)s"}),
        ("ios", {"%s", "%(x)s"}),
        ("Java", {"%s", "%(x)s"}),
        ("PYTHON", {"%s", "%(x)s"}),
        ("YAML", {"%s", "%(x)s", "%{b}"}),
        ("QT", {"%1"}),
        ("RESX", {"{0:N}"}),
        ("QT, resx", {"%1", "{0:N}"}),
    ],
)
def test_a_placeholder_format_replaces_what_the_format_expects(value: str, found: set[str]) -> None:
    assert said(TEXT, "<b>x</b>", f"placeholder_format={value}") == found


def test_tags_are_compared_whatever_the_placeholders() -> None:
    assert said(TEXT, "x", "placeholder_format=NONE") == {"<b>"}


def test_an_unknown_placeholder_format_leaves_the_format_as_it_is() -> None:
    assert said(TEXT, TEXT.replace("%s", ""), "placeholder_format=KLINGON") == {"%s"}


def test_the_last_directive_holds() -> None:
    flags = ("placeholder_format=IOS", "character_limit=3", "placeholder_format=NONE", "character_limit=9")
    assert said("%@ left", "links", *flags) == set()


def test_a_directive_holds_against_the_flag_of_the_file() -> None:
    assert said("%s {x}", "-", "placeholder_format=NONE", "c-format", syntaxes=("printf", "brace")) == set()


@pytest.mark.parametrize(
    ("flag", "found"),
    [
        ("qt-format", {"%1"}),
        ("kde-format", {"%1"}),
        ("rust-format", {"{a}", "{0:N}", "{b}", "{c}"}),
        ("java-printf-format", {"%s", "%(x)s"}),
    ],
)
def test_flags_of_gettext_name_one_language(flag: str, found: set[str]) -> None:
    assert said(TEXT, "<b>x</b>", flag) == found


def test_plurals_of_a_message_are_read_under_a_placeholder_format_but_plain_names_are_not() -> None:
    flag = "placeholder_format=IOS"
    assert said("{name} and %@", "und %@", flag) == set()
    assert said("{n, plural, one {#} other {#}}", "{n, plural, one {#}}", flag) != set()
    assert said("{n, plural, one {#} other {#}}", "x", "placeholder_format=NONE") == set()


# -- regular expressions


def test_matches_of_an_expression_are_placeholders_beside_the_usual_ones() -> None:
    flag = r"placeholder_format_custom=\[\[\w+\]\]"
    assert said("[[user]] has %s", "hat", flag) == {"[[user]]", "%s"}
    assert said("[[user]] has %s", "[[user]] hat %s", flag) == set()
    (problem,) = check_value("[[user]]", "[[User]] [[user]]", locale="de", syntaxes=(), flags=(flag,))
    assert (problem.check, problem.code) == ("placeholders", "placeholder-extra")


def test_expressions_add_up_until_none() -> None:
    one, two = r"placeholder_format_custom=<<\w+>>", r"placeholder_format_custom=@\w+@"
    assert said("<<a>> @b@", "x", one, two, syntaxes=()) == {"<<a>>", "@b@"}
    for off in ("NONE", "null", ""):
        assert said("<<a>> @b@", "x", one, f"placeholder_format_custom={off}", two, syntaxes=()) == {"@b@"}


def test_a_json_list_holds_several_expressions() -> None:
    flag = r'placeholder_format_custom=["\\{\\{.+?\\}\\}", "@\\w+"]'
    assert said("{{a}} @b", "x", flag, syntaxes=()) == {"{{a}}", "@b"}


def test_a_class_of_characters_is_no_json_list() -> None:
    assert said("@a #b", "x", "placeholder_format_custom=[@#][a-z]", syntaxes=()) == {"@a", "#b"}


def test_a_placeholder_found_twice_is_reported_once() -> None:
    flag = r"placeholder_format_custom=\{\w+\}"
    assert len(check_value("{a}", "x", locale="de", syntaxes=("brace",), flags=(flag,))) == 1


def test_a_plural_form_may_omit_what_an_expression_finds() -> None:
    source = Forms("plural", ((".one", "@a@"), (".other", "@a@ @b@")))
    translation = Forms("plural", ((".one", "x"), (".other", "@b@ @c@")))
    flags = ("placeholder_format_custom=@[a-z]@",)
    (problem,) = check_value(source, translation, locale="de", syntaxes=(), flags=flags)
    assert (problem.suffix, problem.message.partition(" ")[0]) == (".other", "@c@")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"(?<open>\[)\w+\]", "[x]"),
        (r"(?<q>['\"])\w+\k<q>", "'x'"),
        (r"\Q{{\E\w+\Q}}", "{{x}}"),
        (r"\p{Upper}{2,}_[\p{Alnum}_]+", "AB_c1"),
        (r"\[\p{L}+\]", "[x]"),
        (r"[^]\s]+]", "x]"),
        (r"[[x]+]", "[x]"),
        (r"(?<=@)\w++(?=@)|@", "@"),
        (r"@\w+\z", "@x"),
        (r"a\hb", "a b"),
    ],
)
def test_expressions_of_java_and_pcre_are_understood(expression: str, text: str) -> None:
    flag = f"placeholder_format_custom={expression}"
    assert check_directives([flag]) == []
    assert said(text, "-", flag, syntaxes=()) == {text}


@pytest.mark.parametrize("expression", ["(", "[a", "a**", "(?<1>x)", "x{2,1}", "(?i", "\\", "a" * 1001])
def test_an_expression_that_cannot_be_read_is_a_problem_and_finds_nothing(expression: str) -> None:
    flag = f"placeholder_format_custom={expression}"
    (problem,) = check_directives([flag])
    assert problem.startswith("placeholder_format_custom: ")
    assert said("aaa", "b", flag, syntaxes=()) == set()


def test_an_expression_is_not_run_over_texts_beyond_all_measure() -> None:
    source = "x " * 20_000
    assert said(source, "y", "placeholder_format_custom=[xy]", syntaxes=()) == set()


# -- kinds of messages


def test_string_format_makes_a_message_of_java() -> None:
    flag = "string_format=MESSAGE_FORMAT"
    assert said("{0} is here", "l'ordre {0}", flag) != set()
    assert said("{0} is here", "l''ordre {0}", flag) == set()
    (problem,) = check_value(
        "{0} is not", "{0} n'est pas", locale="fr", syntaxes=JSON, flags=("string_format=message_format",)
    )
    assert (problem.code, "''" in problem.hint) == ("apostrophe", True)


def test_string_format_makes_a_message_of_icu() -> None:
    assert said("{a}", "'{a}'", "string_format=ICU") == {
        "an apostrophe turns what follows it into plain text: {a}"
    }
    assert said("{a}", "l'{a}", syntaxes=("icu",)) == set()
    assert said("{a}", "n'est {a}", "string_format=ICU", syntaxes=("printf",)) == set()


def test_string_format_none_switches_messages_off() -> None:
    source = "{n, plural, one {#} other {#}}"
    assert said(source, "{n, plural, one {#}}", "string_format=NONE") == set()


def test_string_format_html_compares_tags() -> None:
    assert said("<b>x</b>", "x", "string_format=html", syntaxes=()) == {"<b>"}


# -- what is wrong with directives


@pytest.mark.parametrize(
    ("name", "value", "said_of_it"),
    [
        ("placeholder_format", "IOS,KLINGON", "'KLINGON' is none of NONE, C,"),
        ("string_format", "markdown", "'MARKDOWN' is none of MESSAGE_FORMAT,"),
        ("character_limit", "many", "'many' is not a number"),
        ("character_limit", "0", "'0' is not a number"),
        ("character_limit", "9" * 5000, "is not a number"),
        ("placeholder_format_custom", "(", "'(' is no regular expression"),
        ("placeholder_format_custom", '["a", "("]', "'(' is no regular expression"),
    ],
)
def test_a_wrong_directive_is_named(name: str, value: str, said_of_it: str) -> None:
    (problem,) = check_directives({name: value})
    assert problem.startswith(f"{name}: ")
    assert said_of_it in problem


def test_right_directives_and_flags_of_others_are_no_problem() -> None:
    assert check_directives({"placeholder_format": "ios", "string_format": "html", "paths": "x"}) == []
    assert (
        check_directives(
            ["c-format", "character_limit= 40 ", "character_limit=NONE", "placeholder_format_custom=NONE"]
        )
        == []
    )

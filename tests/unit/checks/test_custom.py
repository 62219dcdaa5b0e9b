"""Regular expressions of users that do not come to an end."""

from ci_l10n.checks.catalog import check_value


def test_an_expression_without_an_end_is_given_up_and_the_string_held() -> None:
    def problems(text: str) -> list[str]:
        found = check_value(
            "a" * 60 + "!",
            text,
            locale="de",
            syntaxes=(),
            flags=("placeholder_format_custom=(a+)+$",),
        )
        return [problem.code for problem in found]

    assert problems("b") == ["expression-slow"]
    assert problems("c") == ["expression-slow"]  # at once

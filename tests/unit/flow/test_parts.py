"""Names of branches where pull requests are split."""

from dataclasses import replace

import pytest

from ci_l10n.errors import Location
from ci_l10n.flow.parts import Parts, rule_names
from ci_l10n.paths.rule import Policy, Ready, Rule

POLICY = Policy("platform", "repository", "remove", "omit", {}, Ready(95, 80))
RULE = Rule(0, Location("l10n.yml"), "en/*.json", "{locale}/{name}", (), None, None, {}, POLICY)


def rules(*sources: str) -> tuple[Rule, ...]:
    return tuple(replace(RULE, index=index, source=source) for index, source in enumerate(sources))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("web/locales/en/**/*.json", "web-locales-en-json"),
        ("App/Base.lproj/Localizable.strings", "app-base-lproj-localizable-strings"),
        ("**", "rule"),
        ("a" * 80, "a" * 60),
    ],
)
def test_a_rule_is_called_after_its_source(source: str, name: str) -> None:
    assert rule_names(rules(source)) == {0: name}


def test_the_second_rule_of_a_name_gets_a_number() -> None:
    assert rule_names(rules("en/*.json", "en/**/*.json", "en-json")) == {
        0: "en-json",
        1: "en-json-2",
        2: "en-json-3",
    }


def test_an_earlier_rule_renames_no_branch() -> None:
    assert set(rule_names(rules("a.json")).values()) <= set(rule_names(rules("b.json", "a.json")).values())


def test_targets_go_to_the_branch_of_their_part() -> None:
    given = rules("en/*.json", "docs/*.md")
    by_rule = Parts("l10n/main", "rule", given, rule_names(given), {"en/a.json": 0})
    assert by_rule.branch_of("en/a.json", "de/a.json", "de") == "l10n/main-en-json"
    assert by_rule.branch_of("docs/gone.md", "de/gone.md", "de") == "l10n/main-docs-md"
    assert by_rule.branch_of("other.txt", "de.txt", "de") == "l10n/main"
    by_locale = Parts("l10n/main", "locale", given, {}, {})
    assert by_locale.branch_of("en/a.json", "pt/a.json", "pt-BR") == "l10n/main-pt-BR"
    assert by_locale.branch_of("a.csv", "a.csv\x1fde", "de") == "l10n/main-shared"
    assert by_locale.title_of("l10n/main-pt-BR", "Update") == "Update (pt-BR)"
    whole = Parts("l10n/main", "none", given, {}, {})
    assert whole.branch_of("en/a.json", "de/a.json", "de") == "l10n/main"
    assert whole.title_of("l10n/main", "Update") == "Update"

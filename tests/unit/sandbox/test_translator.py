import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.sandbox.plural_forms import categories, gettext_count, gettext_rule
from ci_l10n.sandbox.translator import pseudo

MARK = "⟦de⟧ "


@pytest.mark.parametrize(
    "kept",
    [
        "%s", "%1$s", "%d", "%5.2f", "%@", "%1$@", "%(name)s", "%%", "%lld", "%-5d", "%#@files@", "%2$#@files@",
        "{name}", "{{count}}", "%{count}", "${total}", "{0}", "{count, plural, one {# item} other {# items}}",
        "<b>", "</b>", '<a href="https://example.com/a?b=c">', "<br/>", "&nbsp;", "&#8217;", "\\n", "\\u00e9",
        "$t(common.ok)", "@:common.ok", "$NAME$", ":count", "%name%", "`code`", "https://example.com/a_b",
        "someone@example.com", "__count__",
    ],
)  # fmt: skip
def test_placeholders_survive(kept: str) -> None:
    text = pseudo(f"Before {kept} after", "de", 3)
    assert kept in text
    assert text.startswith(MARK)
    assert "Before" not in text
    assert "after" not in text


def test_the_same_three_values_give_the_same_text() -> None:
    assert pseudo("Hello", "de", 1) == pseudo("Hello", "de", 1)
    texts = {pseudo("Hello you all out there", locale, seed) for locale in ("de", "fr") for seed in (1, 2)}
    assert len(texts) == 4


def test_white_space_around_stays_where_it_is() -> None:
    assert pseudo("\n  {x}\n", "de") == f"\n  {MARK}{{x}}\n"
    assert pseudo("  \n", "de") == "  \n"


def test_markdown_links_lead_to_the_same_place() -> None:
    assert "](https://example.com/en/page)" in pseudo("See [the page](https://example.com/en/page).", "de")


@given(st.text(max_size=60))
def test_every_text_is_marked_and_gains_no_character_with_a_meaning(text: str) -> None:
    translated = pseudo(text, "de")
    if text.strip():
        assert translated != text
        assert MARK in translated
    for character in "%{}<>\"'\\&$@#`[]()|\n\r\t":
        assert translated.count(character) == text.count(character)


@given(st.text(alphabet="ab {}%s$<>/'#,plurone\\", max_size=40))
def test_braces_and_what_is_in_them_stay(text: str) -> None:
    translated = pseudo(text, "de")
    assert re.findall(r"\{[^{}]*\}", translated) == re.findall(r"\{[^{}]*\}", text)


def test_plural_rules_know_common_languages() -> None:
    assert categories("ru") == ("one", "few", "many", "other")
    assert categories("zh-Hans") == ("other",)
    assert categories("de-AT") == ("one", "other")
    assert (gettext_count("ja"), gettext_count("de"), gettext_count("pl"), gettext_count("ar")) == (
        1,
        2,
        3,
        6,
    )
    assert gettext_rule("pt-BR") == "nplurals=2; plural=(n > 1);"
    assert gettext_rule("pt-PT") == "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize("language", ["ar", "cs", "cy", "da", "de", "es", "fi", "fr", "ga", "he", "hi", "hr", "ja", "lt", "lv", "mt", "pl", "pt-BR", "ro", "ru", "sk", "sl", "tr", "uk", "zh-Hans"])  # fmt: skip
def test_plural_categories_agree_with_cldr(language: str) -> None:
    from babel import Locale

    rules = Locale.parse(language, sep="-").plural_form.tags | {"other"}
    assert set(categories(language)) == rules

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.paths import template
from ci_l10n.paths.template import expand, lookalikes, name_source, spelled

SPELLINGS = {"pt-BR": {"path": "pt", "android": "pt", "apple": "pt_BR"}}


@pytest.mark.parametrize(
    ("text", "locale", "path", "matched", "target"),
    [
        (
            "web/locales/{locale}/{path}/{name}",
            "de",
            "web/locales/en/a/b/c.json",
            "a/b",
            "web/locales/de/a/b/c.json",
        ),
        ("web/locales/{locale}/{path}/{name}", "de", "web/locales/en/c.json", "", "web/locales/de/c.json"),
        (
            "values-{android_locale}/strings.xml",
            "zh-Hans",
            "values/strings.xml",
            "",
            "values-b+zh+Hans/strings.xml",
        ),
        (
            "values-{android_locale}/strings.xml",
            "fr-CA",
            "values/strings.xml",
            "",
            "values-fr-rCA/strings.xml",
        ),
        (
            "App/{apple_locale}.lproj/{name}",
            "zh-Hans",
            "App/en.lproj/a.strings",
            "",
            "App/zh-Hans.lproj/a.strings",
        ),
        ("legal/{stem1}.{locale}.xml", "fr", "legal/terms.en.xml", "", "legal/terms.fr.xml"),
        ("{dir}/{stem}_{locale_underscore}.{ext}", "fr-CA", "a/b/m.properties", "", "a/b/m_fr_CA.properties"),
        ("{dir}/{locale}.json", "de", "en.json", "", "de.json"),
        ("{path}/{locale}.json", "de", "en.json", "", "de.json"),
        ("{language}/{name}", "zh-Hans", "en/a", "", "zh/a"),
        ("{locale}|{android_locale}|{apple_locale}", "pt-BR", "a", "", "pt|pt|pt_BR"),
        ("{locale}/{stem}.{stem1}", "de", ".env.en.x", "", "de/.env.en..env"),
        ("{locale}/{stem}{ext}", "de", "Makefile", "", "de/Makefile"),
        ("{locale}/{name}", "de", "a{b}\\1.json", "", "de/a{b}\\1.json"),
    ],
)
def test_targets_are_expanded(text: str, locale: str, path: str, matched: str, target: str) -> None:
    assert expand(text, name_source(path, matched), spelled(locale, SPELLINGS)) == target


def test_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError, match="local"):
        expand("{local}", name_source("a", ""), spelled("de", {}))


def test_absolute_template_stays_absolute_so_that_it_can_be_refused() -> None:
    assert expand("/{locale}", name_source("a", ""), spelled("de", {})) == "/de"


def test_single_file_formats_are_known_by_format_or_suffix() -> None:
    assert template.is_single_file("a/Localizable.xcstrings", None)
    assert template.is_single_file("a.CSV", None)
    assert template.is_single_file("a.txt", "csv")
    assert not template.is_single_file("a.csv", "json")
    assert not template.is_single_file("a.json", None)


FOLDER_PARTS = st.lists(
    st.sampled_from(["{path}", "{dir}", "a", "[x]*", "{locale}", "{name}", "b-{android_locale}"]), max_size=4
)
NAME_PARTS = st.lists(
    st.sampled_from(["{locale}", "{name}", "{stem}", "{ext}", ".", "a"]), min_size=1, max_size=4
)
FOLDERS = st.lists(st.sampled_from(["a", "b.c", "de"]), max_size=3).map("/".join)


@given(FOLDER_PARTS, NAME_PARTS, FOLDERS, FOLDERS, st.sampled_from(["m.json", "a.b.c"]))
def test_every_target_has_the_form_of_a_target(
    folders: list[str], names: list[str], folder: str, matched: str, name: str
) -> None:
    text = "/".join([*folders, "".join(names)])
    source = name_source(re.sub("/{2,}", "/", f"{folder}/{matched}/{name}").lstrip("/"), matched)
    for locale in ("de", "pt-BR"):
        values = spelled(locale, SPELLINGS)
        target = expand(text, source, values)
        assert list(lookalikes(text, values).select([target])), text


def test_form_of_a_target_needs_the_locale() -> None:
    form = lookalikes("docs/{locale}/{path}/{name}", spelled("de", {}))
    assert form.fullmatch("docs/de/a.md")
    assert form.fullmatch("docs/de/x/y/a.md")
    assert not form.fullmatch("docs/en/a.md")
    assert not form.fullmatch("docs/a.md")

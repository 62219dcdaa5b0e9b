"""Real translations: all findings but the defects that people have read and found to be ones."""

from collections import Counter

import pytest

from ci_l10n.checks.catalog import check_value
from ci_l10n.model import Forms, Value
from tests.corpus import needs_corpus
from tests.unit.checks.real_pairs import SYNTAXES, Pair, real_pairs

DEFECTS = {
    # `% @` for %@, <b> or <br/> where the text is not read as HTML
    ("duckduckgo-android", "values-bg/strings.xml", "sslErrorHeadline", "markup-tags"),
    ("duckduckgo-ios", "de.lproj/Localizable.strings", "autofill.logins.prompt.partial.match.title", "placeholder-missing"),
    ("duckduckgo-ios", "fr.lproj/Localizable.strings", "autofill.import.passwords.instructions.step4", "placeholder-missing"),
    ("duckduckgo-ios", "fr.lproj/Localizable.strings", "email.settings.footer", "markup-tags"),
    ("duckduckgo-ios", "fr.lproj/Localizable.strings", "subscription.subscription.expired.caption", "placeholder-missing"),
    ("duckduckgo-ios", "pl.lproj/Localizable.strings", "autofill.import.passwords.instructions.step4", "placeholder-missing"),
    ("duckduckgo-ios", "pl.lproj/Localizable.strings", "email.settings.footer", "markup-tags"),
    ("duckduckgo-ios", "pt.lproj/Localizable.strings", "autofill.logins.prompt.password.button.title", "placeholder-missing"),
    ("duckduckgo-ios", "ru.lproj/Localizable.strings", "email.settings.footer", "markup-tags"),
    # the button or link is gone
    ("excalidraw", "locales/ar-SA.json", "errorSplash.clearCanvasMessage", "markup-tags"),
    ("excalidraw", "locales/ar-SA.json", "publishSuccessDialog.content", "markup-tags"),
    # older than their source; ${group} for $[group]$
    ("jmeter", "resources/messages_es.properties", "property_tool_tip", "markup-tags"),
    ("jmeter", "resources/messages_es.properties", "property_tool_tip", "placeholder-extra"),
    ("jmeter", "resources/messages_fr.properties", "sample_naming_format_help", "markup-tags"),
    ("jmeter", "resources/messages_fr.properties", "sample_naming_format_help", "placeholder-missing"),
    ("jmeter", "resources/messages_fr.properties", "xpath_extractor_user_namespaces", "markup-tags"),
    ("jmeter", "resources/messages_pt_BR.properties", "regexfunc_param_2", "placeholder-extra"),
    # left out, perhaps on purpose; template.body gets no attribute
    ("rails-i18n", "locale/ar.yml", "errors.format", "placeholder-missing"),
    ("rails-i18n", "locale/ar.yml", "errors.template.body", "placeholder-extra"),
    ("rails-i18n", "locale/he.yml", "errors.messages.confirmation", "placeholder-missing"),
    ("rails-i18n", "locale/ja.yml", "helpers.submit.create", "placeholder-missing"),
    ("rails-i18n", "locale/ja.yml", "helpers.submit.submit", "placeholder-missing"),
    ("rails-i18n", "locale/ja.yml", "helpers.submit.update", "placeholder-missing"),
    # a %s that nobody fills in, [[username+]], `% nome %`, tags gone or added
    ("sylius", "translations/messages.ar.yml", "sylius.ui.editing_customer", "placeholder-extra"),
    ("sylius", "translations/messages.ar.yml", "sylius.ui.existing_customer", "placeholder-extra"),
    ("sylius", "translations/messages.ar.yml", "sylius.ui.logged_in_as", "placeholder-missing"),
    ("sylius", "translations/messages.ar.yml", "sylius.ui.view_product_details", "placeholder-missing"),
    ("sylius", "translations/messages.de.yml", "sylius.ui.users_list_of_all_users_registered_in_store", "markup-tags"),
    ("sylius", "translations/messages.fr.yml", "sylius.ui.product_details_viewing_product_product", "markup-tags"),
    ("sylius", "translations/messages.fr.yml", "sylius.ui.product_details_viewing_product_product", "placeholder-missing"),
    ("sylius", "translations/messages.fr.yml", "sylius.ui.users_list_of_all_users_registered_in_store", "markup-tags"),
    ("sylius", "translations/messages.ja.yml", "sylius.ui.inventory_here_you_can_see_current_stock_levels", "markup-tags"),
    ("sylius", "translations/messages.ja.yml", "sylius.ui.no_sku", "markup-tags"),
    ("sylius", "translations/messages.ja.yml", "sylius.ui.products_categorized_under_taxon_taxon", "markup-tags"),
    ("sylius", "translations/messages.ja.yml", "sylius.ui.products_index_of_all_products_in_your_store", "markup-tags"),
    ("sylius", "translations/messages.ja.yml", "sylius.ui.users_list_of_all_users_registered_in_store", "markup-tags"),
    ("sylius", "translations/messages.pl.yml", "sylius.ui.no_sku", "markup-tags"),
    ("sylius", "translations/messages.pt_BR.yml", "sylius.ui.customer_since", "placeholder-extra"),
    ("sylius", "translations/messages.pt_BR.yml", "sylius.ui.hello_name", "placeholder-missing"),
    ("sylius", "translations/messages.pt_BR.yml", "sylius.ui.no_sku", "markup-tags"),
    ("sylius", "translations/messages.ru.yml", "sylius.ui.no_sku", "markup-tags"),
    ("sylius", "translations/messages.zh_CN.yml", "sylius.ui.sign_in_to_the_store_or_create_new_account", "markup-tags"),
    # max_ratio for min_ratio
    ("symfony", "translations/validators.ar.xlf", "74", "placeholder-extra"),
    ("symfony", "translations/validators.ar.xlf", "74", "placeholder-missing"),
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(real_pairs())


def _codes(pair: Pair, translation: Value) -> set[str]:
    problems = check_value(
        pair.source,
        translation,
        locale=pair.locale,
        syntaxes=SYNTAXES[pair.format],
        flags=pair.flags,
        key=pair.key,
    )
    return {problem.code for problem in problems}


@needs_corpus
def test_real_translations_have_only_defects_that_are_ones(pairs: list[Pair]) -> None:
    found = {
        (pair.project, "/".join(pair.path.split("/")[-2:]), pair.key, code)
        for pair in pairs
        for code in _codes(pair, pair.translation)
    }
    assert found == DEFECTS
    compared = Counter(pair.project for pair in pairs)
    assert len(compared) == 12, compared
    assert compared.total() > 50_000, compared


@needs_corpus
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ünï ", ""),
        ("", " – 日本語。"),
        ("\u2067", "\u2069"),
        ("\u200f«", "»"),
        ("& ", " < 5 ☕"),
        ("5 $ ", ""),
    ],
)
def test_words_round_a_real_text_are_never_a_problem(pairs: list[Pair], before: str, after: str) -> None:
    for pair in {(pair.project, pair.key): pair for pair in pairs}.values():
        source = pair.source
        if isinstance(source, Forms):
            changed: Value = Forms(source.kind, tuple((s, before + t + after) for s, t in source.parts))
        else:
            changed = before + source + after
        assert _codes(pair, changed) == set(), (pair.project, pair.key)


@needs_corpus
def test_a_placeholder_lost_in_a_real_text_is_found(pairs: list[Pair]) -> None:
    lost = Counter[str]()
    for pair in pairs:
        if isinstance(pair.translation, Forms) or isinstance(pair.source, Forms):
            continue
        for placeholder in (
            "%@",
            "%1$s",
            "%2$s",
            "{{limit}}",
            "{{ value }}",
            "%name%",
            "{0}",
            "${validatedValue}",
        ):
            if placeholder in pair.source and placeholder in pair.translation and "|" not in pair.source:
                lost[placeholder] += 1
                assert _codes(pair, pair.translation.replace(placeholder, "", 1)), (pair.project, pair.key)
    assert len(lost) > 5, lost
    assert lost.total() > 500, lost

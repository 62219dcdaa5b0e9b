import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.paths import locales

TAGS = [
    "ar", "bg", "bs-Latn", "ca-valencia", "cs", "de", "de-AT", "de-CH-1996", "en", "en-GB", "en-XA", "es-419", "fil", "fil-PH",
    "fr-CA", "he", "he-IL", "id", "ja", "ko", "mn-Mong-CN", "nb", "nn", "no", "pt", "pt-BR", "pt-PT", "sr", "sr-Cyrl", "sr-Latn",
    "sr-Latn-RS", "uz-Latn", "yi", "yue", "zh", "zh-CN", "zh-Hans", "zh-Hant", "zh-Hant-HK", "zh-TW",
]  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_usual_tags_are_canonical_and_survive_every_spelling(tag: str) -> None:
    assert locales.canonical(tag) == tag
    assert locales.canonical(tag.lower()) == tag
    assert locales.from_underscore(locales.underscore(tag)) == tag
    assert locales.from_android(locales.android(tag)) == tag
    assert locales.apple(tag) == tag


@pytest.mark.parametrize(
    ("tag", "result"),
    [("iw", "he"), ("in", "id"), ("sh", "sr-Latn"), ("tl", "fil"), ("EN_us", "en-US"), ("zh-cmn-Hans", "zh-Hans"),
     ("zh-yue", "yue"), ("en-UK", "en-GB"), ("i-klingon", "tlh"), ("de-u-co-phonebk", "de-u-co-phonebk"), ("en-840", "en-US")],
)  # fmt: skip
def test_other_tags_become_canonical(tag: str, result: str) -> None:
    assert locales.canonical(tag) == result


@pytest.mark.parametrize(
    "tag",
    ["", "a", "english", "xx", "zz-ZZ", "jp", "cn", "und", "root", "mul", "x-private", "de-", "-de", "de--AT", "pt-rBR",
     "de.UTF-8", "de/../x", "de\n", "d\u0435", "qps-ploc", "de-abc", "e" * 70],
)  # fmt: skip
def test_what_is_no_locale_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        locales.canonical(tag)


@given(st.sampled_from(["de", "zh", "sr", "iw", "sh", "en", "pt", "i", "x", "mo"]), st.lists(
    st.sampled_from(["hans", "LATN", "br", "419", "840", "1996", "valencia", "rozaj", "biske", "u", "co", "x", "abc", "yu", "cmn", "t"]),
    max_size=4,
), st.sampled_from("-_"))  # fmt: skip
def test_canonical_is_idempotent(language: str, subtags: list[str], joint: str) -> None:
    try:
        once = locales.canonical(joint.join([language, *subtags]))
    except ValueError:
        return
    assert locales.canonical(once) == once


@given(st.text(max_size=12))
def test_any_text_is_a_locale_or_a_value_error(text: str) -> None:
    for read in (locales.canonical, locales.from_underscore, locales.from_android):
        try:
            assert locales.canonical(read(text)) == read(text)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("tag", "qualifier"),
    [("de", "de"), ("pt-BR", "pt-rBR"), ("zh-Hans", "b+zh+Hans"), ("sr-Latn", "b+sr+Latn"), ("es-419", "b+es+419"),
     ("sr-Latn-RS", "b+sr+Latn+RS"), ("he", "iw"), ("he-IL", "iw-rIL"), ("id", "in"), ("yi", "ji"), ("fil", "fil"),
     ("zh-CN", "zh-rCN"), ("ca-valencia", "b+ca+valencia")],
)  # fmt: skip
def test_android_qualifiers(tag: str, qualifier: str) -> None:
    assert locales.android(tag) == qualifier
    assert locales.from_android(qualifier) == tag


@pytest.mark.parametrize(
    "qualifier", ["night", "car", "v21", "sw600dp", "land", "mcc310", "pt-BR", "xx", "b+", "", "b+xx"]
)
def test_other_android_qualifiers_are_no_locales(qualifier: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        locales.from_android(qualifier)


@pytest.mark.parametrize(
    ("text", "tag"),
    [("pt_BR", "pt-BR"), ("zh_Hans", "zh-Hans"), ("sr@latin", "sr-Latn"), ("sr_RS@latin", "sr-Latn-RS"), ("de_DE.UTF-8", "de-DE"),
     ("ca@valencia", "ca-valencia"), ("zh_CN", "zh-CN"), ("de", "de")],
)  # fmt: skip
def test_underscored_locales_are_read(text: str, tag: str) -> None:
    assert locales.from_underscore(text) == tag


@pytest.mark.parametrize(
    ("codes", "locale", "found"),
    [
        (["de", "de-DE"], "de", "de"),
        (["de-DE", "fr"], "de", "de-DE"),
        (["de_de"], "de-DE", "de_de"),
        (["zh-CN", "zh-TW"], "zh-Hans", "zh-CN"),
        (["zh-CN", "zh-TW"], "zh-Hant", "zh-TW"),
        (["zh-Hans-CN", "zh-Hant-TW"], "zh-CN", "zh-Hans-CN"),
        (["pt-PT", "pt-BR"], "pt", "pt-BR"),
        (["pt-PT"], "pt-BR", None),
        (["de-AT"], "de", None),
        (["de"], "de-AT", None),
        (["iw-IL"], "he", "iw-IL"),
        (["DE", "De"], "de", None),
        (["pirate", "zz", "", "x-y"], "de", None),
        ([], "de", None),
        (["sr-Latn-RS", "sr-Cyrl-RS"], "sr-Latn", "sr-Latn-RS"),
        (["no", "nb"], "nb", "nb"),
    ],
)
def test_platform_codes_are_matched_from_exact_to_likely(
    codes: list[str], locale: str, found: str | None
) -> None:
    assert locales.match(codes, locale) == found


def test_explicit_spellings_come_first() -> None:
    spellings = {"he": {"android": "he", "path": "hebrew"}}
    assert locales.spell("he", "android", spellings) == "he"
    assert locales.spell("he", "path", spellings) == "hebrew"
    assert locales.spell("he", "smartcat", spellings) == "he"
    assert locales.spell("id", "android", spellings) == "in"
    assert locales.language("pt-BR") == "pt"

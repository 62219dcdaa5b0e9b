"""
Spellings of locales: BCP 47, and what paths, Android and Apple make of it.

`canonical` follows RFC 5646 section 4.5 with the replacements of the IANA registry and CLDR (`iw` is `he`, `sh` is
`sr-Latn`); a script is kept even where it goes without saying, because files are named after it. `langcodes` is
imported inside functions: it takes longer to import than most commands take to start.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from ci_l10n.model import Locale

# Android's resource folders go back to java.util.Locale, which kept these ISO 639 codes until Java 17.
_ANDROID_LEGACY = {"he": "iw", "id": "in", "yi": "ji"}
_ANDROID_MODERN = {old: new for new, old in _ANDROID_LEGACY.items()}
_ANDROID_MODES = frozenset({"car"})  # `values-car` is a screen for cars, not the Carib language
_GETTEXT_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva", "arabic": "Arab"}
_NOT_A_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


@cache
def canonical(tag: str) -> Locale:
    """
    The canonical BCP 47 form of ``tag``; raises ValueError for what is no known locale.

    >>> canonical("pt_br"), canonical("iw"), canonical("ZH-hans")
    ('pt-BR', 'he', 'zh-Hans')
    """
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    if not re.fullmatch(r"[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*", tag) or len(tag) > 64:
        raise ValueError(f"{tag!r} is not a BCP 47 tag")
    try:
        language = Language.get(tag, normalize=True)
    except LanguageTagError:
        raise ValueError(f"{tag!r} is not a BCP 47 tag") from None
    code = language.language or "und"
    # Known extended languages have become languages of their own: `zh-yue` is `yue` by now.
    if not language.is_valid() or language.extlangs or code in _NOT_A_LANGUAGE or code.startswith("x-"):
        raise ValueError(f"{tag!r} is not a known locale")
    return language.to_tag()


def language(locale: Locale) -> str:
    """The language alone: `pt` of `pt-BR`."""
    return locale.partition("-")[0]


def underscore(locale: Locale) -> str:
    """
    With underscores, as Java, Rails and gettext spell it.

    >>> underscore("pt-BR"), underscore("zh-Hans")
    ('pt_BR', 'zh_Hans')
    """
    return locale.replace("-", "_")


def from_underscore(text: str) -> Locale:
    """
    The locale that `pt_BR`, `pt_BR.UTF-8` or gettext's `sr@latin` stands for; raises ValueError.

    >>> from_underscore("pt_BR"), from_underscore("sr@latin")
    ('pt-BR', 'sr-Latn')
    """
    name, _, modifier = text.partition("@")
    subtags = name.partition(".")[0].split("_")
    if modifier:
        variant = _GETTEXT_SCRIPTS.get(modifier.lower())
        if variant:
            subtags.insert(1, variant)
        else:
            subtags.append(modifier)
    return canonical("-".join(subtags))


def android(locale: Locale) -> str:
    """
    The qualifier of an Android resource folder, after ``values-``.

    A language with or without a two-letter region has the classic spelling; all else needs the `b+` form (API level
    21). Hebrew, Indonesian and Yiddish keep the codes `iw`, `in` and `ji` in the classic spelling, as resource folders
    traditionally do and all Android versions understand; `locales: {he: {android: he}}` asks for the modern one.

    >>> android("pt-BR"), android("zh-Hans"), android("es-419"), android("he")
    ('pt-rBR', 'b+zh+Hans', 'b+es+419', 'iw')
    """
    match = re.fullmatch(r"([a-z]{2,3})(?:-([A-Z]{2}))?", locale)
    if not match:
        return "b+" + locale.replace("-", "+")
    code, region = match.groups()
    code = _ANDROID_LEGACY.get(code, code)
    return f"{code}-r{region}" if region else code


def from_android(qualifier: str) -> Locale:
    """
    The locale of a resource folder's qualifier; raises ValueError for other qualifiers such as `night`.

    >>> from_android("pt-rBR"), from_android("b+zh+Hans"), from_android("iw")
    ('pt-BR', 'zh-Hans', 'he')
    """
    if qualifier.startswith("b+"):
        return canonical(qualifier[2:].replace("+", "-"))
    match = re.fullmatch(r"([a-z]{2,3})(?:-r([A-Z]{2}))?", qualifier)
    if not match or qualifier in _ANDROID_MODES:
        raise ValueError(f"{qualifier!r} is not the qualifier of a locale")
    code, region = match.groups()
    code = _ANDROID_MODERN.get(code, code)
    return canonical(f"{code}-{region}" if region else code)


def apple(locale: Locale) -> str:
    """The name of an `.lproj` folder: Apple's platforms take BCP 47 tags as they are (`zh-Hans`, `pt-PT`)."""
    return locale


def spell(locale: Locale, kind: str, spellings: Mapping[Locale, Mapping[str, str]]) -> str:
    """
    ``locale`` as ``kind`` (path, android, apple, smartcat, smartling) spells it.

    An explicit spelling of the configuration comes first, then the rules of this module.
    """
    explicit = spellings.get(locale, {}).get(kind)
    if explicit is not None:
        return explicit
    return android(locale) if kind == "android" else locale


def match(platform_codes: Iterable[str], locale: Locale) -> str | None:
    """
    The one of ``platform_codes`` that means ``locale``; None when there is none or no single best one.

    In this order: the same text, the same but for case and underscores, the same canonical tag, the same after
    filling in what is likely (`zh-CN` for `zh-Hans`, `de-DE` for `de`).

    >>> match(["de-DE", "zh_CN", "pt-PT"], "zh-Hans"), match(["pt-PT"], "pt-BR")
    ('zh_CN', None)
    """
    codes = list(dict.fromkeys(platform_codes))
    for same in (_as_is, _folded, _canonical_or_none, _likely):
        wanted = same(locale)
        found = [code for code in codes if wanted is not None and same(code) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _as_is(tag: str) -> str | None:
    return tag


def _folded(tag: str) -> str | None:
    return tag.replace("_", "-").lower()


def _canonical_or_none(tag: str) -> str | None:
    try:
        return canonical(tag)
    except ValueError:
        return None


@cache
def _likely(tag: str) -> str | None:
    from langcodes import Language

    known = _canonical_or_none(tag)
    return None if known is None else Language.get(known).maximize().to_tag()

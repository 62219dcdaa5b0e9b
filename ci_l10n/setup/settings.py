"""
What the settings of frameworks say about locales: which one is the source, and which ones there shall be.

They are read as text, without running or parsing code, so what they say counts only where files agree with it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.model import Locale
from ci_l10n.setup.slots import find_slots, locale_of
from ci_l10n.setup.tree import Tree

_MOST_FILES = 100


class Said(NamedTuple):
    """What one file says; ``locales`` may hold the source, too."""

    path: str
    source: Locale | None
    locales: tuple[Locale, ...]


@dataclass(frozen=True)
class Settings:
    """What all of them say."""

    said: tuple[Said, ...]

    def sources(self, candidates: Collection[Locale], *, has_unmarked: bool) -> list[Locale]:
        """The source locales that are named, as far as files have them or sources without a locale may be in them."""
        named = [each.source for each in self.said if each.source]
        return [locale for locale in named if has_unmarked or locale in candidates]

    @property
    def locales(self) -> tuple[Locale, ...]:
        return tuple(sorted({locale for each in self.said for locale in each.locales}))

    @property
    def path(self) -> str:
        """The file that names most locales."""
        counted = Counter({each.path: len(each.locales) for each in self.said})
        return counted.most_common(1)[0][0] if counted else ""


class _Reader(NamedTuple):
    """A kind of file, and what in it tells the source locale and the list of all."""

    name: re.Pattern[str]  # of the path
    source: re.Pattern[str] | None
    locales: re.Pattern[str] | None


def _reader(name: str, source: str | None, locales: str | None) -> _Reader:
    flags = re.MULTILINE | re.DOTALL
    return _Reader(
        re.compile(rf"(?:.*/)?{name}"),
        re.compile(source, flags) if source else None,
        re.compile(locales, flags) if locales else None,
    )


_READERS = (
    _reader(r"l10n\.yaml", r"^template-arb-file:\s*(\S+)", r"^preferred-supported-locales:\s*(\[[^]]{0,4000}\])"),
    _reader(
        r"(?:(?:next|nuxt|astro|lingui|docusaurus|next-i18next|i18next|i18n)[.-]config|i18n/(?:config|routing|request|i18n|index)|i18n)\.[cm]?[jt]sx?",
        r"\b(?:defaultLocale|sourceLocale|baseLocale|defaultLanguage)\s*[:=]\s*[\"'`]([\w-]+)",
        r"\b(?:locales|supportedLngs|supportedLocales|supportedLanguages)\s*[:=]\s*(\[[^]]{0,4000}\])",
    ),
    _reader(r"project\.inlang/settings\.json", r'"(?:baseLocale|sourceLanguageTag)"\s*:\s*"([\w-]+)"',
            r'"(?:locales|languageTags)"\s*:\s*(\[[^]]{0,4000}\])'),
    _reader(r"manifest\.json", r'"default_locale"\s*:\s*"([\w-]+)"', None),
    _reader(r"angular\.json", r'"sourceLocale"\s*:\s*(?:\{\s*"code"\s*:\s*)?"([\w-]+)"',
            r'"i18n"\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)?"locales"\s*:\s*(\{(?:[^{}]|\{[^{}]*\})*\})'),
    _reader(r"config/packages/translation\.ya?ml", r"^\s*default_locale:\s*['\"]?([\w-]+)",
            r"^\s*enabled_locales:\s*(\[[^]]{0,4000}\])"),
    _reader(r"config/application\.rb", r"i18n\.default_locale\s*=\s*[:\"']+([\w-]+)",
            r"i18n\.available_locales\s*=\s*(%?[iw]?\[[^]]{0,4000}\])"),
    _reader(r"project\.pbxproj", r"\bdevelopmentRegion\s*=\s*\"?([\w-]+)", r"\bknownRegions\s*=\s*(\([^)]{0,4000}\))"),
    _reader(r"res/xml/locales_config\.xml", None, r"(<locale-config\b.{0,4000}?</locale-config>)"),
    _reader(r"res/resources\.properties", r"^unqualifiedResLocale\s*=\s*([\w-]+)", None),
    _reader(r"(?:hugo|config)\.(?:toml|ya?ml)", r"^default[Cc]ontent[Ll]anguage\s*[=:]\s*['\"]?([\w-]+)", None),
)  # fmt: skip
# Of the last name of a path, to look at few of many: all that `_READERS` may want.
_LIKELY = re.compile(
    r"(?:l10n|translation|config|hugo)\.(?:ya?ml|toml)|(?:settings|manifest|angular)\.json|application\.rb|project\.pbxproj"
    r"|locales_config\.xml|resources\.properties|(?:[\w-]+[.-]config|config|routing|request|i18n|index)\.[cm]?[jt]sx?"
)
_CODES = re.compile(r"\bcode\s*:\s*[\"'`]([\w-]+)")
_NAMES = re.compile(r"android:name\s*=\s*\"([\w+-]+)\"")
_KEYS = re.compile(r"\"([\w-]+)\"\s*:")
_WORDS = re.compile(r"[\w-]+")
_COMMENTS = re.compile(r"/\*.*?(?:\*/|\Z)|(?<![:\w])//[^\n]*", re.DOTALL)


def read_settings(tree: Tree) -> Settings:
    """The settings of the frameworks that are known here."""
    found: list[Said] = []
    for path, reader in _known(tree):
        said = _read(path, reader, _COMMENTS.sub("", tree.text(path)))
        found += [said] if said.source or said.locales else []
    return Settings(tuple(found))


def _known(tree: Tree) -> Iterator[tuple[str, _Reader]]:
    count = 0
    for path in tree.paths:
        if count >= _MOST_FILES or not _LIKELY.fullmatch(path.rpartition("/")[2]):
            continue
        if reader := next((each for each in _READERS if each.name.fullmatch(path)), None):
            count += 1
            yield path, reader


def _read(path: str, reader: _Reader, text: str) -> Said:
    source = reader.source.search(text) if reader.source else None
    listed = reader.locales.search(text) if reader.locales else None
    found = (_locale(word) for word in _words(listed[1])) if listed else ()
    return Said(
        path,
        _locale(source[1]) if source else None,
        tuple(dict.fromkeys(locale for locale in found if locale)),
    )


def _words(text: str) -> list[str]:
    """The locales in a list of code, of an XML file, or of the keys of a JSON object."""
    for expression in (_CODES, _NAMES, _KEYS if text.startswith("{") else _CODES):
        if words := expression.findall(text):
            return words
    return [word for word in _WORDS.findall(text) if word not in ("Base", "root")]


def _locale(word: str) -> Locale | None:
    """A locale, or that of a file's name."""
    if found := locale_of(word):
        return found
    slots = find_slots(word) if "." in word else ()
    return next((slot.locale for slot in slots), None)

"""Target templates: where the translation of a source file lives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.paths.glob import Glob, compile_glob

LOCALE_PLACEHOLDERS = ("locale", "language", "locale_underscore", "android_locale", "apple_locale")
PATH_PLACEHOLDERS = ("path", "name", "stem", "stem1", "ext", "dir")
PLACEHOLDERS = LOCALE_PLACEHOLDERS + PATH_PLACEHOLDERS
# Formats that hold all locales in one file, with their suffixes: only there a target may do without a locale.
SINGLE_FILE_FORMATS: Mapping[str, str] = {"xcstrings": ".xcstrings", "csv": ".csv"}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class SourceName:
    """The parts of a source path that templates can ask for."""

    path: str  # folders that `**` matched
    name: str
    stem: str  # name without its last suffix
    stem1: str  # name up to its first dot
    ext: str  # last suffix, without the dot
    dir: str  # folder of the source


def name_source(path: str, matched: str) -> SourceName:
    """
    The parts of the source ``path``; ``matched`` is what `**` matched. A leading dot begins a name, not a suffix.

    >>> name_source("legal/terms.en.xml", "").stem1, name_source("a/b.tar.gz", "").ext
    ('terms', 'gz')
    """
    folder, _, name = path.rpartition("/")
    bare = name.lstrip(".")
    dots = name[: len(name) - len(bare)]
    stem, _, ext = bare.rpartition(".")
    if not stem:
        stem, ext = bare, ""
    return SourceName(matched, name, dots + stem, dots + bare.partition(".")[0], ext, folder)


def placeholders(template: str) -> list[str]:
    """The names of the placeholders in ``template``, known or not, in order."""
    return _PLACEHOLDER.findall(template)


def has_stray_brace(template: str) -> bool:
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", template)))


def sample(template: str) -> str:
    """
    A path such as ``template`` gives, for checking what does not depend on the source.

    >>> sample("a/{dir}//{locale}.json")
    'a/x/x.json'
    """
    return re.sub("/{2,}", "/", _PLACEHOLDER.sub("x", template))


def has_locale(template: str) -> bool:
    """Does the target depend on the locale?"""
    return any(name in LOCALE_PLACEHOLDERS for name in placeholders(template))


def is_single_file(path: str, format_name: str | None) -> bool:
    """Does the source ``path`` (or glob), read as ``format_name`` (None: by its suffix), hold all locales in one file?"""
    if format_name is not None:
        return format_name in SINGLE_FILE_FORMATS
    return path.lower().endswith(tuple(SINGLE_FILE_FORMATS.values()))


def spelled(locale: Locale, spellings: Mapping[Locale, Mapping[str, str]]) -> dict[str, str]:
    """What each locale placeholder gives for ``locale``, with the explicit ``spellings`` of the configuration."""
    return {
        "locale": locales.spell(locale, "path", spellings),
        "language": locales.language(locale),
        "locale_underscore": locales.underscore(locale),
        "android_locale": locales.spell(locale, "android", spellings),
        "apple_locale": locales.spell(locale, "apple", spellings),
    }


def expand(template: str, source: SourceName, locale_values: Mapping[str, str]) -> str:
    """
    The target path; ``locale_values`` comes from `spelled`. Raises KeyError for an unknown placeholder.

    Doubled slashes collapse, and a slash that only an empty `{path}` or `{dir}` left at the beginning goes.

    >>> expand("web/{locale}/{path}/{name}", name_source("web/en/a.json", ""), {"locale": "de"})
    'web/de/a.json'
    """
    parts = _split(template)
    values = [
        text if index % 2 == 0 else _value(text, source, locale_values) for index, text in enumerate(parts)
    ]
    result = "".join(values)
    if "//" in result:
        result = re.sub("/{2,}", "/", result)
    return result.removeprefix("/") if not template.startswith("/") else result


def lookalikes(template: str, locale_values: Mapping[str, str]) -> Glob:
    """A glob for every path that ``template`` could give for any source in the locale of ``locale_values``."""
    pattern = ""
    for index, text in enumerate(_split(re.sub("/{2,}", "/", template))):
        if index % 2 == 0:
            # The slash behind {path} and {dir} came with them, since both may be empty.
            literal = text.removeprefix("/") if pattern.endswith("**/") else text
            pattern += re.sub(r"[*?\[]", r"[\g<0>]", literal)
        elif text in locale_values:
            pattern += locale_values[text]
        elif text in ("path", "dir") and pattern[-1:] in ("", "/"):
            pattern += "**/"
        else:
            pattern = pattern.removesuffix("*") + "*"
    return compile_glob(pattern, hidden=True)


@cache
def _split(template: str) -> tuple[str, ...]:
    """Literal texts (even places) and names of placeholders (odd places)."""
    return tuple(_PLACEHOLDER.split(template))


def _value(name: str, source: SourceName, locale_values: Mapping[str, str]) -> str:
    if name in locale_values:
        return locale_values[name]
    if name not in PATH_PLACEHOLDERS:
        raise KeyError(name)
    value: str = getattr(source, name)
    return value

"""
Where in a path a locale is named, and how it is spelled there.

Nearly every two letters are some language, so a slot is only a guess; `setup.bundles` believes it when other files
name other locales in the same place, or when the folder says what it is for.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.setup.draft import SLOT, Kind

# Three letters are a language so often (src, app, api, css, lib) that only those count that people localize into.
_THREE_LETTERS = frozenset(
    [
        "ast",
        "bho",
        "ceb",
        "chr",
        "ckb",
        "cnr",
        "dsb",
        "fil",
        "fur",
        "gsw",
        "haw",
        "hmn",
        "hsb",
        "kab",
        "kok",
        "lij",
        "mai",
        "nds",
        "pap",
        "sah",
        "scn",
        "szl",
        "vec",
        "yue",
    ]
)
# What people write for the language of a country, as far as it is no language by itself.
_COUNTRIES = {"cn": "zh-Hans", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "tw": "zh-Hant", "ua": "uk"}
_SHAPE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}(@[a-z]+)?")
_SEPARATOR = re.compile(r"[._-]")


class Slot(NamedTuple):
    """One way to read a path: ``template`` has `SLOT` where ``spelled`` stands."""

    template: str
    spelled: str
    locale: Locale
    kind: Kind = "path"
    unmarked: str = ""  # where the file of the same bundle lies that names no locale; "" for nowhere


def find_slots(path: str) -> Iterator[Slot]:
    """All readings of ``path``, the most telling ones first."""
    folders, name = path.split("/")[:-1], path.rpartition("/")[2]
    for index, folder in enumerate(folders):
        if slot := _special_folder(path, folders, index):
            yield slot
        elif locale := locale_of(folder):
            yield _with_repeats(path, index, folder, locale)
    yield from _in_name("/".join(folders), name)


def _special_folder(path: str, folders: list[str], index: int) -> Slot | None:
    folder = folders[index]
    rest = path.split("/")[index + 1 :]
    before = "/".join((*folders[:index], ""))
    if folder.startswith("values-"):
        qualifier = folder.removeprefix("values-")
        locale = _or_none(locales.from_android, qualifier)
        place = "/".join((f"{before}values-{SLOT}", *rest))
        return (
            Slot(place, qualifier, locale, "android", "/".join((f"{before}values", *rest)))
            if locale
            else None
        )
    if (
        index and folders[index - 1] == "moko-resources"
    ):  # of Kotlin Multiplatform: Android's names without `values-`
        locale = _or_none(locales.from_android, folder)
        place, base = ("/".join((f"{before}{name}", *rest)) for name in (SLOT, "base"))
        return Slot(place, folder, locale, "android", base) if locale else None
    if folder.endswith(".lproj"):
        spelled = folder.removesuffix(".lproj")
        locale = locale_of(spelled)
        place = "/".join((f"{before}{SLOT}.lproj", *rest))
        base = "/".join((f"{before}Base.lproj", *rest))
        return Slot(place, spelled, locale, "apple", base) if locale else None
    return None


def _with_repeats(path: str, index: int, folder: str, locale: Locale) -> Slot:
    """A folder named after a locale; `de/app_de.arb` names it twice."""
    parts = path.split("/")
    unmarked = "/".join((*parts[:index], "base" if path.endswith(".xml") else "default", *parts[index + 1 :]))
    parts[index] = SLOT
    last = re.sub(rf"(?<![A-Za-z]){re.escape(folder)}(?![A-Za-z])", SLOT, parts[-1])
    return Slot("/".join((*parts[:-1], last)), folder, locale, "path", unmarked)


def _in_name(folder: str, name: str) -> Iterator[Slot]:
    """Readings of a file's name; `en.default.json`, as Shopify calls the source, is the `en.json` of others."""
    stem, dot, ext = name.rpartition(".")
    start = f"{folder}/" if folder else ""
    if locale := locale_of(stem):
        yield Slot(f"{start}{SLOT}{dot}{ext}", stem, locale)
        return
    cuts = [match.start() for match in _SEPARATOR.finditer(stem)]
    for cut in cuts:  # the longest ending that is a locale
        if locale := locale_of(stem[cut + 1 :]):
            template = f"{start}{stem[: cut + 1]}{SLOT}{dot}{ext}"
            yield Slot(template, stem[cut + 1 :], locale, "path", f"{start}{stem[:cut]}{dot}{ext}")
            break
    for cut in reversed(cuts):
        if locale := locale_of(stem[:cut]):
            template = f"{start}{SLOT}{stem[cut:].removeprefix('.default')}{dot}{ext}"
            has_plain = ext in ("xlf", "xliff")  # `de.locallang.xlf` of TYPO3
            unmarked = f"{start}{stem[cut + 1 :]}{dot}{ext}" if has_plain else ""
            yield Slot(template, stem[:cut], locale, "path", unmarked)
            break


@lru_cache(maxsize=8192)
def locale_of(text: str) -> Locale | None:
    """
    The locale that a name in a path stands for, None when it is none.

    >>> locale_of("pt_BR"), locale_of("sr@latin"), locale_of("jp"), locale_of("src")
    ('pt-BR', 'sr-Latn', 'ja', None)
    """
    if not _SHAPE.fullmatch(text):
        return None
    if text.lower() in _COUNTRIES:
        return _COUNTRIES[text.lower()]
    language = re.split(r"[-_@]", text)[0].lower()
    if len(language) == 3 and language not in _THREE_LETTERS:
        return None
    return _or_none(locales.from_underscore, text.replace("-", "_"))


def _or_none(read: Callable[[str], Locale], text: str) -> Locale | None:
    try:
        return read(text)
    except ValueError:
        return None

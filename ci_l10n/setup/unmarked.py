"""Sources whose path names no locale, and that have no translation yet."""

import re
from collections.abc import Iterator

from ci_l10n.setup import gettext
from ci_l10n.setup.draft import SLOT, Kind, Pattern
from ci_l10n.setup.slots import find_slots
from ci_l10n.setup.tree import Tree

_ANDROID = re.compile(r"(?P<res>(.*/)?)values/(?P<name>strings[^/]*\.xml)")
_BASE = re.compile(r"(?P<folder>(.*/)?)Base\.lproj/(?P<name>[^/]+\.(strings|stringsdict))")
_BUNDLE = re.compile(
    r"(?P<stem>(.*/)?(\w*[Mm]essages|\w*[Ss]trings|\w*[Ll]abels|\w*Bundle|i18n))(?P<ext>\.properties)"
)
_RESX = re.compile(r"(?P<stem>(.*/)?\w*(Resources?|Strings?|Locali[sz]ation|Texts?|Messages))(?P<ext>\.resx)")
_TEXTS = re.compile(r"<(string|plurals|string-array)\b(?![^>]*translatable\s*=\s*[\"']false)")
_SUFFIXES = (".xml", ".strings", ".stringsdict", ".properties", ".resx", ".xlf", ".xliff", ".pot")
_NAMES = re.compile(r"name\s*=\s*\"[^\"]*\"")


def find(tree: Tree) -> Iterator[Pattern]:
    """Sources that are known by their names alone."""
    there = frozenset(tree.paths)
    for path in (path for path in tree.paths if path.endswith(_SUFFIXES)):
        if found := _ANDROID.fullmatch(path):
            if has_texts(tree.text(path)) and not _holds_name_only(tree.text(path)):
                yield Pattern(path, f"{found['res']}values-{SLOT}/{found['name']}", "android")
        elif found := _BASE.fullmatch(path):
            yield Pattern(path, f"{found['folder']}{SLOT}.lproj/{found['name']}", "apple")
        elif found := _BUNDLE.fullmatch(path):
            yield _named(path, found["stem"], "_", found["ext"], "locale_underscore")
        elif found := _RESX.fullmatch(path):
            yield _named(path, found["stem"], ".", found["ext"], "locale")
        elif path.endswith((".xlf", ".xliff")):
            if _is_untranslated(tree.text(path)) and not any(find_slots(path)):
                stem, _, ext = path.rpartition(".")
                yield _named(path, stem, ".", f".{ext}", "locale")
        elif path.endswith(".pot"):
            yield gettext.untranslated(path, there)


def has_texts(text: str) -> bool:
    """Are there texts to translate among these resources of Android?"""
    return "<resources" in text and _TEXTS.search(text) is not None


def _is_untranslated(text: str) -> bool:
    """An XLIFF file without targets, as a framework extracts it."""
    return "source-language" in text and "target-language" not in text and "<target" not in text


def _holds_name_only(text: str) -> bool:
    """The one string that every generated project has, and that nobody has translated."""
    return [match[0] for match in _NAMES.finditer(text)] == ['name="app_name"']


def _named(path: str, stem: str, separator: str, ext: str, hint: str) -> Pattern:
    kind: Kind = "path"
    return Pattern(path, f"{stem}{separator}{SLOT}{ext}", kind, hint)

"""Sources whose path names no locale: templates of gettext, and files that have no translation yet."""

import re
from collections.abc import Iterator

from ci_l10n.setup.draft import SLOT, Kind, Pattern
from ci_l10n.setup.tree import Tree

_ANDROID = re.compile(r"(?P<res>(.*/)?)values/(?P<name>strings[^/]*\.xml)")
_BASE = re.compile(r"(?P<folder>(.*/)?)Base\.lproj/(?P<name>[^/]+\.(strings|stringsdict))")
_BUNDLE = re.compile(
    r"(?P<stem>(.*/)?(\w*[Mm]essages|\w*[Ss]trings|\w*[Ll]abels|\w*Bundle|i18n))(?P<ext>\.properties)"
)
_RESX = re.compile(r"(?P<stem>(.*/)?\w*(Resources?|Strings?|Locali[sz]ation|Texts?|Messages))(?P<ext>\.resx)")
TEXTS = re.compile(r"<(string|plurals|string-array)\b(?![^>]*translatable\s*=\s*[\"']false)")


def find(tree: Tree) -> Iterator[Pattern]:
    """Sources that are known by their names alone."""
    there = set(tree.paths)
    for path in tree.paths:
        if found := _ANDROID.fullmatch(path):
            if TEXTS.search(tree.text(path)):
                yield Pattern(path, f"{found['res']}values-{SLOT}/{found['name']}", "android")
        elif found := _BASE.fullmatch(path):
            yield Pattern(path, f"{found['folder']}{SLOT}.lproj/{found['name']}", "apple")
        elif found := _BUNDLE.fullmatch(path):
            yield _named(path, found["stem"], "_", found["ext"], "locale_underscore")
        elif found := _RESX.fullmatch(path):
            yield _named(path, found["stem"], ".", found["ext"], "locale")
        elif path.endswith(".pot"):
            yield _gettext(path, there)


def _named(path: str, stem: str, separator: str, ext: str, hint: str) -> Pattern:
    kind: Kind = "path"
    return Pattern(path, f"{stem}{separator}{SLOT}{ext}", kind, hint)


def _gettext(path: str, there: set[str]) -> Pattern:
    """A template without translations: in `po/` they lie beside it, elsewhere as gettext's own tools put them."""
    folder, _, name = path.rpartition("/")
    start = f"{folder}/" if folder else ""
    stem = name.removesuffix(".pot")
    if folder.rpartition("/")[2] == "po" or f"{start}LINGUAS" in there:
        return Pattern(path, f"{start}{SLOT}.po", hint="locale_underscore")
    return Pattern(path, f"{start}{SLOT}/LC_MESSAGES/{stem}.po", hint="locale_underscore")


def find_template(target: str, there: set[str]) -> str | None:
    """
    The .pot that the .po files of a template with `SLOT` are made from.

    >>> find_template("locale/{slot}/LC_MESSAGES/app.po", {"locale/app.pot"})
    'locale/app.pot'
    """
    before, _, after = target.partition(SLOT)
    folder = before.rpartition("/")[0]
    start = f"{folder}/" if folder else ""
    name = target.rpartition("/")[2].removesuffix(".po")
    stem = re.sub(r"[._-]?\{slot\}[._-]?", "", name)
    rest = after.rpartition("/")[0].strip("/")
    inner = f"{start}templates/{rest}/{stem}.pot".replace("//", "/")
    named = (f"{start}{stem}.pot", f"{start}templates/{stem}.pot", f"{start}pot/{stem}.pot", inner)
    if stem and (found := next((path for path in named if path in there), None)):
        return found
    beside = [path for path in there if path.endswith(".pot") and path.rpartition("/")[0] == folder]
    return beside[0] if len(beside) == 1 else None

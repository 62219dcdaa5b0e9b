"""Which .pot the .po files are made from, and where .po files go that nobody has made yet."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from ci_l10n.setup.draft import SLOT, Pattern

_FOLDERS = ("", "templates/", "pot/", "gettext/")


class Templates:
    """The .pot files of a repository."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = sorted(path for path in paths if path.endswith(".pot"))
        self._there = frozenset(self.paths)
        self._by_name: dict[str, list[str]] = {}
        self._by_folder: dict[str, list[str]] = {}
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            self._by_name.setdefault(name, []).append(path)
            self._by_folder.setdefault(folder, []).append(path)

    def find(self, target: str) -> str | None:
        """
        The .pot that the .po files of a template with `SLOT` are made from.

        >>> Templates(["locale/app.pot"]).find("locale/{slot}/LC_MESSAGES/app.po")
        'locale/app.pot'
        """
        before, _, after = target.partition(SLOT)
        folder = before.rpartition("/")[0]
        start = f"{folder}/" if folder else ""
        stem = re.sub(r"[._-]?\{slot\}[._-]?", "", PurePosixPath(target).stem)
        rest = f"{after.rpartition('/')[0].strip('/')}/".lstrip("/")
        inners = (rest.removeprefix("LC_MESSAGES/"), rest, "")
        named = (f"{start}{place}{inner}{stem}.pot" for inner in inners for place in _FOLDERS)
        if stem and (found := next((path for path in named if path in self._there), None)):
            return found
        return self._only(stem, inners[0], folder)

    def _only(self, stem: str, inner: str, folder: str) -> str | None:
        """The one that lies near, or that is called alike and lies in the folder above."""
        above = folder.rpartition("/")[0]
        near = self._by_folder.get(folder, [])
        if not stem:  # the whole name is the locale: `locales/de.po`
            near = near or self._by_folder.get(above, [])
        if not near and stem:
            start = f"{above}/" if above else ""
            alike = self._by_name.get(f"{stem}.pot", [])
            near = [path for path in alike if path.startswith(start) and path.endswith(f"/{inner}{stem}.pot")]
        return near[0] if len(near) == 1 else None


def untranslated(path: str, there: frozenset[str]) -> Pattern:
    """The pattern of a template without translations, as gettext's own tools and those of frameworks put them."""
    folder, _, name = path.rpartition("/")
    above, _, last = folder.rpartition("/")
    start = f"{folder}/" if folder else ""
    stem = name.removesuffix(".pot")
    if last in ("po", "i18n") or f"{start}LINGUAS" in there:  # i18n: a module of Odoo
        target = f"{start}{SLOT}.po"
    elif last == "languages":  # of WordPress; its themes leave the name out
        is_theme = f"{above}/style.css".lstrip("/") in there
        target = f"{start}{SLOT}.po" if is_theme else f"{start}{stem}-{SLOT}.po"
    else:
        target = f"{start}{SLOT}/LC_MESSAGES/{stem}.po"
    return Pattern(path, target, hint="locale_underscore")

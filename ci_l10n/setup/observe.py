"""How the files that are there spell their locales."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.paths.glob import compile_glob
from ci_l10n.setup.draft import SLOT, Pattern
from ci_l10n.setup.slots import locale_of
from ci_l10n.setup.source_locale import likely

_PARTS = {"path": "(?:.*/)?", "dir": ".*"}


@dataclass
class Placed:
    """A pattern, and what the files of its form say."""

    pattern: Pattern
    tags: Mapping[str, Locale]  # spelling -> locale
    own: Locale | None  # of the source, where its path names one
    spelled: dict[Locale, str] = field(default_factory=dict)  # target locale -> spelling

    @property
    def all_tags(self) -> set[Locale]:
        return {*self.tags.values(), *([self.own] if self.own else [])}

    def spell(self, same: Mapping[Locale, Locale], targets: Sequence[Locale]) -> None:
        """Note the spelling of each target locale; files know better than another tool's configuration."""
        self.spelled = {}
        default = locales.android if self.pattern.kind == "android" else str
        for spelled, tag in sorted(self.tags.items()):
            locale = same[tag]
            if locale in targets and (locale not in self.spelled or spelled == default(locale)):
                self.spelled[locale] = spelled
        for tag, spelled in self.pattern.spelled.items():
            locale = same.get(tag, tag)
            if locale in targets:
                self.spelled.setdefault(locale, spelled)


def observe(pattern: Pattern, paths: Sequence[str]) -> Placed:
    """Look for files of the form that the target of ``pattern`` has; ``paths`` in order."""
    if SLOT not in pattern.target:
        return Placed(pattern, {}, None)
    read = _from_android if pattern.kind == "android" else locale_of
    expression = re.compile(_expression(pattern))
    sources = compile_glob(pattern.source)
    start = pattern.target.partition("{")[0]
    found: dict[str, Locale] = {}
    own = None
    for path in paths:
        if path.startswith(start) and (match := expression.fullmatch(path)) and (tag := read(match["slot"])):
            if pattern.among and match["slot"] not in pattern.among:
                continue
            if not pattern.among and sources.match(path) is not None:
                own = tag
            else:
                found.setdefault(match["slot"], tag)
    return Placed(pattern, found, own)


def _from_android(qualifier: str) -> Locale | None:
    try:
        return locales.from_android(qualifier)
    except ValueError:
        return None


def _expression(pattern: Pattern) -> str:
    name = pattern.source.rpartition("/")[2]
    ext = _any_of(name.rpartition(".")[2]) if "." in name else r"[^/.]+"
    text = ""
    for index, part in enumerate(re.split(r"\{(\w+)\}", pattern.target)):
        if index % 2 == 0:
            text += re.escape(part.removeprefix("/") if text.endswith("/)?") else part)
        elif part == "slot":
            text += r"(?P=slot)" if "(?P<slot>" in text else r"(?P<slot>[^/]+?)"
        elif part == "name":
            text += rf"[^/]+\.{ext}"
        else:
            text += _PARTS.get(part, ext if part == "ext" else "[^/]+?")
    return text


def _any_of(ext: str) -> str:
    """The expression for an extension, or for several in braces."""
    if not ext.startswith("{"):
        return re.escape(ext.rstrip("}"))
    return f"(?:{'|'.join(map(re.escape, ext.strip('{}').split(',')))})"


def unify(placed: Sequence[Placed], source: Locale, known: Sequence[Locale]) -> dict[Locale, Locale]:
    """
    The locale that each tag stands for: ``source`` and ``known`` ones first, then the most frequent spelling.

    Tags that mean the same are one, unless some place has both.
    """
    counts: dict[Locale, int] = {}
    for each in placed:
        for tag in (*each.all_tags, *each.pattern.spelled):
            counts[tag] = counts.get(tag, 0) + 1
    same: dict[Locale, Locale] = {}
    firsts = dict.fromkeys((source, *known))
    for tag in (*firsts, *sorted(counts, key=lambda tag: (-counts[tag], len(tag), tag))):
        if tag not in same:
            alike = (first for first in dict.fromkeys(same.values()) if likely(first) == likely(tag))
            is_new = tag in firsts
            same[tag] = (
                tag if is_new else next((a for a in alike if not _together(placed, tag, a, same)), tag)
            )
    return same


def _together(placed: Sequence[Placed], tag: Locale, first: Locale, same: Mapping[Locale, Locale]) -> bool:
    others = {other for other, locale in same.items() if locale == first}
    return any(tag in each.all_tags and each.all_tags & others for each in placed)

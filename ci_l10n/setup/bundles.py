"""
Files that are one text in several languages, found by what stands in the same place of their paths.

A *bundle* is all files of one template. A *family* is all bundles that name the locale in the same place: a file that
nobody has translated yet is known as a source by the files beside it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from ci_l10n.model import Locale
from ci_l10n.setup.draft import SLOT, Kind
from ci_l10n.setup.slots import Slot, find_slots
from ci_l10n.setup.tree import Tree

STRINGS = frozenset(
    [
        ".json",
        ".arb",
        ".yaml",
        ".yml",
        ".strings",
        ".stringsdict",
        ".po",
        ".properties",
        ".xlf",
        ".xliff",
        ".resx",
        ".xml",
        ".csv",
    ]
)
DOCUMENTS = frozenset([".md", ".mdx", ".markdown"])
# Folders that say what is in them, also where there is but one language so far.
_TELLING = frozenset(
    [
        "locale",
        "locales",
        "localization",
        "localisation",
        "localizations",
        "i18n",
        "l10n",
        "intl",
        "lang",
        "langs",
        "language",
        "languages",
        "translation",
        "translations",
        "_locales",
        "lc_messages",
        "messages",
        "nls",
    ]
)
_TELLING_DOCUMENTS = frozenset(
    ["docs", "doc", "documentation", "content", "website", "help", "manual", "pages", "i18n"]
)
# Settings of tools, wherever they lie.
_NEVER = re.compile(
    r"(package(-lock)?|tsconfig[^/]*|composer|manifest|lerna|nx|angular|renovate|mkdocs|docker-compose[^/]*)\.(json|ya?ml)"
)


@dataclass
class Bundle:
    """The files of one template, by how they spell their locale."""

    template: str
    kind: Kind
    unmarked: str  # the path without a locale, whether it is there or not
    files: dict[str, str] = field(default_factory=dict)
    locales: dict[str, Locale] = field(default_factory=dict)

    def add(self, slot: Slot, path: str) -> None:
        self.files[slot.spelled] = path
        self.locales[slot.spelled] = slot.locale

    @cached_property
    def family(self) -> str:
        """What bundles beside each other have in common: all before the locale, and the suffix."""
        before, _, after = self.template.partition(SLOT)
        folder, _, start = before.rpartition("/")
        suffix = PurePosixPath(self.template).suffix
        if "/" in after:
            return f"{before}{SLOT}/**{suffix}"
        return f"{folder}/*{start[-1:]}{SLOT}{after}"

    @property
    def is_document(self) -> bool:
        return PurePosixPath(self.template).suffix.lower() in DOCUMENTS

    @property
    def is_telling(self) -> bool:
        """Do folder and name say that this is localization?"""
        if self.kind != "path" or self.template.endswith((".arb", ".po")):
            return True
        folders = {name.lower() for name in self.template.split("/")[:-1]}
        return bool(folders & (_TELLING_DOCUMENTS if self.is_document else _TELLING))


def may_count(path: str) -> bool:
    """Is this file of a kind that holds texts?"""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix in STRINGS | DOCUMENTS and not _NEVER.fullmatch(path.rpartition("/")[2])


def find_bundles(tree: Tree) -> list[Bundle]:
    """Every way to read the files of ``tree`` as bundles, the most convincing ones first; they overlap."""
    found: dict[str, Bundle] = {}
    for path in tree.paths:
        if may_count(path):
            for slot in find_slots(path):
                if slot.kind == "path" and path.endswith((".xml", ".strings", ".stringsdict")):
                    continue  # a module called `my`, a folder of other XML
                bundle = found.setdefault(slot.template, Bundle(slot.template, slot.kind, slot.unmarked))
                bundle.add(slot, path)
    families = locales_by_family(found.values())
    return sorted(found.values(), key=lambda bundle: _rank(bundle, families))


def locales_by_family(bundles: Iterable[Bundle]) -> dict[str, set[Locale]]:
    families: dict[str, set[Locale]] = {}
    for bundle in bundles:
        families.setdefault(bundle.family, set()).update(bundle.locales.values())
    return families


def _rank(bundle: Bundle, families: Mapping[str, set[Locale]]) -> tuple[bool, int, int, str]:
    has_documents_beside = bundle.is_document and "/" not in bundle.template.partition(SLOT)[2]
    return (has_documents_beside, -len(families[bundle.family]), -len(bundle.files), bundle.template)

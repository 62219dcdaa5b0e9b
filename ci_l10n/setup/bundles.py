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
from posixpath import splitext

from ci_l10n.model import Locale
from ci_l10n.setup import folders
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
        ".resw",
        ".xml",
        ".csv",
    ]
)
DOCUMENTS = frozenset([".md", ".mdx", ".markdown"])
_TELLING_NAME = re.compile(
    r"(^|[._-])(messages?|strings?|translations?|i18n|l10n|nls|lang|texts?|labels?)([._-]|$)", re.I
)
# Settings of tools, wherever they lie.
_NEVER = re.compile(
    r"(package(-lock)?|tsconfig[^/]*|composer|manifest|lerna|nx|angular|renovate|mkdocs|docker-compose[^/]*)\.(json|ya?ml)"
    r"|(application|bootstrap|log4j2?|logback|logging|gradle|gradle-wrapper)([-_.]\w+)?\.(properties|ya?ml)"
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
        if self.kind != "path" or self.template.endswith((".arb", ".po", ".resw")):
            return True
        names = {name.lower() for name in self.template.split("/")[:-1]}
        return bool(names & (folders.DOCUMENTS if self.is_document else folders.STRINGS))

    @property
    def may_be_unmarked(self) -> bool:
        """May a file without a locale be the source? Settings are named `values-eu.yaml` and `config.it.json`, too."""
        suffix = PurePosixPath(self.template).suffix
        if suffix == ".properties":
            return f"_{SLOT}" in self.template
        is_data = suffix in (".json", ".yaml", ".yml", ".csv")
        name = PurePosixPath(self.unmarked).stem
        return self.is_telling or not is_data or _TELLING_NAME.search(name) is not None


def may_count(path: str) -> bool:
    """Is this file of a kind that holds texts?"""
    suffix = splitext(path)[1].lower()
    return (suffix in STRINGS or suffix in DOCUMENTS) and not _NEVER.fullmatch(path.rpartition("/")[2])


def looks_localized(path: str) -> bool:
    """Does the path alone say that this is one of several languages?"""
    slots = find_slots(path) if may_count(path) else ()
    bundles = (Bundle(slot.template, slot.kind, slot.unmarked) for slot in slots)
    return any(bundle.is_telling or bundle.template.endswith(f"_{SLOT}.properties") for bundle in bundles)


def find_bundles(tree: Tree) -> list[Bundle]:
    """Every way to read the files of ``tree`` as bundles, the most convincing ones first; they overlap."""
    found: dict[str, Bundle] = {}
    for path in tree.paths:
        if may_count(path):
            for slot in find_slots(path):
                bundle = found.setdefault(slot.template, Bundle(slot.template, slot.kind, slot.unmarked))
                bundle.add(slot, path)
    believed = [bundle for bundle in found.values() if not _is_elsewhere(bundle)]
    families = locales_by_family(believed)
    return sorted(believed, key=lambda bundle: _rank(bundle, families))


def _is_elsewhere(bundle: Bundle) -> bool:
    """Android's and Apple's files have folders of their own; elsewhere a module may be called `my`."""
    is_own = bundle.template.endswith((".xml", ".strings", ".stringsdict"))
    return is_own and bundle.kind == "path" and not bundle.is_telling


def locales_by_family(bundles: Iterable[Bundle]) -> dict[str, set[Locale]]:
    families: dict[str, set[Locale]] = {}
    for bundle in bundles:
        families.setdefault(bundle.family, set()).update(bundle.locales.values())
    return families


def _rank(bundle: Bundle, families: Mapping[str, set[Locale]]) -> tuple[bool, int, int, str]:
    has_documents_beside = bundle.is_document and "/" not in bundle.template.partition(SLOT)[2]
    return (has_documents_beside, -len(families[bundle.family]), -len(bundle.files), bundle.template)

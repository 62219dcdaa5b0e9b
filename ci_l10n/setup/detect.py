"""What a repository says about its localization by where its files lie."""

import re
from collections.abc import Iterable, Iterator

from ci_l10n.model import Locale
from ci_l10n.setup import single_files, unmarked
from ci_l10n.setup.bundles import Bundle, find_bundles, locales_by_family, may_count
from ci_l10n.setup.draft import SLOT, Draft, Note, Pattern
from ci_l10n.setup.source_locale import find_source_locale, in_bundle
from ci_l10n.setup.tree import Tree, notes_aside
from ci_l10n.setup.unsupported import notes_unsupported

LOOKED_FOR = (
    "Android res/values, Apple *.lproj and *.xcstrings, JSON, YAML, ARB, gettext, properties, .resx, XLIFF, CSV, "
    "and documents in a folder per language"
)


def detect(tree: Tree, source_locale: Locale | None = None) -> Draft:
    """
    The sources of ``tree``, one pattern each, and its locales; no patterns where nothing was found.

    Raises `ConfigError` where nothing tells which locale is the source.
    """
    bundles = find_bundles(tree)
    singles = list(single_files.find(tree))
    plain = list(unmarked.find(tree))
    source = source_locale or find_source_locale(
        bundles,
        said=(single.source for single in singles if single.source),
        has_unmarked=_has_unmarked(bundles, plain, tree),
    )
    patterns, notes = _take(tree, bundles, source)
    taken = {pattern.source for pattern in patterns}
    patterns += [pattern for pattern in plain if pattern.source not in taken]
    patterns += [single.pattern for single in singles]
    notes += notes_aside(tree, may_count)
    notes += notes_unsupported(tree)
    targets = tuple(dict.fromkeys(locale for single in singles for locale in single.locales))
    return Draft(tuple(patterns), source, targets, tuple(notes))


def _has_unmarked(bundles: Iterable[Bundle], plain: list[Pattern], tree: Tree) -> bool:
    there = set(tree.paths)
    return bool(plain) or any(bundle.unmarked in there for bundle in bundles)


def _take(tree: Tree, bundles: list[Bundle], source: Locale) -> tuple[list[Pattern], list[Note]]:
    """Bundles that hold together, best first; no file counts twice."""
    there = set(tree.paths)
    families = locales_by_family(bundles)
    taken: set[str] = set()
    found: list[Pattern] = []
    lacking: list[Bundle] = []
    beside: list[Bundle] = []
    for bundle in bundles:
        left = {spelled: path for spelled, path in bundle.files.items() if path not in taken}
        several = len(families[bundle.family]) > 1
        path = _source_of(bundle, source, there)
        if not left or path in taken or not (several or bundle.is_telling or path == bundle.unmarked):
            continue
        if bundle.is_document and "/" not in bundle.template.partition(SLOT)[2]:
            beside += [bundle] if path else []
        elif path and _holds_texts(tree, bundle, path):
            taken |= {path, *left.values()}
            found.append(Pattern(path, bundle.template, bundle.kind, _usual(bundle.template)))
        elif not path and len(bundle.files) > 1 and bundle.is_telling:
            taken.update(left.values())
            lacking.append(bundle)
    return found, [*_notes_lacking(lacking, source), *_notes_beside(beside)]


def _usual(template: str) -> str:
    """The placeholder that fits what such files are usually called; files that are there decide."""
    is_symfony = re.search(r"translations/[^/]*\.\{slot\}\.(ya?ml|xlf)$", template)
    if is_symfony or f"_{SLOT}" in template or template.endswith((".po", ".properties")):
        return "locale_underscore"
    return "locale"


def _source_of(bundle: Bundle, source: Locale, there: set[str]) -> str | None:
    """The file that the others are translated from."""
    if bundle.template.endswith(".po") and (template := unmarked.find_template(bundle.template, there)):
        return template
    if bundle.unmarked in there:
        return bundle.unmarked
    spelled = in_bundle(bundle, source)
    return bundle.files[spelled] if spelled else None


def _holds_texts(tree: Tree, bundle: Bundle, path: str) -> bool:
    return bundle.kind != "android" or unmarked.TEXTS.search(tree.text(path)) is not None


def _notes_lacking(bundles: list[Bundle], source: Locale) -> Iterator[Note]:
    """Translations of nothing, such as those of texts that a storyboard holds: one note for each place."""
    places: dict[str, list[str]] = {}
    for bundle in bundles:
        places.setdefault(bundle.family, []).extend(bundle.files.values())
    for paths in places.values():
        template = " and no .pot" if paths[0].endswith(".po") else ""
        yield Note(
            "init-left-out",
            f"{len(paths)} files such as {paths[0]} were left out: there is none of them for {source}{template}",
            "commit the source, or give --source-locale if it is another one",
        )


def _notes_beside(bundles: list[Bundle]) -> Iterator[Note]:
    for bundle in bundles:
        example = bundle.template.replace(SLOT, "{locale}")
        yield Note(
            "init-left-out",
            f"translations beside a document were left out: {', '.join(sorted(bundle.files.values())[:3])}",
            f"documents are replaced as a whole; if the platform is to do that, add a rule with `target: {example}`",
        )

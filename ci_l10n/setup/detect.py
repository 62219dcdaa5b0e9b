"""What a repository says about its localization by where its files lie."""

import re
from collections.abc import Iterator

from ci_l10n.model import Locale
from ci_l10n.setup import documents, single_files, unmarked
from ci_l10n.setup.bundles import Bundle, find_bundles, locales_by_family, looks_localized
from ci_l10n.setup.draft import SLOT, Draft, Note, Pattern
from ci_l10n.setup.gettext import Templates
from ci_l10n.setup.settings import read_settings
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

    Examples count only where there is nothing else. Raises `ConfigError` where nothing tells which locale is the source.
    """
    narrow = tree.without_examples()
    if len(narrow.paths) < len(tree.paths) and (draft := _detect(narrow, source_locale)).patterns:
        return draft
    return _detect(tree, source_locale)


def _detect(whole: Tree, given: Locale | None) -> Draft:
    rooted = list(documents.find(whole, given))
    tree = whole.without(path for each in rooted for path in each.covered)
    bundles = find_bundles(tree)
    singles = list(single_files.find(tree))
    plain = list(unmarked.find(tree))
    settings = read_settings(tree)
    candidates = {locale for bundle in bundles for locale in bundle.locales.values()}
    has_plain = bool(plain or rooted)
    source = given or find_source_locale(
        bundles,
        said=[
            *(single.source for single in singles if single.source),
            *settings.sources(candidates, has_unmarked=has_plain),
        ],
        unmarked=set(tree.paths),
        has_plain=has_plain,
    )
    patterns, notes = _take(tree, bundles, source)
    taken = {pattern.source for pattern in patterns}
    patterns += [pattern for pattern in plain if pattern.source not in taken]
    patterns += [single.pattern for single in singles]
    patterns += [each.pattern for each in rooted]
    notes += notes_aside(tree, looks_localized)
    notes += notes_unsupported(tree)
    seen = tuple(dict.fromkeys(locale for single in singles for locale in single.locales))
    return Draft(
        tuple(patterns),
        source,
        notes=tuple(notes),
        seen=seen,
        expected=settings.locales,
        expected_by=settings.path,
    )


def _take(tree: Tree, bundles: list[Bundle], source: Locale) -> tuple[list[Pattern], list[Note]]:
    """Bundles that hold together, best first; no file counts twice."""
    there = set(tree.paths)
    families = locales_by_family(bundles)
    taken: set[str] = set()
    templates = Templates(there)
    found: list[Pattern] = []
    lacking: list[Bundle] = []
    beside: list[Pattern] = []
    for bundle in bundles:
        left = {spelled: path for spelled, path in bundle.files.items() if path not in taken}
        several = len(families[bundle.family]) > 1
        path = _source_of(bundle, source, there, templates)
        if not left or path in taken or not (several or bundle.is_telling or path == bundle.unmarked):
            continue
        if path and _holds_texts(tree, bundle, path):
            pattern = Pattern(path, bundle.template, bundle.kind, _usual(bundle, path))
            if bundle.is_document and "/" not in bundle.template.partition(SLOT)[2]:
                beside.append(pattern)
                continue
            taken |= {path, *left.values()}
            found.append(pattern)
        elif not path and len(bundle.files) > 1 and bundle.is_telling:
            taken.update(left.values())
            lacking.append(bundle)
    notes = list(_notes_lacking(lacking, source, there))
    if not found and not lacking:
        return list({pattern.source: pattern for pattern in reversed(beside)}.values()), notes
    return found, [*notes, *_notes_beside(beside)]


def _usual(bundle: Bundle, source: str) -> str:
    """The placeholder that fits how such files are usually named; files that are there decide."""
    own = next((spelled for spelled, path in bundle.files.items() if path == source), "")
    if "-" in own:
        return "locale"
    template = bundle.template
    is_symfony = re.search(r"translations/[^/]*\.\{slot\}\.(ya?ml|xlf)$", template)
    if is_symfony or "_" in own or f"_{SLOT}" in template or f"_locales/{SLOT}" in template:
        return "locale_underscore"
    return "locale_underscore" if template.endswith((".po", ".properties")) else "locale"


def _source_of(bundle: Bundle, source: Locale, there: set[str], templates: Templates) -> str | None:
    """The file that the others are translated from."""
    if bundle.template.endswith(".po") and (template := templates.find(bundle.template)):
        return template
    if bundle.unmarked in there and bundle.may_be_unmarked:
        return bundle.unmarked
    spelled = in_bundle(bundle, source)
    return bundle.files[spelled] if spelled else None


def _holds_texts(tree: Tree, bundle: Bundle, path: str) -> bool:
    """Android's resources are more than texts, other XML is of no use here, and tables need to name their columns."""
    if path.endswith(".csv"):
        return single_files.has_header(tree.text(path))
    if not path.endswith(".xml"):
        return True
    return unmarked.has_texts(tree.text(path))


def _notes_lacking(bundles: list[Bundle], source: Locale, there: set[str]) -> Iterator[Note]:
    """Translations of nothing, such as those of texts that a storyboard holds: one note for each place."""
    places: dict[tuple[str, bool], list[str]] = {}
    for bundle in bundles:
        stem = bundle.unmarked.rpartition(".")[0]
        of_screen = bundle.kind == "apple" and bool(there & {f"{stem}.storyboard", f"{stem}.xib"})
        places.setdefault((bundle.family, of_screen), []).extend(bundle.files.values())
    for (_, of_screen), paths in places.items():
        if of_screen:
            yield _note_screens(paths)
            continue
        template = " and no .pot" if paths[0].endswith(".po") else ""
        yield Note(
            "init-left-out",
            f"{len(paths)} files such as {paths[0]} were left out: there is none of them for {source}{template}",
            "commit the source, or give --source-locale if it is another one",
        )


def _note_screens(paths: list[str]) -> Note:
    return Note(
        "init-left-out",
        f"{len(paths)} files such as {paths[0]} were left out: their source texts are in storyboards",
        "have Xcode write those texts to a string catalog or to .strings, and commit that",
    )


def _notes_beside(patterns: list[Pattern]) -> Iterator[Note]:
    for pattern in patterns:
        target = pattern.target.replace(SLOT, "{locale}")
        yield Note(
            "init-left-out",
            f"{pattern.source} and its translations were left out: documents are replaced as a whole",
            f"if the platform is to do that, add a rule with `target: {target}`",
        )

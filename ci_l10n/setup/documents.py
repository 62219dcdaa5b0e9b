"""
Documents whose source lies where no locale is named, and whose translations lie beside it or in a folder of their own.

`docs/guide.md` with `docs/de/guide.md` (VitePress, Starlight), with `docs/guide.de.md` (MkDocs, Hugo), or with
`i18n/de/docusaurus-plugin-content-docs/current/guide.md` (Docusaurus). Pages that nobody has translated yet belong to
the same rule, so these are found as a whole and not page by page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from posixpath import splitext
from typing import NamedTuple

from ci_l10n.model import Locale
from ci_l10n.setup import folders
from ci_l10n.setup.draft import SLOT, Pattern
from ci_l10n.setup.slots import locale_of
from ci_l10n.setup.tree import Tree

SUFFIXES = (".md", ".mdx", ".markdown")
_EVERYWHERE = frozenset(["index", "_index", "README", "readme"])  # stems that prove nothing
_PLUGINS = {
    "docusaurus-plugin-content-docs/current": "docs",
    "docusaurus-plugin-content-blog": "blog",
    "docusaurus-plugin-content-pages": "src/pages",
}


class Rooted(NamedTuple):
    """A pattern for all pages of one place, and the files that it answers for."""

    pattern: Pattern
    covered: frozenset[str]


def find(tree: Tree, source: Locale | None) -> Iterator[Rooted]:
    """``source`` is the source locale where somebody gave it; a folder or suffix of it is no translation."""
    pages = [path for path in tree.paths if path.endswith(SUFFIXES)]
    there = set(pages)
    yield from _in_folders(pages, there, source)
    yield from _docusaurus(pages, there)
    yield from _with_suffixes(pages, there, source)


def _in_folders(pages: Sequence[str], there: set[str], source: Locale | None) -> Iterator[Rooted]:
    """Translations in a folder per locale beside the pages themselves."""
    roots: dict[str, dict[str, list[str]]] = {}
    for path in pages:
        names = path.split("/")
        for index, name in enumerate(names[:-1]):
            if locale_of(name) and any(folder.lower() in folders.DOCUMENTS for folder in names[:index]):
                roots.setdefault("/".join(names[:index]), {}).setdefault(name, []).append(path)
                break
    for root, by_spelling in roots.items():
        twins = {
            spelled: [path for path in paths if path.replace(f"{root}/{spelled}/", f"{root}/", 1) in there]
            for spelled, paths in by_spelling.items()
        }
        spellings = {spelled for spelled, paths in twins.items() if paths}
        if _is_translated(twins) and not any(_is_source(spelled, source) for spelled in by_spelling):
            suffixes = _suffixes(path for path in pages if path.startswith(f"{root}/"))
            yield Rooted(
                Pattern(
                    f"{root}/**/*{suffixes}",
                    f"{root}/{SLOT}/{{path}}/{{name}}",
                    exclude=(f"{root}/{SLOT}/**",),
                    among=frozenset(spellings),
                ),
                frozenset(path for spelled in spellings for path in by_spelling[spelled]),
            )


def _is_source(spelled: str, source: Locale | None) -> bool:
    locale = locale_of(spelled) or ""
    return locale == source if source else locale.partition("-")[0] == "en"


def _is_translated(twins: Mapping[str, list[str]]) -> bool:
    """A page that is there twice, and not only because every folder has an index; or several locales."""
    translated = [paths for paths in twins.values() if paths]
    return len(translated) > 1 or any(
        PurePosixPath(path).stem not in _EVERYWHERE for paths in translated for path in paths
    )


def _docusaurus(pages: Sequence[str], there: set[str]) -> Iterator[Rooted]:
    found: dict[tuple[str, str], set[str]] = {}
    for path in pages:
        for plugin, folder in _PLUGINS.items():
            before, cut, inner = path.partition(f"/{plugin}/")
            top, has_i18n, spelled = before.rpartition("i18n/")
            site = top if cut and has_i18n and locale_of(spelled) else None
            if site is not None and f"{site}{folder}/{inner}" in there:
                found.setdefault((site, plugin), set()).add(path)
    for (site, plugin), paths in found.items():
        folder = f"{site}{_PLUGINS[plugin]}"
        yield Rooted(
            Pattern(
                f"{folder}/**/*{_suffixes(path for path in pages if path.startswith(f'{folder}/'))}",
                f"{site}i18n/{SLOT}/{plugin}/{{path}}/{{name}}",
            ),
            frozenset(paths),
        )


def _with_suffixes(pages: Sequence[str], there: set[str], source: Locale | None) -> Iterator[Rooted]:
    """`guide.de.md` beside `guide.md`, below a folder that is for documents."""
    found: dict[str, list[str]] = {}
    for path in pages:
        stem, suffix = splitext(path)
        plain, spelled = splitext(stem)
        if not locale_of(spelled[1:]) or plain + suffix not in there or _is_source(spelled[1:], source):
            continue
        parts = path.split("/")[:-1]
        index = next((i for i, folder in enumerate(parts) if folder.lower() in folders.DOCUMENTS), None)
        if index is not None:
            found.setdefault("/".join(parts[: index + 1]), []).append(path)
    for root, paths in found.items():
        suffixes = _suffixes(path for path in pages if path.startswith(f"{root}/"))
        yield Rooted(
            Pattern(
                f"{root}/**/*{suffixes}",
                f"{root}/{{path}}/{{stem}}.{SLOT}.{{ext}}",
                exclude=(f"{root}/**/*.{SLOT}{suffixes}",),
                among=frozenset(PurePosixPath(path).suffixes[-2].lstrip(".") for path in paths),
            ),
            frozenset(paths),
        )


def _suffixes(paths: Iterable[str]) -> str:
    """What the pages end with, as a glob spells it."""
    found = sorted({splitext(path)[1] for path in paths})
    return found[0] if len(found) == 1 else f".{{{','.join(suffix[1:] for suffix in found)}}}"

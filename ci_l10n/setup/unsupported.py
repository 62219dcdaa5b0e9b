"""Localization that is seen and cannot be merged: told, so that nobody has to wonder."""

import re
from collections.abc import Iterable, Iterator

from ci_l10n.setup.draft import Note
from ci_l10n.setup.single_files import has_header
from ci_l10n.setup.slots import locale_of
from ci_l10n.setup.tree import Tree

_FOLDERS = r"(^|/)(locales?|i18n|l10n|intl|langs?|languages?|translations?|messages)/"
_KINDS = (
    ("Fluent", re.compile(r"\.ftl$"), "use a platform's own Fluent support, or another format"),
    ("PHP arrays", re.compile(rf"{_FOLDERS}(.*/)?[^/]+\.php$"), "frameworks read JSON or YAML as well"),
    (
        "Qt Linguist",
        re.compile(r"(^|/)[^/]*_[a-z]{2}(_[A-Z]{2})?\.ts$"),
        "convert them with lconvert to XLIFF or gettext",
    ),
    (
        "texts for stores",
        re.compile(r"(^|/)fastlane/metadata/(android/)?[^/]+/([^/]+/)*[^/]+\.txt$"),
        "they are documents: add a rule such as `source: fastlane/metadata/android/en-US/**/*.txt`",
    ),
    (
        "tables without a header",
        re.compile(rf"{_FOLDERS}[a-z]{{2}}_[A-Z]{{2}}\.csv$"),
        "name the columns in the first row",
    ),
    ("code", re.compile(rf"{_FOLDERS}(.*/)?[^/]+\.[cm]?[jt]sx?$"), "keep the texts in JSON and import that"),
    ("TOML", re.compile(rf"{_FOLDERS}(.*/)?[^/]+\.toml$"), "frameworks read JSON or YAML as well"),
    ("Joomla", re.compile(r"(^|/)[a-z]{2}-[A-Z]{2}[^/]*\.ini$"), "convert them to another format"),
)
_SUFFIXES = (
    ".ftl",
    ".php",
    ".ts",
    ".tsx",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".mts",
    ".cts",
    ".toml",
    ".ini",
    ".txt",
    ".csv",
)


def notes_unsupported(tree: Tree) -> Iterator[Note]:
    """One note for each kind that there is."""
    candidates = [path for path in tree.paths if path.endswith(_SUFFIXES)]
    taken: set[str] = set()
    for name, expression, hint in _KINDS:
        found = [
            path
            for path in candidates
            if path not in taken
            and expression.search(path)
            and _names_locale(path)
            and _is_kind(name, tree, path)
        ]
        taken.update(found)
        if found:
            count = "1 file" if len(found) == 1 else f"{len(found)} files"
            yield Note(
                "init-left-out", f"{name}: {count} such as {found[0]} cannot be merged key by key", hint
            )


def _is_kind(name: str, tree: Tree, path: str) -> bool:
    """Where the path does not tell enough, the content does."""
    if name == "Qt Linguist":
        return "<TS" in tree.text(path)[:1024]
    return not path.endswith(".csv") or not has_header(tree.text(path))


def _names_locale(path: str) -> bool:
    if path.endswith(".ftl"):
        return True
    return any(locale_of(part) for part in _parts(path))


def _parts(path: str) -> Iterable[str]:
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return (*folders, stem, stem.rpartition("_")[2], name[:5])

"""Files that hold all locales: string catalogs and tables."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from ci_l10n.model import Locale
from ci_l10n.setup.draft import Pattern
from ci_l10n.setup.slots import locale_of
from ci_l10n.setup.tree import Tree

_MOST_BYTES = 1 << 24
_COLUMNS = frozenset(
    ["key", "keys", "id", "name", "identifier", "source", "text", "value", "translation", "string", "msgid"]
)


class Single(NamedTuple):
    """One such file: what it says about its locales."""

    pattern: Pattern
    source: Locale | None  # None: it does not say
    locales: tuple[Locale, ...]


def find(tree: Tree) -> Iterator[Single]:
    for path in tree.paths:
        if path.endswith(".xcstrings"):
            yield _catalog(tree, path)
        elif path.endswith(".csv") and (single := _table(tree, path)):
            yield single


def _catalog(tree: Tree, path: str) -> Single:
    """An Xcode string catalog; what cannot be read is left to `check`, which says where it breaks."""
    data = tree.read(path) or b""
    try:
        document = json.loads(data) if len(data) <= _MOST_BYTES else {}
    except (ValueError, RecursionError):
        document = {}
    document = document if isinstance(document, dict) else {}
    source = document.get("sourceLanguage")
    strings = document.get("strings")
    tags = {
        tag
        for entry in (strings.values() if isinstance(strings, dict) else ())
        if isinstance(entry, dict) and isinstance(entry.get("localizations"), dict)
        for tag in entry["localizations"]
    }
    found = tuple(sorted(locale for tag in tags if (locale := locale_of(str(tag)))))
    return Single(Pattern(path, path), locale_of(source) if isinstance(source, str) else None, found)


def has_header(text: str) -> bool:
    """
    Does the first row of a table name its columns? `i18n/de_DE.csv` of Magento has none.

    >>> has_header("key,text\\na,A\\n"), has_header('"Add to Cart","In den Warenkorb"\\n')
    (True, False)
    """
    return any(name.lower() in _COLUMNS or locale_of(name) for name in _head(text))


def _head(text: str) -> list[str]:
    return [name.strip().strip('"') for name in re.split(r"[,;\t|]", text.partition("\n")[0].strip())]


def _table(tree: Tree, path: str) -> Single | None:
    """A table whose first row names at least two locales behind the column of keys."""
    found = [locale for name in _head(tree.text(path))[1:] if (locale := locale_of(name))]
    if len(found) < 2:
        return None
    return Single(Pattern(path, path), None, tuple(found))

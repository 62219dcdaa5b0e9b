"""`i18n.json` of lingo.dev: source and target locales, and buckets of paths with `[locale]`."""

from typing import Any

from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import (
    Foreign,
    items,
    kind_of,
    mapping,
    read_document,
    target_of,
    texts,
    widened,
)
from ci_l10n.setup.slots import locale_of

_FOREIGN_BUCKETS = frozenset(
    ["php", "typescript", "vue-json", "ejs", "twig", "srt", "vtt", "txt", "markdoc", "compiler"]
)
_HINTS = {
    "provider": "translations come from the platform",
    "formatter": "files keep their own form",
}
_BUCKET_HINTS = {
    "lockedKeys": "lock the strings on the platform",
    "ignoredKeys": "exclude the strings on the platform, or the file with `exclude`",
    "injectLocale": "keys that are not in the source are left to people",
}


def convert(foreign: Foreign, data: bytes) -> Draft:
    document = read_document(foreign, data)
    content = document.root.plain()
    foreign.unmapped_keys(document, (), ("$schema", "version", "locale", "buckets"), _HINTS)
    locale = mapping(content.get("locale"))
    source = str(locale.get("source") or "en")
    targets = _tags(foreign, document, locale)
    patterns: list[Pattern] = []
    for name, bucket in mapping(content.get("buckets")).items():
        keys = ("buckets", name)
        foreign.unmapped_keys(document, keys, ("include", "exclude"), _BUCKET_HINTS)
        if name in _FOREIGN_BUCKETS:
            foreign.unmapped(
                document.locate(("buckets",), key=name), f"files of the kind '{name}' cannot be merged by key"
            )
            continue
        exclude = tuple(
            foreign.at(_path(item).replace("[locale]", source))
            for item in items(mapping(bucket).get("exclude"))
        )
        for index, item in enumerate(items(mapping(bucket).get("include"))):
            patterns += _pattern(foreign, document, (*keys, "include", index), item, source, exclude)
    return Draft(tuple(patterns), locale_of(source.replace("_", "-")), targets)


def _tags(foreign: Foreign, document: Document, locale: Any) -> tuple[str, ...]:
    found = []
    for index, text in enumerate(texts(locale.get("targets"))):
        if tag := locale_of(text):
            found.append(tag)
        else:
            foreign.unmapped(document.locate(("locale", "targets", index)), f"'{text}' is not a known locale")
    return tuple(found)


def _path(item: Any) -> str:
    return str(mapping(item).get("path") or "") if isinstance(item, dict) else str(item)


def _pattern(
    foreign: Foreign, document: Document, keys: KeyPath, item: Any, source: str, exclude: tuple[str, ...]
) -> list[Pattern]:
    place = document.locate(keys)
    glob = widened(foreign.at(_path(item).replace("[locale]", SLOT)))
    delimiter = mapping(item).get("delimiter") if isinstance(item, dict) else None
    if SLOT not in glob:
        if glob.endswith((".xcstrings", ".csv")):
            return [Pattern(glob, glob, exclude=exclude, origin=place)]
        foreign.unmapped(place, "the path has no [locale]; it was left out")
        return []
    target = target_of(glob)
    if not target:
        foreign.unmapped(
            place, "wildcards for folders cannot be expressed; it was left out", "write one rule per folder"
        )
        return []
    kind = kind_of(glob)
    spelled = source.replace("-", str(delimiter)) if delimiter in ("-", "_") else source
    unmarked = glob.replace(f"values-{SLOT}", "values")
    path = unmarked if kind == "android" and unmarked in foreign.tracked else glob.replace(SLOT, spelled)
    hint = "locale_underscore" if delimiter == "_" else "locale"
    return [Pattern(path, target, kind, hint, exclude, origin=place)]

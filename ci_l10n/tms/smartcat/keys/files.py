"""
Source files as a key project takes them: which of the service's formats, which collection (pure).

The service knows tables of keys and texts (API reference: software localization projects): JSON and YAML, flat or
nested, Android's and Apple's. What its description does not mention cannot be promised to come back: plural sets and
arrays are sent as they stand and pointed out.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import yaml

from ci_l10n.errors import ContentError
from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import detect_format, get_format
from ci_l10n.model import Catalog, Forms, Locale, parts_of, texts_of

SEPARATORS = (".", "/", "|", "~", "^")  # between the names of nested keys: the first that is in none of them
EXTENSIONS = {"json": ".json", "yaml": ".yaml", "android": ".xml", "ios": ".strings"}
LONGEST = 100  # characters of a collection's name; the service's own limit is not known
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Path: TypeAlias = tuple[str | int, ...]
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Unfit(Exception):
    """A file that a key project cannot hold; ``hint`` is the next step."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Table(NamedTuple):
    """How a source file goes into a key project and comes out of it."""

    format: str  # the service's name
    separator: str  # of nested keys, "" for flat ones
    extension: str  # of exports
    words: int
    has_sets: bool  # plural sets or arrays


def collection_of(name: str) -> str:
    """
    The collection of a source file, the same in every run: its path, as far as letters that are safe go.

    Which letters the service takes is not known. Slashes become two hyphens; a hash is added where the path could not
    be told from the name, so that no two files share a collection.

    >>> collection_of("locales/en/app.json")
    'locales--en--app.json'
    >>> collection_of("locales/en/my app.json")
    'locales--en--my-app.json-7e257da3'
    """
    plain = _UNSAFE.sub("-", name.replace("/", "--"))
    if plain.replace("--", "/") == name and len(plain) <= LONGEST:
        return plain
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: LONGEST - 9]}-{digest}"


def describe(name: str, format: str | None, data: bytes, locale: Locale, before: str = "") -> Table:  # noqa: A002
    """
    How the source file ``data`` is sent; ``before`` is the separator that its keys were joined with.

    Raises `Unfit`, and `ContentError` when it is malformed.
    """
    kind = format or detect_format(name, data) or ""
    if kind not in EXTENSIONS:
        what = f"the format {kind}" if kind else "a document"
        raise Unfit(
            f"{what} cannot be in a key project",
            "use a document project for it (`project: <id>` in a configuration of its own, see --config), or exclude it; "
            f"key projects take {', '.join(EXTENSIONS)}",
        )
    catalog = get_format(kind).parse(data, Reading("source", locale, name))
    service, separator = _service_format(kind, data, catalog, before)
    texts = [text for unit in catalog.units.values() for text in texts_of(unit.value)]
    has_sets = any(isinstance(unit.value, Forms) for unit in catalog.units.values())
    return Table(service, separator, EXTENSIONS[kind], sum(len(text.split()) for text in texts), has_sets)


def refusal(name: str, format: str | None, data: bytes, locale: Locale) -> tuple[str, str] | None:  # noqa: A002
    """Why a key project cannot hold the file and the next step; None when it can, or when the file is malformed."""
    try:
        describe(name, format, data, locale)
    except Unfit as error:
        return error.message, error.hint
    except ContentError:
        pass
    return None


def _service_format(kind: str, data: bytes, catalog: Catalog, before: str) -> tuple[str, str]:
    if kind == "android":
        return "android-xml", ""
    if kind == "ios":
        return "ios-strings", ""
    paths = _yaml_paths(data) if kind == "yaml" else list(_json_paths(data, catalog))
    if all(len(path) == 1 and isinstance(path[0], str) for path in paths):
        return kind, ""
    names = {key for path in paths for key in path if isinstance(key, str)}
    return f"structured-{kind}", _separator(names, before)


def _separator(keys: Iterable[str], before: str) -> str:
    joined = "\0".join(keys)
    for candidate in (before, *SEPARATORS):
        if candidate and candidate not in joined:
            return candidate
    raise Unfit(
        f"its nested keys cannot be joined: each of {' '.join(SEPARATORS)} is in one of them",
        "rename the keys with such signs, or use a document project",
    )


def _json_paths(data: bytes, catalog: Catalog) -> Iterator[_Path]:
    """Keys of all texts. The service would take every one of them for a translation, so that none may be more."""
    try:
        paths = list(_leaves(json.loads(data.decode("utf-8-sig")), ()))
    except (ValueError, RecursionError):
        raise Unfit(
            "it is JSON with comments or trailing commas, which a key project is not known to read",
            "remove them, or use a document project",
        ) from None
    ours = {key + suffix for key, unit in catalog.units.items() for suffix, _ in parts_of(unit.value)}
    for path in paths:
        full = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
        if full not in ours:
            raise Unfit(
                f"'{full}' is no text to translate, but a key project would take it for one",
                "files with metadata (ARB, Chrome's messages.json) need a document project",
            )
        yield path


def _leaves(node: object, path: _Path) -> Iterator[_Path]:
    if isinstance(node, str):
        yield path
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, Sequence):
        for index, value in enumerate(node):
            yield from _leaves(value, (*path, index))


def _yaml_paths(data: bytes) -> list[_Path]:
    """Keys of all mappings; anchors are read once, wherever they are referred to."""
    try:
        return list(_below(yaml.compose(data, Loader=_LOADER), (), set()))
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Unfit(
            "it is YAML of a kind that a key project is not known to read",
            "keep it to one document of mappings and texts, or use a document project",
        ) from None


def _below(node: yaml.Node | None, path: _Path, seen: set[int]) -> Iterator[_Path]:
    if isinstance(node, yaml.MappingNode) and id(node) not in seen:
        seen.add(id(node))
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner
            yield from _below(value, inner, seen)

"""
One file that holds the translations of several locales: its slots.

Everything that is known of a target is known by its path. Where several locales share a file, each has a slot: the
file's path and the locale, with a separator that no path of a target can contain. Decisions are made slot by slot, the
file is written once. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from ci_l10n.model import Locale
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import Path

V = TypeVar("V")
_SEPARATOR = "\x1f"  # `paths.safe` refuses targets with control characters


def file_of(path: Path) -> Path:
    """The file that a target path or a slot is in."""
    return path.partition(_SEPARATOR)[0]


def is_slot(path: Path) -> bool:
    return _SEPARATOR in path


def with_slots(source: SourceFile) -> SourceFile:
    """``source`` with slots for the targets that lie in one file with others, or in the source itself."""
    paths = list(source.targets.values())
    shared = {path for path in paths if path == source.path or paths.count(path) > 1}
    if not shared:
        return source
    return replace(
        source, targets={locale: _slot(path, locale, shared) for locale, path in source.targets.items()}
    )


def _slot(path: Path, locale: Locale, shared: set[Path]) -> Path:
    return f"{path}{_SEPARATOR}{locale}" if path in shared else path


def by_file(values: Mapping[Path, V], paths: Iterable[Path]) -> Mapping[Path, V]:
    """``values`` as `Files` when any of ``paths`` is a slot; else themselves, which are faster to ask."""
    return Files(values) if any(map(is_slot, paths)) else values


class Files(Mapping[Path, V]):
    """Values (such as blobs) by path, in which a slot is found as the file it lies in."""

    def __init__(self, values: Mapping[Path, V]) -> None:
        self._values = values

    def __getitem__(self, path: Path) -> V:
        return self._values[path if path in self._values else file_of(path)]

    def __contains__(self, path: object) -> bool:
        return path in self._values or (isinstance(path, str) and file_of(path) in self._values)

    def __iter__(self) -> Iterator[Path]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

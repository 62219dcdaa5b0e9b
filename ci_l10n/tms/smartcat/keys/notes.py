"""What a report should mention about the use of a key project."""

import threading
from collections.abc import Iterable

from ci_l10n.tms.smartcat.keys.calls import ImportResult

_SHOWN = 5  # names in one note


class KeyNotes:
    """Collects them; threads may share it."""

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}
        self._with_sets: set[str] = set()
        self._lock = threading.Lock()

    def lines(self) -> tuple[str, ...]:
        with self._lock:
            lines = tuple(self._lines)
            names = set(self._with_sets)
        if not names:
            return lines
        return (
            *lines,
            f"Plural sets and arrays were sent as they stand ({_some(names)}). Smartcat's API does not say what key "
            "projects make of them: see whether they come back translated; a document project keeps them whole.",
        )

    def has_sets(self, file: str) -> None:
        with self._lock:
            self._with_sets.add(file)

    def kept(self, file: str, result: ImportResult) -> None:
        """Conflicts are overwritten, so that there should be none."""
        if result.conflicts:
            self._add(f"Smartcat kept other texts for these keys of {file}: {_some(result.conflicts)}")

    def joined(self, file: str, before: str, now: str) -> None:
        """Separators of nested keys; "" for flat ones, whose names stay."""
        if before and now and before != now:
            self._add(
                f"The nested keys of {file} are joined by '{now}' now: a key holds the '{before}' that joined them "
                "before. Smartcat takes them for new keys."
            )

    def not_added(self, language: str, reason: str) -> None:
        self._add(f"Smartcat adds the language {language} with the next source file that is sent ({reason}).")

    def not_emptied(self, collection: str, reason: str) -> None:
        self._add(
            f"Smartcat did not empty the collection '{collection}', whose source file is gone ({reason}): delete its "
            "keys on the project's page."
        )

    def _add(self, line: str) -> None:
        with self._lock:
            self._lines[line] = None


def _some(names: Iterable[str]) -> str:
    known = sorted(names)
    return ", ".join(known[:_SHOWN]) + (" ..." if len(known) > _SHOWN else "")

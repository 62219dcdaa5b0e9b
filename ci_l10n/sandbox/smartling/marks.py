"""
Key, variant and directives of each string.

Directives come with the request, or stand in comments of the file: those hold for the strings that follow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ci_l10n.sandbox.smartling.comments import read_directive


@dataclass(frozen=True, slots=True)
class Mark:
    """``key`` is "" for a string without; ``directives`` are those in force at its place in the file."""

    key: str
    variant: str = ""
    directives: Mapping[str, str] = field(default_factory=dict)
    is_skipped: bool = False  # it is not to be translated
    is_plural_form: bool = False
    has_default_key: bool = False  # nobody said what its key is

    @property
    def identity(self) -> tuple[str, str]:
        """What strings of two files are matched by."""
        return self.key, self.variant


class Comment(NamedTuple):
    """A comment on the way through a file."""

    text: str


class Entry(NamedTuple):
    """A text on the way through a file; ``mark`` makes its mark from the directives in force."""

    base: str
    mark: Callable[[Mapping[str, str]], Mark]


def keyed(base: str, key: str, variant: str | None = None, **more: bool) -> Entry:
    """An entry whose key does not depend on directives; the key is its variant unless another is given."""
    return Entry(base, lambda directives: Mark(key, key if variant is None else variant, directives, **more))


def fold(events: Iterable[Comment | Entry], directives: Mapping[str, str]) -> dict[str, Mark]:
    """Marks by what the file form calls the texts; of equal names the first counts."""
    current = {name: value for name, value in directives.items() if name != "namespace"}
    found: dict[str, Mark] = {}
    for event in _expanded(events):
        if isinstance(event, Entry):
            mark = event.mark(dict(current))
            found.setdefault(event.base, mark)
        else:
            name, value = event
            current[name] = value
    return found


def is_translated(directives: Mapping[str, str]) -> bool:
    return directives.get("sltrans", "translate").lower() != "notranslate"


def _expanded(events: Iterable[Comment | Entry]) -> Iterator[Entry | tuple[str, str]]:
    for event in events:
        if isinstance(event, Entry):
            yield event
        else:
            yield from read_directive(event.text)

"""What a project of keys remembers (API reference, "Software localization")."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class KeyValue:
    """A translation; ``confirmed`` counts the stages passed."""

    text: str
    confirmed: int = 0


@dataclass(slots=True)
class StringKey:
    """``values`` and ``billed`` (the source text that was paid for) are by language; ``modified`` in seconds."""

    name: str
    source: str
    modified: float
    labels: list[str] = field(default_factory=list)
    values: dict[str, KeyValue] = field(default_factory=dict)
    billed: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return len(self.source.split())


@dataclass(slots=True)
class KeyTable:
    """
    The collections of a project, each with its keys by name.

    Until ``hidden_until`` readers still see ``shown`` and ``shown_modified``: what was there before the last imports.
    """

    collections: dict[str, dict[str, StringKey]] = field(default_factory=dict)
    hidden_until: float = 0.0
    shown: dict[str, dict[str, StringKey]] = field(default_factory=dict)
    shown_modified: float = 0.0


@dataclass(slots=True)
class KeyImport:
    """An import and what it did; ``reads`` is how many more reads find it unfinished."""

    id: str
    reads: int
    was_read: bool = False
    failed_files: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    without_source: int = 0
    conflicts: dict[str, list[str]] = field(default_factory=dict)

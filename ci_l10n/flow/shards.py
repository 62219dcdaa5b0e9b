"""
Several runs at once, each sending a part of the files.

Every file belongs to exactly one shard, by its path. The shards share one state: when another one moved it, what this
one did is applied to what the other one left, entry by entry; no entry is written by two shards. Pure.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ci_l10n.state import Path, State

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part ``number`` (from 1) of ``count``."""

    number: int
    count: int

    def has(self, path: Path) -> bool:
        return zlib.crc32(path.encode("utf-8", "surrogateescape")) % self.count == self.number - 1

    def has_intent(self, intent: Mapping[str, Any]) -> bool:
        """A locale is added by every shard: the platform must have it before files come in it."""
        return self.has(str(intent.get("to") or intent["path"])) if "path" in intent else True


WHOLE = Shard(1, 1)


def joined(before: State, ours: State, theirs: State) -> State:
    """``theirs`` with every difference between ``before`` and ``ours``; pure."""
    return replace(
        theirs,
        sources=_joined(before.sources, ours.sources, theirs.sources),
        merged=_joined(before.merged, ours.merged, theirs.merged),
        platform=_joined(before.platform, ours.platform, theirs.platform),
        target=_joined(before.target, ours.target, theirs.target),
        base=_joined(before.base, ours.base, theirs.base),
        known=_joined(before.known, ours.known, theirs.known),
        intents=_joined_list(before.intents, ours.intents, theirs.intents),
        findings=_joined_list(before.findings, ours.findings, theirs.findings),
        deliveries=_joined(before.deliveries, ours.deliveries, theirs.deliveries),
    )


def joined_memory(
    before: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    """The same for what a platform remembers: entry by entry, also in the mappings that it holds."""
    result = _joined(before, ours, theirs)
    for key, value in ours.items():
        other, base = theirs.get(key), before.get(key)
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            result[key] = _joined(base if isinstance(base, Mapping) else {}, value, other)
    return result


def _joined(before: Mapping[K, V], ours: Mapping[K, V], theirs: Mapping[K, V]) -> dict[K, V]:
    result = {key: value for key, value in theirs.items() if key in ours or key not in before}
    result |= {key: value for key, value in ours.items() if key not in before or before[key] != value}
    return result


def _joined_list(before: Sequence[V], ours: Sequence[V], theirs: Sequence[V]) -> tuple[V, ...]:
    kept = [item for item in theirs if item in ours or item not in before]
    return (*kept, *(item for item in ours if item not in before and item not in kept))

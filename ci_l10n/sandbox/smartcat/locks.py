"""Locking segments on order, so that imports leave them alone: `"lock": ["source text"]` or `"lock": "all"`."""

from collections.abc import Mapping, Sequence

from ci_l10n.sandbox.control import BadOrder
from ci_l10n.sandbox.smartcat.records import Document, Segment


def find_locks(documents: Sequence[Document], order: Mapping[str, object]) -> list[tuple[Segment, bool]]:
    """The segments that ``order`` locks (True) or unlocks (False); raises `BadOrder` for texts that are not there."""
    segments = [segment for document in documents for segment in document.segments]
    found: list[tuple[Segment, bool]] = []
    for name, is_locked in (("lock", True), ("unlock", False)):
        given = order.get(name, [])
        wanted = {segment.source for segment in segments} if given == "all" else given
        if not isinstance(wanted, (list, set)):
            raise BadOrder(f'"{name}" must be "all" or a list of source texts')
        missing = [text for text in wanted if all(segment.source != text for segment in segments)]
        if missing:
            raise BadOrder(f"no segment for {missing[0]!r}")
        found += [(segment, is_locked) for segment in segments if segment.source in wanted]
    return found

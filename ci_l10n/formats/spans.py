"""Byte-exact edits: the only way this project changes a file that already exists."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the bytes from ``start`` up to ``end`` by ``new``; ``start == end`` inserts."""

    start: int
    end: int
    new: bytes


def apply_edits(source: bytes, edits: Iterable[Edit]) -> bytes:
    """
    Return ``source`` with ``edits`` applied; every other byte is untouched.

    Several insertions at one place keep the order in which they were given.

    >>> apply_edits(b'{"a": "x",\\r\\n "b": ""}', [Edit(19, 19, b"B")])
    b'{"a": "x",\\r\\n "b": "B"}'
    """
    parts: list[bytes] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < position:
            raise ValueError(f"overlapping edit at byte {edit.start}")
        parts += (source[position : edit.start], edit.new)
        position = edit.end
    parts.append(source[position:])
    return b"".join(parts)

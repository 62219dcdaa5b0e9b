"""
New objects, gathered in one file until git needs to see them.

A file of its own for each object costs a millisecond or more on a busy disk, thousands of them at delivery; here
they are appended to one pack (gitformat-pack(5)), which git takes in whole. Contents stay on disk, not in memory.
"""

import hashlib
import zlib
from pathlib import Path
from typing import IO, NamedTuple

_TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
_VERSION = 2
_CHUNK = 1 << 20  # bytes


class Entry(NamedTuple):
    kind: str
    size: int  # bytes of the content
    start: int  # where its compressed bytes are in the file
    end: int


class Pack:
    """A pack in the making; not safe for several threads at once."""

    def __init__(self, folder: Path, algorithm: str) -> None:
        self._path = folder / "new-objects.pack"
        self._algorithm = algorithm
        self._file: IO[bytes] | None = None
        self._end = 0
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def add(self, name: str, kind: str, data: bytes) -> None:
        """Append an object whose id is ``name``."""
        file = self._file or self._begin()
        packed = _header(_TYPES[kind], len(data))
        start = self._end + len(packed)
        packed += zlib.compress(data, 1)
        file.seek(self._end)
        file.write(packed)
        self._end += len(packed)
        self._entries[name] = Entry(kind, len(data), start, self._end)

    def read(self, entry: Entry) -> bytes:
        """The content of an object of this pack."""
        if self._file is None:
            raise ValueError("the pack is closed")
        self._file.seek(entry.start)
        return zlib.decompress(self._file.read(entry.end - entry.start))

    def finish(self) -> IO[bytes]:
        """The complete pack, at its beginning; call `close` when git has read it."""
        file = self._file or self._begin()
        file.seek(0)
        file.write(_start(len(self._entries)))
        file.seek(0)
        digest = hashlib.new(self._algorithm, usedforsecurity=False)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        file.write(digest.digest())
        file.flush()
        file.seek(0)
        return file

    def close(self) -> None:
        """Forget everything; the next object begins a new pack."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
        self._file, self._end, self._entries = None, 0, {}

    def _begin(self) -> IO[bytes]:
        self._file = self._path.open("w+b")
        self._file.write(_start(0))
        self._end = self._file.tell()
        return self._file


def _start(count: int) -> bytes:
    return b"PACK" + _VERSION.to_bytes(4, "big") + count.to_bytes(4, "big")


def _header(kind: int, size: int) -> bytes:
    """
    Type and size: four bits of the size beside the type, then seven a byte, the lowest first.

    >>> _header(3, 5).hex(), _header(3, 300).hex()
    ('35', 'bc12')
    """
    byte = kind << 4 | size & 15
    size >>= 4
    header = bytearray()
    while size:
        header.append(byte | 0x80)
        byte = size & 0x7F
        size >>= 7
    header.append(byte)
    return bytes(header)

"""
Objects of the private repository: read through one long-lived process, written as loose files.

A process per object would make 1,000 files cost minutes, so reading asks one `git cat-file --batch-command`, and
writing does what `git hash-object -w` does: header, hash, zlib, one file (gitformat-loose(5), "loose object format").
"""

import contextlib
import hashlib
import re
import tempfile
import threading
import zlib
from collections import deque
from pathlib import Path
from typing import IO, Any, NamedTuple

from ci_l10n.errors import DeliveryError
from ci_l10n.git.failures import explain
from ci_l10n.git.process import Git

_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


class GitObject(NamedTuple):
    id: str
    kind: str  # blob | tree | commit | tag
    data: bytes


class Header(NamedTuple):
    id: str
    kind: str
    size: int  # bytes


class Objects:
    """The objects that one repository and those it borrows from hold; safe to use from several threads."""

    def __init__(self, git: Git, algorithm: str) -> None:
        self._git = git
        self._algorithm = algorithm  # "sha1" or "sha256"
        self._process: Any = None
        self._complaints: deque[bytes] = deque(maxlen=20)
        self._lock = threading.Lock()
        self._written: set[str] = set()

    @property
    def id_length(self) -> int:
        """Hex digits of an object id."""
        return 64 if self._algorithm == "sha256" else 40

    def is_id(self, text: str) -> bool:
        return len(text) == self.id_length and _ID.fullmatch(text) is not None

    def find_header(self, name: str) -> Header | None:
        """Kind and size of what ``name`` (an id, or an expression such as `ID^{tree}`) stands for."""
        with self._lock:
            header, _ = self._ask("info", name)
            return header

    def find(self, name: str) -> GitObject | None:
        with self._lock:
            header, data = self._ask("contents", name)
            return GitObject(header.id, header.kind, data) if header else None

    def get(self, name: str, kind: str) -> GitObject:
        """The object, which must exist and be of this kind."""
        found = self.find(name)
        if found is None or found.kind != kind:
            what = f"is a {found.kind}, not a {kind}" if found else "is missing"
            raise DeliveryError(
                f"the git object {name} {what}",
                hint="check out with `fetch-depth: 0`; if that does not help, run `git fsck` in the checkout",
            )
        return found

    def write(self, kind: str, data: bytes) -> str:
        """Store an object in the private repository and return its id."""
        header = b"%s %d\0" % (kind.encode(), len(data))
        digest = hashlib.new(self._algorithm, header, usedforsecurity=False)
        digest.update(data)
        name = digest.hexdigest()
        if name not in self._written:
            packer = zlib.compressobj(1)
            self._save(name, b"".join((packer.compress(header), packer.compress(data), packer.flush())))
            self._written.add(name)
        return name

    def close(self) -> None:
        with self._lock:
            if self._process is not None:
                process, self._process = self._process, None
                with contextlib.suppress(OSError):
                    process.stdin.close()
                process.proc.wait()
                process.stdout.close()

    def _save(self, name: str, packed: bytes) -> None:
        folder = self._git.place.objects / name[:2]
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="tmp_obj_", delete=False) as file:
            file.write(packed)
        Path(file.name).replace(folder / name[2:])

    def _ask(self, command: str, name: str) -> tuple[Header | None, bytes]:
        if not name or "\n" in name or "\0" in name:
            raise ValueError(f"not an object name: {name!r}")
        process = self._ensure_process()
        try:
            process.stdin.write(f"{command} {name}\n".encode("utf-8", "surrogateescape"))
            process.stdin.flush()
            answer = process.stdout.readline()
            fields = answer.decode("utf-8", "surrogateescape").split()
            if len(fields) != 3 or not fields[2].isdigit():
                if not answer:
                    raise BrokenPipeError
                return None, b""  # "<name> missing", or "ambiguous"
            header = Header(fields[0], fields[1], int(fields[2]))
            return header, _read(process.stdout, header.size) if command == "contents" else b""
        except BrokenPipeError:
            self._process = None
            words = b"".join(self._complaints).decode("utf-8", "replace")
            raise explain("read objects", words, self._git.redactor) from None

    def _ensure_process(self) -> Any:
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch-command")
            # A full pipe would stop git, so somebody has to read what it says.
            drain = threading.Thread(target=_keep, args=(self._process.stderr, self._complaints), daemon=True)
            drain.start()
        return self._process


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size or stream.read(1) != b"\n":
        raise BrokenPipeError
    return data


def _keep(stream: IO[bytes], lines: deque[bytes]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in stream:
            lines.append(line)
    with contextlib.suppress(OSError):
        stream.close()

"""
Objects of the private repository: read through one long-lived process, written into one pack.

A process or a file per object would make 1,000 files cost minutes, so reading asks one `git cat-file --batch-command`,
and what is written waits in a `git.pack.Pack` until a git command is to see it (`Objects.settle`).
"""

import contextlib
import hashlib
import re
import threading
from collections import deque
from typing import IO, Any, NamedTuple

from ci_l10n.errors import DeliveryError
from ci_l10n.git.failures import explain
from ci_l10n.git.pack import Pack
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
        self._pack = Pack(git.place.git_dir, algorithm)

    @property
    def id_length(self) -> int:
        """Hex digits of an object id."""
        return 64 if self._algorithm == "sha256" else 40

    def is_id(self, text: str) -> bool:
        return len(text) == self.id_length and _ID.fullmatch(text) is not None

    def find_header(self, name: str) -> Header | None:
        """Kind and size of what ``name`` (an id, or an expression such as `ID^{tree}`) stands for."""
        with self._lock:
            entry = self._pack.find(name)
            if entry is not None:
                return Header(name, entry.kind, entry.size)
            header, _ = self._ask("info", name)
            return header

    def find(self, name: str) -> GitObject | None:
        with self._lock:
            entry = self._pack.find(name)
            if entry is not None:
                return GitObject(name, entry.kind, self._pack.read(entry))
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
                code="objects-missing",
            )
        return found

    def write(self, kind: str, data: bytes) -> str:
        """Store an object in the private repository and return its id."""
        digest = hashlib.new(self._algorithm, b"%s %d\0" % (kind.encode(), len(data)), usedforsecurity=False)
        digest.update(data)
        name = digest.hexdigest()
        with self._lock:
            if name not in self._written:
                self._written.add(name)
                self._pack.add(name, kind, data)
        return name

    def settle(self) -> None:
        """Let git see everything written so far; call it before any command that may look at objects."""
        with self._lock:
            self._settle()

    def _settle(self) -> None:
        if len(self._pack):
            self._git.run("index-pack", "--stdin", stdin=self._pack.finish(), action="store objects")
            self._pack.close()

    def close(self) -> None:
        with self._lock:
            self._pack.close()
            if self._process is not None:
                process, self._process = self._process, None
                with contextlib.suppress(OSError):
                    process.stdin.close()
                process.proc.wait()
                process.stdout.close()

    def _ask(self, command: str, name: str) -> tuple[Header | None, bytes]:
        if not name or "\n" in name or "\0" in name:
            raise ValueError(f"not an object name: {name!r}")
        if not self.is_id(name):
            self._settle()  # an expression may lead to what git does not know yet
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

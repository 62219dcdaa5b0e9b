"""
One measurement in a process of its own, so that neither imports nor memory of one library show up with another.

``... FORMAT LIBRARY WARM FILE`` prints seconds and megabytes for FILE, after a first go at the small file WARM;
``... FORMAT LIBRARY --fidelity`` reads paths from standard input and prints a line about each.
"""

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

NEW = "changed text"


class Library(Protocol):
    """Parse ``data``, change one value in the middle if told so, give the file back."""

    def __call__(self, data: bytes, change: bool) -> bytes: ...


def main(libraries: Mapping[str, Mapping[str, Library]]) -> None:
    format_, name, *rest = sys.argv[1:]
    library = libraries[format_][name]
    if rest == ["--fidelity"]:
        for line in sys.stdin:
            print(json.dumps(_fidelity(library, Path(line.rstrip("\n")).read_bytes())), flush=True)
    else:
        warm, file = (Path(path).read_bytes() for path in rest)
        library(warm, True)
        print(json.dumps(_speed(library, file)))


def _speed(library: Library, data: bytes) -> dict[str, float]:
    """Seconds of processor of the better of two runs; megabytes that the first of them needed on top."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak, see proc(5)
    before = _kilobytes("VmRSS")
    seconds = [_timed(library, data)]
    peak = _kilobytes("VmHWM")
    if seconds[0] < 5:
        seconds.append(_timed(library, data))
    return {"seconds": min(seconds), "megabytes": (peak - before) / 1024}


def _timed(library: Library, data: bytes) -> float:
    gc.collect()
    start = time.process_time()  # what else runs on the machine does not count
    library(data, True)
    return time.process_time() - start


def _kilobytes(name: str) -> int:
    """A line of proc(5)'s status; `resource` would report the parent's memory from before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(f"{name}:")).split()[1])


def _fidelity(library: Library, data: bytes) -> dict[str, object]:
    """Whether no change gives the same bytes, and how many lines a diff of one change has."""
    try:
        same = library(data, False) == data
        return {"same": same, "lines": _changed_lines(data, library(data, True))}
    except Exception as error:  # whatever a library raises for a file it cannot read
        return {"same": False, "lines": None, "error": f"{type(error).__name__}: {error}"[:200]}


def _changed_lines(before: bytes, after: bytes) -> int:
    """The larger of lines removed and lines added, as git counts them."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old"), Path(folder, "new")
        old.write_bytes(before)
        new.write_bytes(after)
        command = ["git", "diff", "--no-index", "--text", "--numstat", str(old), str(new)]
        counted = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return max(int(counted[0]), int(counted[1])) if counted else 0

"""Reading a commit as a whole."""

import io
import subprocess
import tarfile
from pathlib import Path


def files_at(origin: Path, ref: str) -> dict[str, bytes]:
    """All files of a commit, with one process."""
    made = subprocess.run(
        ["git", "archive", "--format=tar", ref], cwd=origin, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        return {
            member.name: file.read()
            for member in archive
            if member.isfile() and (file := archive.extractfile(member)) is not None
        }

"""From a recorder to the folder of cassettes: only what was checked gets there."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from ci_l10n.errors import L10nError
from tools.cassettes.scrub import Scrubber, make_recorder


class Problem(NamedTuple):
    scene: str
    error: L10nError


def record_checked(folder: Path, scrubber: Scrubber, record: Callable[[Any], list[Problem]]) -> list[Problem]:
    """Record somewhere else first; what ``record`` gives back is what went wrong, scene by scene."""
    with tempfile.TemporaryDirectory() as name:
        made = Path(name)
        problems = record(make_recorder(scrubber, made, "all"))
        scrubber.check(made)
        for path in sorted(made.iterdir()):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_bytes(path.read_bytes())
            print(f"{folder.name}/{path.name}: {path.stat().st_size} bytes")
    return problems

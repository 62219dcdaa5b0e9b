"""One import with a hostile file in one of its three places, in this process or in one with a limit of memory."""

import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.scenarios.import_samples import SAMPLES

ROLES: Mapping[str, str] = {"source": "en", "given": "in", "target": "de"}
MEMORY = 1 << 30
"""Bytes of address space: many times what the largest file that is taken needs, and far from what a bomb asks for."""
PATIENCE = 300
"""Seconds; a run takes one or two, one that never ends is what is looked for."""


def lay_out(folder: Path, name: str) -> dict[str, Path]:
    """Good files of the format ``name``, by role."""
    sample = SAMPLES[name]
    texts = {
        "source": sample.render(None),
        "given": sample.render({"greet": "Hallo %s", "open": "Auf"}),
        "target": sample.render({"open": ""}),
    }
    paths = {role: folder / f"{stem}{sample.suffix}" for role, stem in ROLES.items()}
    for role, path in paths.items():
        path.write_text(texts[role], encoding="utf-8")
    return paths


def command(folder: Path, name: str, paths: Mapping[str, Path]) -> list[str]:
    files = {"--source": "source", "--translated": "given", "--into": "target"}
    named = [word for flag, role in files.items() for word in (flag, paths[role].name)]
    rest = ["--locale", "de", "--format", name, *SAMPLES[name].flags]
    return ["import", "-C", str(folder), *named, *rest]


def run_fenced(
    folder: Path, name: str, paths: Mapping[str, Path], memory: int = MEMORY
) -> subprocess.CompletedProcess[str]:
    """The command in a process that may use ``memory`` bytes."""

    def fence() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return subprocess.run(
        [sys.executable, "-m", "ci_l10n", *command(folder, name, paths)],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=fence,
        timeout=PATIENCE,
        check=False,
    )


def first_error(err: str) -> tuple[str, str]:
    """Message and place of the one error that a run ends with."""
    assert "Traceback" not in err, err[-2000:]
    lines = err.splitlines()
    assert sum(line.startswith("error[") for line in lines) == 1, err
    return lines[0].partition("]: ")[2], lines[1].removeprefix("  --> ")

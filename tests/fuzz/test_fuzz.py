"""A bounded number of fuzzed files for every parser; `python -m tests.fuzz.target NAME` goes on as long as one likes."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ci_l10n.formats.registry import NAMES
from tests.unit.formats.golden import GOLDEN

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5_000
LONGEST = 2048  # bytes of a file

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_spec("atheris") is None, reason="no fuzzer for this Python or system"),
]


@pytest.mark.parametrize("name", NAMES)
def test_no_bytes_bring_a_parser_down_or_an_edit_out_of_step(name: str, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for number, path in enumerate(sorted(GOLDEN.glob(f"{name}/*/*"))):
        if path.name != "translations.json" and path.stat().st_size <= LONGEST:
            shutil.copy(path, seeds / str(number))
    flags = [
        f"-runs={RUNS}",
        f"-max_len={LONGEST}",
        "-seed=1",
        "-timeout=20",
        f"-artifact_prefix={tmp_path}/",
    ]
    command = [sys.executable, "-m", "tests.fuzz.target", name, *flags, str(seeds)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # the same files in every run
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]

"""Real localization files, where this machine has them."""

import os
from pathlib import Path

import pytest


def corpus() -> Path | None:
    """The folder of real files: `L10N_CORPUS`, else beside the checkout; None where there is none."""
    given = os.environ.get("L10N_CORPUS")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    return folder if folder.is_dir() else None


def corpus_files(*patterns: str) -> list[Path]:
    """Files of the corpus that match the glob patterns, sorted; empty where there is no corpus."""
    folder = corpus()
    if folder is None:
        return []
    return sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})


needs_corpus = pytest.mark.corpus  # see tests/conftest.py

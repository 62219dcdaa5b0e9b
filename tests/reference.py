"""An independent description of the platforms' APIs, where this machine has it."""

import os
from pathlib import Path


def reference(name: str) -> Path | None:
    """A file of the folder `L10N_REFERENCE`, else of the one beside the checkout; None where it is not."""
    given = os.environ.get("L10N_REFERENCE")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "reference"
    path = folder / name
    return path if path.is_file() else None

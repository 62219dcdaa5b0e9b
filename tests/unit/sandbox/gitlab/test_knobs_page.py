"""The page about the sandbox tells every knob of its GitLab, with the value it starts with."""

import dataclasses
import json
from pathlib import Path

from ci_l10n.sandbox.gitlab.knobs import Knobs

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "sandbox.md"


def test_the_page_tells_all_knobs_and_their_defaults() -> None:
    section = PAGE.read_text(encoding="utf-8").split("\n## GitLab\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    told = {row[0].strip("| `"): json.loads(row[1].strip("`")) for row in rows}
    defaults = json.loads(json.dumps(dataclasses.asdict(Knobs())))
    assert told == defaults

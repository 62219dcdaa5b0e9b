"""The page about the sandbox tells every knob of its Smartling, with the value it starts with."""

import dataclasses
import json
from pathlib import Path

import pytest

from ci_l10n.sandbox.smartling.knobs import Knobs
from tests.unit.sandbox.smartling.api import Api

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "sandbox.md"


def test_the_page_tells_all_knobs_and_their_defaults() -> None:
    section = PAGE.read_text(encoding="utf-8").split("\n## Smartling\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        line.split(" | ") for line in section.partition("| knob |")[2].splitlines() if line.startswith("| `")
    ]
    told = {row[0].strip("| `"): json.loads(row[1].strip("`")) for row in rows}
    assert told == json.loads(json.dumps(dataclasses.asdict(Knobs())))


@pytest.mark.parametrize("wrong", [{"colour": 1}, {"operations": "ten"}, {"locales": "de"}])
def test_a_wrong_knob_changes_nothing(api: Api, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="knob"):
        api.sandbox.smartling.set_knobs({"read_only": True, **wrong})
    assert api.sandbox.smartling.knobs()["read_only"] is False

"""What commands print with `--json` follows the published schemas, and is all that they print."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.scenarios.world import World
from tools.make_command_docs import schemas

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
RULES = """
  - source: web/en.json
    target: web/{locale}.json
"""
SOURCE = '{"open": "Open", "bye": "Good bye {name}"}\n'
GIVEN = '{"open": "Auf", "bye": "Tschüss", "odd": "Komisch"}\n'
IMPORT = (
    "import",
    "--source",
    "web/en.json",
    "--translated",
    "given.json",
    "--into",
    "o.json",
    "--locale",
    "de",
)
ADDRESS = "https://hooks.example.org/smartcat"
STEPS: Sequence[tuple[int, tuple[str, ...]]] = (
    (0, ("check",)),
    (2, ("check", "--config", "nothing.yml")),
    (2, ("init", "--yes", "--project", "1e2d703f-9def-4d27-ab4d-350cbbe8c44b")),
    (0, ("init", "--yes", "--project", "1e2d703f-9def-4d27-ab4d-350cbbe8c44b", "--dry-run")),
    (0, ("plan",)),
    (0, ("push", "--seed")),
    (0, ("wait",)),
    (0, ("seed",)),
    (0, ("sync",)),
    (0, ("status",)),
    (0, ("report",)),
    (0, IMPORT),
    (5, (*IMPORT, "--strict", "--overwrite")),
    (0, ("translate", "Hello {name}")),
    (0, ("translate", "--fill-missing", "--dry-run")),
    (0, ("xliff", "export", "--out", "agency")),
    (0, ("xliff", "import", "agency/de/web/en.json.xliff")),
    (0, ("callbacks", "show")),
    (0, ("callbacks", "set", ADDRESS, "--header", "X-From=Smartcat")),
    (0, ("callbacks", "show")),
    (0, ("callbacks", "errors")),
    (0, ("callbacks", "delete")),
    (0, ("doctor",)),
)  # fmt: skip


def schema_for(command: str) -> Any:
    name = next((name for name, commands in schemas().items() if command in commands), "output.schema.json")
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.long
@pytest.mark.timeout(500)
def test_everything_that_json_prints_follows_a_schema(world: World) -> None:
    world.create({"web/en.json": SOURCE, "web/de.json": '{"open": "Auf"}\n', "given.json": GIVEN}, RULES)
    for code, argv in STEPS:
        ran = world.run(*argv, "--json")
        assert ran.code == code, f"{argv}: {ran.err}"
        document = ran.json
        name = " ".join(argv[:2]) if argv[0] in ("xliff", "callbacks") else argv[0]
        has_name = document is not None and "command" in document
        schema = schema_for(document["command"] if has_name else "")
        problems = [problem.message for problem in Draft202012Validator(schema).iter_errors(document)]
        assert not problems, argv
        if has_name and name != "report":
            assert document["command"] == name
        assert document is None or document["exit_code"] == code

"""Every command's `--json` has a published schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_l10n.arguments import make_parser
from tools.make_command_docs import leaves, schemas

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
OTHERS = ("report", "sandbox")  # the page of commands says what they print


def test_every_command_is_in_one_schema() -> None:
    described = [name for names in schemas().values() for name in names]
    assert sorted([*described, *OTHERS]) == sorted(name for name, _ in leaves(make_parser()))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_one_and_says_what_it_is_for(name: str) -> None:
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["description"]
    assert schema["$id"].startswith("urn:ci-l10n:")

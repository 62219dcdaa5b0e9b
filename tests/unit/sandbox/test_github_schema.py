"""The cut of GitHub's description is what the tool makes, complete and small."""

import importlib.util
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "github-openapi.json"
TOOL = Path(__file__).parents[3] / "tools" / "github_schema.py"


def load_tool() -> Any:
    spec = importlib.util.spec_from_file_location("github_schema_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_holds_exactly_the_calls_the_tool_lists() -> None:
    paths = json.loads(DATA.read_text())["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == {
        path: set(methods) for path, methods in load_tool().OPERATIONS.items()
    }


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    whole = json.loads(DATA.read_text())
    used = set(load_tool().references(whole))
    held = {f"#/components/{kind}/{name}" for kind, group in whole["components"].items() for name in group}
    assert used == held


def test_cutting_the_cut_changes_nothing() -> None:
    whole = json.loads(DATA.read_text())
    again = load_tool().subset(whole, whole["info"]["x-notice"])
    assert again == whole


def test_it_is_small_and_carries_its_licence() -> None:
    assert DATA.stat().st_size < 400_000
    notice = DATA.with_suffix(".LICENSE").read_text()
    assert "Octokit contributors" in notice
    assert json.loads(DATA.read_text())["info"]["x-notice"] == " ".join(notice.split())

"""Nothing forgotten between schema.json, the code that reads it and the reference page."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ci_l10n.config.load import load_schema, parse_config
from ci_l10n.errors import ConfigError
from ci_l10n.formats import registry
from ci_l10n.paths.template import PLACEHOLDERS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "config.md"


def objects(place: Any, trail: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every schema that describes an object, with its place."""
    if isinstance(place, dict):
        if "properties" in place and isinstance(place["properties"], dict) and ("type" in place):
            yield trail or "/", place
        for key, inner in place.items():
            yield from objects(inner, f"{trail}/{key}")


def test_reference_page_is_fresh() -> None:
    run = subprocess.run(
        [sys.executable, "tools/make_config_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_schema_is_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())


def test_no_object_takes_unknown_keys_and_every_key_is_described() -> None:
    schema = load_schema()
    found = list(objects(schema))
    assert len(found) > 10
    for trail, place in found:
        assert place["additionalProperties"] is False, trail
        for name, item in place["properties"].items():
            inner = schema["$defs"][item["$ref"].rpartition("/")[2]] if "$ref" in item else {}
            assert item.get("description") or inner.get("description"), f"{trail}/{name} has no description"


def test_examples_and_defaults_fit_their_own_schema() -> None:
    schema = load_schema()
    checked = 0
    for trail, place in objects(schema):
        for name, item in place["properties"].items():
            values = [*item.get("examples", []), *([item["default"]] if "default" in item else [])]
            for value in values:
                validator = jsonschema.Draft202012Validator({"$defs": schema["$defs"], **item})
                assert validator.is_valid(value), f"{trail}/{name}: {value}"
                checked += 1
    assert checked > 30


def test_page_names_every_key_format_and_placeholder() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for _, place in objects(load_schema()):
        for name in place["properties"]:
            assert re.search(rf"[.`\]]{name}`", page), name
    for name in registry.NAMES:
        assert f"`{name}`" in page
    for name in PLACEHOLDERS:
        assert f"`{{{name}}}`" in page


def test_examples_of_the_page_are_read() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        assert parse_config(block.encode(), "l10n.yml").rules


def test_schema_alone_refuses_what_editors_should_underline() -> None:
    with pytest.raises(ConfigError):
        parse_config(b"version: 1\n", "l10n.yml")
    validator = jsonschema.Draft202012Validator(load_schema())
    assert len(list(validator.iter_errors({"version": 1}))) == 4

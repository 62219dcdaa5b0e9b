"""
Write docs/reference/config.md from ci_l10n/config/schema.json.

`python tools/make_config_docs.py` writes the page, with `--check` it only says (exit 1) that the page is stale.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "ci_l10n" / "config" / "schema.json"
PAGE = ROOT / "docs" / "reference" / "config.md"

INTRODUCTION = """\
<!-- Generated from ci_l10n/config/schema.json by tools/make_config_docs.py; edit the schema. -->
# l10n.yml

{description}

For completion in editors, put the published schema (`ci_l10n/config/schema.json`) on the first line:

```yaml
# yaml-language-server: $schema=<address or path of schema.json>
version: 1
source_locale: en
target_locales: [de, fr, pt-BR]
platform:
  smartcat: {{project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}}
files:
  - source: locales/en/**/*.json
    target: locales/{{locale}}/{{path}}/{{name}}
```

The file is YAML 1.2: `no`, `on` and `off` are texts. `${{NAME}}` is not expanded. Unknown keys are errors; all errors
are reported at once, each with line, column and the next step.
"""

PATHS = """\
## Patterns and targets

Patterns are matched against the files that git tracks; case counts.

| in `source`, `exclude` | matches |
|---|---|
| `*` | any letters of one name |
| `?` | one letter |
| `[abc]`, `[a-z]`, `[!a]` | one letter of these, or none of these; `[[]` is the letter `[` |
| `{a,b}` | either |
| `**` | any number of folders, also none; stands alone between slashes |

In `source`, wildcards match names that begin with a dot only where the pattern spells the dot; in `exclude` they match
all names. `docs/**` means every file below `docs`.

| in `target` | gives |
|---|---|
| `{locale}` | the BCP 47 tag, or the `path` spelling under `locales` |
| `{language}` | the language alone: `pt` |
| `{locale_underscore}` | `pt_BR` |
| `{android_locale}` | `pt-rBR`, `b+zh+Hans`; `iw`, `in` and `ji` for Hebrew, Indonesian and Yiddish as Android's folders traditionally are named; or the `android` spelling |
| `{apple_locale}` | `pt-BR`, `zh-Hans`, or the `apple` spelling |
| `{path}` | the folders that the first `**` matched, may be empty; doubled slashes collapse |
| `{name}` | the name of the source: `terms.en.xml` |
| `{stem}` | the name without its last suffix: `terms.en` |
| `{stem1}` | the name up to its first dot: `terms` |
| `{ext}` | the last suffix without the dot: `xml` |
| `{dir}` | the folder of the source |

* A file that several rules match belongs to the first of them.
* A wide pattern such as `locales/*.json` with the target `locales/{locale}.json` also matches the targets. A file that
  is the target of another source is not a source. One that only looks like a target (its source is gone) is left out
  with a warning. A rule that would have no source left that way keeps its files, and the clash is an error.
* Two sources that write one target, a target that is a source, that differs from another file only in case, that
  leaves the repository or enters `.git` or `.github/workflows` are errors.
* A target without a locale is legal only for formats that hold all locales in one file (`xcstrings`, `csv`).
"""


def render(schema: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [
        INTRODUCTION.format(description=schema["description"]),
        "## Keys\n",
        "\n".join(_rows(schema, schema, "")),
    ]
    return "\n".join([*parts, "", PATHS])


def _rows(place: Mapping[str, Any], schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """A table of the keys of ``place``, then the tables of the mappings among them."""
    yield "| key | values | default | meaning |"
    yield "|---|---|---|---|"
    sections: list[tuple[str, Mapping[str, Any]]] = []
    required = place.get("required", [])
    for name, raw in place["properties"].items():
        item = _resolve(raw, schema)
        default = "required" if name in required else _default(item)
        yield f"| `{prefix}{name}` | {_values(item, schema)} | {default} | {_cell(item.get('description', ''))} |"
        inner = _inner(item, schema)
        if inner is not None:
            sections.append((f"{prefix}{name}{inner[0]}", inner[1]))
    for name, item in sections:
        yield f"\n### `{name}`\n"
        yield from _examples(item)
        yield from _rows(item, schema, f"{name}.")


def _inner(item: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    if "properties" in item:
        return "", item
    if isinstance(item.get("additionalProperties"), dict):
        nested = _resolve(item["additionalProperties"], schema)
        return (".LOCALE", nested) if "properties" in nested else None
    nested = _resolve(item.get("items", {}), schema)
    return ("[]", nested) if "properties" in nested else None


def _resolve(item: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in item:
        return item
    return {**schema["$defs"][item["$ref"].rpartition("/")[2]], **item}


def _values(item: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "const" in item:
        return f"`{item['const']}`"
    if "enum" in item:
        return ", ".join(f"`{json.dumps(value) if value is False else value}`" for value in item["enum"])
    if item.get("title"):
        return _cell(item["title"])
    if item["type"] == "array":
        return f"list: {_values(_resolve(item['items'], schema), schema)}"
    return "mapping"


def _default(item: Mapping[str, Any]) -> str:
    if "default" not in item:
        return "see below" if "properties" in item and "required" not in item else ""
    value = item["default"]
    return f"`{value if isinstance(value, str) and value else json.dumps(value)}`"


def _examples(item: Mapping[str, Any]) -> Iterator[str]:
    for example in item.get("examples", [])[:1]:
        if isinstance(example, dict):
            yield f"Example: `{_flow(example)}`\n"


def _flow(value: Any) -> str:
    """``value`` as flow YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return json.dumps(value) if not isinstance(value, str) else value


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    page = render(json.loads(SCHEMA.read_text(encoding="utf-8")))
    if "--check" in arguments:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page
        print(
            "fresh" if fresh else f"{PAGE.relative_to(ROOT)} is stale: run python tools/make_config_docs.py"
        )
        return 0 if fresh else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

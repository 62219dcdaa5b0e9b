"""Writes docs/reference/commands.md from the argument tree, action.yml and the error tree; --check only compares."""

import argparse
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ci_l10n import errors
from ci_l10n.arguments import make_parser
from ci_l10n.cli import BUG, INTERRUPTED

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "commands.md"


def make_page() -> str:
    """The whole page."""
    parts = ["# Commands", "", "<!-- Made by tools/make_command_docs.py; do not edit. -->", ""]
    for name, parser in leaves(make_parser()):
        parts += [f"## {name}", "", parser.description or "", "", "| flag | |", "|---|---|"]
        parts += [
            _flag_row(action) for action in parser._actions if not isinstance(action, argparse._HelpAction)
        ]
        parts.append("")
    parts += [
        "## Exit codes",
        "",
        "| code | |",
        "|---:|---|",
        "| 0 | done; also nothing to do, or still translating |",
    ]
    for code, text in sorted(_exit_codes().items()):
        parts.append(f"| {code} | {text} |")
    parts += [f"| {BUG} | a defect of ours; the message is ready to paste into a report |"]
    parts += [f"| {INTERRUPTED} | interrupted; the next run goes on |", ""]
    parts += [
        "## What --json prints",
        "",
        "One document on stdout and nothing else there; messages go to stderr. New keys may come; those of the schemas stay.",
        "",
        "| commands | schema |",
        "|---|---|",
    ]
    parts += [
        f"| {', '.join(f'`{name}`' for name in names)} | [{schema}]({schema}) |"
        for schema, names in schemas().items()
    ]
    parts += [
        "| `report` | that of the run which it shows |",
        "| `sandbox` | its [announcement](sandbox.md) |",
        "",
    ]
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    parts += ["## Inputs of the action", "", "| input | default | |", "|---|---|---|"]
    for name, given in action["inputs"].items():
        default = f"`{given['default']}`" if "default" in given else ""
        parts.append(f"| `{name}` | {default} | {given['description']} |")
    parts += ["", "## Outputs of the action", "", "| output | |", "|---|---|"]
    parts += [f"| `{name}` | {given['description']} |" for name, given in action["outputs"].items()]
    parts += [
        "",
        "## Environment variables",
        "",
        "Credentials, hosts, proxies and what runners set: [a page of its own](environment.md).",
    ]
    return "\n".join(parts) + "\n"


def schemas() -> dict[str, list[str]]:
    """The commands that each published schema is for, by the name of its file."""
    return {
        path.name: sorted(_commands_in(json.loads(path.read_text(encoding="utf-8"))))
        for path in sorted(PAGE.parent.glob("*.schema.json"))
    }


def _commands_in(schema: Any) -> Iterator[str]:
    """What the key `command` may be, anywhere in a schema."""
    if isinstance(schema, dict):
        command = schema.get("properties", {}).get("command", {})
        yield from command.get("enum", ())
        yield from (command["const"],) if "const" in command else ()
        for inner in schema.values():
            yield from _commands_in(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _commands_in(inner)


def leaves(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command, with its full name."""
    below = next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)
    if below is None:
        yield name, parser
        return
    for each, found in below.choices.items():
        yield from leaves(found, f"{name} {each}".strip())


def _flag_row(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings)
    value = f" {action.metavar}" if action.metavar else ""
    if not names:
        return f"| `{action.metavar}` | {action.help or ''} |"
    if action.choices:
        value = " " + " \\| ".join(map(str, action.choices))
    return f"| {names}{value} | {action.help or ''} |"


def _exit_codes() -> dict[int, str]:
    codes = {}
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.L10nError) and kind is not errors.L10nError and "exit_code" in vars(kind):
            codes[kind.exit_code] = (
                (inspect.getdoc(kind) or "").splitlines()[0].rstrip(".").replace("``", "`")
            )
    return codes


def main() -> int:
    page = make_page()
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

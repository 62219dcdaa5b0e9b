"""Writes docs/reference/problems: a page per code and an index; --check only compares."""

import sys
from pathlib import Path

from ci_l10n.problems.explanation import PAGES, Explanation
from ci_l10n.problems.registry import AREAS, PROBLEMS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / PAGES
_MADE = "<!-- Made by tools/make_problem_docs.py; do not edit. -->"


def make_pages() -> dict[str, str]:
    """File name to content."""
    pages = {f"{code}.md": _page(code, each) for code, each in PROBLEMS.items()}
    return {"README.md": _index(), **pages}


def _page(code: str, each: Explanation) -> str:
    ends = f"A run that it ends has exit code {each.exit_code}." if each.exit_code else "It ends no run."
    parts = [
        f"# {code}",
        _MADE,
        f"**{each.title}.** {ends}",
        "## Cause",
        each.cause,
        "## What to do",
        each.cure,
    ]
    return "\n\n".join([*parts, "[All codes](README.md)"]) + "\n"


def _index() -> str:
    parts = [
        "# Codes",
        _MADE,
        "Every failure and every finding has a code. It stands in brackets on the first line"
        " (`error[config-missing]: ...`), in `error.code` and `findings[].code` of `--json`, and above annotations."
        " Codes stay; new ones may come.",
    ]
    for area, explanations in AREAS.items():
        rows = [
            f"| [`{code}`]({code}.md) | {each.title} | {each.exit_code or ''} |"
            for code, each in sorted(explanations.items())
        ]
        parts += [f"## {area}", "\n".join(["| code | | exit code |", "|---|---|---:|", *rows])]
    return "\n\n".join(parts) + "\n"


def main() -> int:
    pages = make_pages()
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    if "--check" in sys.argv:
        return int(found != pages)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in found.keys() - pages.keys():
        (FOLDER / name).unlink()
    for name, content in pages.items():
        (FOLDER / name).write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Generated pages are fresh, links lead somewhere, and every format is described."""

import re
from pathlib import Path

import pytest

from ci_l10n.formats.registry import NAMES
from tools import make_format_docs
from tools.make_command_docs import PAGE, make_page

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_page_of_commands_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == make_page(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_page_of_formats_is_fresh_and_has_them_all() -> None:
    page = make_format_docs.PAGE.read_text(encoding="utf-8")
    assert page == make_format_docs.render(), "run `make docs`"
    assert all(f"| `{name}` |" in page for name in NAMES)


def test_the_readme_names_the_commands_that_make_knows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([\w-]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

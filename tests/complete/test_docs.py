"""Generated pages are fresh, links lead somewhere, and every format is described."""

import re
from pathlib import Path

import pytest

from ci_l10n.formats.registry import NAMES
from ci_l10n.setup.foreign.convert import TOOLS
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


def test_every_page_can_be_reached_from_the_index_of_the_docs() -> None:
    index = ROOT / "docs" / "README.md"
    reached, rest = {index}, [index]
    while rest:
        page = rest.pop()
        for target in re.findall(r"\]\(([^)#:\s]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            found = (page.parent / target).resolve()
            if found.is_relative_to(ROOT / "docs") and found not in reached:
                reached.add(found)
                rest.append(found)
    missing = set(ROOT.glob("docs/**/*.md")) - reached
    assert missing == set(), "docs/README.md, or a page that it leads to, must name them"


def test_every_guide_and_explanation_is_named_by_the_index_itself() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for folder in ("tutorial", "how-to", "reference", "explanation"):
        for page in ROOT.glob(f"docs/{folder}/*.md"):
            assert f"]({folder}/{page.name})" in index, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pictures_have_a_text_for_who_cannot_see_them_and_are_small(page: Path) -> None:
    for text, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        assert len(text) > 20, target
        assert (page.parent / target).stat().st_size < 200_000


def test_the_page_of_formats_is_fresh_and_has_them_all() -> None:
    page = make_format_docs.PAGE.read_text(encoding="utf-8")
    assert page == make_format_docs.render(), "run `make docs`"
    assert all(f"| `{name}` |" in page for name in NAMES)


def test_the_readme_names_the_commands_that_make_knows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([\w-]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_page_on_moving_names_every_tool_that_is_converted() -> None:
    page = (ROOT / "docs" / "how-to" / "migrate.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([\w.]+) \| `\S", page, re.MULTILINE)) >= {tool.name for tool in TOOLS} - {
        "Lokalise"
    }
    assert "| Lokalise |" in page


def test_every_page_of_the_documentation_is_reached_from_its_first_one() -> None:
    first = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    lists = ("adr/", "reference/problems/")  # have a page of their own that lists them
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md")} - {"README.md"}
    linked = set(re.findall(r"\]\(([^)#]+)", first))
    assert {page for page in pages if not page.startswith(lists)} <= linked

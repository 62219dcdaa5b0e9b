"""The site that `make site` builds: complete, without outside resources, searchable from disk, readable on a phone."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, find_chromium

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds: half a minute, on a quiet machine

pytestmark = [pytest.mark.long, pytest.mark.timeout(PATIENCE)]


def build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """As the Makefile does, of ``source``."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = re.findall(
        r"^\t\$\(BIN\)/sphinx-build (.*) -d build/site\.pages (.*) docs build/site$", text, re.MULTILINE
    )
    program = Path(sys.executable).with_name("sphinx-build")
    folders: list[str | Path] = ["-d", site.with_suffix(".pages"), source, site]
    command = [program, *" ".join(line).split(), *folders]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site") / "site"
    done = build(ROOT / "docs", built)
    assert (done.returncode, done.stderr) == (0, "")
    return built


# Relations of pages that no browser loads by itself.
READ = ("canonical", "index", "next", "prev", "search")


class Resources(HTMLParser):
    """What a page loads, and which addresses it has links to."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.linked.append(given.get("href", ""))
        elif tag == "link":
            self.loaded += [given["href"]] if given.get("rel") not in READ else []
        else:
            self.loaded += [given[name] for name in ("src", "srcset", "data", "poster") if name in given]


def resources(page: Path) -> Resources:
    found = Resources()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_every_page_of_the_docs_is_on_the_site(site: Path) -> None:
    for page in (ROOT / "docs").glob("**/*.md"):
        name = re.sub(r"README$", "index", str(page.relative_to(ROOT / "docs").with_suffix("")))
        assert (site / f"{name}.html").is_file(), name


def test_the_navigation_has_every_page_but_those_of_codes(site: Path) -> None:
    linked = {each.partition("#")[0] for each in resources(site / "index.html").linked}
    for folder in ("tutorial", "how-to", "reference", "explanation", "adr"):
        for page in (ROOT / "docs" / folder).glob("*.md"):
            name = re.sub(r"README$", "index", str(page.relative_to(ROOT / "docs").with_suffix("")))
            assert f"{name}.html" in linked


def test_pages_load_nothing_from_elsewhere_and_styles_neither(site: Path) -> None:
    for page in site.glob("**/*.html"):
        for address in resources(page).loaded:
            assert not re.match(r"(\w+:)?//", address), f"{page.name} loads {address}"
            assert address.startswith("data:") or (page.parent / address.partition("?")[0]).is_file(), address
    for style in site.glob("**/*.css"):
        assert not re.search(r"@import|url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), (
            style.name
        )


def test_links_of_pages_lead_to_pages_or_elsewhere(site: Path) -> None:
    for page in site.glob("**/*.html"):
        for address in resources(page).linked:
            path = address.partition("#")[0].partition("?")[0]
            if path and not re.match(r"\w+:", path):
                assert (page.parent / path).is_file(), f"{page.name} links to {address}"


def test_links_to_files_of_the_repository_lead_to_the_repository(site: Path) -> None:
    project = "https://github.com/ci-l10n/ci-l10n/blob/main"
    linked = resources(site / "index.html").linked
    assert f"{project}/SECURITY.md" in linked
    assert f"{project}/examples/github.yml" in linked
    assert f"{project}/docs/reference/report.schema.json" in linked
    for page in site.glob("**/*.html"):
        for address in resources(page).linked:
            if address.startswith(f"{project}/"):
                path = address.removeprefix(f"{project}/").partition("#")[0]
                assert (ROOT / path).exists(), f"{page.name} links to {address}"


BROKEN = ("[1](gone.md)", "[2](#gone)", "[3](other.md#gone)", "[4](../../tools/gone.py)", "![5](gone.png)")


def test_links_that_lead_nowhere_fail_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs" / "how-to").mkdir(parents=True)
    (tmp_path / "docs" / "how-to" / "other.md").write_text("# Other\n\nText\n", encoding="utf-8")
    index = tmp_path / "docs" / "README.md"
    index.write_text("# Docs\n\n[other](how-to/other.md#other)\n", encoding="utf-8")
    done = build(tmp_path / "docs", tmp_path / "good")
    assert (done.returncode, done.stderr) == (0, "")
    page = tmp_path / "docs" / "how-to" / "broken.md"
    page.write_text("\n\n".join(["# Broken", *BROKEN]) + "\n", encoding="utf-8")
    done = build(tmp_path / "docs", tmp_path / "bad")
    assert done.returncode != 0
    lines = {
        int(line)
        for line in re.findall(rf"^{re.escape(str(page))}:(\d+): WARNING", done.stderr, re.MULTILINE)
    }
    assert lines == {3, 5, 7, 9, 11}, done.stderr


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    with chromium(program) as launched:
        yield launched


def open_page(browser: Browser, path: Path, width: int, query: str = "") -> tuple[Page, list[str]]:
    """``path`` from disk, and a list of what it asks of anybody else."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri() + query)
    return page, asked


def test_search_finds_pages_from_disk_and_asks_nobody(browser: Browser, site: Path) -> None:
    page, asked = open_page(browser, site / "search.html", 1280, "?q=stale")
    page.wait_for_selector("#search-results li a")
    found = [link.get_attribute("href") or "" for link in page.query_selector_all("#search-results li a")]
    assert any("reference/problems/plan-stale.html" in address for address in found)
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "name", ["index", "tutorial/first-sync", "reference/config", "reference/problems/index"]
)
def test_pages_fit_a_phone_and_a_desk(browser: Browser, site: Path, name: str, width: int) -> None:
    page, asked = open_page(browser, site / f"{name}.html", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []

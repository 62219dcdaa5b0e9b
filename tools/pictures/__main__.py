"""
Writes docs/pictures/pull-request.png and docs/pictures/review-page.png.

Needs Chromium (`CHROMIUM` names one; else `chromium` on the PATH, else the one that `playwright install chromium`
fetches) and fonts for Arabic and Japanese.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ci_l10n.sandbox.server import Sandbox
from tools.pictures.pull_page import make_pull_page
from tools.pictures.story import Story

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH = 1000  # pixels; as wide as GitHub shows a README
LIMIT = 200_000  # bytes of one picture


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        with Sandbox(seed=1, translator="manual") as sandbox:
            told = Story(sandbox, Path(temporary) / "orchard").play()
        pull_page = Path(temporary) / "pull.html"
        pull_page.write_text(make_pull_page(told.pull), encoding="utf-8")
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        with playwright.chromium.launch(executable_path=chromium) as browser:
            take(browser, pull_page, FOLDER / "pull-request.png", 860)
            take(browser, told.page, FOLDER / "review-page.png", 1060, show_changes)
    return 0


def show_changes(page: Page) -> None:
    page.locator("select#change").select_option("changed")


def take(
    browser: Browser, page: Path, picture: Path, height: int, prepare: Callable[[Page], None] | None = None
) -> None:
    """A picture of the upper ``height`` pixels of ``page``, which may ask nobody for anything."""
    shown = browser.new_page(viewport={"width": WIDTH, "height": height}, color_scheme="light")
    shown.route(
        lambda address: not address.startswith(("file:", "data:", "blob:")), lambda route: route.abort()
    )
    shown.goto(page.as_uri())
    if prepare is not None:
        prepare(shown)
    shown.screenshot(path=picture)
    shown.close()
    size = picture.stat().st_size
    if size >= LIMIT:
        raise ValueError(f"{picture.name} has {size} bytes, more than {LIMIT}")
    print(f"{picture.relative_to(FOLDER.parents[1])}: {size} bytes")


if __name__ == "__main__":
    sys.exit(main())

"""
Writes docs/pictures/pull-request.png, as the sandbox's GitHub shows it, and docs/pictures/review-page.png.

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
from tools.pictures.story import Story

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH = 1000  # pixels; as wide as GitHub shows a README
LIMIT = 200_000  # bytes of one picture


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        with (
            Sandbox(seed=1, translator="manual") as sandbox,
            playwright.chromium.launch(executable_path=chromium) as browser,
        ):
            told = Story(sandbox, Path(temporary) / "orchard").play()
            take(browser, told.pull, FOLDER / "pull-request.png", 860)
            take(browser, told.page.as_uri(), FOLDER / "review-page.png", 1060, show_changes)
    return 0


def show_changes(page: Page) -> None:
    page.locator("select#change").select_option("changed")


def take(
    browser: Browser, address: str, picture: Path, height: int, prepare: Callable[[Page], None] | None = None
) -> None:
    """A picture of the upper ``height`` pixels of the page at ``address``."""
    shown = browser.new_page(viewport={"width": WIDTH, "height": height}, color_scheme="light")
    shown.goto(address)
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

"""
Writes docs/pictures/pull-request.png, as the sandbox's GitHub shows it, and docs/pictures/review-page.png.

Needs Chromium (`CHROMIUM` names one; else that on the PATH, else the one that `playwright install chromium` fetches) and fonts for Arabic and Japanese.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ci_l10n.sandbox.server import Sandbox
from tools.pictures.story import Story

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH = 1000  # pixels; as wide as GitHub shows a README
LIMIT = 200_000  # bytes of one picture


def take_pictures(folder: Path) -> None:
    """Both, into ``folder``; raises `ValueError` when one has become too large."""
    folder.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as temporary,
        Sandbox(seed=1, translator="manual") as sandbox,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium) as browser,
    ):
        told = Story(sandbox, Path(temporary) / "orchard").play()
        _take(browser, told.pull, folder / "pull-request.png", 860)
        _take(browser, told.page.as_uri(), folder / "review-page.png", 1060, _show_changes)


def _show_changes(page: Page) -> None:
    page.locator("select#change").select_option("changed")


def _take(
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
    print(f"{picture}: {size} bytes")


if __name__ == "__main__":
    take_pictures(FOLDER)

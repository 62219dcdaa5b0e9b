"""How long a browser takes to open the review page and to filter it, beside an empty page."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from ci_l10n.review.page import make_page
from tests.browser.big import big_report
from tests.browser.chromium import chromium, find_chromium
from tests.unit.review.reports import report
from tools.bench.system import timed

_READY = "document.getElementById('count').textContent !== ''"
_FILTERS = {
    "by locale": ("locale", "ar"),
    "by severity": ("severity", "error"),
    "by what changes": ("change", "removed"),
    "search": ("text", "basket"),
    "all again": ("text", ""),
}
# From a filter that is set until the next frame shows what it leaves.
_FILTER = """([name, value]) => {
  document.getElementById("filters").reset();
  document.getElementById(name).value = value;
  document.getElementById("filters").requestSubmit();
  return new Promise(requestAnimationFrame);
}"""


def bench_page() -> None:
    program = find_chromium()
    if program is None:
        print("\nreview page: no Chromium on this machine")
        return
    start = time.perf_counter()
    page = make_page(big_report())
    made = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder, chromium(program) as browser:
        empty, full = Path(folder, "empty.html"), Path(folder, "full.html")
        empty.write_text(make_page(report({})), encoding="utf-8")
        full.write_text(page, encoding="utf-8")
        base = timed(lambda: _open(browser, empty).close())
        took = timed(lambda: _open(browser, full).close())
        print(
            f"\nreview page of 5,000 strings in 10 locales: {len(page.encode()) / 1e6:.1f} MB, made in {made:.1f} s"
        )
        print(f"  open until filled   {took:.2f} s, {took / base:.1f} times an empty one ({base:.2f} s)")
        opened = _open(browser, full)
        for name, chosen in _FILTERS.items():
            print(f"  {name:<19} {_filter(opened, chosen):.2f} s", flush=True)


def _open(browser: Browser, path: Path) -> Page:
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_function(_READY)
    return page


def _filter(page: Page, chosen: tuple[str, str]) -> float:
    return timed(lambda: page.evaluate(_FILTER, list(chosen)))

"""The review page in a real browser, offline: whatever a page asks of the network is noted and refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, expect
from playwright.sync_api import Error as BrowserError

from ci_l10n.review.charts import Moment
from ci_l10n.review.page import make_page
from tests.browser.chromium import chromium, find_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    try:
        with chromium(program) as started:
            yield started
    except BrowserError as error:
        pytest.skip(f"{program} does not start: {error.message.strip()[-300:]}")


@dataclass
class Opened:
    """A page that was opened, and what it did that no page of ours may do."""

    page: Page
    asked: list[str] = field(default_factory=list)  # addresses beside its own
    said: list[str] = field(default_factory=list)  # dialogs, messages on the console, errors of scripts

    @property
    def rows(self) -> Locator:
        return self.page.locator("#rows > li")

    def keys(self) -> list[str]:
        """Keys of the strings that are shown."""
        return self.page.locator("#rows .key").all_text_contents()

    def told(self) -> str:
        """How many strings there are, as it is said to everybody."""
        return self.page.inner_text("#count")

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f"#{name}", value)

    def search(self, text: str, told: str) -> None:
        """Type ``text``, and wait until the page tells ``told``."""
        self.page.fill("#text", text)
        self.wait_for(told)

    def wait_for(self, told: str) -> None:
        # Not `wait_for_function`: where it has to ask twice, the page's policy forbids its script.
        expect(self.page.locator("#count")).to_have_text(told, timeout=60_000)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)

    def _refuse(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()


class Open(Protocol):
    def __call__(
        self,
        report: Mapping[str, Any],
        history: Mapping[str, Sequence[Moment]] | None = None,
        **context: Any,  # as `Browser.new_context` takes it
    ) -> Opened: ...


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a report; in the end no page may have asked the network, or said anything."""
    contexts: list[BrowserContext] = []
    pages: list[Opened] = []

    def open_one(
        report: Mapping[str, Any], history: Mapping[str, Sequence[Moment]] | None = None, **options: Any
    ) -> Opened:
        path = tmp_path / f"page-{len(pages)}.html"
        path.write_text(make_page(report, history), encoding="utf-8")
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(120_000)  # of machines that do ten other things, too
        contexts.append(context)

        def only_itself(route: Route) -> None:
            route.continue_() if route.request.url.startswith(path.as_uri()) else route.abort()

        context.route("**/*", only_itself)
        opened = Opened(context.new_page())
        opened.watch()
        opened.page.goto(path.as_uri())
        expect(opened.page.locator("#count")).not_to_have_text("", timeout=60_000)
        opened.asked.remove(path.as_uri())
        pages.append(opened)
        return opened

    yield open_one
    for each in pages:
        assert (each.asked, each.said) == ([], [])
    for context in contexts:
        context.close()

"""Nothing that axe calls a barrier: neither on a wide screen nor on a phone, light nor dark, nor in any state of the page."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ci_l10n.review.charts import Moment
from tests.browser.conftest import Open, Opened
from tests.unit.review.reports import finding, report, string

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    done = subprocess.run(
        [ROOT / "tools" / "browser" / "axe.sh"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"npm's packages cannot be had here: {done.stderr.strip()[-300:]}")
    return Path(done.stdout.strip()).read_text(encoding="utf-8")


def full_report() -> dict[str, Any]:
    """One of everything that a page can show."""
    strings = {
        ("web/de.json", "de"): [
            string("save", "Sichern", "Speichern"),
            string("long", "a b " * 600, "a c " * 600),
        ],
        ("web/ar.json", "ar"): [
            string("save", None, "احفظ <b>{count}</b>\u202e الآن"),
            string("gone", "x", None, None),
        ],
    }
    findings = [
        finding(
            "greet", kind, locale="de", file="web/de.json", before="a b", repository="a c", platform="a d"
        )
        for kind in ("held", "conflict", "first", "edit", "people", "stale", "warning")
    ]
    found = {
        "code": "c",
        "message": "no such language",
        "hint": "add it",
        "locale": "it",
        "file": "a.json",
        "line": 3,
    }
    return report(
        strings, findings,
        exit_code=4, error={"message": "the platform answered 503", "hint": "try again"},
        findings=[{**found, "severity": severity} for severity in ("error", "warning", "notice")],
        deliveries=[{"number": 7, "url": "https://git.example/acme/app/pull/7"}],
    )  # fmt: skip


def barriers(opened: Opened, axe: str) -> list[str]:
    """What axe finds, with the first place of each; run in a world of its own, which the page's policy lets alone."""
    session = opened.page.context.new_cdp_session(opened.page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]

    def run(script: str) -> Any:
        asked = {"expression": script, "contextId": world, "awaitPromise": True, "returnByValue": True}
        answer = session.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    run(f"{axe}; undefined")
    rules = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    result = run(f"axe.run(document, {rules})")
    assert result["passes"], "axe looked at something"
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in result["violations"]
    ]


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["wide", "wide and dark", "phone", "phone and dark", "forced colours"],
)
def test_axe_finds_no_barrier(open_page: Open, axe: str, context: dict[str, Any]) -> None:
    history = {
        "de": [Moment(day * 86_400, day * 10.0, 9) for day in range(5)],
        "ar": [Moment(0, 1.0, 9), Moment(9, 2.0, 9)],
    }
    opened = open_page(full_report(), history, **context)
    assert barriers(opened, axe) == []
    opened.page.keyboard.press("j")
    assert barriers(opened, axe) == []
    opened.search("no such text", "0 of 5 strings")
    assert barriers(opened, axe) == []


def test_axe_finds_no_barrier_on_a_page_with_nothing_to_review(open_page: Open, axe: str) -> None:
    assert barriers(open_page(report({})), axe) == []


def test_axe_would_find_one(open_page: Open, axe: str) -> None:
    opened = open_page(full_report())
    opened.page.evaluate("document.querySelector('label').remove(); document.documentElement.lang = ''")
    assert [found.partition(":")[0] for found in barriers(opened, axe)] == ["html-has-lang"]

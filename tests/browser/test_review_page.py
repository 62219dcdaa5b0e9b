"""The review page as people use it: reading, filtering, by keyboard, with few and with very many strings."""

import pytest
from playwright.sync_api import Locator

from ci_l10n.review.page import make_page
from tests.browser.big import big_report
from tests.browser.conftest import Open, Opened
from tests.unit.review.reports import EDITOR, finding, report, string

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

STRINGS = {
    ("web/de.json", "de"): [
        string("save", "Sichern", "Speichern", "Save"),
        string("greet", "Hallo {name}!", "Guten Tag, {name}!", "Hello {name}!"),
        string("gone", "Weg", None, None),
    ],
    ("web/ar.json", "ar"): [string("save", None, "احفظ <b>{count}</b> الآن", "Save <b>{count}</b> now")],
    ("app/ja.xml", "ja"): [string("rain", "今日は雨です", "明日は雨です", "Rain")],
}
FINDINGS = [
    finding("greet", locale="de", file="web/de.json", repository="Hallo {name}!", before="Hallo {name}!", platform="Hallo!"),
    finding("cancel", "conflict", locale="ar", file="web/ar.json", before="a b", repository="a c", platform="a d"),
]  # fmt: skip


def marks(block: Locator, name: str) -> list[str]:
    return block.locator(name).all_text_contents()


def blocks(opened: Opened, key: str) -> list[Locator]:
    """Source, before and after (or what stays) of a string."""
    row = opened.rows.filter(has=opened.page.locator(f".key:text-is('{key}')")).first
    return row.locator("> dl > div").all()


def test_a_string_shows_source_before_and_after_with_what_differs_marked(open_page: Open) -> None:
    opened = open_page(report(STRINGS))
    opened.choose("locale", "de")
    source, before, after = blocks(opened, "greet")
    assert source.locator("dd").first.inner_text() == "Hello {name}!"
    assert (marks(before, "del"), marks(before, "ins")) == (["Hallo"], [])
    assert (marks(after, "ins"), marks(after, "del")) == (["Guten Tag,"], [])
    assert after.locator(".told").inner_text() == "18 characters · +5 · 38 % longer than the source"
    _, before, after = blocks(opened, "gone")
    assert (marks(before, "del"), after.inner_text()) == (["Weg"], "After\nnone")


def test_scripts_without_blanks_are_compared_sign_by_sign(open_page: Open) -> None:
    opened = open_page(report(STRINGS))
    opened.choose("locale", "ja")
    _, before, after = blocks(opened, "rain")
    assert (marks(before, "del"), marks(after, "ins")) == (["今"], ["明"])


def test_text_from_right_to_left_is_shown_so_with_its_placeholders_in_their_own_direction(
    open_page: Open,
) -> None:
    opened = open_page(report(STRINGS))
    opened.choose("locale", "ar")
    source, _, after = blocks(opened, "save")
    assert (
        source.locator("dd").first.get_attribute("dir"),
        source.locator("dd").first.get_attribute("lang"),
    ) == ("ltr", "en")
    text = after.locator("dd").first
    assert (text.get_attribute("dir"), text.get_attribute("lang")) == ("rtl", "ar")
    # In reading order, which is from the right: each starts left of the one before it.
    places = [box["x"] for code in text.locator("bdi").all() if (box := code.bounding_box())]
    assert text.locator("bdi").all_text_contents() == ["<b>", "{count}", "</b>"]
    assert places == sorted(places, reverse=True)


def test_a_held_string_shows_what_was_refused_and_a_conflict_its_three_values(open_page: Open) -> None:
    opened = open_page(report(STRINGS, FINDINGS))
    assert opened.keys()[:2] == ["greet", "cancel"]
    held, conflict = opened.rows.nth(0).locator(".notes"), opened.rows.nth(1).locator(".notes")
    assert "held back: {name} is missing" in held.inner_text()
    assert "Correct it on the platform" in held.inner_text()
    assert [block.inner_text() for block in conflict.locator("dl > div").all()] == [
        "At the last sync\na b", "In git\na c", "On the platform\na d",
    ]  # fmt: skip
    assert marks(conflict, "ins") == ["c", "d"]
    assert opened.rows.nth(1).locator(".where").inner_text() == "web/ar.json:3 · Open in the editor"


def test_the_editor_is_opened_at_the_document_without_telling_where_people_came_from(open_page: Open) -> None:
    opened = open_page(report(STRINGS))
    link = opened.rows.first.locator("a")
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (EDITOR, "noopener noreferrer")
    assert link.get_attribute("aria-label") == "Open in the editor: save (de)"


@pytest.mark.parametrize(
    ("name", "value", "keys"),
    [
        ("locale", "ja", ["rain"]),
        ("severity", "error", ["greet"]),
        ("severity", "any", ["greet", "cancel"]),
        ("severity", "none", ["save", "gone", "save", "rain"]),
        ("change", "removed", ["gone"]),
        ("change", "new", ["save"]),
        ("change", "unchanged", ["cancel"]),
    ],
)
def test_a_filter_leaves_what_it_says(open_page: Open, name: str, value: str, keys: list[str]) -> None:
    opened = open_page(report(STRINGS, FINDINGS))
    opened.choose(name, value)
    assert opened.keys() == keys
    assert opened.told() == f"{len(keys)} of 6 strings"
    opened.page.click("button[type=reset]")
    opened.wait_for("6 strings")


def test_files_are_chosen_by_their_source_and_filters_add_up(open_page: Open) -> None:
    made = report(STRINGS, FINDINGS)
    for place in (made["progress"][2], made["review"]["files"][2]):
        place["source"] = "app/en.xml"
    opened = open_page(made)
    opened.choose("file", "app/en.xml")
    assert opened.keys() == ["rain"]
    opened.choose("file", "en.json")
    opened.choose("locale", "de")
    opened.choose("change", "changed")
    assert opened.keys() == ["greet", "save"]
    opened.choose("change", "new")
    assert opened.told() == "0 of 6 strings"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("SAVE", 2),
        ("speichern", 1),
        ("احفظ", 1),
        ("a d", 1),
        ("placeholder-missing", 2),
        (".*", 0),
        ("明日", 1),
    ],
)
def test_search_looks_into_keys_texts_and_findings(open_page: Open, text: str, count: int) -> None:
    open_page(report(STRINGS, FINDINGS)).search(text, f"{count} of 6 strings")


def test_everything_is_done_by_keyboard_and_the_focus_is_seen(open_page: Open) -> None:
    opened = open_page(report(STRINGS, FINDINGS))
    page = opened.page

    def focused() -> str:
        return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    def has_outline() -> bool:
        return bool(page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"))

    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(focused())
        assert has_outline()
    assert order == ["Skip to the strings", "text", "locale", "file", "severity", "change", "Reset"]
    page.keyboard.press("Tab")
    assert focused() == "Open in the editor"
    page.keyboard.press("/")
    assert focused() == "text"
    page.keyboard.type("/j")  # letters, while people type
    assert page.input_value("#text") == "/j"
    opened.wait_for("0 of 6 strings")  # what is filtered later takes the focus away
    opened.search("", "6 strings")
    page.keyboard.press("Escape")
    for key, shown in (("j", "greet"), ("j", "cancel"), ("k", "greet"), ("k", "greet")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.querySelector('.key').textContent") == shown
        assert has_outline()
    page.keyboard.press("Tab")
    assert focused() == "Open in the editor"
    for key in ("/", "Esc", "j", "k"):
        assert key in page.locator(".keys kbd").all_text_contents()


def test_the_link_to_skip_shows_itself_and_leads_to_the_strings(open_page: Open) -> None:
    opened = open_page(report(STRINGS))
    opened.page.keyboard.press("Tab")
    box = opened.page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "strings"


def test_fifty_thousand_strings_are_one_page_below_fifteen_megabytes_and_can_be_walked(
    open_page: Open,
) -> None:
    made = big_report()
    assert len(make_page(made).encode()) < 15_000_000
    opened = open_page(made)
    assert opened.told() == "50,000 strings"
    opened.choose("locale", "ar")
    assert opened.told() == "5,000 of 50,000 strings"
    opened.choose("severity", "error")
    assert opened.keys() == ["screen0.group0.label_0"]
    opened.page.click("button[type=reset]")
    opened.wait_for("50,000 strings")
    assert opened.rows.count() < 200  # only what is looked at is there
    for _ in range(200):
        opened.page.keyboard.press("j")
    assert opened.rows.count() >= 200


def test_a_filter_that_is_chosen_far_below_shows_the_beginning_of_what_it_leaves(open_page: Open) -> None:
    opened = open_page(
        report({("de.json", "de"): [string(f"k{n}", None, f"text {n % 2}") for n in range(50)]})
    )
    opened.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    opened.search("text 1", "25 of 50 strings")
    assert opened.rows.first.is_visible()
    box = opened.rows.first.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_is_wider_than_the_window(open_page: Open, width: int) -> None:
    wide = {("a" * 300, "de"): [string("k" * 400, "w" * 500, "w" * 499 + "x", "s" * 500)]}
    opened = open_page(report(wide), viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_run_without_changes_says_that_there_are_none(open_page: Open) -> None:
    assert open_page(report({})).told() == "No string changes, and nothing is to be said of one."

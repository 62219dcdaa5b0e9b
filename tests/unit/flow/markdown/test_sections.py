"""Texts stay within their limits by whole rows, the most important first, and say what they left out."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ci_l10n.errors import Location
from ci_l10n.flow.markdown.body import pull_request_body
from ci_l10n.flow.markdown.sections import Section, fit
from ci_l10n.flow.markdown.text import quote
from ci_l10n.flow.report import Report, as_finding
from ci_l10n.state import OpenFinding
from tests.unit.flow.markdown.rendered import Page

ROWS = st.lists(st.text("ab😀é|", max_size=30).map(lambda text: f"| {quote(text)} |"), max_size=60)
HEAD = "| string |"


def finding(kind: str, number: int, text: str, line_of: str = "") -> OpenFinding:
    values = dict.fromkeys(("source", "before", "repository", "platform"), text)
    return OpenFinding(kind, "web/de.json", "de", f"key{number}", "code", "why", "", 3, values, line_of)


@settings(max_examples=20)
@given(st.lists(ROWS, max_size=4), st.integers(60, 4000))
@example([["| <code>x</code> |"] * 500] * 3, 700)
def test_a_text_is_never_longer_than_its_limit_and_holds_whole_rows(
    tables: list[list[str]], limit: int
) -> None:
    sections = [Section(f"Table {n}", "Intro.", HEAD, rows) for n, rows in enumerate(tables)]
    text = fit(["lead"], sections, ["tail"], limit)
    assert len(text) <= limit
    shown = [line for line in text.splitlines() if line.startswith("| <code>")]
    known = {row for rows in tables for row in rows}
    assert set(shown) <= known
    for number, rows in enumerate(tables):
        part = re.search(rf"### Table {number} \((\d+)\)\n(.*?)(?=\n### |\ntail)", text, re.DOTALL)
        if part is None:
            continue
        assert int(part[1]) == len(rows)
        left = re.search(r"… and (\d+) more", part[2])
        assert part[2].count("| <code>") + (int(left[1]) if left else 0) == len(rows)


def test_the_limit_may_count_bytes() -> None:
    rows = [f"| {quote('😀' * 20)} |"] * 50
    text = fit(["ü"], [Section("A", "", HEAD, rows)], [], 2000, lambda text: len(text.encode()))
    assert 1000 < len(text.encode()) <= 2000


def test_five_thousand_held_strings_leave_room_for_the_first_of_the_others() -> None:
    kinds = ("held", "conflict", "stale", "edit")
    report = Report("sync", open=tuple(finding(kind, n, "ü@|" * 12) for kind in kinds for n in range(5000)))
    body = pull_request_body(report, 58_000)
    assert 50_000 < len(body) <= 58_000
    page = Page(body)
    assert page.prose.count("and 4990 more") == 3  # ten rows each; what is left goes to the held ones
    for title in ("Held back", "Changed on both sides", "Stale", "Changed in git"):
        assert f"{title} (5000)" in body
    assert "### Next steps" in body


def test_a_body_has_no_time_in_it_and_is_the_same_for_the_same_report() -> None:
    report = Report("sync", open=(finding("held", 1, "x"),), commit="a" * 40)
    assert pull_request_body(report, 58_000) == pull_request_body(report, 58_000)


def test_a_string_that_the_target_lacks_is_shown_at_its_line_in_the_source() -> None:
    known, missing = finding("held", 1, "x"), finding("held", 2, "x", "web/en.json")
    assert as_finding(known).location == Location("web/de.json", 3, 0, "key1")
    assert as_finding(missing).location == Location("web/en.json", 3, 0, "key2")
    body = pull_request_body(Report("sync", open=(known, missing)), 58_000)
    assert "<code>web/de.json:3</code> (de)" in body
    assert "<code>web/en.json:3</code> (de)" in body

"""The page as text: nothing from outside, nothing to be fetched, nothing that is markup."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from ci_l10n.review.charts import Moment
from ci_l10n.review.page import make_page
from tests.unit.review.reports import finding, report, string

EVIL = "</script><img src=x onerror=alert(1)><!--<script>alert(1)</script>]]>\u2028\u202e\0\ud800'\""


class _Reader(HTMLParser):
    """Elements with their attributes, and the content of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self.inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", {}))

    def handle_data(self, data: str) -> None:
        if self.inside in self.raw:
            self.raw[self.inside][-1] += data
        else:
            self.text += data


def evil_report() -> dict[str, object]:
    made = report(
        {(EVIL, EVIL): [string(EVIL, EVIL, EVIL + "x", EVIL)]},
        [{**finding(EVIL, locale=EVIL, file=EVIL, before=EVIL, repository=EVIL, platform=EVIL), "message": EVIL}],
        tool=EVIL, command=EVIL, platform=EVIL, base=EVIL, commit=EVIL,
        error={"message": EVIL, "hint": EVIL, "code": EVIL},
        findings=[{"severity": EVIL, "code": EVIL, "message": EVIL, "hint": EVIL, "locale": EVIL, "file": EVIL, "line": 1}],
        deliveries=[{"number": 7, "url": "javascript:alert(1)"}],
    )  # fmt: skip
    made["progress"][0]["editor_url"] = "javascript:alert(1)"
    return made


def test_hostile_texts_change_no_element_of_the_page() -> None:
    history = {EVIL: [Moment(0, 1.0, 1), Moment(9, 2.0, 1)]}
    tame_error = {"message": "m", "hint": "h", "code": "c"}
    tame_finding = {
        "severity": "notice",
        "code": "c",
        "message": "m",
        "hint": "h",
        "locale": "de",
        "file": "f",
        "line": 1,
    }
    tame = report(None, [finding("a")], error=tame_error, findings=[tame_finding])
    wanted = _Reader(make_page(tame, {"de": [Moment(0, 1.0, 1), Moment(9, 2.0, 1)]})).elements
    found = _Reader(make_page(evil_report(), history)).elements
    assert [tag for tag, _ in found] == [tag for tag, _ in wanted]
    assert [sorted(attributes) for _, attributes in found] == [sorted(attributes) for _, attributes in wanted]
    assert not [value for _, attributes in found for value in attributes.values() if "javascript:" in value]


def test_the_page_can_be_written_although_a_text_has_half_a_character() -> None:
    make_page(evil_report()).encode()


def test_the_policy_allows_what_the_page_holds_and_nothing_else() -> None:
    reader = _Reader(make_page(report()))
    (policy,) = [
        a["content"] for tag, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def allowed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "script-src": allowed(reader.raw["script"][1]),
        "style-src": allowed(reader.raw["style"][0]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_nothing_is_fetched_and_only_people_follow_links() -> None:
    page = make_page(report(deliveries=[{"number": 7, "url": "https://git.example/pull/7"}]))
    reader = _Reader(page)
    loading = {"src", "srcset", "data", "poster", "action", "ping", "background", "style"}
    assert not [attributes for _, attributes in reader.elements if loading & set(attributes)]
    assert {tag for tag, _ in reader.elements}.isdisjoint(
        {"link", "img", "iframe", "object", "embed", "base"}
    )
    assert not re.search(r"@import|url\(", reader.raw["style"][0])
    assert not re.search(r"fetch\(|XMLHttp|WebSocket|import\(|innerHTML|eval\(|document\.write", page)
    outside = [a["href"] for tag, a in reader.elements if tag == "a" and not a["href"].startswith("#")]
    assert outside == ["https://git.example/pull/7"]


def test_the_data_of_the_page_is_json_that_python_reads_as_well() -> None:
    reader = _Reader(make_page(evil_report()))
    data = json.loads(reader.raw["script"][0])
    assert EVIL in data["texts"]
    assert data["files"][0]["url"] == ""


def test_numbers_and_failures_stand_at_the_top() -> None:
    failed = report(
        None, [finding("a"), finding("b"), finding("c", "conflict")],
        exit_code=4, error={"message": "the platform answered 503", "hint": "try again"},
    )  # fmt: skip
    page = make_page(failed)
    facts = re.findall(r"<li>(.*?)</li>", page)
    assert facts[0] == "1 string changes"
    assert facts[1] == '<strong class="error">2 held back</strong>'
    assert facts[2] == '<strong class="warning">1 in conflict</strong>'
    assert "The run ended with exit code 4.</strong> the platform answered 503<br>try again" in page


def test_what_had_no_room_is_said() -> None:
    made = report()
    made["review"]["left_out"] = 1234
    assert "1,234 more strings had no room on this page" in make_page(made)


def test_a_report_of_a_run_that_failed_at_once_is_a_page_too() -> None:
    text = _Reader(make_page(report({}, commit="", base="", platform=""))).text
    assert "0 strings change" in text
    assert "Progress" not in text


@pytest.mark.parametrize("count", [0, 1, 201])
def test_findings_of_the_run_are_listed_errors_first_and_many_are_counted(count: int) -> None:
    finding_of_run = {
        "severity": "notice",
        "code": "c",
        "message": "m",
        "hint": "",
        "locale": None,
        "file": None,
        "line": None,
    }
    error = {**finding_of_run, "severity": "error", "message": "bad"}
    page = make_page(report(findings=[finding_of_run] * count + [error]))
    items = re.findall(r'<li><strong class="(\w+)">', page)
    assert items == ["error", *["notice"] * min(count, 199)]
    assert ("… and 2 more" in page) == (count == 201)

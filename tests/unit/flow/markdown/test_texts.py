"""Nothing from outside becomes markup, and texts stay within the limits of forges."""

import re
from dataclasses import replace

import pytest

from ci_l10n.flow.markdown.body import pull_request_body
from ci_l10n.flow.markdown.commit import commit_message
from ci_l10n.flow.markdown.lines import outcome_lines
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.markdown.text import quote
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import Report
from ci_l10n.state import OpenFinding


def held(number: int, value: str = "kaputt") -> OpenFinding:
    return OpenFinding(
        "held", f"web/{number}.json", "de", f"key{number}", "placeholder-missing", "{name} is missing", "", 3,
        {"source": "Hello", "before": None, "repository": None, "platform": value},
    )  # fmt: skip


HOSTILE = [
    "@everyone look",
    "see #12 and GH-12",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "https://evil.example/x",
    "www.evil.example",
    "WWW.evil.example",
    "`code` ``` fence",
    "| a | b |",
    "**bold** _it_ ~~x~~",
    "a\n/close\n::error::x",
    "\\<b>",
    "$\\text{math}$",
    "mail me@evil.example",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_outside_can_be_markup(text: str) -> None:
    shown = quote(text)
    inner = shown.removeprefix("<code>").removesuffix("</code>")
    assert not re.search(r"[<>`*_~\[\]|\\@$\n]", inner)
    assert "://" not in inner
    assert not re.search(r"(?i)www\.", inner)
    assert not re.search(r"#(?!\d+;)", inner)


def test_direction_and_control_characters_are_named() -> None:
    assert quote("a\u202eb\x07") == "<code>a(U+202E)b(U+0007)</code>"


def test_long_strings_are_cut() -> None:
    assert len(quote("x" * 5000)) < 250


def test_a_body_with_thousands_of_findings_stays_within_the_limit_and_says_how_many_are_left_out() -> None:
    report = Report("sync", open=tuple(held(number, "x" * 300) for number in range(5000)))
    body = pull_request_body(report, 58_000)
    assert len(body) <= 58_000
    assert "Held back (5000)" in body
    assert "more; the report of the run lists all of them" in body


def test_a_summary_stays_under_one_mebibyte() -> None:
    report = Report("sync", open=tuple(held(number, "ü" * 300) for number in range(20_000)))
    assert len(job_summary(report).encode()) < 1_048_576


def test_a_commit_message_carries_the_trailers_of_the_run() -> None:
    message = commit_message(
        Report("sync", "smartcat.ai, project 1", commit="abc"), "Update translations", ""
    )
    assert message.splitlines()[0] == "Update translations"
    assert "L10n-State: none\nL10n-Source: abc\nL10n-Platform: smartcat.ai, project 1\n" in message


def test_a_summary_links_each_change_request_once() -> None:
    made = Delivered(
        "l10n/main", "c", True, "created", 5, "https://forge.example/pull/5", ("reviewer 'x' @all",)
    )
    summary = job_summary(Report("sync", deliveries=(made, replace(made, number=6, operation="none"))))
    assert summary.count("https://forge.example/pull/5") == 2
    assert "- [Change request 5](https://forge.example/pull/5): created\n" in summary
    assert "- [Change request 6](https://forge.example/pull/5): nothing new\n" in summary
    assert summary.count("<code>&#64;all</code>") == 1  # a note that all of them have
    assert "change request 5 created" in outcome_lines(Report("sync", deliveries=(made,)))[0]
    named = replace(made, reference="merge request !5")
    assert "merge request !5 created" in outcome_lines(Report("sync", deliveries=(named,)))[0]

"""Whatever strings, keys, file names and messages hold: rendered, they are text and nothing else."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ci_l10n.errors import Location
from ci_l10n.flow.agreed import Origin
from ci_l10n.flow.change_set import TargetChange
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.markdown.body import pull_request_body
from ci_l10n.flow.markdown.preview import preview_comment, preview_summary
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.markdown.text import prose, quote
from ci_l10n.flow.preview.model import FileChange, Preview, StringChange
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding
from ci_l10n.state import OpenFinding
from tests.unit.flow.markdown.rendered import Page

FEW = settings(max_examples=50)
KINDS = ("held", "conflict", "edit", "first", "stale", "warning", "people")
#: What can be markup, a mention, a reference, a link, or a command, to Markdown, GitHub or GitLab.
PIECES = st.sampled_from(
    [
        "@all", "@acme/team", "#12", "!34", "~bug", "%v2", "&7", "$9", "GH-12", "acme/app#1", "0123456789abcdef",
        "<img src=x>", "<!--", "-->", "</code>", "</td>", "</table>", "<script>", "<https://evil.example>", "&lt;",
        "&#64;", "[a](https://evil.example)", "![a](//evil.example)", "[[_TOC_]]", "[^1]", "https://evil.example",
        "www.evil.example", "WWW.evil.example", "mailto:a@b.example", "ftp://evil.example", "`", "```", "~~~", "|",
        "\\|", "\\", "*", "**", "_", "__", "# ", "- ", "> ", "1. ", "\n", "\r\n", "\n\n", "\n/assign @me", "\n/close",
        "::error::", ":smile:", "$x$", "$$", "{{7*7}}", "\u202e", "\u2066", "\u200b", "\x00", "\x1b[31m", "\ud83d",
        "😀", "é", "word", " ", "\t", "\u2028", "\ufeff", "\U000e0041",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=6).map("".join)
SAFE_TAGS = {
    "p", "h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "ul", "li", "hr", "sub", "a",
}  # fmt: skip
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
MEANING = re.compile(r"[@<>`\\$]|[~%&!]\w|#\d|![0-9]|://|www\.|\b[0-9a-f]{7,}\b|GH-\d", re.IGNORECASE)
EDITOR = "https://smartcat.example/editor?documentId=1"


def assert_harmless(markdown: str, links: tuple[str, ...] = ()) -> Page:
    """Only our own tags and links; nothing that a forge would look at outside of code; every row of a table whole."""
    markdown.encode()  # half characters cannot be sent
    page = Page(markdown)
    assert page.tags <= SAFE_TAGS
    assert set(page.links) <= set(links)
    assert page.comments == []
    assert not INVISIBLE.search(markdown)
    assert not MEANING.search(page.prose), page.prose
    assert not re.search(r"^\s*/", markdown, re.MULTILINE)  # quick actions of GitLab
    return page


def hostile_report(text: str) -> Report:
    values = {"source": text, "before": text, "repository": text, "platform": text}
    return Report(
        "sync",
        platform=text,
        commit="ab" * 20,
        open=tuple(
            OpenFinding(kind, text or "x", "de", text, "code", text, text, 3, values) for kind in KINDS
        ),
        findings=(Finding("error", "code", text, text, Location(text, 1, 2, text), "de"),),
        progress=(Progress("en", text or "x", "de", 50.0, 7, False, True, EDITOR),),
        changes=(TargetChange("en", text, "de", None, "1", "created", None, (), None, ""),),
        deliveries=(Delivered(text, "c", True, "created", 5, "https://forge.example/pull/5", (text,)),),
        notes=(text,),
    )


@given(TEXTS)
@example("</code>")
@example("a|b")
def test_a_quoted_text_is_one_piece_of_code_that_shows_it(text: str) -> None:
    page = assert_harmless(f"| a | b |\n|---|---|\n| {quote(text, 10**6)} | x |\n")
    assert page.rows == [2, 2]
    (shown,) = page.literal
    if text.isprintable() and text.strip() and not text.isspace():
        assert shown == text


@FEW
@given(TEXTS)
def test_a_line_of_ours_with_words_from_outside_means_nothing_to_a_forge(text: str) -> None:
    assert_harmless(f"- note: {prose(text)}")


@FEW
@given(TEXTS)
def test_the_body_of_a_pull_request_is_harmless_whatever_is_in_it(text: str) -> None:
    page = assert_harmless(pull_request_body(hostile_report(text), 58_000), (EDITOR,))
    assert page.rows.count(0) == 0


@FEW
@given(TEXTS)
def test_the_summary_of_a_run_is_harmless_whatever_is_in_it(text: str) -> None:
    assert_harmless(job_summary(hostile_report(text)), (EDITOR, "https://forge.example/pull/5"))


@FEW
@given(TEXTS)
def test_the_comment_on_a_pull_request_is_harmless_whatever_is_in_it(text: str) -> None:
    preview = Preview(
        Origin("main", "a", "b", "c"),
        files=(FileChange("rename", text, text or "x", 3, ("de",), "b"),),
        strings=(
            StringChange(text, text, "added", None, text, 3),
            StringChange(text, text, "changed", text, text, 3),
            StringChange(text, text, "removed", text, None, 0),
        ),
        findings=(Finding("error", "code", text, text, Location(text, 1)),),
        notes=(text,),
    )
    assert_harmless(preview_comment(preview))
    assert_harmless(preview_summary(preview, [text]))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://x.example/)[a](b",
        'https://x.example/"onclick=',
        "https://x/ y",
        "//x",
        "data:x",
    ],
)
def test_an_address_that_is_no_plain_one_is_no_link(url: str) -> None:
    report = hostile_report("x")
    progress = Progress("en", "x", "de", 50.0, 7, False, True, url)
    page = assert_harmless(pull_request_body(Report("sync", open=report.open, progress=(progress,)), 58_000))
    assert page.links == []

"""The report of a defect: what it says, and what it never says."""

import argparse
from pathlib import Path

import pytest

from ci_l10n.commands.crash_report import advice, keep_report, make_report, scrub
from ci_l10n.journal import Journal
from ci_l10n.redact import Redactor

ARGS = argparse.Namespace(command="sync")


def _raised(message: str) -> Exception:
    try:
        raise LookupError(message)
    except LookupError as error:
        return error


def test_a_report_names_version_command_plan_requests_and_place() -> None:
    journal = Journal()
    journal.plan = "2 new, 1 changed"
    journal.watch(lambda: ["GET /project 200"])
    journal.watch(lambda: ["POST /repos/a/b/pulls 502"])

    report = make_report(_raised("boom"), ARGS, journal, str)

    assert "command: `sync`" in report
    assert "plan: 2 new, 1 changed" in report
    assert report.index("GET /project 200") < report.index("POST /repos/a/b/pulls 502")
    assert "LookupError: boom" in report
    assert "in _raised" in report


def test_a_report_before_any_plan_says_so() -> None:
    assert "plan: none was made yet" in make_report(_raised("x"), ARGS, Journal(), str)


def test_a_report_holds_no_secret_of_the_run() -> None:
    redactor = Redactor(["s3cr3t-value"])
    assert "s3cr3t" not in make_report(_raised("key s3cr3t-value"), ARGS, Journal(), redactor.clean)


@pytest.mark.parametrize(
    "text",
    [
        "ghp_0123456789abcdef",
        "github_pat_11ABCDEFG_0123456789",
        "glpat-0123456789abcdefghij",
        "glcbt-64_0123456789abcdef",
        "{'Authorization': 'Basic 0123456789abcdef'}",
        "Authorization: Bearer 0123456789abcdef",
        "PRIVATE-TOKEN: 0123456789abcdef",
        "api_key=0123456789abcdef",
        '{"userSecret": 1, "password": "0123456789abcdef"}',
        "https://user:0123456789abcdef@example.org/x",
    ],
)
def test_what_looks_like_a_credential_is_masked_whoever_made_it(text: str) -> None:
    assert "0123456789" not in scrub(text)


def test_a_long_traceback_keeps_its_beginning_and_its_end() -> None:
    report = make_report(_raised("x" * 100_000 + " the end"), ARGS, Journal(), str)
    assert len(report) < 30_000
    assert "Traceback (most recent call last)" in report
    assert "the end" in report


def test_fences_in_a_message_do_not_end_the_block() -> None:
    report = make_report(_raised("a\n````\n# not a heading"), ARGS, Journal(), str)
    assert "`````text" in report


def test_a_report_is_kept_in_the_git_directory_alone(tmp_path: Path) -> None:
    assert keep_report("x\n", str(tmp_path)) is None
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")

    kept = keep_report("x\n", str(tmp_path))

    assert kept == tmp_path.resolve() / ".git" / "ci-l10n" / "crash.md"
    assert kept.read_text() == "x\n"
    assert str(kept) in advice(kept)


def test_a_report_is_made_even_where_requests_cannot_be_listed() -> None:
    journal = Journal()
    journal.watch(lambda: [str(1 // 0)])
    report = make_report(_raised("boom"), ARGS, journal, str)
    assert "could not be listed: ZeroDivisionError" in report
    assert "LookupError: boom" in report

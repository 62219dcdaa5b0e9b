import pytest

from ci_l10n.errors import ContentError, Location, RemoteError
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.report import Report
from ci_l10n.flow.verdict import check_that_something_worked
from ci_l10n.model import Finding

THERE = Progress("a.json", "de/a.json", "de", 50.0, 2, False, False, "")


def finding(code: str, path: str = "a.json") -> Finding:
    return Finding("error", code, "the platform says no", "do this", Location(path))


@pytest.mark.parametrize("code", ["file-malformed", "source-refused", "source-not-processed"])
def test_a_run_that_got_no_file_onto_the_platform_is_no_success(code: str) -> None:
    with pytest.raises(ContentError, match="no file could be processed: the platform says no") as caught:
        check_that_something_worked(Report("sync", findings=(finding(code),)))
    assert caught.value.hint


def test_one_refused_file_among_others_is_a_finding() -> None:
    check_that_something_worked(
        Report("sync", progress=(THERE,), findings=(finding("source-refused", "b.json"),))
    )


def test_a_run_that_could_fetch_nothing_of_what_was_due_is_no_success() -> None:
    both = (finding("export-failed"), finding("export-failed", "b.json"))
    with pytest.raises(RemoteError, match="the platform says no") as caught:
        check_that_something_worked(Report("sync", progress=(THERE,), exports=2, findings=both))
    assert caught.value.hint


def test_one_translation_that_could_not_be_fetched_among_others_is_a_finding() -> None:
    check_that_something_worked(
        Report("sync", progress=(THERE,), exports=2, findings=(finding("export-failed"),))
    )


def test_a_run_with_nothing_to_do_is_a_success() -> None:
    check_that_something_worked(Report("sync"))

"""What a whole run amounts to."""

from ci_l10n.errors import ContentError, RemoteError, WaitTimeout
from ci_l10n.flow.report import Report

_UNSENT = ("file-malformed", "file-too-large", "lfs-pointer", "source-refused", "source-not-processed")


def check_that_something_worked(report: Report) -> None:
    """Some files with findings are a success, nothing but findings is none: `ContentError` or `RemoteError` then."""
    unsent = [each for each in report.findings if each.code in _UNSENT]
    if unsent and not report.progress:
        raise ContentError(
            f"no file could be processed: {unsent[0].message}",
            hint="each finding names its file and the next step",
            code="nothing-processed",
        )
    unfetched = [each for each in report.findings if each.code == "export-failed"]
    if report.exports and len(unfetched) == report.exports:
        raise RemoteError(
            f"not one translation could be fetched: {unfetched[0].message}",
            hint="nothing was taken or lost; the next run fetches them again",
            code="nothing-fetched",
        )


def check_outcome(report: Report, *, is_strict: bool, require_complete: bool) -> None:
    """Raise the error that the exit code stands for, if any; everything that could be done was done by then."""
    if report.command != "status" and not report.dry_run:
        check_that_something_worked(report)
    if require_complete and not report.is_complete:
        raise WaitTimeout(
            f"not complete: {', '.join(report.pending_locales)}",
            hint="give translators more time (wait.timeout, --timeout), or leave --require-complete out",
        )
    if is_strict and report.has_errors:
        raise ContentError(
            "there are findings, and --strict was given",
            hint="each finding names its place; see above",
            code="findings-strict",
        )

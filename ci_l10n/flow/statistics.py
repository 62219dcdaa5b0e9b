"""The platform's own count of words, for `status` and `plan`: asked for once, and no reason to fail when there is none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ci_l10n.config.model import Config
from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.costs import Estimate, estimate
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.ports import Options
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding
from ci_l10n.tms.base import Measured, Platform

MOST_FILES = 20  # remote files that are asked for one by one
_LATER = "the platform is still counting words for the statistics; ask again in a minute"
_WHOLE = f"more than {MOST_FILES} remote files are chosen: the statistics are those of the whole project"


class Counted(NamedTuple):
    """Match bands and costs per locale; why there are none is a notice or a note."""

    estimates: tuple[Estimate, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def with_statistics(report: Report, platform: Platform, config: Config, options: Options) -> Report:
    """``report`` with what the platform counted."""
    counted = count(report.progress, platform, config, options)
    return replace(
        report,
        statistics=counted.estimates,
        findings=(*report.findings, *counted.findings),
        notes=(*report.notes, *counted.notes),
        requests=platform.requests()[0] if report.progress else report.requests,
    )


def count(progress: Sequence[Progress], platform: Platform, config: Config, options: Options) -> Counted:
    """
    Of the whole project, which costs one request; of the files in ``progress`` where ``--file`` chose them.

    Nobody is asked when nothing of ours is there to be counted.
    """
    if not isinstance(platform, Measured) or not progress:
        return Counted()
    files = {item.id: item.locale for item in progress} if options.files else {}
    notes: tuple[str, ...] = ()
    if len(files) > MOST_FILES:
        files, notes = {}, (_WHOLE,)
    try:
        statistics = platform.fetch_statistics(files)
    except (AuthError, RemoteError) as error:
        finding = Finding("notice", "no-statistics", f"no statistics: {error.message}", error.hint)
        return Counted((), (finding,), notes)
    if statistics is None:
        return Counted((), (), (*notes, _LATER))
    locales = options.locales or config.target_locales
    return Counted(
        tuple(estimate(each, config.rates) for each in statistics if each.locale in locales), (), notes
    )

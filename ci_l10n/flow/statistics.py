"""Statistics for `status`: asked for once, and no reason to fail when there are none."""

from collections.abc import Mapping
from dataclasses import replace

from ci_l10n.config.model import Config
from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.costs import estimate
from ci_l10n.flow.ports import Options
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding, Locale
from ci_l10n.tms.base import Measured, Platform

MOST_FILES = 20  # remote files that are asked for one by one
_LATER = "the platform is still counting words for the statistics; ask again in a minute"
_WHOLE = f"more than {MOST_FILES} remote files are chosen: the statistics are those of the whole project"


def with_statistics(report: Report, platform: Platform, config: Config, options: Options) -> Report:
    """``report`` with match bands and costs per locale; why there are none is a notice or a note."""
    if not isinstance(platform, Measured) or not report.progress:
        return report  # nothing of ours is there to be counted
    report, files = _chosen(report, options)
    try:
        statistics = platform.fetch_statistics(files)
    except (AuthError, RemoteError) as error:
        finding = Finding("notice", "no-statistics", f"no statistics: {error.message}", error.hint)
        report = replace(report, findings=(*report.findings, finding))
        statistics = ()
    if statistics is None:
        report = replace(report, notes=(*report.notes, _LATER))
    locales = options.locales or config.target_locales
    estimates = tuple(estimate(each, config.rates) for each in statistics or () if each.locale in locales)
    return replace(report, statistics=estimates, requests=platform.requests()[0])


def _chosen(report: Report, options: Options) -> tuple[Report, Mapping[str, Locale]]:
    """The files that ``--file`` chose; none means the whole project, which costs one request."""
    if not options.files:
        return report, {}
    files = {item.id: item.locale for item in report.progress}
    if len(files) > MOST_FILES:
        return replace(report, notes=(*report.notes, _WHOLE)), {}
    return report, files

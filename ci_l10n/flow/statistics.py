"""Statistics for `status`: asked for once, and no reason to fail when there are none."""

from collections.abc import Mapping
from dataclasses import replace

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.costs import estimate
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding, Locale
from ci_l10n.tms.base import Measured

MOST_FILES = 20  # remote files that are asked for one by one
_LATER = "the platform is still counting words for the statistics; ask again in a minute"
_WHOLE = f"more than {MOST_FILES} remote files are chosen: the statistics are those of the whole project"


def with_statistics(ports: Ports, report: Report) -> Report:
    """``report`` with match bands and costs per locale; why there are none is a notice or a note."""
    if not isinstance(ports.platform, Measured) or not report.progress:
        return report  # nothing of ours is there to be counted
    report, files = _chosen(ports, report)
    try:
        statistics = ports.platform.fetch_statistics(files)
    except (AuthError, RemoteError) as error:
        finding = Finding("notice", "no-statistics", f"no statistics: {error.message}", error.hint)
        return _counted(ports, replace(report, findings=(*report.findings, finding)))
    if statistics is None:
        return _counted(ports, replace(report, notes=(*report.notes, _LATER)))
    locales = ports.options.locales or ports.config.target_locales
    estimates = tuple(estimate(each, ports.config.rates) for each in statistics if each.locale in locales)
    return _counted(ports, replace(report, statistics=estimates))


def _chosen(ports: Ports, report: Report) -> tuple[Report, Mapping[str, Locale]]:
    """The files that ``--file`` chose; none means the whole project, which costs one request."""
    if not ports.options.files:
        return report, {}
    files = {item.id: item.locale for item in report.progress}
    if len(files) > MOST_FILES:
        return replace(report, notes=(*report.notes, _WHOLE)), {}
    return report, files


def _counted(ports: Ports, report: Report) -> Report:
    return replace(report, requests=ports.platform.requests()[0])

"""Statistics for `status`: asked for once, and no reason to fail when there are none."""

from dataclasses import replace

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.costs import estimate
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding
from ci_l10n.tms.base import Measured

_LATER = "the platform is still counting words for the statistics; ask again in a minute"
_WHOLE = "the statistics are those of the whole project, whatever --file says"


def with_statistics(ports: Ports, report: Report) -> Report:
    """``report`` with match bands and costs per locale; why there are none is a notice or a note."""
    if not isinstance(ports.platform, Measured) or not report.progress:
        return report  # nothing of ours is there to be counted
    try:
        statistics = ports.platform.fetch_statistics()
    except (AuthError, RemoteError) as error:
        finding = Finding("notice", "no-statistics", f"no statistics: {error.message}", error.hint)
        return _counted(ports, replace(report, findings=(*report.findings, finding)))
    if statistics is None:
        return _counted(ports, replace(report, notes=(*report.notes, _LATER)))
    locales = ports.options.locales or ports.config.target_locales
    estimates = tuple(estimate(each, ports.config.rates) for each in statistics if each.locale in locales)
    notes = (*report.notes, _WHOLE) if estimates and ports.options.files else report.notes
    return _counted(ports, replace(report, statistics=estimates, notes=notes))


def _counted(ports: Ports, report: Report) -> Report:
    return replace(report, requests=ports.platform.requests()[0])

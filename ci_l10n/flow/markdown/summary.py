"""The summary page of a run. Pure."""

from collections.abc import Iterator

from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.markdown.findings import finding_sections, next_steps
from ci_l10n.flow.markdown.lines import has_request, hold_line, outcome_lines
from ci_l10n.flow.markdown.progress import progress_section
from ci_l10n.flow.markdown.sections import Section, fit
from ci_l10n.flow.markdown.text import link, prose, quote
from ci_l10n.flow.report import Report
from ci_l10n.model import Finding

LIMIT = 1_000_000  # bytes a summary may have before GitHub drops all of it: one MiB a step
_MOST_LINES = 200  # the notes of a run are many when much went wrong


def job_summary(report: Report) -> str:
    """At most `LIMIT` bytes: the outcome, the table per locale, findings of the run, and everything that is open."""
    lines = outcome_lines(report, names_requests=False)
    told = [f"- {prose(line)}" for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        told.append(f"- … and {len(lines) - _MOST_LINES} more lines in the log")
    lead = [f"## Localization: {report.command}", "", *_delivered(report), *_review_page(report), *told]
    sections = (
        progress_section(report),
        statistics_section(report),
        _unsent_section(report),
        findings_section(report.findings),
        *finding_sections(report),
    )
    return fit(lead, sections, next_steps(report), LIMIT, byte_size)


def byte_size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _delivered(report: Report) -> Iterator[str]:
    for delivered in filter(has_request, report.deliveries):
        if delivered.on_hold:
            yield f"- {link(f'Change request {delivered.number}', delivered.url)}: **on hold**, {prose(hold_line())}"
            continue
        done = "nothing new" if delivered.operation == "none" else delivered.operation
        yield f"- {link(f'Change request {delivered.number}', delivered.url)}: {done}"


def _review_page(report: Report) -> Iterator[str]:
    if report.review_url:
        yield f"- Every string before and after: the review page, {link('an artifact of this run', report.review_url)}"


def statistics_section(report: Report) -> Section:
    """Words by match, and costs where there is a rate card; only `status` has them."""
    rows = [
        f"| {each.locale} | {each.words} | {bands_of(each)} | {cost_of(each)} |" for each in report.statistics
    ]
    return Section("Words by match", "", "| locale | words | by match | estimated cost |", rows)


def _unsent_section(report: Report) -> Section:
    rows = [
        f"| {each.locale} | {each.words} | {bands_of(each)} | {cost_of(each)} |" for each in report.unsent
    ]
    return Section("Not sent yet", "", "| locale | words | by kind | estimated cost |", rows)


def bands_of(each: Estimate) -> str:
    """Those that have words."""
    return ", ".join(f"{quote(band.name)} {band.words}" for band in each.bands if band.words)


def cost_of(each: Estimate) -> str:
    """Such as `12.50 EUR`; "" without a rate card."""
    return "" if each.cost is None else f"{each.cost:.2f} {each.currency}"


def findings_section(findings: tuple[Finding, ...]) -> Section:
    """What the run itself stumbled over, errors first."""
    rank = {"error": 0, "warning": 1, "notice": 2}
    rows = [_row(finding) for finding in sorted(findings, key=lambda f: rank[f.severity])]
    return Section("Findings", "", "| where | what | next step |", rows)


def _row(finding: Finding) -> str:
    where = quote(str(finding.location)) if finding.location else "—"
    locale = f" ({finding.locale})" if finding.locale else ""
    return f"| {where}{locale} | {quote(finding.message, 400)} | {quote(finding.hint, 400)} |"

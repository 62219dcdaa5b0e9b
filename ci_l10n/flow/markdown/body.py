"""The body of the change request. It holds no time: nothing is written anew while nothing changes. Pure."""

from ci_l10n import __version__
from ci_l10n.flow.markdown.findings import finding_sections, next_steps
from ci_l10n.flow.markdown.progress import progress_section
from ci_l10n.flow.markdown.sections import fit
from ci_l10n.flow.markdown.text import link, plural, quote
from ci_l10n.flow.report import Report


def pull_request_body(report: Report, limit: int) -> str:
    """At most ``limit`` characters: what changes per locale, what to do next, and everything that is open."""
    held = len(report.held)
    lead = "Translations from the platform, merged string by string; everything else is as it was."
    if held:
        lead += f" **{held} {plural('string was', 'strings were', held)} held back**, see below."
    if report.review_url:
        lead += f" Every string before and after: the review page, {link('an artifact of the run', report.review_url)}."
    origin = (
        f"ci-l10n {__version__}, from {quote(report.platform)}, source commit {quote(report.commit[:10])}"
    )
    tail = [*next_steps(report), "", "---", f"<sub>{origin}</sub>"]
    return fit([lead], [progress_section(report), *finding_sections(report)], tail, limit)

"""What happened, one plain line each, for terminals and logs. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from ci_l10n.flow.holding import HOLD
from ci_l10n.flow.markdown.text import plural
from ci_l10n.flow.plan import Plan
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import Report
from ci_l10n.flow.seeding.result import file_line


def outcome_lines(report: Report, *, names_requests: bool = True) -> list[str]:
    """
    Sent, delivered, held back, still missing; then the notes.

    Without ``names_requests`` for pages that show change requests as links.
    """
    lines = [*_sent_lines(report)]
    if report.words_in_repository:
        lines.append(
            f"{report.words_in_repository} words are translated in the repository already; "
            "`ci-l10n seed` sends them to the platform, so that nobody pays for them twice; "
            "`first_sync` decides where the platform has others"
        )
    lines += [f"seeded {file_line(file)}" for file in report.seeded]
    lines += [
        _delivered_line(delivered)
        for delivered in report.deliveries
        if names_requests or not has_request(delivered)
    ]
    if report.written:
        lines.append(f"{len(report.written)} files written into the working tree")
    if report.held:
        lines.append(f"{len(report.held)} {plural('string', 'strings', len(report.held))} held back")
    if report.pending_locales:
        lines.append("still being translated: " + ", ".join(report.pending_locales))
    notes = (note for delivered in report.deliveries for note in delivered.notes)
    return [*lines, *report.notes, *dict.fromkeys(notes)]


def has_request(delivered: Delivered) -> bool:
    """Whether there is a change request to look at."""
    return bool(delivered.number and delivered.url)


def hold_line() -> str:
    """Why nothing was delivered, and what to do."""
    return f"the label {HOLD} stops deliveries; take it off, and the next run delivers everything"


def _name(delivered: Delivered) -> str:
    return delivered.reference or f"change request {delivered.number}"


def _sent_lines(report: Report) -> Iterator[str]:
    plan = report.plan
    if report.dry_run:
        yield from [f"would {line}" for line in plan.lines()] or ["nothing to send"]
    elif not plan.is_empty:
        yield f"sent: {_sent(plan)} (about {report.words_sent} words)"


def _sent(plan: Plan) -> str:
    counts = {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "renamed": len(plan.renamed),
        "deleted": len(plan.deleted),
    }
    return sent_words(counts, plan.locales)


def sent_words(counts: Mapping[str, int], locales: Sequence[str]) -> str:
    """Files that were sent, by what happened to them, and languages that were added, in words."""
    sent = [f"{count} {word}" for word, count in counts.items() if count]
    if locales:
        sent.append("languages added: " + ", ".join(locales))
    return ", ".join(sent)


def _delivered_line(delivered: Delivered) -> str:
    if delivered.on_hold:
        return f"{_name(delivered)} is on hold: {hold_line()} ({delivered.url})"
    if delivered.operation != "none":
        return f"{_name(delivered)} {delivered.operation}: {delivered.url}"
    if delivered.patch:
        again = "" if delivered.changed else ", with nothing that was not handed over before"
        return f"patch written: {delivered.patch}{again}; its description: {delivered.body}"
    if delivered.changed:
        return f"branch {delivered.branch} updated"
    return "nothing new to deliver" + (f"; last proposed in {delivered.url}" if delivered.url else "")

"""A report as Markdown: pull request body, job summary, commit message. Nothing from outside can become markup. Pure."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ci_l10n import __version__
from ci_l10n.flow.report import LocaleRow, Report, as_finding
from ci_l10n.flow.seeding.result import file_line
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding
from ci_l10n.state import OpenFinding

SUMMARY_LIMIT = 1_000_000  # bytes a job summary may have before GitHub drops all of it (forges: 1 MiB)
_ROWS = (50, 20, 8, 3, 0)  # rows per table, tried until the text fits
_LONGEST = 200  # characters of a string that are shown

# Markup, mentions, references, mathematics; the beginning of a link that Markdown finds by itself; what is invisible.
_UNSAFE = re.compile(
    r"[&<>`*_~\[\]|\\@#$]|:(?=//)|(?<=[wW])\.|[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]"
)


class _Section(NamedTuple):
    title: str
    intro: str
    head: str  # of the table
    rows: Sequence[str]


def quote(text: str | None, longest: int = _LONGEST) -> str:
    """
    Text from outside, to be shown literally in one line of Markdown.

    What could mean something to Markdown, HTML, or a forge (mentions, links, commands) is written as character
    references inside ``<code>``, where forges look for no references; control and direction characters are named.

    >>> quote("@all <b>")
    '<code>&#64;all &#60;b&#62;</code>'
    """
    if text is None:
        return "—"
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return f"<code>{_UNSAFE.sub(_reference, text)}</code>" if text else "<code> </code>"


def _reference(match: re.Match[str]) -> str:
    char = match.group()
    if char == "\n":
        return "↵"
    code = ord(char)
    return f"&#{code};" if 32 <= code < 127 else f"(U+{code:04X})"


def pull_request_body(report: Report, limit: int) -> str:
    """The body of the change request, at most ``limit`` characters."""
    return _fit(lambda rows: _body(report, rows), limit, len)


def job_summary(report: Report) -> str:
    """The summary page of the run, under the limit that runners have."""
    return _fit(lambda rows: _summary(report, rows), SUMMARY_LIMIT, lambda text: len(text.encode()))


def _fit(render: Callable[[int], str], limit: int, size: Callable[[str], int]) -> str:
    text = ""
    for rows in _ROWS:
        text = render(rows)
        if size(text) <= limit:
            return text
    return text[: limit // 4]


def commit_message(report: Report, title: str, state: str) -> str:
    """Title, what changed per locale, and the trailers that tie the commit to its run."""
    lines = [title, ""]
    lines += [
        f"{row.locale}: {_changes(row)}" for row in report.rows() if row.new or row.changed or row.removed
    ]
    lines += ["", f"L10n-State: {state or 'none'}", f"L10n-Source: {report.commit}"]
    lines += [f"L10n-Platform: {report.platform}"]
    return "\n".join(lines) + "\n"


def _changes(row: LocaleRow) -> str:
    parts = [f"{count} {word}" for count, word in _counts(row) if count]
    return ", ".join(parts) or "no string changed"


def _counts(row: LocaleRow) -> tuple[tuple[int, str], ...]:
    return ((row.new, "new"), (row.changed, "changed"), (row.removed, "removed"))


def _body(report: Report, rows: int) -> str:
    held = len(report.held)
    lead = "Translations from the platform, merged string by string; everything else is as it was."
    if held:
        lead += f" **{held} {_plural('string was', 'strings were', held)} held back**, see below."
    parts = [lead, "", *_progress_table(report)]
    for section in _sections(report):
        parts += _render(section, rows)
    parts += ["", "---", f"<sub>{_origin(report)}</sub>"]
    return "\n".join(parts) + "\n"


def _summary(report: Report, rows: int) -> str:
    parts = [f"## Localization: {report.command}", "", *(f"{line}  " for line in outcome_lines(report)), ""]
    parts += _progress_table(report)
    for section in (_statistics_section(report), *_sections(report), _findings_section(report)):
        parts += _render(section, rows)
    return "\n".join(parts) + "\n"


def outcome_lines(report: Report) -> list[str]:
    """What happened, one plain line each; for terminal and summary."""
    lines = []
    if report.dry_run:
        lines += [f"would {line}" for line in report.plan.lines()] or ["nothing to send"]
    elif not report.plan.is_empty:
        plan = report.plan
        counts = (
            (len(plan.new), "new"),
            (len(plan.changed), "changed"),
            (len(plan.renamed), "renamed"),
            (len(plan.deleted), "deleted"),
        )
        sent = ", ".join(f"{count} {word}" for count, word in counts if count)
        if plan.locales:
            sent = ", ".join(filter(None, (sent, "languages added: " + ", ".join(plan.locales))))
        lines.append(f"sent: {sent} (about {report.words_sent} words)")
    if report.words_in_repository:
        lines.append(
            f"{report.words_in_repository} words are translated in the repository already; "
            "`ci-l10n seed` sends them to the platform, so that nobody pays for them twice; "
            "`first_sync` decides where the platform has others"
        )
    lines += [f"seeded {file_line(file)}" for file in report.seeded]
    delivered = report.delivered
    if delivered and delivered.operation != "none":
        lines.append(f"pull request #{delivered.number} {delivered.operation}: {delivered.url}")
    elif delivered and delivered.patch:
        again = "" if delivered.changed else ", with nothing that was not handed over before"
        lines.append(f"patch written: {delivered.patch}{again}; its description: {delivered.body}")
    elif delivered and delivered.changed:
        lines.append(f"branch {delivered.branch} updated")
    elif delivered:
        lines.append("nothing new to deliver" + (f"; {delivered.url} is open" if delivered.url else ""))
    if report.written:
        lines.append(f"{len(report.written)} files written into the working tree")
    if report.held:
        lines.append(f"{len(report.held)} {_plural('string', 'strings', len(report.held))} held back")
    if report.pending_locales:
        lines.append("still being translated: " + ", ".join(report.pending_locales))
    return [*lines, *report.notes, *(delivered.notes if delivered else ())]


def _progress_table(report: Report) -> list[str]:
    rows = report.rows()
    if not rows:
        return []
    lines = [
        "| locale | translated | new | changed | removed | held |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        waiting = (
            f" ({row.waiting} {_plural('file', 'files', row.waiting)} not far enough)" if row.waiting else ""
        )
        lines.append(
            f"| {row.locale} | {row.percent:.0f} %{waiting} | {row.new or ''} | {row.changed or ''} "
            f"| {row.removed or ''} | {row.held or ''} |"
        )
    return lines


def _sections(report: Report) -> list[_Section]:
    urls = {(p.target, p.locale): p.editor_url for p in report.progress}
    by_kind: dict[str, list[OpenFinding]] = {}
    for finding in report.open:
        by_kind.setdefault(finding.kind, []).append(finding)

    def section(kind: str, title: str, intro: str, head: str, row: Callable[[OpenFinding], str]) -> _Section:
        return _Section(title, intro, head, [row(item) for item in by_kind.get(kind, [])])

    return [
        section(
            "held",
            "Held back",
            "A check failed, so the earlier text stays. Each is taken as soon as the platform has a good translation.",
            "| where | string | why | translation |",
            lambda f: f"| {_place(f)} | {_key(f)} | {_why(f, urls)} | {quote(f.values.get('platform'))} |",
        ),
        section(
            "conflict",
            "Changed on both sides",
            "Git and platform both changed these strings since the last sync.",
            "| where | string | before | in git | on the platform | result |",
            lambda f: (
                f"| {_place(f)} | {_key(f)} | {quote(f.values.get('before'))} | {quote(f.values.get('repository'))} "
                f"| {quote(f.values.get('platform'))} | {quote(f.message)} |"
            ),
        ),
        section(
            "edit",
            "Changed in git",
            "People corrected these translations here; they stay until the platform changes them again. "
            "`ci-l10n seed --overwrite` gives them to the platform.",
            "| where | string | in git | on the platform |",
            _two_values,
        ),
        section(
            "first",
            "Two translations",
            "Repository and platform both had a translation before the first sync; nothing was overwritten. "
            "`ci-l10n seed --overwrite` gives the platform those of the repository.",
            "| where | string | in git | on the platform |",
            _two_values,
        ),
        section(
            "stale",
            "Stale",
            "The source changed after these were translated.",
            "| where | string | source now | translation |",
            lambda f: (
                f"| {_place(f)} | {_key(f)} | {quote(f.values.get('source'))} | {quote(f.values.get('before'))} |"
            ),
        ),
        section(
            "warning",
            "Worth a look",
            "Taken, but a check has a remark.",
            "| where | string | remark | translation |",
            lambda f: f"| {_place(f)} | {_key(f)} | {quote(f.message)} | {quote(f.values.get('platform'))} |",
        ),
        section(
            "people",
            "Not in the source",
            "These keys are in target files only; they are left as they are.",
            "| where | string |",
            lambda f: f"| {_place(f)} | {_key(f)} |",
        ),
    ]


def _two_values(finding: OpenFinding) -> str:
    values = finding.values
    return (
        f"| {_place(finding)} | {_key(finding)} | {quote(values.get('repository'))} "
        f"| {quote(values.get('platform'))} |"
    )


def _statistics_section(report: Report) -> _Section:
    """Words by match, and costs where there is a rate card; only `status` has them."""
    rows = []
    for each in report.statistics:
        bands = ", ".join(f"{quote(band.name)} {band.words}" for band in each.bands if band.words)
        cost = "" if each.cost is None else f"{each.cost:.2f} {each.currency}"
        rows.append(f"| {each.locale} | {each.words} | {bands} | {cost} |")
    return _Section("Words by match", "", "| locale | words | by match | estimated cost |", rows)


def _findings_section(report: Report) -> _Section:
    rows = [_finding_row(finding) for finding in report.findings]
    return _Section("Findings", "", "| where | what | next step |", rows)


def _finding_row(finding: Finding) -> str:
    where = quote(str(finding.location)) if finding.location else "—"
    locale = f" ({finding.locale})" if finding.locale else ""
    return f"| {where}{locale} | {quote(finding.message, 400)} | {quote(finding.hint, 400)} |"


def _render(section: _Section, limit: int) -> list[str]:
    if not section.rows:
        return []
    count = len(section.rows)
    lines = ["", f"### {section.title} ({count})", ""]
    if section.intro:
        lines += [section.intro, ""]
    if limit:
        columns = section.head.count("|") - 1
        lines += [section.head, "|" + "---|" * columns, *section.rows[:limit]]
    if count > limit:
        lines += ["", f"… and {count - limit} more; the report of the run lists all of them."]
    return lines


def _place(finding: OpenFinding) -> str:
    line = f":{finding.line}" if finding.line else ""
    return f"{quote(file_of(finding.path) + line)} ({finding.locale})"


def _key(finding: OpenFinding) -> str:
    return quote(finding.key + finding.suffix) if finding.key else "whole file"


def _why(finding: OpenFinding, urls: dict[tuple[str, str], str]) -> str:
    url = urls.get((file_of(finding.path), finding.locale), "")
    link = f" ([edit]({url}))" if url.startswith(("https://", "http://")) else ""
    return quote(as_finding(finding).message.removeprefix("held back: ")) + link


def _origin(report: Report) -> str:
    return f"ci-l10n {__version__}, from {quote(report.platform)}, source commit {report.commit[:10]}"


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many

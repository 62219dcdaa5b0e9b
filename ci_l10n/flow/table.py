"""Progress as a table of plain text, for terminals and logs. Pure."""

from ci_l10n.flow.report import Report


def status_lines(report: Report) -> list[str]:
    """One line per file and locale: progress, words, whether it may be delivered; then held strings per locale."""
    if not report.progress:
        return ["the platform has none of the configured files yet; `ci-l10n sync` sends them"]
    rows = [("locale", "done", "words", "", "file")]
    for item in sorted(report.progress, key=lambda p: (p.locale, p.source)):
        state = "complete" if item.is_complete else ("ready" if item.is_due else "in progress")
        rows.append((item.locale, f"{item.percent:.0f} %", str(item.words), state, item.source))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d:<{widths[3]}}  {e}".rstrip()
        for a, b, c, d, e in rows
    ]
    for row in report.rows():
        if row.held:
            lines.append(f"{row.locale}: {row.held} strings held back")
    return [*lines, *report.notes]

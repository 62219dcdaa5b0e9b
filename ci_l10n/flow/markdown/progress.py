"""The table per locale. Pure."""

from ci_l10n.flow.markdown.sections import Section
from ci_l10n.flow.markdown.text import plural
from ci_l10n.flow.report import LocaleRow, Report

_HEAD = "| locale | translated | words | new | changed | removed | held |"


def progress_section(report: Report) -> Section:
    """How far each locale is, and what changes in it; numbers that are 0 are left out."""
    return Section("Locales", "", _HEAD, [_row(row) for row in report.rows()])


def _row(row: LocaleRow) -> str:
    waiting = f" ({row.waiting} {plural('file', 'files', row.waiting)} not far enough)" if row.waiting else ""
    cells = [row.words, row.new, row.changed, row.removed, row.held]
    numbers = " | ".join(str(cell or "") for cell in cells)
    return f"| {row.locale} | {row.percent:.0f} %{waiting} | {numbers} |"

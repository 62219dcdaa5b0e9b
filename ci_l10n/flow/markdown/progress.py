"""The table per locale. Pure."""

from ci_l10n.flow.bars import count_stages, stage_percent
from ci_l10n.flow.markdown.sections import Section
from ci_l10n.flow.markdown.text import plural
from ci_l10n.flow.report import LocaleRow, Report

_HEAD = "| locale | translated | words | new | changed | removed | held |"


def progress_section(report: Report) -> Section:
    """How far each locale is, and what changes in it; numbers that are 0 are left out."""
    stages = count_stages(report.progress)
    head = _HEAD if stages == 1 else _HEAD.replace("| words", "| stages | words", 1)
    return Section("Locales", "", head, [_row(row, _stages(report, row, stages)) for row in report.rows()])


def _stages(report: Report, row: LocaleRow, stages: int) -> str:
    """A cell of percents, where there are several; nothing where there is one, which `translated` tells."""
    if stages == 1:
        return ""
    progress = [item for item in report.progress if item.locale == row.locale]
    percents = (f"{int(stage_percent(progress, stage))} %" for stage in range(stages))
    return f" {' / '.join(percents)} |"


def _row(row: LocaleRow, stages: str) -> str:
    waiting = f" ({row.waiting} {plural('file', 'files', row.waiting)} not far enough)" if row.waiting else ""
    cells = [row.words, row.new, row.changed, row.removed, row.held]
    numbers = " | ".join(str(cell or "") for cell in cells)
    return f"| {row.locale} | {row.percent:.0f} %{waiting} |{stages} {numbers} |"

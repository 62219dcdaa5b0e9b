"""The message of a commit. Pure."""

from ci_l10n.flow.report import LocaleRow, Report


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
    counts = ((row.new, "new"), (row.changed, "changed"), (row.removed, "removed"))
    return ", ".join(f"{count} {word}" for count, word in counts if count)

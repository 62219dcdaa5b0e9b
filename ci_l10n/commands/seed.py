"""`seed`: translations that the repository already has, into the platform."""

import argparse
from collections.abc import Mapping
from typing import Any

from ci_l10n import __version__
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import open_ports
from ci_l10n.flow.markdown.text import quote
from ci_l10n.flow.report_json import finding_json
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.result import file_json, file_line
from ci_l10n.flow.seeding.run import SeedReport, seed
from ci_l10n.model import Finding

_MOST_ROWS = 500  # of the summary, which has a limit of its own


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Send what the platform lacks; nothing is written in the repository."""
    with open_ports(args, world) as ports:
        report = seed(ports, Wish(args.overwrite, args.confirm))
    findings = _sorted(report.result.findings)
    return Outcome(
        lines=tuple(_lines(report)),
        document=lambda code, problem: _document(report, findings, code, problem),
        findings=findings,
        error=report.result.error,
        summary=_summary(report),
    )


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors first, each kind in the order of the files."""
    rank = {"error": 0, "warning": 1, "notice": 2}
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: rank[finding.severity]))


def _lines(report: SeedReport) -> list[str]:
    lines = [file_line(file, dry_run=report.dry_run) for file in report.result.files]
    return [*lines, _total(report), *report.notes]


def _total(report: SeedReport) -> str:
    result, verb = report.result, "would be sent" if report.dry_run else "sent"
    if result.sent:
        return f"{result.sent} translations ({result.words} words) {verb} to {report.platform}"
    return "nothing sent" if result.error else "nothing to send"


def _summary(report: SeedReport) -> str:
    """For the page of the run; names come from the repository, so they are quoted."""
    rows = [
        f"| {quote(file.target)} ({quote(file.locale)}) | {file.sent} | {file.words} | {file.unchanged} | {file.kept} "
        f"| {file.ambiguous} | {file.held} | {file.split + file.missing + file.locked + file.unwritable + file.refused} |"
        for file in report.result.files
    ]
    head = [
        "| file | sent | words | unchanged | kept | ambiguous | held | others |",
        "|---" + "|---:" * 7 + "|",
    ]
    parts = [
        "## Localization: seed",
        "",
        f"{_total(report)}  ",
        "",
        *(head if rows else []),
        *rows[:_MOST_ROWS],
    ]
    if len(rows) > _MOST_ROWS:
        parts += ["", f"… and {len(rows) - _MOST_ROWS} more"]
    return "\n".join(parts) + "\n"


def _document(
    report: SeedReport, findings: tuple[Finding, ...], code: int, problem: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "tool": f"ci-l10n {__version__}",
        "command": "seed",
        "exit_code": code,
        "error": problem,
        "dry_run": report.dry_run,
        "platform": report.platform,
        "base": report.base,
        "commit": report.commit,
        "sent": report.result.sent,
        "words": report.result.words,
        "files": [file_json(file) for file in report.result.files],
        "findings": [finding_json(finding) for finding in findings],
        "platform_requests": report.requests,
        "notes": list(report.notes),
    }

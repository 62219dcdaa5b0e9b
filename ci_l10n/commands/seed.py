"""`seed`: translations that the repository already has, into the platform."""

import argparse
from collections.abc import Mapping
from typing import Any

from ci_l10n import __version__
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.wiring import open_ports
from ci_l10n.flow.report_json import finding_json
from ci_l10n.flow.seed_decisions import Wish
from ci_l10n.flow.seed_result import file_json, file_line
from ci_l10n.flow.seed_run import SeedReport, seed
from ci_l10n.model import Finding


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
    )


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Errors first, each kind in the order of the files."""
    rank = {"error": 0, "warning": 1, "notice": 2}
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: rank[finding.severity]))


def _lines(report: SeedReport) -> list[str]:
    result, dry_run = report.result, report.dry_run
    lines = [file_line(file, dry_run=dry_run) for file in result.files]
    verb = "would be sent" if dry_run else "sent"
    if result.sent:
        lines.append(f"{result.sent} translations ({result.words} words) {verb} to {report.platform}")
    elif result.error is None:
        lines.append("nothing to send")
    return [*lines, *report.notes]


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

"""A report as JSON, as `--json` prints it and `report.json` keeps it; its schema is published. Pure."""

from typing import Any

from ci_l10n import __version__
from ci_l10n.errors import Location
from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.plan import Plan
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import Report
from ci_l10n.flow.review import coverage_json, review_json
from ci_l10n.flow.seeding.result import file_json
from ci_l10n.flow.slots import file_of
from ci_l10n.model import Finding
from ci_l10n.state import OpenFinding

VERSION = 1


def to_json(report: Report, exit_code: int = 0, error: dict[str, Any] | None = None) -> dict[str, Any]:
    """Plain data; keys stay, new ones may come."""
    return {
        "version": VERSION,
        "tool": f"ci-l10n {__version__}",
        "command": report.command,
        "exit_code": exit_code,
        "error": error,
        "dry_run": report.dry_run,
        "platform": report.platform,
        "base": report.base,
        "commit": report.commit,
        "complete": report.is_complete,
        "pending_locales": list(report.pending_locales),
        "words_sent": 0 if report.dry_run else report.words_sent,
        "words_in_repository": report.words_in_repository,
        "platform_requests": report.requests,
        "plan": plan_json(report.plan, report.words_sent),
        "progress": [
            {
                "source": p.source,
                "target": p.target,
                "locale": p.locale,
                "percent": round(p.percent, 1),
                "words": p.words,
                "complete": p.is_complete,
                "ready": p.is_due,
                "editor_url": p.editor_url or None,
                "stages": [{"progress": round(s.progress, 1), "words": s.words} for s in p.stages],
            }
            for p in report.progress
        ],
        "files": [
            {
                "source": c.source,
                "target": c.file,
                "locale": c.locale,
                "effect": c.effect,
                "new": c.tally.new if c.tally else 0,
                "changed": c.tally.changed if c.tally else 0,
                "removed": c.tally.removed if c.tally else 0,
            }
            for c in report.changes
            if c.effect != "none"
        ],
        "coverage": coverage_of(report),
        **_statistics_of(report),
        "held_strings": len(report.held),
        "strings": [_open(item) for item in report.open],
        "findings": [finding_json(finding) for finding in report.findings],
        "written": list(report.written),
        "seeded": [file_json(file) for file in report.seeded],
        "delivery": _delivery(report.delivered) if report.delivered else None,
        "deliveries": [_delivery(delivered) for delivered in report.deliveries],
        "notes": [*report.notes, *dict.fromkeys(n for each in report.deliveries for n in each.notes)],
    }


def coverage_of(report: Report) -> dict[str, Any]:
    """How much is translated, of the files that the report is about."""
    return coverage_json({row.locale: (row.percent, row.words) for row in report.rows()})


def stored_json(report: Report, exit_code: int = 0, error: dict[str, Any] | None = None) -> dict[str, Any]:
    """`to_json` with every string that changes, which a page for people needs and nobody wants in a log."""
    return {**to_json(report, exit_code, error), "review": review_json(report.review)}


def _delivery(delivered: Delivered) -> dict[str, Any]:
    return {
        "changed": delivered.changed,
        "branch": delivered.branch,
        "commit": delivered.commit,
        "operation": delivered.operation,
        "on_hold": delivered.on_hold,
        "number": delivered.number or None,
        "url": delivered.url or None,
        "patch": delivered.patch or None,
        "body": delivered.body or None,
    }


def plan_json(plan: Plan, words: int) -> dict[str, Any]:
    """What is sent; ``words`` are source words times locales."""
    return {
        "words": words,
        "locales": list(plan.locales),
        "new": [item.source.path for item in plan.new],
        "changed": [item.source.path for item in plan.changed],
        "renamed": [{"from": item.old, "to": item.source.path} for item in plan.renamed],
        "deleted": [item.path for item in plan.deleted],
    }


def _statistics_of(report: Report) -> dict[str, Any]:
    if report.command != "status":
        return {}
    return {
        "statistics": [estimate_json(each) for each in report.statistics],
        "unsent": [estimate_json(each) for each in report.unsent],
    }


def estimate_json(each: Estimate) -> dict[str, Any]:
    """Words of a locale by band, and what they cost."""
    bands: dict[str, int] = {}
    for band in each.bands:
        bands[band.name] = bands.get(band.name, 0) + band.words
    return {
        "locale": each.locale,
        "bands": bands,
        "words": each.words,
        "cost": each.cost,
        "currency": each.currency or None,
    }


def _open(item: OpenFinding) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "file": file_of(item.path),
        "line": 0 if item.line_of else item.line,
        "locale": item.locale,
        "key": item.key + item.suffix,
        "suffix": item.suffix,
        "code": item.code,
        "message": item.message,
        "values": dict(item.values),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding with its place taken apart."""
    return {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
        "locale": finding.locale,
        **location_json(finding.location),
    }


def location_json(location: Location | None) -> dict[str, Any]:
    """File, line, column and key of a place; zeros and empty texts become null."""
    place = location or Location("")
    return {
        "file": place.path or None,
        "line": place.line or None,
        "column": place.column or None,
        "key": place.key or None,
    }

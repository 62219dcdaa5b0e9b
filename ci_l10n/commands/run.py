"""`sync`, `push`, `wait`, `pull`, `status`, and `apply` for a plan: one road, cut shorter or longer."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ci_l10n.ci.terminal import Screen
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.review_page import keep_page, page_output, page_place
from ci_l10n.commands.status import look, shown_lines
from ci_l10n.commands.wiring import open_ports
from ci_l10n.errors import DeliveryError, L10nError
from ci_l10n.flow import sync
from ci_l10n.flow.agreed import Agreed
from ci_l10n.flow.markdown.lines import outcome_lines
from ci_l10n.flow.markdown.summary import job_summary
from ci_l10n.flow.own_runs import why_quiet
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import Report
from ci_l10n.flow.report_json import stored_json, to_json
from ci_l10n.flow.table import status_lines
from ci_l10n.flow.verdict import check_outcome
from ci_l10n.git.checkout import write_files

LAST_REPORT = "ci-l10n/report.json"  # in the git directory
_NOTHING = Delivered("")
_LEGS = {
    "sync": sync.SYNC,
    "push": sync.PUSH,
    "wait": sync.WAIT,
    "pull": sync.PULL,
    "status": sync.STATUS,
    "apply": sync.SYNC,
}


def run(args: argparse.Namespace, world: World, agreed: Agreed | None = None) -> Outcome:
    """Go the part of the road that the command names, by a plan if given; the report is kept in the git directory."""
    page = page_place(args, world)
    with open_ports(args, world) as opened:
        ports = opened if agreed is None else _bound(opened, agreed)
        git_dir = ports.repo.git_dir
        try:
            report = _stopped(args, ports) or _go(args, ports, world)
        except L10nError as failure:
            nothing = Report(args.command, ports.platform.account, ports.base, ports.repo.head)
            document = to_json(nothing, failure.exit_code, _problem(failure))
            _store(world, git_dir, LAST_REPORT, document)
            if page:
                keep_page(page, document, ports.repo, world, is_dry=args.dry_run)
            raise
        error = _outcome_error(report, args)
        is_split = ports.config.pull_request.split != "none"
        document = stored_json(report, error.exit_code, _problem(error)) if error else stored_json(report)
        _store(world, git_dir, LAST_REPORT, document)
        if page:
            keep_page(page, document, ports.repo, world, is_dry=args.dry_run)
        return Outcome(
            lines=tuple(_lines(args, report, world)),
            document=lambda code, problem: to_json(report, code, dict(problem) if problem else None),
            findings=tuple(report.all_findings()),
            error=error,
            summary=job_summary(report),
            outputs=_outputs(report, document, world, is_split=is_split)
            | {"review_page": page_output(page, world.env)},
        )


def _go(args: argparse.Namespace, ports: Ports, world: World) -> Report:
    if args.command == "status":
        return look(args, ports, world)
    return sync.run(ports, args.command, _LEGS[args.command])


def _lines(args: argparse.Namespace, report: Report, world: World) -> list[str]:
    if args.command == "status":
        return shown_lines(report, Screen(world.redactor))
    return status_lines(report) if args.command == "wait" else outcome_lines(report)


def _bound(ports: Ports, agreed: Agreed) -> Ports:
    """``ports`` of a run that does what was agreed, for the locales and files it was agreed for."""
    origin = agreed.origin
    options = replace(ports.options, agreed=agreed, locales=origin.locales, files=origin.files)
    return replace(ports, options=options)


def _stopped(args: argparse.Namespace, ports: Ports) -> Report | None:
    """The report of a run that our own branches caused, and that has nothing to do; looking is always allowed."""
    if not (_LEGS[args.command].sends or _LEGS[args.command].pulls):
        return None
    note = why_quiet(ports)
    return Report(args.command, base=ports.base, commit=ports.repo.head, notes=(note,)) if note else None


def _problem(error: L10nError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _outcome_error(report: Report, args: argparse.Namespace) -> L10nError | None:
    try:
        check_outcome(
            report,
            is_strict=getattr(args, "strict", False),
            require_complete=getattr(args, "require_complete", False),
        )
    except L10nError as error:
        return error
    return None


def _store(world: World, folder: Path, name: str, document: Mapping[str, Any]) -> None:
    """Keep a report, as the owner of ``folder``; one that cannot be kept is no reason for a run to fail."""
    text = world.redactor.clean(json.dumps(document, indent=1)) + "\n"
    try:
        write_files(folder, {name: text.encode()})
    except DeliveryError as error:
        world.ci.step(f"the report was not kept in {folder}: {error.message}")


def _outputs(report: Report, document: Mapping[str, Any], world: World, *, is_split: bool) -> dict[str, str]:
    """Outputs of the action; the report is put where later steps of the job can read it."""
    name = ""
    if folder := world.env.get("RUNNER_TEMP"):
        name = "ci-l10n-report.json"
        _store(world, Path(folder), name, document)
    return {
        "changed": str(any(delivered.changed for delivered in report.deliveries)).lower(),
        "complete": str(report.is_complete).lower(),
        "pending_locales": json.dumps(list(report.pending_locales)),
        "held_strings": str(len(report.held)),
        "words_sent": str(0 if report.dry_run else report.words_sent),
        **_delivery_outputs(report, is_split=is_split),
        "report": name,
    }


def _delivery_outputs(report: Report, *, is_split: bool) -> dict[str, str]:
    """Of the one delivery; of all of them, as JSON lists in the same order, where pull requests are split."""
    all_values = [
        {
            "branch": delivered.branch,
            "commit_sha": delivered.commit,
            "pull_request_number": delivered.number or "",
            "pull_request_url": delivered.url,
            "pull_request_operation": delivered.operation,
            "on_hold": str(delivered.on_hold).lower(),
            "patch": delivered.patch,
            "patch_body": delivered.body,
        }
        for delivered in report.deliveries or (_NOTHING,)
    ]
    if not is_split:
        return {name: str(value) for name, value in all_values[0].items()}
    given = all_values if report.deliveries else []
    return {name: json.dumps([values[name] for values in given]) for name in all_values[0]}

"""`plan`: everything that `sync` would do, printed and with `--out` stored; on a pull request also as a comment."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ci_l10n.ci.base import Reviewed
from ci_l10n.commands.outcome import Outcome, World
from ci_l10n.commands.place import Place, place_of
from ci_l10n.commands.wiring import knows_platform, make_comments, open_ports
from ci_l10n.errors import AuthError, ConfigError, DeliveryError
from ci_l10n.flow.agreed import SHORTEST, Origin
from ci_l10n.flow.markdown.preview import preview_comment, preview_summary
from ci_l10n.flow.own_runs import why_quiet
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.preview.as_json import preview_json, stored
from ci_l10n.flow.preview.comment import keep_comment, marker_of
from ci_l10n.flow.preview.lines import preview_lines
from ci_l10n.flow.preview.make import make_preview
from ci_l10n.flow.preview.model import Preview

_NOT_CHECKED_OUT = (
    "no comment: this is a plan of {base}, which `pull_request_target` checks out, not of {reviewed}; start the workflow"
    " by `pull_request`, or have it check out ${{{{ github.event.pull_request.head.sha }}}}, of which nothing is executed"
)


def run(args: argparse.Namespace, world: World) -> Outcome:
    """Look, compare, tell. Raises nothing for a missing account or a token that may only read."""
    _check_comment(args, world)
    place = place_of(world.directory, args.out) if args.out and not args.dry_run else None
    with open_ports(args, world, is_preview=True) as ports:
        preview = _look(world, ports)
        notes = [*_comment(args, world, ports, preview)]
    plan = preview_json(preview)
    if place is not None:
        place.write(stored(plan))
        notes.append(_stored_note(args.out, plan, ports.options.again))
    return Outcome(
        lines=(*preview_lines(preview), *notes),
        document=lambda code, problem: preview_json(preview, code, problem),
        findings=preview.findings,
        summary=preview_summary(preview, notes),
        outputs=_outputs(plan, world),
    )


def _look(world: World, ports: Ports) -> Preview:
    if note := why_quiet(ports):
        return Preview(Origin(ports.base, "", ports.repo.head, ""), notes=(note,))
    reviewed = world.ci.change_request
    is_proposed = reviewed is not None and not _is_base(reviewed, ports)
    return make_preview(ports, asks_platform=knows_platform(ports.config, world), is_proposed=is_proposed)


def _is_base(reviewed: Reviewed, ports: Ports) -> bool:
    """Whether the base branch is checked out instead of the change, as `pull_request_target` does."""
    return ports.repo.head == reviewed.base_sha


def _check_comment(args: argparse.Namespace, world: World) -> None:
    if args.comment and world.ci.change_request is None:
        raise ConfigError(
            "--comment: this run belongs to no pull request",
            hint="run it in a workflow that is started by `pull_request`, or leave --comment out",
        )


def _comment(args: argparse.Namespace, world: World, ports: Ports, preview: Preview) -> list[str]:
    """Bring the comment up to date where there can be one; returns notes. Never an error: the summary has it all."""
    reviewed = world.ci.change_request
    if reviewed is None or args.comment is False or args.dry_run:
        return []
    if _is_base(reviewed, ports):
        return [_NOT_CHECKED_OUT.format(base=ports.base, reviewed=reviewed)]
    if not world.ci.may_comment:
        return ["no comment: pull requests from forks and by Dependabot have a token that may only read"]
    body = "" if preview.is_unchanged else preview_comment(preview)
    try:
        comments = make_comments(world)
        if comments is None:
            return ["unsupported here: a comment on the change request"] if args.comment else []
        kept = keep_comment(comments, reviewed.number, marker_of(ports.config.path), body)
    except (AuthError, DeliveryError) as error:
        return [f"no comment: {error.message}{_needed(error, world)}; the summary of the job says the same"]
    return [f"comment on {reviewed} {kept}"] if kept in ("created", "updated") else []


def _needed(error: Exception, world: World) -> str:
    if not isinstance(error, AuthError):
        return ""
    if world.ci.name == "gitlab":
        return "; it needs a GITLAB_TOKEN with the scope `api`"
    return "; it needs `permissions: {pull-requests: write}`"


def _stored_note(shown: str, plan: Mapping[str, Any], again: str) -> str:
    note = f"stored in {shown}, hash {plan['hash'][:SHORTEST]}"
    if not plan["platform_known"]:
        return f"{note}; made without the platform, it cannot be applied"
    return f"{note}; `{again}` does exactly this"


def _outputs(plan: Mapping[str, Any], world: World) -> dict[str, str]:
    """The plan is put where later steps of the job can read it."""
    folder = world.env.get("RUNNER_TEMP")
    if not folder:
        return {}
    name = "ci-l10n-report.json"
    Place(Path(folder), name, name).write(stored(plan))
    return {"report": name}

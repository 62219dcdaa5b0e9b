"""
The label by which people stop deliveries into a change request.

What is held counts as never merged: state, branch and change request stay as they are, so the first run without the
label finds the same translations due, fetches them again, and delivers everything.
"""

from collections.abc import Container, Mapping
from dataclasses import replace

from ci_l10n.flow.change_set import ChangeSet
from ci_l10n.flow.commits import Part, parts_of
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.proposing import Delivered, asked_for
from ci_l10n.flow.situation import Situation
from ci_l10n.forge.base import ChangeRequest
from ci_l10n.model import Finding
from ci_l10n.state import Path, State

HOLD = "l10n:hold"


def find_held(
    ports: Ports, situation: Situation, changes: ChangeSet, recorded: State
) -> Mapping[str, ChangeRequest]:
    """
    The change requests that are held, by branch: one read for each that something is to be delivered into.

    ``recorded`` is the state that would follow. Raises what `Forge.find` raises.
    """
    if ports.forge is None:
        return {}
    held = {}
    for part in parts_of(situation, changes):
        if not _has_news(ports, situation, part, recorded):
            continue
        request = ports.forge.find(part.branch.name, ports.base)
        if request is not None and request.state == "open" and is_held(request):
            held[part.branch.name] = request
    return held


def is_held(request: ChangeRequest) -> bool:
    """Whether it has the label; forges do not care how labels are capitalised."""
    return HOLD in (label.lower() for label in request.labels)


def without_held(situation: Situation, changes: ChangeSet, branches: Container[str]) -> ChangeSet:
    """``changes`` of which nothing is recorded for what is delivered on ``branches``."""
    parts = [part for part in parts_of(situation, changes) if part.branch.name in branches]
    held = frozenset(change.path for part in parts for change in part.targets)
    targets = tuple(
        replace(change, export=None, tally=None, notes=()) if change.path in held else change
        for change in changes.targets
    )
    return replace(changes, targets=targets, failed=changes.failed | held)


def hold_findings(held: Mapping[str, ChangeRequest]) -> list[Finding]:
    """What annotations and reports say of them, one each."""
    return [
        Finding(
            "notice",
            "delivery-on-hold",
            f"{request.reference or f'change request {request.number}'} is on hold: nothing was delivered into it",
            f"take the label {HOLD} off, and the next run delivers everything",
        )
        for request in held.values()
    ]


def told_as_held(part: Part, request: ChangeRequest) -> Delivered:
    """What a report says of a branch that was left alone."""
    return Delivered(
        part.branch.name,
        number=request.number,
        url=request.url,
        reference=request.reference,
        on_hold=True,
    )


def _has_news(ports: Ports, situation: Situation, part: Part, recorded: State) -> bool:
    """Whether delivering could write anything into a change request that may be open."""
    branch, last = part.branch, part.branch.last
    if branch.head is None:
        return False
    if not part.difference:
        return bool(last.number or last.pending or branch.is_retired)
    title = situation.parts.title_of(branch.name, ports.config.pull_request.title)
    return (
        bool(part.overlay)
        or branch.needs_base
        or branch.is_unrecorded
        or last.pending
        or last.asked != asked_for(ports.config.pull_request, title)
        or _findings(situation.state, part) != _findings(recorded, part)
    )


def _findings(state: State, part: Part) -> list[object]:
    paths: set[Path] = {change.path for change in part.targets}
    return [finding for finding in state.findings if finding.path in paths]

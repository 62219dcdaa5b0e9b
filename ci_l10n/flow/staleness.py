"""Whether repository and platform are still as they were when the plan that is to be carried out was made."""

from collections.abc import Iterator, Sequence
from typing import NoReturn

from ci_l10n.errors import DeliveryError, Location
from ci_l10n.flow.agreed import Agreed
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import Planned
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.report_json import plan_json
from ci_l10n.flow.situation import Situation
from ci_l10n.state import State
from ci_l10n.tms.base import Project

_MOST = 5  # documents that are named
_SHORT = 10  # characters of a commit id


def check_checkout(ports: Ports) -> None:
    """
    Compare the plan with the checkout alone, before anything is asked; without a plan there is nothing to compare.

    Raises `DeliveryError` for a plan of something else, or made without the platform, or of other files.
    """
    agreed = ports.options.agreed
    if agreed is None:
        return
    origin, repo = agreed.origin, ports.repo
    if origin.documents is None:
        raise DeliveryError(
            f"{agreed.shown} was made without the platform, so nobody knows what it has",
            hint=f"make it again where the credentials are: {_again(agreed)}",
            location=Location(agreed.shown, key="made_from.documents"),
            code="plan-without-platform",
        )
    if origin.base != ports.base:
        _elsewhere(
            agreed, f"of the branch {origin.base!r}; this run is about {ports.base!r}", "made_from.base"
        )
    if origin.config != ports.config.path:
        _elsewhere(agreed, f"for {origin.config}; this run follows {ports.config.path}", "made_from.config")
    is_known = (
        origin.tree == repo.tree_id(repo.head) or repo.has(origin.commit) or repo.has(origin.base_commit)
    )
    if not (is_known or repo.is_shallow):
        what = f"of the commit {origin.commit[:_SHORT]}, which this repository does not have"
        _elsewhere(agreed, what, "made_from.commit")
    if origin.tree != repo.tree_id(repo.head):
        _stale(agreed, [_moved("the checked out commit", origin.commit, repo.head)])


def check_repository(ports: Ports, situation: Situation) -> None:
    """
    Compare the plan with base branch and state on the server; raises `DeliveryError` naming what moved.

    A plan of a commit that was not on the base branch yet, such as a change request's, holds when that branch has come
    to exactly the same files: then it was this change that was merged, and no other.
    """
    agreed = ports.options.agreed
    if agreed is None:
        return
    origin, repo = agreed.origin, ports.repo
    moved = []
    is_there = (situation.tip, repo.head) == (origin.base_commit, origin.commit)
    has_landed = origin.commit != origin.base_commit and situation.tip == repo.head
    if not (is_there or has_landed):
        moved.append(_moved(f"the base branch {origin.base}", origin.base_commit, situation.tip))
    state = situation.state.commit or ""
    if state != origin.state_commit:
        moved.append(_moved("the state of localization", origin.state_commit, state))
    if moved:
        _stale(agreed, moved)


def check_project(ports: Ports, state: State, project: Project, inventory: Inventory) -> None:
    """
    Compare the plan with the project's documents; raises `DeliveryError` naming those that moved.

    Documents of others in the same project are none of a plan's business.
    """
    agreed = ports.options.agreed
    if agreed is None:
        return
    if agreed.platform != ports.platform.account:
        what = f"for {agreed.platform}; this run is about {ports.platform.account}"
        _elsewhere(agreed, what, "platform")
    if moved := list(_moved_documents(agreed, state, project, inventory)):
        more = f" and {len(moved) - _MOST} more" if len(moved) > _MOST else ""
        _stale(agreed, [f"on the platform {', '.join(moved[:_MOST])}{more}"])


def check_sending(ports: Ports, planned: Planned) -> None:
    """Raises `DeliveryError` where something else would be sent than the plan says, whatever the reason may be."""
    agreed = ports.options.agreed
    if agreed is not None and plan_json(planned.plan, planned.words) != agreed.sending:
        _stale(agreed, [f"what there is to send now: {planned.plan.summary()}, {planned.words} words"])


def overtaken(agreed: Agreed) -> DeliveryError:
    """Another run moved state or branch while the plan was carried out."""
    return DeliveryError(
        f"another run changed state or branch while {agreed.shown} was carried out",
        hint=f"what was sent until then is recorded, nothing is lost; go on with a new plan: {_again(agreed)}",
        code="plan-stale",
    )


def _moved_documents(agreed: Agreed, state: State, project: Project, inventory: Inventory) -> Iterator[str]:
    before = agreed.origin.documents or {}
    now = {file.id: file.fingerprint for file in project.files}
    ours = {
        id_: (path, locale) for path, known in state.known.items() for locale, id_ in known.files.items()
    } | {
        file.id: (path, locale) for path, files in inventory.by_path.items() for locale, file in files.items()
    }
    for id_, (path, locale) in sorted(ours.items(), key=lambda item: item[1]):
        if before.get(id_) == now.get(id_):
            continue
        what = "is gone" if id_ not in now else ("is new" if id_ not in before else "was worked on")
        yield f"{path} ({locale}) {what}"


def _moved(what: str, before: str, now: str) -> str:
    return f"{what} (planned at {before[:_SHORT] or 'none'}, now {now[:_SHORT] or 'none'})"


def _stale(agreed: Agreed, moved: Sequence[str]) -> NoReturn:
    raise DeliveryError(
        f"{agreed.shown} is out of date, and nothing was sent; since it was made, this moved: {'; '.join(moved)}",
        hint=f"make the plan again, look at it, and apply that one: {_again(agreed)}",
        location=Location(agreed.shown, key="made_from"),
        code="plan-stale",
    )


def _elsewhere(agreed: Agreed, what: str, key: str) -> NoReturn:
    raise DeliveryError(
        f"{agreed.shown} is a plan {what}; nothing was sent",
        hint=f"apply it where it was made, or make one here: {_again(agreed)}",
        location=Location(agreed.shown, key=key),
        code="plan-elsewhere",
    )


def _again(agreed: Agreed) -> str:
    return f"`ci-l10n plan --out {agreed.shown}`"

"""The story of `ci-l10n seed`: look around, read the project, send the translations that the platform lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ci_l10n.errors import ContentError
from ci_l10n.flow.moves import follow_templates
from ci_l10n.flow.planning import inventory_of, is_selected, without_taken_names
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.project import read_project
from ci_l10n.flow.recover import recover
from ci_l10n.flow.seeding.files import Grounds, seed_files, wait_until_taken_apart
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.result import SeedResult
from ci_l10n.flow.seeding.source_first import as_if_sent, find_missing, push_first
from ci_l10n.flow.situation import Situation, check_is_committed, look_around
from ci_l10n.flow.temporary import follow_project
from ci_l10n.model import Finding
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import State
from ci_l10n.tms.base import Project


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What a run of `seed` did; everything that is shown is derived from it."""

    platform: str
    base: str
    commit: str
    dry_run: bool
    result: SeedResult
    notes: tuple[str, ...] = ()
    requests: int = 0  # to the platform, attempts included


def seed(ports: Ports, wish: Wish) -> SeedReport:
    """
    Bring translations of the commit that is checked out to the platform.

    What the platform has is seen there, so the state is written only by the push of sources that it lacks, which a
    platform needs that imports by key. Raises what `push` raises when the checkout or the project are not what they
    should be.
    """
    situation = look_around(ports)
    if situation.is_outdated:
        return _report(ports, SeedResult(), "a newer commit was synchronised already; nothing to do")
    check_is_committed(ports, situation)
    grounds = _grounds(ports, situation)
    if ports.key_import is None:
        return _report(ports, seed_files(ports, grounds, _chosen(ports, situation), wish))
    missing = find_missing(ports, grounds, situation.sources)
    notes: tuple[str, ...] = ()
    if missing.taken and ports.options.dry_run:
        notes = tuple(f"{source.path} would be sent first: the platform lacks it" for source in missing.taken)
        grounds = as_if_sent(grounds, missing.taken)
    elif missing.taken:
        pushed = push_first(ports, missing.taken)
        notes = tuple(
            f"{source.path} was sent first: the platform did not have it" for source in pushed.taken
        )
        situation, grounds = _once_taken_apart(ports, pushed.taken)
        grounds = replace(grounds, fresh={source.path for source in pushed.taken})
        missing = replace(pushed, refused=missing.refused + pushed.refused)
    elif busy := _at_work(ports, grounds, situation):
        situation, grounds = _once_taken_apart(ports, busy)
    result = seed_files(ports, grounds, list(filter(missing.takes, _chosen(ports, situation))), wish)
    return _report(ports, _with_refused(result, missing.refused), *notes)


def _chosen(ports: Ports, situation: Situation) -> list[SourceFile]:
    return [source for source in situation.sources if is_selected(ports, source)]


def _with_refused(result: SeedResult, refused: Sequence[Finding]) -> SeedResult:
    """Sources that the platform does not take count as files that could not be processed."""
    failed = [each for each in refused if each.severity == "error"]
    error = result.error
    if failed and error is None and not result.files:
        first = failed[0]
        error = ContentError(first.message, hint=first.hint, location=first.location, code=first.code)
    return replace(
        result, findings=(*refused, *result.findings), failed=result.failed + len(failed), error=error
    )


def _grounds(ports: Ports, situation: Situation) -> Grounds:
    ports.platform.resume(situation.state.memory)
    project, state = read_project(ports, situation.sources, situation.state)
    return _grounds_of(ports, situation, project, state)


def _grounds_of(ports: Ports, situation: Situation, project: Project, state: State) -> Grounds:
    state, _ = follow_project(ports, state)
    inventory = without_taken_names(ports, situation, state, inventory_of(ports, situation, state, project))
    state = recover(ports, state, inventory, situation.tree)
    return Grounds(follow_templates(state, situation.sources), inventory, situation.tree)


def _at_work(ports: Ports, grounds: Grounds, situation: Situation) -> tuple[SourceFile, ...]:
    """The selected sources that the platform is still taking apart; until then their keys are not there."""
    return tuple(
        source
        for source in situation.sources
        if is_selected(ports, source)
        and any(file.condition == "preparing" for file in grounds.inventory.of(source.path).values())
    )


def _once_taken_apart(ports: Ports, sources: Sequence[SourceFile]) -> tuple[Situation, Grounds]:
    """Everything anew, as the push left it."""
    situation = look_around(ports)
    ports.platform.resume(situation.state.memory)
    project, state = read_project(ports, situation.sources, situation.state)
    known = (situation.state.known.get(source.path) for source in sources)
    ids = {id_ for entry in known if entry for id_ in entry.files.values()}
    project = wait_until_taken_apart(ports, project, ids)
    return situation, _grounds_of(ports, situation, project, state)


def _report(ports: Ports, result: SeedResult, *notes: str) -> SeedReport:
    requests, lines = ports.platform.requests()
    if ports.options.verbose:
        for line in lines:
            ports.ci.step(line)
    notes = (*notes, *ports.platform.notes())
    return SeedReport(
        ports.platform.account, ports.base, ports.repo.head, ports.options.dry_run, result, notes, requests
    )

"""The story of `ci-l10n seed`: look around, read the project, send the translations that the platform lacks."""

from dataclasses import dataclass

from ci_l10n.flow.moves import follow_templates
from ci_l10n.flow.planning import inventory_of, is_selected, without_taken_names
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.recover import recover
from ci_l10n.flow.seeding.files import Grounds, seed_files
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.result import SeedResult
from ci_l10n.flow.situation import check_is_committed, look_around
from ci_l10n.flow.sync import check_project
from ci_l10n.flow.temporary import follow_project


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

    The state is read and not written: what the platform has is seen there. Raises what `push` raises when the checkout
    or the project are not what they should be.
    """
    situation = look_around(ports)
    if situation.is_outdated:
        return _report(ports, SeedResult(), "a newer commit was synchronised already; nothing to do")
    check_is_committed(ports, situation)
    ports.platform.resume(situation.state.memory)
    project = ports.platform.fetch_project()
    check_project(ports.config, project)
    state, _ = follow_project(ports, situation.state)
    inventory = without_taken_names(ports, situation, state, inventory_of(ports, situation, state, project))
    state = recover(ports, state, inventory, situation.tree)
    state = follow_templates(state, situation.sources)
    chosen = [source for source in situation.sources if is_selected(ports, source)]
    result = seed_files(ports, Grounds(state, inventory, situation.tree), chosen, wish)
    return _report(ports, result)


def _report(ports: Ports, result: SeedResult, *notes: str) -> SeedReport:
    requests, lines = ports.platform.requests()
    if ports.options.verbose:
        for line in lines:
            ports.ci.step(line)
    notes = (*notes, *ports.platform.notes())
    return SeedReport(
        ports.platform.account, ports.base, ports.repo.head, ports.options.dry_run, result, notes, requests
    )

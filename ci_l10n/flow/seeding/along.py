"""`push --seed`: translations that exist go along with their sources."""

from collections.abc import Iterator

from ci_l10n.flow.planning import inventory_of, is_selected
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding.files import Grounds, seed_files, wait_until_taken_apart
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.result import SeedResult
from ci_l10n.flow.situation import Situation
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import State
from ci_l10n.tms.base import Project


def seed_along(
    ports: Ports, situation: Situation, state: State, project: Project, *, has_sent: bool
) -> tuple[Project, SeedResult]:
    """
    Seed the sources that are new or changed, once the platform has taken them apart.

    These are the sources that were not merged since they were sent, so that a run that died between sending and
    seeding is made up for by the next one. ``has_sent`` says that ``project`` was read before something was sent.
    """
    sources = [source for source in situation.sources if _is_fresh(ports, situation, state, source)]
    if not sources:
        return project, SeedResult()
    ids = {id_ for source in sources for id_ in _ids_of(situation, state, source)}
    if has_sent and ids:
        ports.ci.step("waiting until the platform has taken the files apart")
        ports.clock.sleep(min(1.0, ports.config.wait_poll))
        project = ports.platform.fetch_project()
    project = wait_until_taken_apart(ports, project, ids)
    inventory = inventory_of(ports, situation, state, project)
    new = {source.path for source in sources if source.path not in situation.state.sources}
    return project, seed_files(ports, Grounds(state, inventory, situation.tree, new), sources, Wish())


def _is_fresh(ports: Ports, situation: Situation, state: State, source: SourceFile) -> bool:
    if not is_selected(ports, source) or not ports.options.shard.has(source.path):
        return False
    if source.path not in state.sources:
        return False  # why it was not sent, sending has told
    return source.path in state.merged or any(
        target not in state.platform for target in source.targets.values() if target in situation.tree
    )


def _ids_of(situation: Situation, state: State, source: SourceFile) -> Iterator[str]:
    known = state.known.get(source.path)
    for locale, id_ in known.files.items() if known else ():
        if source.targets.get(locale, "") in situation.tree:
            yield id_

"""What `status` tells of the work that is still to come: words that the repository has and the platform has not."""

from ci_l10n.flow.costs import Estimate
from ci_l10n.flow.plan import Inventory
from ci_l10n.flow.planning import Tracked, plan_sending, words_of_added
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.preview.compare import compare_sources
from ci_l10n.flow.preview.counting import costs_of
from ci_l10n.state import State
from ci_l10n.tms.base import Project


def unsent(
    ports: Ports, situation: Tracked, state: State, project: Project, inventory: Inventory
) -> tuple[Estimate, ...]:
    """Per locale, by our own count, as `plan` has it; nothing is asked for it."""
    plan = plan_sending(ports, situation, state, project, inventory, is_preview=True).plan
    sources = [*(item.source for item in plan.new), *(item.source for item in plan.changed)]
    if not sources and not plan.extended:
        return ()
    new = {item.source.path for item in plan.new}
    before = {path: blob for path, blob in state.sources.items() if path not in new}
    old = {item.source.path: item.old for item in plan.renamed}
    sent = {old.get(source.path, source.path) for source in sources}
    compared = compare_sources(
        ports, sources, situation.tree, {path: before[path] for path in sent if path in before}
    )
    added = tuple(words_of_added(ports, plan).items())
    found = costs_of(compared.files, compared.strings, added, ports.config.rates)
    chosen = ports.options.locales
    return tuple(each for each in found if not chosen or each.locale in chosen)

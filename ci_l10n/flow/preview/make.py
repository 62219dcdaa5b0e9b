"""The story of `plan`: look around, compare, ask the platform where that is possible; nothing is written anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ci_l10n.errors import DeliveryError
from ci_l10n.flow import temporary
from ci_l10n.flow.exports import Due, Progress, find_due
from ci_l10n.flow.moves import follow_templates
from ci_l10n.flow.ownership import check_is_ours
from ci_l10n.flow.plan import Inventory, document_name
from ci_l10n.flow.planning import (
    inventory_of,
    is_chosen,
    is_selected,
    origin_of,
    plan_sending,
    without_taken_names,
    words_in_repository,
    words_of_added,
)
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.preview.compare import compare_sources
from ci_l10n.flow.preview.counting import costs_of
from ci_l10n.flow.preview.model import Preview
from ci_l10n.flow.project import read_project
from ci_l10n.flow.recover import recover
from ci_l10n.flow.situation import find_sources
from ci_l10n.flow.slots import by_file, file_of, with_slots
from ci_l10n.flow.statistics import Counted, count
from ci_l10n.git.state_ref import load_state, state_ref_name
from ci_l10n.model import Finding
from ci_l10n.paths.discover import discover
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State
from ci_l10n.tms.base import Project, RemoteFile

_UNKNOWN = (
    "the platform side is unknown: there are no credentials, so this is a comparison with the last sync alone"
)
_TRANSLATED = (
    "{words} of these words are translated in the repository already; `ci-l10n push --seed` sends those translations"
    " along, so that nobody pays for them twice"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """The repository as it lies there, whether it is pushed or not."""

    state: State
    sources: tuple[SourceFile, ...]
    tree: Mapping[Path, BlobId]
    tip: str  # of the base branch on the remote, "" when there is none


@dataclass(frozen=True, slots=True)
class _Remote:
    """What is known of the platform's side."""

    state: State  # in view of the remote files
    project: Project
    is_known: bool
    findings: tuple[Finding, ...] = ()


def make_preview(ports: Ports, *, asks_platform: bool, is_proposed: bool) -> Preview:
    """
    What `sync` would do with the checked out commit.

    ``is_proposed``: the commit belongs to a change request, so strings are compared with its base branch instead of
    what was sent last. Without ``asks_platform`` there is no request to it.
    """
    sight = _look(ports)
    remote = _ask(ports, sight) if asks_platform else _remember(ports, sight.sources, sight.state)
    inventory = inventory_of(ports, sight, remote.state, remote.project)
    planned = plan_sending(ports, sight, remote.state, remote.project, inventory, is_preview=True)
    sent_again = {item.source.path for item in planned.plan.new}
    sent = {path: blob for path, blob in sight.state.sources.items() if path not in sent_again}
    base_tree = _base_tree(ports, sight) if is_proposed else None
    before = None if base_tree is None else _sources_in(ports, base_tree)
    refused = {
        each.location.path for each in planned.findings if each.code == "source-refused" and each.location
    }
    chosen = [source for source in sight.sources if is_selected(ports, source) and source.path not in refused]
    known = _chosen(ports, sent if before is None else before)
    known = {path: blob for path, blob in known.items() if path not in refused}
    compared = compare_sources(ports, chosen, sight.tree, known)
    added = () if _is_old_config(ports, base_tree) else tuple(words_of_added(ports, planned.plan).items())
    costs = costs_of(compared.files, compared.strings, added, ports.config.rates)
    due = _due(ports, sight, remote, inventory) if remote.is_known else None
    counted = count(due.progress, ports.platform, ports.config, ports.options) if due and costs else Counted()
    origin = origin_of(ports, sight, remote.project)
    return Preview(
        origin=origin if remote.is_known else replace(origin, documents=None),
        platform=ports.platform.account if remote.is_known else "",
        compared_with="last sync" if before is None else "base branch",
        plan=planned.plan,
        words_to_send=planned.words,
        files=compared.files,
        strings=compared.strings,
        added=added,
        costs=costs,
        on_platform=counted.estimates,
        exports=_wanted(due) if due else None,
        findings=tuple(
            dict.fromkeys((*remote.findings, *planned.findings, *compared.findings, *counted.findings))
        ),
        notes=(*_notes(ports, sight, remote), *counted.notes, *ports.platform.notes()),
        requests=ports.platform.requests()[0],
    )


def _look(ports: Ports) -> Sight:
    """One listing of the remote's refs, and a fetch of the state; the checked out commit need not be pushed."""
    repo, config = ports.repo, ports.config
    tree = repo.tree(repo.head)
    sources = tuple(map(with_slots, find_sources(config, tree, repo.links(repo.head)).sources))
    base = f"refs/heads/{ports.base}"
    asked = [base, state_ref_name(ports.base, config.state)]
    refs = repo.remote_refs(asked) if repo.remote_url else {}
    state = load_state(repo, ports.base, config.state, refs=refs)
    check_is_ours(ports, state, tree, sources)
    targets = {path for source in sources for path in source.targets.values()}
    return Sight(state, sources, by_file(tree, targets), refs.get(base, ""))


def _ask(ports: Ports, sight: Sight) -> _Remote:
    """The project as it is, and the state in view of it, as `sync` sees them."""
    ports.platform.resume(sight.state.memory)
    project, state = read_project(ports, sight.sources, sight.state)
    state, findings = temporary.follow_project(ports, state)
    inventory = without_taken_names(ports, sight, state, inventory_of(ports, sight, state, project))
    state = recover(ports, state, inventory, sight.tree)
    return _Remote(follow_templates(state, sight.sources), project, True, tuple(findings))


def _remember(ports: Ports, sources: Sequence[SourceFile], state: State) -> _Remote:
    """The project as the last sync left it, nobody having been asked."""
    files = []
    for path, known in state.known.items():
        name = document_name(path, ports.base, is_default_base=ports.is_default_base)
        files += [
            RemoteFile(id_, path, name, known.external_id, locale, "ready", "", False, 0, (), "")
            for locale, id_ in known.files.items()
        ]
    config = ports.config
    there = {locale for known in state.known.values() for locale in (*known.files, *known.exported)}
    wanted = {locale for source in sources for locale in source.targets}
    locales = tuple(
        locale for locale in config.target_locales if not there or locale in there or locale not in wanted
    )
    return _Remote(state, Project("", "", config.source_locale, locales, 0, tuple(files)), False)


def _base_tree(ports: Ports, sight: Sight) -> Mapping[Path, BlobId] | None:
    """
    All files where the change request parted from its base branch; None when that is not to be had.

    In a shallow checkout nobody knows where that was; the branch's tip is next to it.
    """
    repo = ports.repo
    if not sight.tip:
        return None
    if not repo.has(sight.tip):
        repo.fetch([f"refs/heads/{ports.base}"], depth=1 if repo.is_shallow else None)
    if not repo.has(sight.tip):
        return None
    return repo.tree(repo.merge_base(sight.tip, repo.head) or sight.tip)


def _sources_in(ports: Ports, tree: Mapping[Path, BlobId]) -> Mapping[Path, BlobId]:
    return {source.path: tree[source.path] for source in discover(ports.config, tree).sources}


def _is_old_config(ports: Ports, base_tree: Mapping[Path, BlobId] | None) -> bool:
    """Whether a change request leaves the configuration alone: locales that are new then are not its doing."""
    repo, path = ports.repo, ports.config.path
    return base_tree is not None and base_tree.get(path) == repo.tree(repo.head).get(path)


def _chosen(ports: Ports, blobs: Mapping[Path, BlobId]) -> Mapping[Path, BlobId]:
    """Without what ``--file`` leaves out."""
    return {path: blob for path, blob in blobs.items() if is_chosen(ports, path)}


def _due(ports: Ports, sight: Sight, remote: _Remote, inventory: Inventory) -> Due:
    """What there is on the platform now, whatever becomes of what a `sync` sends before it looks."""
    chosen = [
        replace(
            source, targets={loc: t for loc, t in source.targets.items() if is_selected(ports, source, loc)}
        )
        for source in sight.sources
    ]
    return find_due(ports, remote.state, chosen, inventory, sight.tree)


def _wanted(due: Due) -> tuple[Progress, ...]:
    """The exports that would be fetched."""
    wanted = {(file.locale, file_of(target)) for file, target in due.files}
    return tuple(item for item in due.progress if (item.locale, item.target) in wanted)


def _notes(ports: Ports, sight: Sight, remote: _Remote) -> list[str]:
    notes = []
    if not remote.is_known:
        notes.append(_UNKNOWN)
    if sight.state.intents:
        notes.append("an interrupted run has yet to be finished; the next sync does that first")
    if not sight.state.commit:
        notes.append("nothing has been synchronised yet")
    if not sight.state.platform and (words := words_in_repository(ports, sight)):
        notes.append(_TRANSLATED.format(words=words))
    paths = {ports.config.path, *(source.path for source in sight.sources)}
    try:
        dirty = sorted(ports.repo.uncommitted(paths))
    except DeliveryError:
        dirty = []
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        notes.append(f"{dirty[0]}{more} differs from the last commit, which is what was looked at")
    return notes

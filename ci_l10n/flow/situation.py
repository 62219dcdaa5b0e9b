"""Looking around before anything is decided: refs, trees, sources, the last state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ci_l10n.config.model import Config
from ci_l10n.errors import ConfigError, DeliveryError
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.slots import by_file, file_of, with_slots
from ci_l10n.git.state_ref import load_state, state_ref_name
from ci_l10n.paths.discover import Discovery, discover
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Path, State

_ALL = 0x7FFFFFFF  # a depth that git takes for infinite (`--depth` in git-fetch(1))


@dataclass(frozen=True, slots=True)
class Situation:
    """The repository at the start of a run."""

    state: State
    discovery: Discovery
    tree: Mapping[Path, BlobId]  # of HEAD
    branch: str  # the branch that is proposed
    branch_head: str | None
    branch_tree: Mapping[Path, BlobId]  # empty when there is no branch
    branch_edits: Mapping[Path, BlobId]  # what people changed on the branch since its content was merged last
    foreign: tuple[str, ...]  # commits of other people on the branch
    base_touched: bool  # the base branch moved in files we manage since the branch was built
    is_outdated: bool  # a newer commit was synchronised already

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        return self.discovery.sources


def find_sources(config: Config, tracked: Iterable[Path]) -> Discovery:
    """Match globs and templates with the tracked files; raises `ConfigError` with all problems."""
    discovery = discover(config, tracked)
    if discovery.problems:
        raise ConfigError("the configuration does not fit the repository", problems=discovery.problems)
    return discovery


def look_around(ports: Ports) -> Situation:
    """
    Read refs, state and trees: one listing of the remote's refs and, where something moved, one fetch.

    Raises `ConfigError` with all problems of globs and targets, `DeliveryError` when the checkout is not what the
    remote's base branch holds.
    """
    repo, config = ports.repo, ports.config
    tree = repo.tree(repo.head)
    discovery = find_sources(config, tree)
    discovery = replace(discovery, sources=tuple(map(with_slots, discovery.sources)))
    branch = config.pull_request.branch.replace("{base}", ports.base)
    refs = {
        "base": f"refs/heads/{ports.base}",
        "branch": f"refs/heads/{branch}",
        "state": state_ref_name(ports.base, config.state),
    }
    remote = _remote_refs(ports, list(refs.values()))
    heads = {name: remote.get(ref) for name, ref in refs.items()}
    missing = [refs[name] for name in ("base", "branch") if (sha := heads[name]) and not repo.has(sha)]
    if missing:
        repo.fetch(missing)
    _check_is_pushed(ports, heads["base"])
    state = load_state(repo, ports.base, config.state, refs=remote)
    head = heads["branch"]
    targets = {path for source in discovery.sources for path in source.targets.values()}
    for known in state.known.values():  # also what is to be removed, because its source went or moved
        targets.update(known.targets.values(), known.moved.values())
    managed = set(map(file_of, targets))
    foreign = _foreign(ports, state, head) if head else ()
    if head and foreign and repo.is_shallow and repo.merge_base(head, repo.head) is None:
        # People's commits can only be merged where both histories are known back to the place they part.
        repo.fetch([refs["base"], refs["branch"]], depth=_ALL)
        foreign = _foreign(ports, state, head)
    return Situation(
        state=state,
        discovery=discovery,
        tree=by_file(tree, targets),
        branch=branch,
        branch_head=head,
        branch_tree=by_file(repo.tree(head) if head else {}, targets),
        branch_edits=by_file(_edits(ports, state, head) if head and foreign else {}, targets),
        foreign=foreign,
        base_touched=_base_touched(ports, state, head, managed) if head else False,
        is_outdated=_is_outdated(ports, state),
    )


def _remote_refs(ports: Ports, names: Sequence[str]) -> Mapping[str, str]:
    """What the server has; a patch can be made where there is none, and the checkout is all there is."""
    if ports.repo.remote_url is None and ports.options.deliver == "patch":
        return {f"refs/heads/{ports.base}": ports.repo.head}
    return ports.repo.remote_refs(names)


def _check_is_pushed(ports: Ports, tip: str | None) -> None:
    head = ports.repo.head
    if tip is None:
        raise DeliveryError(
            f"the remote has no branch {ports.base!r}",
            hint=f"push it first (git push origin {ports.base}), or check out the branch that is to be localized",
        )
    if head != tip and not ports.repo.is_ancestor(head, tip):
        raise DeliveryError(
            f"this checkout ({head[:10]}) is not part of {ports.base!r} on the remote",
            hint="push your commits first; what is sent for translation must be what everybody sees",
        )


def _is_outdated(ports: Ports, state: State) -> bool:
    last, head = state.source_commit, ports.repo.head
    return bool(last) and last != head and ports.repo.has(last) and ports.repo.is_ancestor(head, last)


def _foreign(ports: Ports, state: State, head: str) -> tuple[str, ...]:
    """Commits on the branch that are neither on the base branch nor recorded as ours."""
    excluded = [ports.repo.head]
    if state.delivery.base and ports.repo.has(state.delivery.base):
        excluded.append(state.delivery.base)
    ours = set(state.delivery.commits)
    return tuple(sha for sha in ports.repo.commits(head, excluded) if sha not in ours)


def _edits(ports: Ports, state: State, head: str) -> Mapping[Path, BlobId]:
    """
    Files of the branch that people made what they are since we looked last.

    What was there before was merged then; counting it again would undo what happened on the base branch since, when a
    branch outlives its change request.
    """
    repo, tree = ports.repo, ports.repo.tree(head)
    seen = state.delivery.seen or state.delivery.head
    if not seen or not repo.has(seen):
        return tree
    return {path: tree[path] for path in repo.changed_paths(seen, head) if path in tree}


def _base_touched(ports: Ports, state: State, head: str, managed: Iterable[Path]) -> bool:
    repo = ports.repo
    built_on = state.delivery.base if state.delivery.head else ""
    if not built_on or not repo.has(built_on):
        built_on = repo.merge_base(head, repo.head) or ""
    if built_on == repo.head or repo.is_ancestor(repo.head, head):
        return False
    if not built_on:
        return True
    return not repo.changed_paths(built_on, repo.head).isdisjoint(managed)


def check_is_committed(ports: Ports, situation: Situation) -> None:
    """Sources, targets and configuration must be committed: what is sent is what the commit holds."""
    paths = {ports.config.path}
    for source in situation.sources:
        paths.add(source.path)
        paths.update(map(file_of, source.targets.values()))
    if dirty := sorted(ports.repo.uncommitted(paths)):
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        raise DeliveryError(
            f"{dirty[0]}{more} differs from the last commit",
            hint="commit and push it first, or put it aside with git stash",
        )

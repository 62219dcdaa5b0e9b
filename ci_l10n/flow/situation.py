"""Looking around before anything is decided: refs, trees, sources, the last state."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ci_l10n.config.model import Config
from ci_l10n.errors import ConfigError, DeliveryError
from ci_l10n.flow.branches import Bases, Branch, Edit, look_at
from ci_l10n.flow.landing import gone_with_delivery, targets_by_branch, with_landed
from ci_l10n.flow.ownership import check_is_ours
from ci_l10n.flow.parts import Parts, make_parts, shared_branch
from ci_l10n.flow.pointers import find_linked
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.publishing import objects_ref
from ci_l10n.flow.renaming import find_inherited
from ci_l10n.flow.slots import by_file, file_of, with_slots
from ci_l10n.git.state_ref import load_state, state_ref_name
from ci_l10n.paths.discover import Discovery, discover
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import BlobId, Delivery, Path, State

_ALL = 0x7FFFFFFF  # a depth that git takes for infinite (`--depth` in git-fetch(1))


@dataclass(frozen=True, slots=True)
class Situation:
    """The repository at the start of a run."""

    state: State
    discovery: Discovery
    tree: Mapping[Path, BlobId]  # of HEAD
    parts: Parts
    branches: Mapping[str, Branch]  # that are or were proposed, by name
    edits: Mapping[Path, Edit]  # what people changed on them
    is_outdated: bool  # a newer commit was synchronised already
    gone: Set[Path] = frozenset()  # targets whose branch was deleted since it was delivered to
    found: tuple[str, ...] = ()  # what is odd about the base branch, one line each
    tip: str = ""  # of the base branch on the remote, or HEAD where there is none
    leftover: str | None = None  # what a run that died left of a delivery on `publishing.objects_ref`

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        return self.discovery.sources


def find_sources(config: Config, tracked: Iterable[Path], links: Collection[Path] = ()) -> Discovery:
    """
    Match globs and templates with the tracked files; raises `ConfigError` with all problems.

    ``links`` are the symbolic links and submodules of the same tree.
    """
    discovery = discover(config, tracked)
    if len(discovery.sources) > config.limits.sizes.files:
        raise ConfigError(
            f"the rules match {len(discovery.sources)} files; limits.files is {config.limits.sizes.files}",
            hint="narrow the globs or add `exclude`; raise limits.files where there are that many",
            location=config.locate("limits.files"),
            code="too-many-files",
        )
    linked = find_linked(config.rules, discovery.sources, links)
    known = {
        problem.location for problem in linked
    }  # of which there is more to say than that nothing matches
    problems = (*linked, *(problem for problem in discovery.problems if problem.location not in known))
    if problems:
        raise ConfigError(
            "the configuration does not fit the repository", problems=problems, code="config-invalid"
        )
    return discovery


def look_around(ports: Ports, *, writes: bool = True) -> Situation:
    """
    Read refs, state and trees: one listing of the remote's refs and, where something moved, one fetch.

    ``writes``: the run sends or delivers something. Raises `ConfigError` with all problems of globs and targets,
    `DeliveryError` when the checkout of a run that writes is not what the remote's base branch holds.
    """
    repo, config = ports.repo, ports.config
    tree = repo.tree(repo.head)
    discovery = find_sources(config, tree, repo.links(repo.head))
    discovery = replace(discovery, sources=tuple(map(with_slots, discovery.sources)))
    parts = make_parts(config, ports.base, discovery.sources)
    base, state_ref = _ref(ports.base), state_ref_name(ports.base, config.state)
    asked = [base, _ref(parts.stem), state_ref, objects_ref(ports.base, ports.config.state.name)]
    if config.pull_request.split != "none":
        asked += [_ref(f"{parts.stem}-*"), *_namesakes(ports)]
    remote = _remote_refs(ports, asked, is_needed=writes and ports.options.deliver != "patch")
    if not writes:  # what is not pushed yet is nobody else's concern then
        remote = {base: repo.head, **remote}
    tip = remote.get(base)
    if writes:
        _check_branches_are_ours(ports, remote)
    missing = [base, _ref(parts.stem)]
    _fetch(ports, {ref: remote[ref] for ref in missing if ref in remote})
    if writes:
        _check_is_pushed(ports, tip)
    state = load_state(repo, ports.base, config.state, refs=remote)
    check_is_ours(ports, state, tree, discovery.sources)
    inherited = find_inherited(ports, tip) if state.commit is None and tip else None
    state = inherited.state if inherited else state
    targets = {path for source in discovery.sources for path in source.targets.values()}
    for known in state.known.values():  # also what is to be removed, because its source went or moved
        targets.update(known.targets.values(), known.moved.values())
    branches = _look_at_branches(ports, state, parts, discovery.sources, remote)
    by_branch = targets_by_branch(parts.managed(discovery.sources, state.known))
    files = by_file(tree, targets)
    return Situation(
        state=with_landed(state, branches, by_branch, files, repo),
        discovery=discovery,
        tree=files,
        parts=parts,
        branches=branches,
        edits=by_file(
            {path: edit for branch in branches.values() for path, edit in branch.edits.items()}, targets
        ),
        is_outdated=_is_outdated(ports, state, tip),
        gone=gone_with_delivery(branches, by_branch),
        found=_odd(ports, state, tip, inherited.former if inherited else ""),
        tip=tip or "",
        leftover=remote.get(objects_ref(ports.base, ports.config.state.name)),
    )


def _remote_refs(ports: Ports, names: Sequence[str], *, is_needed: bool) -> Mapping[str, str]:
    """What the server has; where there is none and none is needed, the checkout is all there is."""
    if ports.repo.remote_url is None and not is_needed:
        return {_ref(ports.base): ports.repo.head}
    return ports.repo.remote_refs(names)


def _namesakes(ports: Ports) -> list[str]:
    """State refs of base branches whose names begin like this one, or this one like theirs."""
    base = ports.base
    shorter = [base[: found.start()] for found in re.finditer("-", base)]
    return [state_ref_name(name, ports.config.state) for name in (f"{base}-*", *shorter)]


def _check_branches_are_ours(ports: Ports, remote: Mapping[str, str]) -> None:
    """Raises `ConfigError` when another base branch is synchronised whose translations go to a branch of ours."""
    prefix = state_ref_name("", ports.config.state)
    for ref in remote:
        other = ref.removeprefix(prefix)
        if other in (ref, ports.base):
            continue
        shared = shared_branch(ports.config, ports.base, other)
        if shared and ports.repo.remote_refs([_ref(other)]):
            raise ConfigError(
                f"{shared} would be the branch of translations for {ports.base!r} and for {other!r} alike",
                hint="name branches in which what follows {base} begins with no hyphen, such as"
                " `translations/{base}/update`, or rename one of the two",
                location=ports.config.locate("pull_request.branch"),
                code="branch-shared",
            )


def _ref(branch: str) -> str:
    return f"refs/heads/{branch}"


def _fetch(ports: Ports, refs: Mapping[str, str]) -> None:
    """Fetch those of ``refs`` (name -> commit) that are not here."""
    if missing := [ref for ref, sha in refs.items() if not ports.repo.has(sha)]:
        ports.repo.fetch(missing)


def _look_at_branches(
    ports: Ports, state: State, parts: Parts, sources: Iterable[SourceFile], remote: Mapping[str, str]
) -> dict[str, Branch]:
    """The branches for what is managed, and those of earlier runs that the configuration has no use for now."""
    managed: dict[str, set[Path]] = {}
    for name, path in parts.managed(tuple(sources), state.known):
        managed.setdefault(name, set()).add(file_of(path))
    retired = state.deliveries.keys() - managed.keys()
    if unlisted := [_ref(name) for name in retired if _ref(name) not in remote]:
        remote = {**remote, **ports.repo.remote_refs(unlisted)}
    names = [*sorted(managed), *sorted(retired)]
    _fetch(ports, {_ref(name): remote[_ref(name)] for name in names if _ref(name) in remote})
    every_file = {path for paths in managed.values() for path in paths}
    found = {}
    for name in names:
        last = state.deliveries.get(name, Delivery())
        branch = _look(ports, remote, last, name, managed.get(name, every_file))
        found[name] = replace(branch, is_retired=name in retired)
    return found


def _look(ports: Ports, remote: Mapping[str, str], last: Delivery, name: str, managed: set[Path]) -> Branch:
    repo, base, head = ports.repo, _ref(ports.base), remote.get(_ref(name))
    bases = Bases(repo.head, remote[base])
    branch = look_at(repo, bases, last, name, head, managed)
    if head and branch.foreign and repo.is_shallow and repo.merge_base(head, repo.head) is None:
        # People's commits can only be merged where both histories are known back to the place they part.
        repo.fetch([base, _ref(name)], depth=_ALL)
        branch = look_at(repo, bases, last, name, head, managed)
    return branch


def _check_is_pushed(ports: Ports, tip: str | None) -> None:
    head = ports.repo.head
    if tip is None:
        raise DeliveryError(
            f"the remote has no branch {ports.base!r}",
            hint=f"push it first (git push origin {ports.base}), or check out the branch that is to be localized",
            code="base-not-pushed",
        )
    if head != tip and not ports.repo.is_ancestor(head, tip):
        raise DeliveryError(
            f"this checkout ({head[:10]}) is not part of {ports.base!r} on the remote",
            hint="push your commits first; what is sent for translation must be what everybody sees",
            code="commit-not-pushed",
        )


def _is_outdated(ports: Ports, state: State, tip: str | None) -> bool:
    """Whether this checkout is older than the last sync; the newest commit there is never is, after a reset."""
    last, head = state.source_commit, ports.repo.head
    if not last or last == head or head == tip:
        return False
    return ports.repo.has(last) and ports.repo.is_ancestor(head, last)


def _odd(ports: Ports, state: State, tip: str | None, former: str) -> tuple[str, ...]:
    """Whether the base branch was renamed or, as far as the checkout's history can tell, rewritten."""
    repo, last = ports.repo, state.source_commit
    if former:
        return (f"{former} is gone and all of it is in {ports.base}, which goes on with its state",)
    if not last or not tip or repo.is_shallow or (repo.has(last) and repo.is_ancestor(last, tip)):
        return ()
    return (f"{ports.base} was rewritten: it lost {last[:10]}, with which it was synchronised last",)


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
            code="uncommitted-changes",
        )

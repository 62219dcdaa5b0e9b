"""
What was delivered and has been merged since: the base branch counts as having held it.

Only so is a reviewer's "no" told from a pull request that still waits: a value that someone took back before the merge
is, on the base branch, what it was before.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from ci_l10n.flow.branches import Branch
from ci_l10n.git.repo import Repository
from ci_l10n.model import Catalog
from ci_l10n.state import BlobId, Path, State


def targets_by_branch(managed: Iterable[tuple[str, Path]]) -> dict[str, set[Path]]:
    """Targets and slots by the branch they are delivered on."""
    found: dict[str, set[Path]] = {}
    for name, path in managed:
        found.setdefault(name, set()).add(path)
    return found


def with_landed(
    state: State,
    branches: Mapping[str, Branch],
    targets: Mapping[str, Set[Path]],
    tree: Mapping[Path, BlobId],
    repo: Repository,
) -> State:
    """``state`` in which the base branch held what was delivered on ``branches`` that were merged."""
    base = dict(state.base)
    for name, branch in branches.items():
        paths = targets.get(name, set())
        if not _is_merged(branch, paths, state, tree, repo):
            continue
        for path in paths:
            if (delivered := state.target.get(path)) is not None:
                base[path] = delivered
            else:
                base.pop(path, None)
    return state if base == state.base else replace(state, base=base)


def _is_merged(
    branch: Branch, paths: Set[Path], state: State, tree: Mapping[Path, BlobId], repo: Repository
) -> bool:
    last = branch.last
    if not last.head:
        return False
    # What was delivered is what the branch held when it was seen last, commits of reviewers included.
    if all(
        repo.has(each) and repo.is_ancestor(each, repo.head) for each in {last.head, last.seen or last.head}
    ):
        return True
    # A squash leaves no trace in the history, but files that are as they were delivered, on a branch that is gone.
    return branch.head is None and any(
        path in state.target and state.base.get(path) != state.target[path] == tree.get(path)
        for path in paths
    )


def gone_with_delivery(branches: Mapping[str, Branch], targets: Mapping[str, Set[Path]]) -> frozenset[Path]:
    """Targets on branches that were delivered to and that somebody deleted: merged, or given up."""
    gone = (name for name, branch in branches.items() if branch.last.head and branch.head is None)
    return frozenset(path for name in gone for path in targets.get(name, ()))


def has_landed_in_part(base: Catalog | None, delivered: Catalog | None, before: Catalog | None) -> bool:
    """Whether the base branch has at least one of the values that were new in a delivery."""
    if base is None or delivered is None:
        return False
    known = before.units if before else {}
    return any(
        key in base.units
        and base.units[key].value == unit.value
        and (key not in known or known[key].value != unit.value)
        for key, unit in delivered.units.items()
    )

"""A base branch that was renamed goes on with the state of its former name."""

from dataclasses import replace
from typing import NamedTuple

from ci_l10n.flow.ports import Ports
from ci_l10n.git.state_ref import load_state, state_ref_name
from ci_l10n.state import State


class Inherited(NamedTuple):
    """A state that is to be saved under the new name, and the name it had."""

    state: State
    former: str


def find_inherited(ports: Ports, tip: str) -> Inherited | None:
    """
    The state of a branch that is gone and whose last synchronised commit is part of the base branch.

    Asked only where the default branch has no state: other branches come and go, and each has its own documents.
    """
    repo, place = ports.repo, ports.config.state
    if not ports.is_default_base or repo.remote_url is None:
        return None
    prefix = state_ref_name("", place)
    states = repo.remote_refs([f"{prefix}*"])
    names = sorted(ref.removeprefix(prefix) for ref in states)
    living = repo.remote_refs([f"refs/heads/{name}" for name in names]) if names else {}
    for name in names:
        if f"refs/heads/{name}" in living:
            continue
        state = load_state(repo, name, place, refs=states)
        last = state.source_commit
        if last and repo.has(last) and repo.is_ancestor(last, tip):
            return Inherited(replace(state, commit=None), name)
    return None

"""Saving the state of a run while others may save theirs."""

import secrets
from dataclasses import dataclass, replace

from ci_l10n.flow.ports import Ports
from ci_l10n.flow.review_history import PROGRESS, progress_line
from ci_l10n.flow.shards import WHOLE, joined, joined_memory
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.repo import RefUpdate
from ci_l10n.git.state_ref import CONFIG_TRAILER, PLATFORM_TRAILER, load_state, state_ref_name, write_state
from ci_l10n.state import State

ATTEMPTS = 50  # pushes of the state before a shard gives up
PAUSE = 0.2  # seconds between them, times the shard's number, so that shards do not return together


def save_state(
    ports: Ports, state: State, also: RefUpdate | None = None, *, before: State | None = None
) -> State:
    """
    Push ``state`` (and with it, in one atomic push, another ref); returns it with its commit. No push without a
    difference. Raises `LeaseLost` when somebody else moved either.
    """
    state = replace(state, memory=ports.platform.memory())
    if ports.repo.remote_url is None or (also is None and state == before):
        return state  # without a remote there is nowhere to keep it; who allows that says so
    commit = write_state(
        ports.repo,
        state,
        source_commit=ports.repo.head,
        trailers={
            PLATFORM_TRAILER: ports.platform.account,
            CONFIG_TRAILER: ports.config.path,
            "L10n-Branch": ports.base,
            # Two runs that start in one second would else make the very same commit, and both think it was theirs.
            "L10n-Run": secrets.token_hex(8),
            **({PROGRESS: progress_line(state.progress)} if state.progress else {}),
        },
        when=ports.clock.now(),
    )
    updates = [also] if also else []
    if commit != state.commit:
        updates.append(RefUpdate(state_ref_name(ports.base, ports.config.state), commit, state.commit))
    if updates:
        ports.repo.push(updates)
    return replace(state, commit=commit)


@dataclass
class SharedState:
    """The state as this run saved it last, and saving it while others do the same."""

    ports: Ports
    saved: State

    def save(self, state: State) -> State:
        """Push ``state``; a whole run raises `LeaseLost` when somebody else moved it, a shard joins in."""
        ports = self.ports
        if ports.options.shard == WHOLE:
            return save_state(ports, state)
        for _ in range(ATTEMPTS):
            try:
                self.saved = save_state(ports, state)
            except LeaseLost:
                ports.clock.sleep(PAUSE * ports.options.shard.number)
                state = self._join(state)
            else:
                return self.saved
        return save_state(ports, state)

    def _join(self, state: State) -> State:
        """``state`` on top of what others left; as it is when they are at it this very moment."""
        try:
            theirs = load_state(self.ports.repo, self.ports.base, self.ports.config.state)
        except LeaseLost:
            return state
        state = joined(self.saved, state, theirs)
        self._join_memory(theirs)
        self.saved = theirs
        return state

    def _join_memory(self, theirs: State) -> None:
        """Let the platform know what the other run's has learned: its memory is saved with every state."""
        platform = self.ports.platform
        ours = platform.memory()
        both = joined_memory(self.saved.memory, ours, theirs.memory)
        if both != ours:
            platform.resume(both)

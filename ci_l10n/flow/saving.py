"""Saving the state of a run while others may save theirs."""

from dataclasses import dataclass

from ci_l10n.flow.deliver import save_state
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.shards import WHOLE, joined, joined_memory
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.state_ref import load_state
from ci_l10n.state import State

ATTEMPTS = 50  # pushes of the state before a shard gives up
PAUSE = 0.2  # seconds between them, times the shard's number, so that shards do not return together


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

"""One case: a scenario, a request, a fault; played, run again, and judged."""

import os
import pickle
import select
import signal
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar, cast

from ci_l10n.sandbox.request_log import LoggedRequest
from tools.chaos.arena import Arena
from tools.chaos.runs import Ran
from tools.chaos.snapshot import Snapshot, differences, take_snapshot

T = TypeVar("T")

RUNS = 3  # the disturbed one, and up to two clean ones; a rival of the first beside them
# Exit codes by fault, where it decides about them.
ENDS = {
    "kill-before": {-signal.SIGKILL},
    "kill-after": {-signal.SIGKILL},
    "interrupted": {130},
    "terminated": {130},
}
DOCUMENTED = frozenset({0, 3, 4, 5, 6, 7})  # exit codes that a fault may lead to; 2 is a mistake of the user
PATIENCE = 150.0  # seconds for one case
TRACE = 60  # lines of a traceback
Verdict = Literal["same run", "next run", "third run", "failed"]


class Case(NamedTuple):
    scenario: str
    number: int  # of the request, from 1
    fault: str

    def __str__(self) -> str:
        return f"{self.scenario}:{self.number}:{self.fault}"


class Undisturbed(NamedTuple):
    """What a run without faults asked for and led to."""

    answers: Sequence[LoggedRequest]
    result: Snapshot


@dataclass(frozen=True)
class Played:
    """How a case ended; ``request`` is the one that was struck, ``problems`` is empty unless it failed."""

    case: Case
    verdict: Verdict
    codes: tuple[int, ...] = ()
    request: str = ""
    problems: tuple[str, ...] = ()


def play_undisturbed(arena: Arena) -> Undisturbed:
    """The scenario as it should be; raises `RuntimeError` when it is not."""

    def play() -> Undisturbed:
        with arena.open(runs=1):
            at = len(arena.answers(0))
            (ran,) = arena.run()
            answers = arena.answers(at)
            if ran.code:
                raise RuntimeError(f"exit code {ran.code} without a fault: {ran.err}")
            return Undisturbed(answers, take_snapshot(arena.world))

    return apart(arena, play)


def play(arena: Arena, case: Case, undisturbed: Undisturbed) -> Played:
    """Play ``case`` from the start of the scenario."""
    try:
        return apart(arena, lambda: _played(arena, case, undisturbed))
    except RuntimeError as error:
        return Played(case, "failed", problems=(f"the case could not be played: {error}",))


def _played(arena: Arena, case: Case, undisturbed: Undisturbed) -> Played:
    with arena.open(RUNS + 1):
        at = len(arena.answers(0))
        disturbed, *rivals = arena.run(case.fault, case.number)
        runs = [disturbed]
        struck = next((entry for entry in arena.answers(at) if entry.fault), None)
        wrong = differences(take_snapshot(arena.world), undisturbed.result)
        was_done = not wrong
        while len(runs) < RUNS and (len(runs) == 1 or wrong or runs[-1].code):
            runs += arena.run()
            wrong = differences(take_snapshot(arena.world), undisturbed.result)
    problems = [*wrong, *_complaints([*runs, *rivals], arena.secrets, ENDS.get(case.fault, DOCUMENTED))]
    if runs[-1].code:
        problems.append(f"the last run ended with {runs[-1].code}")
    if struck is None:
        problems.append("no request was struck")
    verdict: Verdict = "next run" if len(runs) == 2 else "third run"
    if was_done and not runs[0].code:
        verdict = "same run"
    if problems:
        verdict = "failed"
        problems += [line for ran in (*runs, *rivals) for line in _told(ran)]
    request = f"{struck.service} {struck.method} {struck.path}" if struck else "none"
    return Played(case, verdict, tuple(ran.code for ran in runs), request, tuple(problems))


def _complaints(runs: Sequence[Ran], secrets: Sequence[str], ends: Collection[int]) -> list[str]:
    """What is wrong with the runs themselves; the first should end with one of ``ends``."""
    found = []
    for number, ran in enumerate(runs, 1):
        if ran.code not in (ends if number == 1 else DOCUMENTED):
            found.append(f"run {number} ended with {ran.code}")
        if any(secret in ran.out + ran.err for secret in secrets):
            found.append(f"run {number} printed a secret")
        if ran.code > 0 and not any(
            line.startswith(("error", "interrupted")) for line in ran.err.splitlines()
        ):
            found.append(f"run {number} does not say why it ended with {ran.code}")
    return found


def _told(ran: Ran) -> list[str]:
    lines = ran.err.splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("Traceback")), len(lines))
    errors = [line for line in lines if line.startswith("error")]
    return [f"exit code {ran.code}: {' / '.join(errors[:2])}", *lines[start : start + TRACE]]


def apart(arena: Arena, work: Callable[[], T]) -> T:
    """
    ``work`` in a copy of this process, from the kept point of the scenario; the copy is gone afterwards.

    Raises `RuntimeError` when it fails or takes too long.
    """
    arena.restore()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.setsid()
        _answer(writer, work)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as pipe:
            done = _read(pipe.fileno())
    finally:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    is_good, value = pickle.loads(done) if done else (False, "it took too long, or died")
    if not is_good:
        raise RuntimeError(value)
    return cast(T, value)


def _answer(writer: int, work: Callable[[], object]) -> None:
    try:
        done = (True, work())
    except BaseException:
        done = (False, traceback.format_exc())
    with os.fdopen(writer, "wb") as pipe:
        pickle.dump(done, pipe)
    os._exit(0)


def _read(pipe: int) -> bytes:
    """All that comes; nothing when it does not begin in time."""
    ready, _, _ = select.select([pipe], [], [], PATIENCE)
    parts = []
    while ready and (part := os.read(pipe, 65536)):
        parts.append(part)
    return b"".join(parts)

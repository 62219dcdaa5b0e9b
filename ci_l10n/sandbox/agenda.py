"""Jobs at times of the sandbox's clock: what services do by themselves, while nobody asks them anything."""

import heapq
import itertools
import threading
import time
import traceback
from collections.abc import Callable

from ci_l10n.sandbox.service import SandboxClock

Job = Callable[[], object]


class Agenda:
    """
    Does jobs one after the other in a thread of its own, which starts with the first job.

    A job is late by what the jobs before it take, and never early.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._jobs: list[tuple[float, int, Job]] = []
        self._numbers = itertools.count()
        self._is_busy = self._is_closed = False
        self._thread: threading.Thread | None = None
        clock.on_move(self._wake)

    def at(self, due: float, job: Job) -> None:
        """Do ``job`` at ``due``, in seconds of the clock; at once when that is over."""
        with self._changed:
            if self._is_closed:
                return
            heapq.heappush(self._jobs, (due, next(self._numbers), job))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sandbox agenda", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether everything that is due was done within ``seconds`` of real time."""
        end = time.monotonic() + seconds
        with self._changed:
            while self._is_busy or self._due() is not None:
                left = end - time.monotonic()
                if left <= 0 or self._is_closed:
                    return False
                self._changed.wait(left)
        return True

    def clear(self) -> None:
        """Forget all jobs; one that is being done is finished."""
        with self._changed:
            self._jobs.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """Forget all jobs and take no more; does not wait long for one that is being done."""
        with self._changed:
            self._jobs.clear()
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=1)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _due(self) -> Job | None:
        return self._jobs[0][2] if self._jobs and self._jobs[0][0] <= self._clock.now() else None

    def _run(self) -> None:
        while True:
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()
                while (job := self._due()) is None and not self._is_closed:
                    self._changed.wait(max(0.0, self._jobs[0][0] - self._clock.now()) if self._jobs else None)
                if job is None:
                    return
                heapq.heappop(self._jobs)
                self._is_busy = True
            try:
                job()
            except Exception:
                traceback.print_exc()  # a broken job must not stop those after it

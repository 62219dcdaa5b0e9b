"""The same work for many items, several at once: a platform's answers may take longer than its limit's interval."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_parallel(work: Callable[[T], R], items: Sequence[T], threads: int) -> Iterator[tuple[T, R]]:
    """
    Yield each item with its result, as they come.

    After an error no further item is begun; those under way are finished and yielded, then the first error is raised.
    The threads do not keep an interrupted process alive.
    """
    if threads <= 1 or len(items) <= 1:
        yield from ((item, work(item)) for item in items)
        return
    crew = _Crew(work, items)
    for _ in range(min(threads, len(items))):
        threading.Thread(target=crew.labour, daemon=True).start()
        crew.active += 1
    try:
        yield from crew.results()
    finally:
        crew.waiting.clear()


class _Crew(Generic[T, R]):
    """Threads that take items until there are none, or one of them failed."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T]) -> None:
        self.active = 0
        self.waiting = deque(items)
        self._work = work
        self._done: SimpleQueue[tuple[T, R] | BaseException | None] = SimpleQueue()

    def labour(self) -> None:
        while True:
            try:
                item = self.waiting.popleft()
            except IndexError:
                break
            try:
                self._done.put((item, self._work(item)))
            except BaseException as error:
                self.waiting.clear()
                self._done.put(error)
        self._done.put(None)

    def results(self) -> Iterator[tuple[T, R]]:
        first: BaseException | None = None
        while self.active:
            outcome = self._done.get()
            if outcome is None:
                self.active -= 1
            elif isinstance(outcome, BaseException):
                first = first or outcome
            else:
                yield outcome
        if first is not None:
            raise first

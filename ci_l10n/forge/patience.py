"""Refusals of a forge, and asking again where that is safe."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from ci_l10n.clock import Clock

T = TypeVar("T")

KEPT = 30  # requests that are remembered
_WAITS = (1.0, 2.0, 4.0)  # seconds between attempts at something that may be repeated
_RATE_BUDGET = 300.0  # seconds one request may spend waiting for rate limits
_RATE_WAIT = 60.0  # seconds to wait when a forge does not say how long; GitHub's and GitLab's limits count by the minute


class Refusal(Exception):
    """
    A forge said no (``status``) or nothing that could be understood (0).

    ``text`` holds all its words; ``hint`` is a next step, where one is known that is better than that of the status.
    """

    def __init__(
        self, status: int, text: str, headers: Mapping[str, str] | None = None, hint: str = ""
    ) -> None:
        super().__init__(text)
        self.hint = hint
        self.status = status
        self.text = text
        self.headers = dict(headers or {})  # names in lower case

    @property
    def is_unsettled(self) -> bool:
        """Whether the request may have been carried out all the same."""
        return self.status == 0 or self.status >= 500

    @property
    def is_passing(self) -> bool:
        """Whether the same may succeed a moment later."""
        return self.is_unsettled

    @property
    def is_rate_limit(self) -> bool:
        return self.status == 429

    @property
    def may_change(self) -> bool:
        """Whether another run may get another answer: it was trouble, or a right that can be granted."""
        return self.is_unsettled or self.is_rate_limit or self.status in (401, 403)

    @property
    def reset_at(self) -> str:
        """When the rate limit is over, in seconds since the epoch; "" when the forge does not say."""
        return ""

    def rate_wait(self, now: float) -> float:
        """Seconds until the rate limit is over, as far as the forge says."""
        after = self.headers.get("retry-after", "")
        if after.isdigit():
            return float(after)
        reset = self.reset_at
        return max(1.0, float(reset) - now + 1) if reset.isdigit() else _RATE_WAIT


@contextmanager
def noted(asked: deque[str], verb: str, path: str) -> Iterator[None]:
    """Remember a request and how it ended."""
    try:
        yield
    except Refusal as refusal:
        asked.append(f"{verb} {path} {refusal.status or 'no answer'}")
        raise
    asked.append(f"{verb} {path} ok")


def patiently(clock: Clock, call: Callable[[], T], *, repeatable: bool) -> T:
    """
    ``call``, again after a rate limit and, if it is ``repeatable``, after what passes.

    A rate limit says that nothing was done. Raises the last `Refusal`.
    """
    waited, failures = 0.0, 0
    while True:
        try:
            return call()
        except Refusal as refusal:
            if refusal.is_rate_limit:
                wait = refusal.rate_wait(clock.now())
                waited += wait
                if waited > _RATE_BUDGET:
                    raise
            elif refusal.is_passing and repeatable and failures < len(_WAITS):
                wait = _WAITS[failures]
                failures += 1
            else:
                raise
        clock.sleep(wait)


def is_usable(answer: object) -> bool:
    """Whether an answer is what forges answer with, an object or a list of objects; anything may come through a proxy."""
    return isinstance(answer, dict) or (
        isinstance(answer, list) and all(isinstance(each, dict) for each in answer)
    )

"""Importing into a key project: files are sent one after another, then asked after in turn until all are done."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.keys.calls import ImportOptions, ImportResult, Keys, Resource

FIRST_POLL = 0.5  # seconds after the last file was sent
GROWTH = 1.5
SLOWEST_POLL = 5.0  # seconds
CEILING = 600.0  # seconds until an import counts as stuck
FAILED = 422  # as status of an import that the service gave up on
REFUSED = (400, 409, 413, 415, 422)  # this file; others may fare better
AGAIN = "run again: what was taken already stays as it is, nothing is billed twice"


@dataclass(frozen=True, slots=True)
class Order:
    """One file for one collection."""

    name: str  # path of the source, for messages
    content: Callable[[], bytes]
    options: ImportOptions


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: ImportResult | None
    error: RemoteError | None = None


class _Open(NamedTuple):
    """An import that was started."""

    digest: str
    order: Order
    id: str


class KeyImporter:
    """
    Runs imports and knows what became of each during this run.

    Whoever parts a batch because one file was refused gets the other outcomes without another request. Threads may
    share it.
    """

    def __init__(
        self, client: SmartcatClient, project_id: str, clock: Clock, explain: Callable[[RemoteError], None]
    ) -> None:
        self._keys = Keys(client)
        self._project_id = project_id
        self._clock = clock
        self._explain = explain  # may raise an error that says more, and ends it all
        self._outcomes: dict[str, _Outcome] = {}  # digest of order and content ->
        self._lock = threading.Lock()

    def run(self, orders: Sequence[Order], timeout: float = CEILING) -> list[ImportResult]:
        """
        Import all of ``orders``; one result each. With a ``timeout`` of 0 nobody waits: there are no results.

        Raises the `RemoteError` of the first file that was refused or failed, after all others were dealt with.
        """
        digests = [_digest(order) for order in orders]
        started = [
            _Open(digest, order, import_id)
            for digest, order in zip(digests, orders, strict=True)
            for import_id in self._start(digest, order)
        ]
        if timeout > 0:
            self._settle(started, timeout)
        outcomes = [self._outcomes[digest] for digest in digests if digest in self._outcomes]
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        return [outcome.result for outcome in outcomes if outcome.result is not None]

    def _start(self, digest: str, order: Order) -> Iterator[str]:
        """The id of the import; none when the outcome is known without."""
        with self._lock:
            if digest in self._outcomes:
                return
        filename = order.name.rpartition("/")[2]
        try:
            yield self._keys.import_files(
                self._project_id, [Resource(filename, order.content)], order.options
            )
        except RemoteError as error:
            if error.status not in REFUSED:
                raise
            self._explain(error)
            self._note(digest, _Outcome(None, error))

    def _note(self, digest: str, outcome: _Outcome) -> None:
        with self._lock:
            self._outcomes[digest] = outcome

    def _settle(self, imports: Sequence[_Open], timeout: float) -> None:
        """Ask after all of them in turn until each is over."""
        begun, delay, left = self._clock.monotonic(), FIRST_POLL, list(imports)
        while left:
            self._clock.sleep(delay)
            left = [each for each in left if not self._is_over(each)]
            if left and self._clock.monotonic() - begun >= timeout:
                raise RemoteError(
                    f"Smartcat did not finish the import of {left[0].order.name} in {timeout:.0f} seconds",
                    hint=AGAIN,
                    code="import-failed",
                )
            delay = min(delay * GROWTH, SLOWEST_POLL)

    def _is_over(self, each: _Open) -> bool:
        result = self._keys.import_result(each.id)
        if result.is_over:
            self._note(each.digest, _outcome_of(each.order, result))
        return result.is_over


def _outcome_of(order: Order, result: ImportResult) -> _Outcome:
    if result.status == "completed" and not result.failed_files:
        return _Outcome(result)
    names = ", ".join(result.failed_files) or order.name
    error = RemoteError(
        f"Smartcat could not import {order.name} into the collection '{order.options.collection}' "
        f"(failed: {names})",
        hint="open the project in Smartcat to see why, correct the file; it is sent again with the next run",
        status=FAILED,
        code="import-failed",
    )
    return _Outcome(result, error)


def _digest(order: Order) -> str:
    return hashlib.sha256(repr(order.options).encode() + b"\0" + order.content()).hexdigest()

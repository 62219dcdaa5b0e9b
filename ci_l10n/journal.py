"""What a run has done so far, kept for the report of a defect of ours."""

from collections.abc import Callable, Iterable


class Journal:
    """
    The plan in numbers, and where the last requests can be looked up.

    Lines hold methods, paths and statuses: no bodies, headers or queries.
    """

    def __init__(self) -> None:
        self.plan = ""
        self._servers: list[Callable[[], Iterable[str]]] = []

    def watch(self, last_requests: Callable[[], Iterable[str]]) -> None:
        """Have ``last_requests`` asked when a report is written; oldest first."""
        self._servers.append(last_requests)

    def last_requests(self) -> list[str]:
        return [line for lines in self._servers for line in lines()]

"""A bound on how many requests are under way at the same time, for platforms that count those."""

import threading

from ci_l10n.net.http import Request, Response, Transport


class Gated:
    """A transport with at most ``most`` requests under way, whichever threads they come from; the others queue."""

    def __init__(self, transport: Transport, most: int) -> None:
        if most < 1:
            raise ValueError("at least one request has to get through")
        self._transport = transport
        self._free = threading.BoundedSemaphore(most)

    def send(self, request: Request) -> Response:
        with self._free:
            return self._transport.send(request)

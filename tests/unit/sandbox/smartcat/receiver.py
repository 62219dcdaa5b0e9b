"""The other end of a callback: an HTTP server of a test that writes down what it is sent."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self


class Received(NamedTuple):
    path: str
    headers: dict[str, str]
    ids: list[str]


class Receiver:
    """Answers with ``statuses``, one after the other, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self.received: list[Received] = []
        self._statuses = list(statuses) or [200]
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append(Received(self.path, dict(self.headers), json.loads(body)))
                left = receiver._statuses
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"no")

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def events(self) -> list[tuple[str, list[str]]]:
        return [(entry.path.removeprefix("/hooks/"), entry.ids) for entry in list(self.received)]

    def wait(self, count: int) -> list[Received]:
        """What came, once it is at least ``count``."""
        wait_for(lambda: len(self.received) >= count)
        return self.received

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it is so; fails when that never happens."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("waited in vain")

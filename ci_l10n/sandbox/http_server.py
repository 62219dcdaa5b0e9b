"""
A threaded HTTP/1.1 server on the loopback interface that keeps connections open, as the real services do.

Werkzeug's own handler closes after each answer; clients would then never meet a connection that died while idle.
Bodies are read in full (chunked ones too) before the application runs, so the next request starts where it should.
"""

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from typing import IO, Any, cast

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from ci_l10n.errors import ConfigError

SPOOL = 4 * 1024 * 1024  # bytes of a request body held in memory, the rest goes to disk
DROP = "ci_l10n.drop"  # environ key: call it to reset the connection instead of answering
HANG_UP = "ci_l10n.hang_up"  # environ key: set, the connection ends after the answer, unannounced
CUT = "ci_l10n.cut"  # environ key: bytes of the body after which the connection breaks, -1 for never


class Dropped(ConnectionError):
    """The connection ends here by order."""


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536
    timeout = 120  # seconds an idle connection stays open

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        try:
            environ = self.make_environ()
            with _spooled(environ) as body:
                environ["wsgi.input"] = body
                environ[DROP] = self._reset
                environ[CUT] = -1
                self._answer(environ)
        except (ConnectionError, TimeoutError, OSError) as error:
            self.close_connection = True
            self.connection_dropped(error)

    def _answer(self, environ: dict[str, Any]) -> None:
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            head[:] = [status, headers]

        application = cast(Callable[..., Iterable[bytes]], self.server.app)
        parts = application(environ, start_response)
        try:
            self._write(head[0], head[1], parts, environ)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    def _write(
        self, status: str, headers: list[tuple[str, str]], parts: Iterable[bytes], environ: dict[str, Any]
    ) -> None:
        code = int(status.split(" ", 1)[0])
        has_body = self.command != "HEAD" and code not in (204, 304) and code >= 200
        names = {name.lower() for name, _ in headers}
        self.send_response(code, status.partition(" ")[2])
        for name, value in headers:
            if code != 204 or name.lower() != "content-length":
                self.send_header(name, value)
        is_chunked = has_body and "content-length" not in names
        if is_chunked:
            if self.request_version >= "HTTP/1.1":
                self.send_header("Transfer-Encoding", "chunked")
            else:
                is_chunked, self.close_connection = False, True
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        left = environ[CUT]
        for part in parts:
            if not has_body or not part:
                continue
            if 0 <= left < len(part):
                self.wfile.write(part[:left])
                self.wfile.flush()
                raise Dropped("truncated by order")
            left -= len(part) if left > 0 else 0
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if is_chunked else part)
            self.wfile.flush()  # what comes piece by piece is sent piece by piece
        if is_chunked:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()
        self.close_connection = self.close_connection or HANG_UP in environ

    def date_time_string(self, timestamp: float | None = None) -> str:
        """What `Date` says: the sandbox's time, which can be ahead."""
        now = cast(Server, self.server).now
        return super().date_time_string(now() if timestamp is None else timestamp)

    def _reset(self) -> None:
        # Lingering for zero seconds makes close() send RST instead of a polite end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        raise Dropped("reset by order")

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass  # `GET /_sandbox/log` has it all

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        pass  # what clients send wrong is answered, not printed


class Server(ThreadedWSGIServer):
    """Serves ``application`` on 127.0.0.1; `stop` also ends connections that are merely kept open."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(
        self, port: int, application: Callable[..., Iterable[bytes]], now: Callable[[], float] = time.time
    ) -> None:
        self.now = now
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__("127.0.0.1", port, cast(Any, application), handler=Handler)

    def server_bind(self) -> None:
        # Werkzeug would print to stderr and leave the program.
        try:
            super().server_bind()
        except (OSError, OverflowError) as error:
            port = self.server_address[1]
            message = f"cannot listen on 127.0.0.1:{port}: {error}"
            raise ConfigError(message, hint="choose another --port; 0 takes a free one") from error

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        linger = request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER) if request.fileno() >= 0 else 0
        if linger:
            request.close()  # straight to RST
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away is no news

    def close_connections(self) -> None:
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def _spooled(environ: dict[str, Any]) -> IO[bytes]:
    """The request body, read to its end; ``environ`` then says how long it is."""
    body = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - the caller closes it
    source = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        while part := source.read(65536):
            body.write(part)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
    else:
        left = int(environ.get("CONTENT_LENGTH") or 0)
        while left > 0:
            part = source.read(min(left, 65536))
            if not part:
                body.close()
                raise Dropped("the client went away within its body")
            body.write(part)
            left -= len(part)
    environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    return cast(IO[bytes], body)

"""The WSGI application of the sandbox: which service a request is for, what is written down, what goes wrong."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.utils import formatdate
from typing import Any

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.faults import APPLIED, Fault, Faults, kill_client
from ci_l10n.sandbox.http_server import DROP
from ci_l10n.sandbox.request_log import LoggedRequest, RequestLog
from ci_l10n.sandbox.service import Service
from ci_l10n.sandbox.spoiling import ERROR_PAGE, spoilt

CONTROL = "/_sandbox/"

StartResponse = Callable[..., Any]


class SandboxApp:
    """Dispatches by path prefix; everything below `/_sandbox/` goes to ``control``."""

    def __init__(
        self,
        services: Sequence[Service],
        faults: Faults,
        log: RequestLog,
        latency_ms: float = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.services = services
        self.faults = faults
        self.log = log
        self.latency_ms = latency_ms
        self.now = now
        self.control: Callable[[Request], Response] | None = None
        # For people to look at; neither logged nor spoilt.
        self.pages: Callable[[Request], Response | None] | None = None
        self._killing = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(CONTROL) and self.control is not None:
            return self.control(request)(environ, start_response)
        page = self.pages(request) if self.pages is not None else None
        if page is not None:
            return page(environ, start_response)
        service = self._service(request.path)
        if service is None:
            answer = json_response({"error": f"nothing is served at {request.path}"}, 404)
            return answer(environ, start_response)
        started = time.monotonic()
        entry = self.log.add(
            service.name,
            request.method,
            request.path,
            environ.get("QUERY_STRING", ""),
            time.time(),
            int(environ.get("CONTENT_LENGTH") or 0),
        )
        if self.latency_ms:
            time.sleep(self.latency_ms / 1000)
        response = self._respond(service, request, entry)
        entry.status = response.status_code
        entry.content_type = response.mimetype or ""
        if response.is_sequence:
            entry.response_bytes = response.calculate_content_length() or 0
            entry.seconds = time.monotonic() - started
        else:
            response.response = _counted(response.response, entry, started)
        return response(environ, start_response)

    def _service(self, path: str) -> Service | None:
        path = re.sub("/+", "/", path)  # base addresses with a slash at the end are common
        for service in self.services:
            if any(path.startswith(prefix) for prefix in service.prefixes):
                return service
        return None

    def _respond(self, service: Service, request: Request, entry: LoggedRequest) -> Response:
        fault = self.faults.strike(request.method, request.path, entry.query)
        if fault is None:
            return service.respond(request)
        entry.fault = fault.kind
        if fault.kind == "kill-client":
            return self._kill(fault, service, request)
        if fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault.kind in APPLIED:
            return spoilt(fault, service.respond(request), request)
        if fault.kind == "reset":
            request.environ[DROP]()
        if fault.kind == "html":
            return Response(ERROR_PAGE, 200, content_type="text/html; charset=utf-8")
        if fault.kind == "redirect":
            return Response(status=302, headers={"Location": request.full_path.rstrip("?")})
        return _refusal(fault, self.now())

    def _kill(self, fault: Fault, service: Service, request: Request) -> Response:
        with self._killing:
            if fault.when == "before":
                kill_client(fault)
                return Response(status=502)
            response = service.respond(request)
            kill_client(fault)
            return response


def json_response(value: object, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False)
    return Response(text, status, content_type="application/json; charset=utf-8")


def _refusal(fault: Fault, now: float) -> Response:
    status = int(fault.kind) if fault.kind.isdigit() else 502
    response = Response(status=status) if fault.body is None else json_response(fault.body, status)
    if fault.retry_after is not None:
        date = formatdate(now + fault.retry_after, usegmt=True)
        response.headers["Retry-After"] = date if fault.as_date else str(fault.retry_after)
    return response


def _counted(parts: Iterable[Any], entry: LoggedRequest, started: float) -> Iterator[Any]:
    for part in parts:
        entry.response_bytes += len(part)
        yield part
    entry.seconds = time.monotonic() - started

"""The simulated Smartling: who may ask, how much at once, and which part answers."""

import re
import threading
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.knob_values import changed
from ci_l10n.sandbox.service import SandboxClock
from ci_l10n.sandbox.smartling.auth import Auth
from ci_l10n.sandbox.smartling.calls import Call, Route
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.downloads import Downloads
from ci_l10n.sandbox.smartling.failures import ApiError, busy, error_response, not_allowed
from ci_l10n.sandbox.smartling.files import Files
from ci_l10n.sandbox.smartling.imports import Imports
from ci_l10n.sandbox.smartling.job_routes import job_routes
from ci_l10n.sandbox.smartling.orders import carry_out
from ci_l10n.sandbox.smartling.projects import Projects
from ci_l10n.sandbox.smartling.published_files import PublishedFiles
from ci_l10n.sandbox.smartling.records import Records
from ci_l10n.sandbox.state_file import load_records, save_records


class SmartlingService:
    """One account with one project; a `Service` for the server and a `TranslationService` for control requests."""

    name = "smartling"
    prefixes: tuple[str, ...] = (
        "/auth-api/",
        "/accounts-api/",
        "/projects-api/",
        "/files-api/",
        "/published-files-api/",
        "/jobs-api/",
        "/job-batches-api/",
    )

    def __init__(
        self,
        user_identifier: str,
        user_secret: str,
        project_id: str,
        seed: int,
        translator: str,
        clock: SandboxClock,
        state_file: Path | None = None,
    ) -> None:
        self._state_file = state_file
        self._lock = threading.RLock()
        self._counting = threading.Lock()
        self._running = 0
        self.desk = Desk(project_id, seed, translator, clock)
        if state_file is not None:
            self.desk.records = load_records(state_file, Records)
        self._auth = Auth(self.desk, user_identifier, user_secret)
        self._routes: list[Route] = [
            *self._auth.routes(),
            *Projects(self.desk).routes(),
            *Files(self.desk).routes(),
            *Downloads(self.desk).routes(),
            *Imports(self.desk).routes(),
            *PublishedFiles(self.desk).routes(),
            *job_routes(self.desk),
        ]

    def respond(self, request: Request) -> Response:
        try:
            answer = self._answer(request)
        except ApiError as error:
            answer = self._refusal(error)
        except Exception:
            traceback.print_exc()  # a mistake of the sandbox, which a client sees as it would see one of the vendor's
            answer = self._refusal(ApiError(500, "GENERAL_ERROR", "general_error", "Unexpected server error"))
        answer.headers["X-SL-RequestId"] = uuid.uuid4().hex
        return answer

    def _refusal(self, error: ApiError) -> Response:
        knobs = self.desk.knobs
        answer = error_response(error, knobs.errors_shape, knobs.error_keys)
        if error.status == 429 and knobs.retry_after:
            answer.headers["Retry-After"] = str(knobs.retry_after)
        return answer

    def _answer(self, request: Request) -> Response:
        path = re.sub(r"/+", "/", request.path)  # base addresses with a slash at the end are common
        found = self._route("GET" if request.method == "HEAD" else request.method, path)
        if found is None:
            self._check_token(request)
            raise ApiError(404, "NOT_FOUND_ERROR", "not.found", f"Nothing is served at {path}")
        way, parts = found
        call = Call(request, parts)
        if way.is_public:
            with self._lock:
                return way.handler(call)
        self._check_token(request)
        self._check_rights(way, parts)
        if not way.is_file_operation:
            with self._lock:
                return way.handler(call)
        with self._operation(), self._lock:
            return way.handler(call)

    def _route(self, method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
        for way in self._routes:
            match = way.pattern.fullmatch(path.rstrip("/"))
            if match is not None and way.method == method:
                return way, match.groups()
        return None

    def _check_token(self, request: Request) -> None:
        with self._lock:
            self._auth.check(request)

    def _check_rights(self, way: Route, parts: tuple[str, ...]) -> None:
        desk, knobs = self.desk, self.desk.knobs
        if "/projects/(" in way.pattern.pattern and parts[0] != desk.project_id:
            message = f"Project {parts[0]} was not found"
            codes = {401: "AUTHENTICATION_ERROR", 403: "AUTHORIZATION_ERROR"}
            code = codes.get(knobs.unknown_project_status, "NOT_FOUND_ERROR")
            raise ApiError(knobs.unknown_project_status, code, "project.not.found", message)
        if knobs.forbidden or (knobs.read_only and way.writes):
            raise not_allowed()

    @contextmanager
    def _operation(self) -> Iterator[None]:
        """One of the file operations that may run at once; raises `ApiError` 429 when there are too many."""
        limit = self.desk.knobs.operations
        with self._counting:
            if limit and self._running >= limit:
                raise busy(limit)
            self._running += 1
        try:
            if self.desk.knobs.operation_seconds:
                time.sleep(self.desk.knobs.operation_seconds)
            yield
        finally:
            with self._counting:
                self._running -= 1

    def reset(self) -> None:
        with self._lock:
            self.desk.clear()

    def save(self) -> None:
        """Keep everything for the next start, where a place was given."""
        if self._state_file is not None:
            with self._lock:
                save_records(self.desk.records, self._state_file)

    def translate(self, order: Mapping[str, object]) -> list[dict[str, object]]:
        with self._lock:
            return carry_out(self.desk, order)

    def billing(self) -> list[dict[str, object]]:
        with self._lock:
            return [{"service": "smartling", **asdict(entry)} for entry in self.desk.records.bills]

    def knobs(self) -> dict[str, object]:
        return asdict(self.desk.knobs)

    def set_knobs(self, values: Mapping[str, object]) -> None:
        with self._lock:
            self.desk.knobs = changed(self.desk.knobs, values)

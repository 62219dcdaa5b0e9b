"""The simulated Smartcat: who may ask, how often, and which part answers."""

import base64
import binascii
import hmac
import re
import threading
from collections.abc import Mapping
from pathlib import Path

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.agenda import Agenda
from ci_l10n.sandbox.service import SandboxClock
from ci_l10n.sandbox.smartcat.account import Account
from ci_l10n.sandbox.smartcat.assignment import Assignment
from ci_l10n.sandbox.smartcat.billing import bills_as_json
from ci_l10n.sandbox.smartcat.callbacks import Callbacks
from ci_l10n.sandbox.smartcat.calls import Call, Route
from ci_l10n.sandbox.smartcat.courier import Courier
from ci_l10n.sandbox.smartcat.documents import Documents
from ci_l10n.sandbox.smartcat.exports import Exports
from ci_l10n.sandbox.smartcat.failures import ApiError, error_response
from ci_l10n.sandbox.smartcat.imports import Imports
from ci_l10n.sandbox.smartcat.keys.exports import KeyExports
from ci_l10n.sandbox.smartcat.keys.imports import KeyImports
from ci_l10n.sandbox.smartcat.keys.orders import carry_out_keys, is_about_keys
from ci_l10n.sandbox.smartcat.knobs import Knobs
from ci_l10n.sandbox.smartcat.orders import carry_out
from ci_l10n.sandbox.smartcat.project_settings import ProjectSettings
from ci_l10n.sandbox.smartcat.projects import Projects
from ci_l10n.sandbox.smartcat.rate import Bucket
from ci_l10n.sandbox.smartcat.realtime import RealTime
from ci_l10n.sandbox.smartcat.records import Records
from ci_l10n.sandbox.smartcat.settings import Settings
from ci_l10n.sandbox.smartcat.statistics import Statistics
from ci_l10n.sandbox.smartcat.store import Store
from ci_l10n.sandbox.smartcat.watch import Watch
from ci_l10n.sandbox.smartcat.wire import Wire
from ci_l10n.sandbox.smartcat.workflow import Workflow
from ci_l10n.sandbox.state_file import load_records, save_records

ROOT = "/api/integration/"


class SmartcatService:
    """One account; a `Service` for the server and a `TranslationService` for control requests."""

    name = "smartcat"
    prefixes: tuple[str, ...] = (ROOT,)

    def __init__(
        self,
        account_id: str,
        api_key: str,
        seed: int,
        translator: str,
        clock: SandboxClock,
        state_file: Path | None = None,
    ) -> None:
        self._credentials = f"{account_id}:{api_key}".encode()
        self._state_file = state_file
        self._lock = threading.RLock()
        self._knobs = Knobs()
        self._bucket = Bucket(self._knobs)
        self.store = Store(seed, clock, self._knobs)
        if state_file is not None:
            self.store.records = load_records(state_file, Records)
        self.wire = Wire(Workflow(self.store, translator), account_id)
        self._agenda = Agenda(clock)
        self._courier = Courier(self._agenda, clock, self._knobs, self.store.callback)
        self._watch = Watch(self.wire, self._courier, self._agenda, self._lock)
        documents = Documents(self.wire)
        self._routes: list[Route] = [
            *Account(self.wire).routes(),
            *Statistics(self.wire).routes(),
            *Callbacks(self.wire, self._courier).routes(),
            *Exports(self.wire).routes(),
            *Imports(self.wire).routes(),
            *documents.routes(),
            *Projects(self.wire, documents).routes(),
            *RealTime(self.wire).routes(),
            *Assignment(self.wire).routes(),
            *Settings(self.wire).routes(),
            *ProjectSettings(self.wire).routes(),
            *KeyImports(self.wire).routes(),
            *KeyExports(self.wire).routes(),
        ]

    def respond(self, request: Request) -> Response:
        if not self._is_allowed(request):
            return Response(status=401, headers={"WWW-Authenticate": "Basic"})
        if self._knobs.rate_limit and not self._bucket.take():
            wait = self._knobs.retry_after
            return Response(status=429, headers={"Retry-After": str(wait)} if wait else {})
        if len(request.host_url) + len(_raw_path(request)) - 1 > self._knobs.url_limit:
            return Response("<html><body>Runtime Error</body></html>", 500, content_type="text/html")
        try:
            with self._lock:
                try:
                    return self._answer(request)
                finally:
                    self._watch.look()
        except ApiError as error:
            return error_response(error, self._knobs.error_shape, request.method)

    def _is_allowed(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        try:
            # Perl's encoder breaks lines after 76 characters; they arrive as a folded header.
            decoded = base64.b64decode("".join(given.split()), validate=True)
        except binascii.Error:
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(decoded, self._credentials)

    def _answer(self, request: Request) -> Response:
        path = re.sub(r"/+", "/", request.path).removeprefix(ROOT).strip("/")
        method = "GET" if request.method == "HEAD" else request.method
        is_known = False
        for way in self._routes:
            match = way.pattern.fullmatch(path)
            if match is None:
                continue
            if way.method == method:
                return way.handler(Call(request, match.groups()))
            is_known = is_known or way.pattern.groups == 0
        if is_known:
            raise ApiError(405, "MethodNotAllowed", f"The resource does not support {request.method}.")
        raise ApiError(404, "NotFound", "No HTTP resource was found that matches the request URI.")

    def reset(self) -> None:
        with self._lock:
            self._agenda.clear()
            self._courier.clear()
            self._watch.forget()
            self.store.clear()
            self._knobs.set(Knobs().as_json())
            self._bucket.fill()

    def save(self) -> None:
        """Keep everything for the next start, where a place was given."""
        if self._state_file is not None:
            with self._lock:
                save_records(self.store.records, self._state_file)

    def close(self) -> None:
        """End what is done in the background."""
        self._agenda.close()

    def notices(self) -> list[dict[str, object]]:
        return self._courier.notices()

    def catch_up(self, seconds: float) -> None:
        self._agenda.wait(seconds)

    def translate(self, order: Mapping[str, object]) -> list[dict[str, object]]:
        with self._lock:
            try:
                if is_about_keys(self.wire, order):
                    return carry_out_keys(self.wire, order)
                return carry_out(self.wire, order)
            finally:
                self._watch.look()

    def billing(self) -> list[dict[str, object]]:
        with self._lock:
            return bills_as_json(self.store)

    def knobs(self) -> dict[str, object]:
        return self._knobs.as_json()

    def set_knobs(self, values: Mapping[str, object]) -> None:
        with self._lock:
            self._knobs.set(values)
            if "rate_burst" in values or "rate_limit" in values:
                self._bucket.fill()


def _raw_path(request: Request) -> str:
    raw = request.environ.get("REQUEST_URI")
    return str(raw) if raw else request.full_path

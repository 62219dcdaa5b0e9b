"""What tests and demonstrations order of the sandbox, below `/_sandbox/`: loopback only, without credentials."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.app import json_response
from ci_l10n.sandbox.faults import Faults
from ci_l10n.sandbox.request_log import RequestLog
from ci_l10n.sandbox.service import SandboxClock, Service
from ci_l10n.sandbox.workplace import Wanted, as_shell, make_workplace

PATIENCE = 2.0  # seconds that moving the clock waits for what has become due


class BadOrder(ValueError):
    """An order that cannot be carried out; the text says why and goes to who gave it."""


class NotMine(BadOrder):
    """An order about something another service may know."""


@runtime_checkable
class TranslationService(Protocol):
    """A simulated translation platform, as the control requests see it."""

    @property
    def name(self) -> str: ...

    def translate(self, order: Mapping[str, object]) -> list[dict[str, object]]:
        """Carry out `POST /_sandbox/translate`; raises `NotMine` or `BadOrder`."""

    def billing(self) -> list[dict[str, object]]:
        """Words billed, one entry per project, source and upload."""


@runtime_checkable
class Adjustable(Protocol):
    """A simulated service whose behaviour can be changed."""

    @property
    def name(self) -> str: ...

    def knobs(self) -> dict[str, object]:
        """All knobs as they are now."""

    def set_knobs(self, values: Mapping[str, object]) -> None:
        """Change some; raises ValueError, and changes nothing, when one is unknown or wrong."""


@runtime_checkable
class Notifying(Protocol):
    """A simulated service that sends notifications to who asked for them."""

    @property
    def name(self) -> str: ...

    def notices(self) -> list[dict[str, object]]:
        """Notifications, the oldest first: event, ids, attempts, outcome, time of the next attempt."""

    def catch_up(self, seconds: float) -> None:
        """Let what has become due be sent; waits ``seconds`` of real time at most."""


class Control:
    """Answers the control requests; the methods are there for tests in the same process too."""

    def __init__(
        self,
        services: Sequence[Service],
        faults: Faults,
        log: RequestLog,
        clock: SandboxClock,
        announcement: Callable[[], Mapping[str, str]],
    ) -> None:
        self.services = services
        self.faults = faults
        self.log = log
        self.clock = clock
        self.announcement = announcement
        self._routes: dict[tuple[str, str], Callable[[Request], object]] = {
            ("GET", "log"): self._log,
            ("DELETE", "log"): lambda _: self.log.clear(),
            ("GET", "faults"): lambda _: self.faults.remaining(),
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): lambda _: self.faults.clear(),
            ("POST", "translate"): lambda request: {"documents": self.translate(_object(request))},
            ("GET", "billing"): lambda _: self.billing(),
            ("GET", "knobs"): lambda _: self.knobs(),
            ("POST", "knobs"): lambda request: self.set_knobs(_object(request)),
            ("GET", "clock"): lambda _: {"now": self.clock.now()},
            ("POST", "clock"): self._advance,
            ("GET", "callbacks"): lambda _: self.callbacks(),
            ("POST", "reset"): lambda _: self.reset(),
            ("GET", "announcement"): lambda _: dict(self.announcement()),
            ("POST", "workplace"): self._workplace,
        }

    def __call__(self, request: Request) -> Response:
        # A web page in a browser on this machine can reach loopback; it always says where it comes from.
        if request.headers.get("Origin") or not str(request.remote_addr or "127.").startswith("127."):
            return json_response({"error": "control requests are for programs on this machine"}, 403)
        name = request.path.removeprefix("/_sandbox/").strip("/")
        method = "GET" if request.method == "HEAD" else request.method
        answer = self._routes.get((method, name))
        if answer is None:
            known = ", ".join(f"{verb} /_sandbox/{what}" for verb, what in self._routes)
            return json_response({"error": f"no such control request; there are {known}"}, 404)
        try:
            result = answer(request)
            if isinstance(result, Response):
                return result
            return json_response({"ok": True} if result is None else result)
        except ValueError as error:
            return json_response({"error": str(error)}, 400)

    def translate(self, order: Mapping[str, object]) -> list[dict[str, object]]:
        """Let the first platform, or the one called `service`, that knows the document translate it; raises `BadOrder`."""
        problem = BadOrder("no translation platform is running")
        wanted = order.get("service")
        for service in self._platforms():
            if wanted not in (None, service.name):
                continue
            try:
                return service.translate(order)
            except NotMine as error:
                problem = error
        raise problem

    def billing(self) -> list[dict[str, object]]:
        """Words billed, one entry per project, source and upload."""
        return [entry for service in self._platforms() for entry in service.billing()]

    def knobs(self) -> dict[str, object]:
        return {service.name: service.knobs() for service in self._adjustable()}

    def set_knobs(self, values: Mapping[str, object]) -> dict[str, object]:
        """``values`` go to the first service that has them all; per service: `{"github": {...}}`."""
        services = {service.name: service for service in self._adjustable()}
        for name, value in values.items():
            if name in services and isinstance(value, Mapping):
                services[name].set_knobs(value)
        rest = {name: value for name, value in values.items() if name not in services}
        if rest:
            having = (service for service in services.values() if set(rest) <= set(service.knobs()))
            next(having, next(iter(services.values()))).set_knobs(rest)
        return self.knobs()

    def callbacks(self) -> list[dict[str, object]]:
        """Notifications of all services, the oldest first within each."""
        return [{"service": s.name, **notice} for s in self._notifying() for notice in s.notices()]

    def reset(self) -> None:
        for service in self.services:
            service.reset()
        self.faults.clear()
        self.log.clear()

    def _platforms(self) -> list[TranslationService]:
        return [service for service in self.services if isinstance(service, TranslationService)]

    def _adjustable(self) -> list[Adjustable]:
        return [service for service in self.services if isinstance(service, Adjustable)]

    def _notifying(self) -> list[Notifying]:
        return [service for service in self.services if isinstance(service, Notifying)]

    def _log(self, request: Request) -> object:
        return self.log.as_json(request.args.get("service", ""))

    def _add_faults(self, request: Request) -> object:
        orders = _json(request)
        given = orders if isinstance(orders, list) else [orders]
        listed = [order for order in given if isinstance(order, dict)]
        if len(listed) < len(given):
            raise BadOrder('expected a list of faults: [{"match": "POST document/export", "do": "429"}]')
        return [fault.as_json() for fault in self.faults.add(listed)]

    def _advance(self, request: Request) -> object:
        seconds = _object(request).get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
            raise BadOrder('expected {"advance": seconds}')
        self.clock.advance(seconds)
        for service in self._notifying():
            service.catch_up(PATIENCE)
        return {"now": self.clock.now()}

    def _workplace(self, request: Request) -> Response:
        made = make_workplace(Wanted.of(_object(request)), self._dispatch, self.announcement())
        return Response(as_shell(made), content_type="text/plain; charset=utf-8")

    def _dispatch(self, request: Request) -> Response:
        services = (s for s in self.services if request.path.startswith(tuple(s.prefixes)))
        return next(services).respond(request)


def _json(request: Request) -> object:
    try:
        return json.loads(request.get_data(as_text=True) or "{}")
    except ValueError as error:
        raise BadOrder(f"the body is not JSON: {error}") from error


def _object(request: Request) -> dict[str, object]:
    value = _json(request)
    if not isinstance(value, dict):
        raise BadOrder("the body must be a JSON object")
    return value

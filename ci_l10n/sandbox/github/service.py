"""
The simulated GitHub: REST below `/api/v3/`, GraphQL at `/api/v3/graphql` (and `/api/graphql`, as on GHES).

What a request passes on its way: who asks (401), how often (403, 429), which call it is (404), which repository (404),
what the token may do (403), the JSON that was sent (400, 422), the handler.
"""

import dataclasses
import json
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import nullcontext

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.git_http import read_token
from ci_l10n.sandbox.github import git_data, graphql, issues, life, merging, pulls, repos, trees
from ci_l10n.sandbox.github.call import Answer, Call, Route
from ci_l10n.sandbox.github.knobs import Knobs
from ci_l10n.sandbox.github.limits import Limits
from ci_l10n.sandbox.github.records import Hub, Project
from ci_l10n.sandbox.github.refusals import (
    Refusal,
    bad_credentials,
    forbidden,
    not_found,
    wants_authentication,
)
from ci_l10n.sandbox.knob_values import changed
from ci_l10n.sandbox.receiving import PushRules
from ci_l10n.sandbox.repositories import Repositories, Repository, Right
from ci_l10n.sandbox.service import SandboxClock

_API = "/api/v3"
_GRAPHQL = ("/api/v3/graphql", "/api/graphql")
_LARGEST_BODY = 40_000_000
_PUSH_RULES = tuple(field.name for field in dataclasses.fields(PushRules))
_ROUTES = (*repos.ROUTES, *pulls.ROUTES, *issues.ROUTES, *git_data.ROUTES, *trees.ROUTES)


class GitHubService:
    """``origin`` is the server's own address; a function where the port is not known yet."""

    name = "github"
    prefixes = ("/api/v3/", "/api/graphql")

    def __init__(
        self,
        repositories: Repositories,
        token: str,
        clock: SandboxClock,
        origin: str | Callable[[], str],
        owner: str = "acme",
    ) -> None:
        self._token = token
        self._hub = Hub(repositories, clock, origin, owner)
        self._limits = Limits(clock)
        self._urls = _url_map((*_ROUTES, Route("GET", "/rate_limit", self._rate_limit)))
        repositories.access.now = clock.now  # expiries follow the sandbox's time
        repositories.listeners.append(self._follow)

    @property
    def repositories(self) -> Repositories:
        return self._hub.repositories

    def respond(self, request: Request) -> Response:
        try:
            answer = self._answer(request)
        except Refusal as refusal:
            answer = Answer(refusal.body(), refusal.status, refusal.headers)
        return self._response(request, answer)

    def reset(self) -> None:
        """Forget all repositories, pull requests and knobs; the token stays."""
        self._hub.repositories.reset()
        self._hub.forget()
        self._set(Knobs(), {field.name for field in dataclasses.fields(Knobs)})

    def configure(self, values: Mapping[str, object]) -> None:
        """Turn knobs (see `knobs.Knobs`). Raises ValueError, and changes nothing, for what there is not."""
        self._set(changed(self._hub.knobs, values), set(values))

    set_knobs = configure

    def knobs(self) -> dict[str, object]:
        """All knobs as they are now."""
        return dataclasses.asdict(self._hub.knobs)

    def _set(self, wanted: Knobs, named: AbstractSet[str]) -> None:
        """Counters and expiries start anew only when one of ``named`` is about them."""
        hub, access = self._hub, self._hub.repositories.access
        before, hub.knobs = hub.knobs, wanted
        if "expires_in" in named:
            access.expiry.pop(self._token, None)
            if wanted.expires_in is not None:
                access.expiry[self._token] = hub.clock.now() + wanted.expires_in
        if named & {"secondary_limit", "secondary_status", "retry_after", "rate_remaining"}:
            self._limits.set(wanted)
        for token in (*before.read_only_tokens, *before.more_tokens):
            access.rights.pop(token, None)
        access.rights.update(dict.fromkeys(wanted.more_tokens, "write"))
        access.rights.update(dict.fromkeys(wanted.read_only_tokens, "read"))
        hub.repositories.rules = PushRules(**{name: getattr(wanted, name) for name in _PUSH_RULES})
        if before.pending_checks and not wanted.pending_checks:
            self._merge_waiting()

    def _merge_waiting(self) -> None:
        for repository in self._hub.repositories.all():
            with repository.lock:
                merging.merge_waiting(self._hub, self._hub.project(repository))

    def _follow(self, repository: Repository) -> None:
        life.follow(self._hub, self._hub.project(repository))

    def _answer(self, request: Request) -> Answer:
        if request.path in _GRAPHQL:
            right = self._authenticate(request, public=False)
            self._limits.count(self._hub.login, writes=request.method == "POST")
            if request.method != "POST":
                raise not_found()
            return graphql.execute(self._hub, right, _json_object(request))
        route, path = self._route(request)
        right = self._authenticate(request, route is not None and route.public)
        if route is None:
            raise not_found()
        if request.path != f"{_API}/rate_limit":
            self._limits.count(self._hub.login, route.writes)
        project = self._find_project(path)
        if route.writes and right != "write":
            raise forbidden()
        body = _json_object(request) if route.writes else {}
        call = Call(self._hub, request, path, body, project, right)
        with project.repository.lock if project else nullcontext():
            return route.handler(call)

    def _authenticate(self, request: Request, public: bool) -> Right:
        """The right of the token. Raises the 401 of a missing, wrong or expired one."""
        authorization = request.headers.get("Authorization", "")
        if "," in authorization:
            raise Refusal(400, 'Duplicate header: "Authorization"')
        if not authorization:
            if public:
                return "none"
            raise wants_authentication()
        token = read_token(authorization)
        right = self._hub.repositories.access.right(token, "write" if token == self._token else "none")
        if right == "none":
            raise bad_credentials()
        return right

    def _route(self, request: Request) -> tuple[Route | None, dict[str, str]]:
        bound = self._urls.bind("127.0.0.1")
        try:
            route, path = bound.match(request.path, request.method)
        except HTTPException:
            return None, {}
        return route, {key: str(value) for key, value in path.items()}

    def _find_project(self, path: Mapping[str, str]) -> Project | None:
        if "repo" not in path:
            return None
        project = self._hub.find(path["owner"], path["repo"])
        if project is None:
            raise not_found()
        return project

    def _rate_limit(self, call: Call) -> Answer:
        rate = self._limits.state()
        return Answer({"resources": {"core": rate, "search": rate, "graphql": rate}, "rate": rate})

    def _response(self, request: Request, answer: Answer) -> Response:
        text = "" if answer.value is None else json.dumps(answer.value, ensure_ascii=False)
        response = Response(text, answer.status, content_type="application/json; charset=utf-8")
        if answer.value is None:
            del response.headers["Content-Type"]
        state = self._limits.state()
        for name in ("limit", "remaining", "used", "reset"):
            response.headers[f"X-RateLimit-{name.capitalize()}"] = str(state[name])
        response.headers["X-RateLimit-Resource"] = "graphql" if request.path in _GRAPHQL else "core"
        response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        response.headers["X-GitHub-Request-Id"] = uuid.uuid4().hex.upper()
        if self._hub.knobs.personal_token:
            response.headers["X-OAuth-Scopes"] = "repo"
        response.headers.extend(dict(answer.headers))
        return response


def _url_map(routes: tuple[Route, ...]) -> Map:
    rules = [
        Rule(
            _API + route.path,
            methods=[route.method],
            endpoint=route,
            strict_slashes=False,
            merge_slashes=False,
        )
        for route in routes
    ]
    return Map(rules, merge_slashes=False, redirect_defaults=False)


def _json_object(request: Request) -> dict[str, object]:
    """The body, whatever its Content-Type says; nothing at all stands for an empty object."""
    data = request.get_data()
    if len(data) > _LARGEST_BODY:
        raise Refusal(413, "Request body is too large")
    if not data.strip():
        return {}
    try:
        value = json.loads(data)
    except ValueError:
        raise Refusal(400, "Problems parsing JSON") from None
    if isinstance(value, list) and request.path.endswith("/labels"):
        return {"labels": value}  # the short form of these calls
    if not isinstance(value, dict):
        raise Refusal(400, "Body should be a JSON object")
    return value

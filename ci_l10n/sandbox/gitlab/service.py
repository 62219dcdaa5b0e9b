"""
The simulated GitLab: REST below `/api/v4/`.

What a request passes on its way: how often (429), who asks (401), which call it is (404), what the token may do
(401, 403), which project (404), its parameters (400), the handler.
"""

import dataclasses
import json
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from ci_l10n.sandbox.gitlab import (
    accepting,
    branches,
    commits,
    contents,
    files,
    merge_requests,
    merging,
    notes,
    planning,
    projects,
)
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.host import GitLabHost
from ci_l10n.sandbox.gitlab.knobs import Knobs
from ci_l10n.sandbox.gitlab.life import follow
from ci_l10n.sandbox.gitlab.limits import Limits
from ci_l10n.sandbox.gitlab.parameters import read_parameters, read_query
from ci_l10n.sandbox.gitlab.records import PERSON, Credential, Hub, Project, Pusher
from ci_l10n.sandbox.gitlab.refusals import (
    Refusal,
    insufficient_scope,
    message,
    no_such_call,
    not_found,
    unauthorized,
)
from ci_l10n.sandbox.gitlab.tokens import Secrets, Tokens
from ci_l10n.sandbox.knob_values import changed
from ci_l10n.sandbox.receiving import PushRules
from ci_l10n.sandbox.repositories import GitError, Repositories, Repository
from ci_l10n.sandbox.service import SandboxClock

_API = "/api/v4"
_MODULES = (projects, branches, commits, files, merge_requests, contents, accepting, notes, planning)
_ROUTES: tuple[Route, ...] = tuple(route for module in _MODULES for route in module.ROUTES)


class GitLabService:
    """``origin`` is the server's own address; a function where the port is not known yet."""

    name = "gitlab"
    prefixes = (f"{_API}/",)

    def __init__(
        self,
        repositories: Repositories,
        secrets: Secrets,
        clock: SandboxClock,
        origin: str | Callable[[], str],
        owner: str = "acme",
    ) -> None:
        self._hub = Hub(repositories, clock, origin, owner)
        self._tokens = Tokens(self._hub, secrets)
        self._limits = Limits(clock)
        self.git_host = GitLabHost(self._hub, self._tokens)
        repositories.listeners.append(self._follow)
        self._meet_people()

    def respond(self, request: Request) -> Response:
        try:
            self._limits.count()
            answer = self._answer(request)
        except Refusal as refusal:
            answer = Answer(refusal.body, refusal.status, refusal.headers)
        except GitError:
            answer = Answer({"message": "500 Internal Server Error"}, 500)
        return self._response(answer)

    def reset(self) -> None:
        """Forget all projects, merge requests and knobs; the tokens stay."""
        self._hub.repositories.reset()
        self._hub.forget()
        self._set(Knobs(), {field.name for field in dataclasses.fields(Knobs)})

    def knobs(self) -> dict[str, object]:
        """All knobs as they are now."""
        return dataclasses.asdict(self._hub.knobs)

    def set_knobs(self, values: Mapping[str, object]) -> None:
        """Turn knobs (see `knobs.Knobs`). Raises ValueError, and changes nothing, for what there is not."""
        self._set(changed(self._hub.knobs, values), set(values))

    def _set(self, wanted: Knobs, named: AbstractSet[str]) -> None:
        """Counters and expiries start anew only when one of ``named`` is about them."""
        if wanted.pipelines not in ("none", "running", "success", "failed"):
            raise ValueError("knob pipelines is none, running, success or failed")
        self._hub.knobs = wanted
        if "expires_in" in named:
            seconds = wanted.expires_in
            self._hub.expires_at = None if seconds is None else self._hub.clock.now() + seconds
        if named & {"throttled", "retry_after"}:
            self._limits.set(wanted)
        self._hub.repositories.rules = PushRules(atomic=wanted.atomic)
        if "pipelines" in named and wanted.pipelines in ("success", "failed"):
            self._end_pipelines(wanted.pipelines)

    def _end_pipelines(self, status: str) -> None:
        """What runs comes to its end, and merge requests that waited for that are merged."""
        for repository in self._hub.repositories.all():
            with repository.lock:
                project = self._hub.project(repository)
                for pipeline in project.pipelines:
                    if pipeline.status in merging.ACTIVE:
                        pipeline.status = status
                merging.merge_waiting(self._hub, project)

    def _meet_people(self) -> None:
        for name in (self._hub.owner, PERSON):
            self._hub.user(name)

    def _follow(self, repository: Repository) -> None:
        follow(self._hub, self._hub.project(repository))

    def _answer(self, request: Request) -> Answer:
        credential = self._tokens.authenticate(request)
        raw = str(request.environ.get("REQUEST_URI") or request.path).partition("?")[0]
        if "%00" in f"{raw}?{request.query_string.decode('latin-1')}":
            raise message(400, "400 Bad request")
        segments = [unquote(part) for part in raw.strip("/").split("/")[2:]]
        route, path = _find_route(request.method, segments)
        credential = self._check_token(route, credential)
        project = self._find_project(route, path, credential)
        params = read_parameters(request)
        url = f"{self._hub.origin}{raw}"
        call = Call(self._hub, url, path, read_query(request), params, credential, project)
        if project is None:
            return route.handler(call)
        with project.repository.lock:
            return self._handle(route, call, project)

    def _handle(self, route: Route, call: Call, project: Project) -> Answer:
        project.pusher = Pusher(call.username) if call.credential else None
        try:
            return route.handler(call)
        finally:
            project.pusher = None

    def _check_token(self, route: Route, credential: Credential | None) -> Credential | None:
        """Who may make the call; a job token counts for few calls and is as good as none for the others."""
        if credential is not None and credential.kind == "job" and not route.job_token:
            if route.writes and self._hub.knobs.job_token_write_status != 401:
                status = self._hub.knobs.job_token_write_status
                raise message(status, f"{status} Forbidden" if status == 403 else f"{status} Unauthorized")
            credential = None
        needs_somebody = route.writes or not route.path.startswith("/projects/:id")
        if credential is None and needs_somebody:
            raise unauthorized()
        if route.writes and self._hub.is_read_only(credential):
            raise insufficient_scope()
        return credential

    def _find_project(
        self, route: Route, path: Mapping[str, str], credential: Credential | None
    ) -> Project | None:
        """The project of the path; strangers see public ones only."""
        if not route.path.startswith("/projects/:id"):
            return None
        project = self._hub.find(path["id"])
        if project is None or (credential is None and project.visibility != "public"):
            raise not_found("Project")
        return project

    def _response(self, answer: Answer) -> Response:
        if isinstance(answer.value, str):
            response = Response(answer.value, answer.status, content_type="text/plain")
        elif isinstance(answer.value, bytes):
            response = Response(answer.value, answer.status, content_type="text/plain; charset=utf-8")
        else:
            text = "" if answer.value is None else json.dumps(answer.value, ensure_ascii=False)
            response = Response(text, answer.status, content_type="application/json")
        if answer.value is None:
            del response.headers["Content-Type"]
        response.headers["X-Request-Id"] = uuid.uuid4().hex
        response.headers.extend(self._limits.headers() | dict(answer.headers))
        return response


def _find_route(method: str, segments: list[str]) -> tuple[Route, dict[str, str]]:
    """The call and the variables of its path. Raises the 404, or the 405 where another method would do."""
    method = "GET" if method == "HEAD" else method
    matches = [(route, path) for route in _ROUTES if (path := route.match(segments)) is not None]
    for route, path in matches:
        if route.method == method:
            return route, path
    if matches:
        raise Refusal(405, {"error": "405 Not Allowed"})
    raise no_such_call()
